import Autograd
import NeuralNetworks

/// What is made small in training.
public enum RegressionLoss: String, Sendable, CaseIterable {
    /// Mean squared error.
    case mse
    /// Mean absolute error.
    case mae
    /// Squared for small errors, absolute for large ones (beyond one standard deviation of the targets).
    case huber

    func callAsFunction(_ x: Tensor, _ target: Tensor) -> Tensor {
        switch self {
        case .mse: x.squaredError(target)
        case .mae: x.absoluteError(target)
        case .huber: x.huber(target)
        }
    }
}

/// Everything that training a regressor of nodes depends on, beside the graph, its targets, its split and the seed.
public struct NodeRegressionSettings: Sendable, Equatable {
    /// The kind of network, a name in `NodeModels`.
    public var model = "gcn"
    /// Width of the layers but the last.
    public var hidden = 64
    /// How many there are.
    public var layers = 2
    /// The share of inputs that is dropped in training.
    public var dropout: Float = 0.2
    /// What only some models know.
    public var options: [String: Float] = [:]
    /// What is minimized.
    public var loss = RegressionLoss.mse
    /// Of the optimizer.
    public var learningRate: Float = 0.01
    /// L2 on all parameters.
    public var weightDecay: Float = 5e-4
    /// Features divided by their sums, or standardized by column, or as they are.
    public var normalizesFeatures = true
    /// Whether each column of features gets mean 0 and deviation 1.
    public var standardizesFeatures = false
    /// The most epochs.
    public var epochs = 500
    /// Training ends when the validation loss has not fallen for so many epochs; the network of the lowest one is kept.
    public var patience = 50

    /// The standard settings.
    public init() {}

    /// What the settings fix, in a line for people.
    public var summary: String {
        let scaling =
            standardizesFeatures
            ? "features standardized by column"
            : normalizesFeatures ? "features normalized by row" : "features as they are"
        return
            "\(model), \(layers) layers, \(hidden) hidden units, dropout \(dropout), loss \(loss.rawValue), Adam at \(learningRate), weight decay \(weightDecay), \(scaling); at most \(epochs) epochs, stopped when the validation loss has not fallen for \(patience)"
    }
}
