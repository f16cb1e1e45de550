import GraphNetworks

/// Everything that training a link predictor depends on, beside the graph, its split and the seed.
public struct LinkPredictionSettings: Sendable, Equatable {
    /// Plain or variational.
    public enum Kind: String, Sendable, CaseIterable {
        /// The plain autoencoder.
        case gae
        /// The variational one.
        case vgae
    }

    /// Plain or variational.
    public var kind = Kind.vgae
    /// The kind of encoder, a name in `NodeModels`.
    public var encoder = "gcn"
    /// Units of each of the encoder's layers but the last; 32 is the paper's.
    public var hidden = 32
    /// Numbers of a node's vector; 16 is the paper's.
    public var dimensions = 16
    /// The encoder's layers.
    public var layers = 2
    /// What only some encoders know.
    public var options: [String: Float] = [:]
    /// The share of inputs that is dropped in training.
    public var dropout: Float = 0
    /// Adam's, the paper's.
    public var learningRate: Float = 0.01
    /// Pairs without an edge that a step draws for each training edge. 1, PyG's; the paper's code looks at all pairs.
    public var negatives = 1
    /// The paper trains for 200.
    public var epochs = 200
    /// Whether the network of the epoch with the highest validation AUC and average precision (their sum) is kept; else, as
    /// in the paper, that of the last epoch, which on CiteSeer has begun to learn its training edges by heart.
    public var keepsBest = true
    /// Features divided by their sums, or standardized by column; as they are when neither, as in the paper's code: with
    /// rows divided by their sums 200 epochs are too few for the variational kind (Cora: AUC 83 instead of 91).
    public var normalizesFeatures = false
    /// Whether each column of features gets mean 0 and deviation 1.
    public var standardizesFeatures = false

    /// Kipf & Welling's, 2016.
    public init(_ kind: Kind = .vgae) { self.kind = kind }

    /// What the encoder is made from.
    public func configuration(inputs: Int) -> NodeModelConfiguration {
        NodeModelConfiguration(
            model: encoder, inputs: inputs, hidden: hidden, outputs: kind == .vgae ? 2 * dimensions : dimensions,
            layers: layers, dropout: dropout, options: options)
    }

    /// What the settings fix, in a line for people.
    public var summary: String {
        let scaling =
            standardizesFeatures
            ? "features standardized by column"
            : normalizesFeatures ? "features normalized by row" : "features as they are"
        return
            "\(kind.rawValue) with a \(encoder) encoder, \(layers) layers, \(hidden) hidden units, \(dimensions) dimensions, dropout \(dropout), \(negatives) negative\(negatives == 1 ? "" : "s") an edge, Adam at \(learningRate), \(epochs) epochs, \(scaling); judged: \(keepsBest ? "the epoch that is best in validation" : "the last epoch")"
    }
}
