import Autograd
import DenseArrays
import GraphNetworks
import Graphs
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
    public var hidden = 64
    public var layers = 2
    public var dropout: Float = 0.2
    /// What only some models know.
    public var options: [String: Float] = [:]
    public var loss = RegressionLoss.mse
    public var learningRate: Float = 0.01
    /// L2 on all parameters.
    public var weightDecay: Float = 5e-4
    /// Features divided by their sums, or standardized by column, or as they are.
    public var normalizesFeatures = true
    public var standardizesFeatures = false
    /// The most epochs.
    public var epochs = 500
    /// Training ends when the validation loss has not fallen for so many epochs; the network of the lowest one is kept.
    public var patience = 50

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

/// What one epoch left behind; losses are of standardized targets.
public struct RegressionEpoch: Sendable, Equatable {
    public var epoch: Int
    public var trainLoss: Double
    /// NaN without validation nodes.
    public var validationLoss: Double
}

/// One training from one seed.
public struct NodeRegressionRun: Sendable {
    public var seed: Int
    public var history: [RegressionEpoch]
    public var bestEpoch: Int
    /// Of the kept network, in the targets' unit, over all targets.
    public var train: RegressionMetrics
    public var validation: RegressionMetrics
    public var test: RegressionMetrics
    /// What predicting the training targets' mean for every node gives on the test nodes.
    public var baseline: RegressionMetrics
    public var split: NodeSplit
    public var regressor: NodeRegressor
    public var epochSeconds: [Double]
    public var wasInterrupted: Bool
    /// The epoch at which the loss was no longer a number, where that happened; training ended there.
    public var divergedAt: Int?
}

/// A trained network with what is needed to apply it: how features are prepared and what targets mean.
public struct NodeRegressor: Sendable {
    public let configuration: NodeModelConfiguration
    public let scaling: FeatureScaling
    /// Of the training nodes' targets, one a target.
    public let mean: [Float]
    public let deviation: [Float]
    public let parameters: [DenseArray]

    /// The predicted numbers `[nodes, targets]` in the targets' unit, for a graph whose features mean the same.
    ///
    /// Throws where the graph has another number of feature columns, or a negative weight.
    public func predict(_ graph: Graph) throws(NodeClassifierError) -> DenseArray {
        if graph.features.width != configuration.inputs {
            throw .featuresDiffer(graph: graph.provenance, found: graph.features.width, expected: configuration.inputs)
        }
        guard let kind = NodeModels.named(configuration.model) else {
            preconditionFailure("NodeRegressor: no model is called \(configuration.model)")
        }
        do {
            let input = NodeInput(
                features: scaling(graph.features), adjacency: try graph.normalizedAdjacency(),
                layers: kind.steps(configuration), edges: graph.edges)
            let model = kind.make(configuration, RandomKey(seed: 0))
            model.parameterValues = parameters
            return inUnits(withoutGradients { model(input, dropout: nil).value })
        } catch { throw .graph(error) }
    }

    /// x · deviation + mean, column by column.
    func inUnits(_ x: DenseArray) -> DenseArray {
        var result = x
        let width = x.columns
        result.withUnsafeMutableElements { x in
            for i in 0..<x.count { x[i] = x[i] * deviation[i % width] + mean[i % width] }
        }
        return result
    }

    /// The bytes of `model.safetensors`.
    public func checkpoint() -> [UInt8] {
        guard let kind = NodeModels.named(configuration.model) else { return [] }
        return Checkpoint.encode(
            kind.make(configuration, RandomKey(seed: 0)).parameters, values: parameters,
            metadata: ["format": "pt", "model": configuration.model])
    }
}

/// Trains a network to predict numbers of nodes.
///
/// Targets are standardized by the training nodes' mean and deviation. An epoch is a full-batch step on the training
/// nodes and an evaluation.
public final class NodeRegressionTrainer {
    public let graph: Graph
    public let settings: NodeRegressionSettings
    public let configuration: NodeModelConfiguration
    public let scaling: FeatureScaling
    private let targets: DenseArray
    private let input: NodeInput
    private let kind: NodeModelKind

    /// - Parameter targets: `[nodes, targets]`; NaN where a number is not known: such a node may be in no part of a split.
    /// Throws where sizes disagree or a weight is negative.
    public init(_ graph: Graph, targets: DenseArray, _ settings: NodeRegressionSettings) throws(GraphError) {
        guard let kind = NodeModels.named(settings.model) else {
            preconditionFailure("NodeRegressionTrainer: no model is called \(settings.model)")
        }
        if targets.shape.count != 2 || targets.rows != graph.nodeCount || targets.columns == 0 {
            throw .sizesDiffer(what: "rows of targets", found: targets.rows, expected: graph.nodeCount)
        }
        self.graph = graph
        self.settings = settings
        self.targets = targets
        self.kind = kind
        scaling = .chosen(for: graph.features, rows: settings.normalizesFeatures, columns: settings.standardizesFeatures)
        let features = scaling(graph.features)
        configuration = NodeModelConfiguration(
            model: settings.model, inputs: features.width, hidden: settings.hidden, outputs: targets.columns,
            layers: settings.layers, dropout: settings.dropout, options: settings.options)
        input = NodeInput(
            features: features, adjacency: try graph.normalizedAdjacency(), layers: kind.steps(configuration),
            edges: graph.edges)
    }

    /// Trains from one seed. Throws where a part of the split names a node without a known target, or nothing trains.
    public func run(
        seed: Int, split: NodeSplit, progress: (RegressionEpoch) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
    ) throws(GraphError) -> NodeRegressionRun {
        let width = targets.columns
        for (part, nodes) in [("train", split.train), ("validation", split.validation), ("test", split.test)] {
            for node in nodes where (0..<width).contains(where: { targets[node, $0].isNaN }) {
                throw .splitImpossible(reason: "the \(part) part holds node \(graph.name(of: node)), whose target is not known")
            }
        }
        if split.train.isEmpty { throw .splitImpossible(reason: "no node is left for training") }
        let (mean, deviation) = NodeFeatures.dense(targets.gatheringRows(split.train)).columnStatistics
        let parts = [split.train, split.validation].map { nodes in
            (rows: nodes, wanted: standardized(nodes, mean, deviation))
        }
        let model = kind.make(configuration, RandomKey(seed: seed))
        let optimizer = Adam([
            ParameterGroup(
                model.parameters.map(\.tensor), rate: settings.learningRate, weightDecay: settings.weightDecay)
        ])
        let dropout = RandomKey(seed: seed).child("dropout")
        let clock = ContinuousClock()
        var history: [RegressionEpoch] = [], seconds: [Double] = []
        var best: (loss: Double, epoch: Int, parameters: [DenseArray]) = (.infinity, 0, model.parameterValues)
        var interrupted = false
        var divergedAt: Int?
        for epoch in 1...max(1, settings.epochs) {
            let start = clock.now
            optimizer.clearGradients()
            let loss = settings.loss(
                model(input, dropout: dropout.child(epoch)).gatheringRows(parts[0].rows), Tensor(parts[0].wanted))
            var result = RegressionEpoch(epoch: epoch, trainLoss: Double(loss.scalar), validationLoss: .nan)
            loss.backward()
            optimizer.step()
            if !parts[1].rows.isEmpty {
                result.validationLoss = withoutGradients {
                    Double(
                        settings.loss(
                            model(input, dropout: nil).gatheringRows(parts[1].rows), Tensor(parts[1].wanted)
                        ).scalar)
                }
            }
            history.append(result)
            seconds.append(start.seconds(to: clock.now))
            if !result.trainLoss.isFinite || (!parts[1].rows.isEmpty && !result.validationLoss.isFinite) {
                divergedAt = epoch
                break
            }
            // without validation nodes the last network is kept
            if parts[1].rows.isEmpty || result.validationLoss < best.loss {
                best = (result.validationLoss, epoch, model.parameterValues)
            }
            progress(result)
            if !parts[1].rows.isEmpty, epoch - best.epoch >= settings.patience { break }
            if isInterrupted() {
                interrupted = true
                break
            }
        }
        let regressor = NodeRegressor(
            configuration: configuration, scaling: scaling, mean: mean, deviation: deviation, parameters: best.parameters)
        model.parameterValues = best.parameters
        let predicted = regressor.inUnits(withoutGradients { model(input, dropout: nil).value })
        let constant = DenseArray(repeatingRow: DenseArray(mean), rows: graph.nodeCount)
        func judge(_ nodes: [Int], _ predicted: DenseArray) -> RegressionMetrics {
            RegressionMetrics(
                actual: targets.gatheringRows(nodes).elements, predicted: predicted.gatheringRows(nodes).elements)
        }
        return NodeRegressionRun(
            seed: seed, history: history, bestEpoch: best.epoch, train: judge(split.train, predicted),
            validation: judge(split.validation, predicted), test: judge(split.test, predicted),
            baseline: judge(split.test, constant), split: split, regressor: regressor, epochSeconds: seconds,
            wasInterrupted: interrupted, divergedAt: divergedAt)
    }

    /// (target - mean) / deviation of these nodes, `[nodes, targets]`.
    private func standardized(_ nodes: [Int], _ mean: [Float], _ deviation: [Float]) -> DenseArray {
        var result = targets.gatheringRows(nodes)
        let width = targets.columns
        result.withUnsafeMutableElements { x in
            for i in 0..<x.count { x[i] = (x[i] - mean[i % width]) / deviation[i % width] }
        }
        return result
    }
}
