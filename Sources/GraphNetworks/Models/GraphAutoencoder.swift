import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// A network that learns vectors of nodes from which the edges can be told again.
///
/// An encoder (any kind of `NodeModels`) makes vectors Z `[nodes, dimensions]`; the probability of an edge between i and j
/// is σ(z_i · z_j). Symmetric in i and j: it cannot tell the direction of an edge.
///
/// Source: Kipf & Welling, 2016, "Variational Graph Auto-Encoders", arXiv:1611.07308.
public protocol GraphAutoencoder: Module {
    /// The encoder; its `outputs` hold `dimensions` numbers a node, or twice as many where it is variational.
    var encoder: any NodeModel { get }

    /// The loss of one training step: how badly edges are told from pairs that are none, and what else the kind asks for.
    ///
    /// - Parameters:
    ///   - input: the graph's features and Â, of training's edges alone.
    ///   - positives: edges, each once.
    ///   - negatives: pairs without an edge.
    ///   - key: of this step's dropout and noise.
    func loss(_ input: NodeInput, positives: EdgeList, negatives: EdgeList, key: RandomKey) -> Tensor

    /// Z `[nodes, dimensions]` without dropout or noise.
    func embeddings(_ input: NodeInput) -> Tensor
}

extension GraphAutoencoder {
    public var children: [(name: String, module: any Module)] { [("encoder", encoder)] }

    public var parameters: [Parameter] { encoder.parameters.map { $0.prefixed("encoder") } }
}

/// The decoder of both autoencoders: scores z_i · z_j of pairs, whose sigmoid is the probability of an edge.
public enum InnerProductDecoder {
    /// The scores of `pairs` `[pairs]`, differentiable.
    public static func scores(_ z: Tensor, _ pairs: EdgeList) -> Tensor { z.pairDots(pairs.sources, pairs.targets) }

    /// The same for plain vectors.
    public static func scores(_ z: DenseArray, _ pairs: EdgeList) -> [Float] {
        z.pairDots(pairs.sources, pairs.targets).elements
    }

    /// -mean log σ(z_i · z_j) over the edges - mean log(1 - σ(z_i · z_j)) over the pairs without one.
    public static func loss(_ z: Tensor, positives: EdgeList, negatives: EdgeList) -> Tensor {
        z.pairDots(positives.sources + negatives.sources, positives.targets + negatives.targets)
            .linkLoss(positives: positives.count)
    }
}

/// The graph autoencoder: Z = encoder(X, A), loss = reconstruction.
///
/// Equal to PyG's `GAE` with `InnerProductDecoder`.
public final class GAE: GraphAutoencoder {
    public let encoder: any NodeModel

    /// - Parameter encoder: makes `dimensions` numbers a node.
    public init(encoder: any NodeModel) { self.encoder = encoder }

    public func loss(_ input: NodeInput, positives: EdgeList, negatives: EdgeList, key: RandomKey) -> Tensor {
        InnerProductDecoder.loss(
            encoder(input, dropout: key.child("dropout")), positives: positives, negatives: negatives)
    }

    public func embeddings(_ input: NodeInput) -> Tensor { encoder(input, dropout: nil) }
}

/// The variational graph autoencoder: the encoder gives a normal distribution for each node, vectors are drawn from it.
///
/// (M, L) = encoder(X, A); z = m + ε e^l; loss = reconstruction(Z) + KL(N(m, e^(2l)) ‖ N(0, 1)) / nodes. M and L share all
/// layers but the last, as in the paper: they are the two halves of the encoder's outputs.
///
/// Equal to PyG's `VGAE` as its example trains it.
public final class VGAE: GraphAutoencoder {
    public let encoder: any NodeModel
    /// How many numbers a node's vector has.
    public let dimensions: Int

    /// - Parameter encoder: makes twice as many numbers a node as its vector is to have.
    public init(encoder: any NodeModel) {
        let outputs = encoder.configuration.outputs
        precondition(outputs % 2 == 0, "VGAE: expected an even number of encoder outputs, found \(outputs)")
        self.encoder = encoder
        dimensions = outputs / 2
    }

    public func loss(_ input: NodeInput, positives: EdgeList, negatives: EdgeList, key: RandomKey) -> Tensor {
        let both = encoder(input, dropout: key.child("dropout"))
        let mean = both.columns(0..<dimensions), logDeviation = both.columns(dimensions..<2 * dimensions)
        let z = mean.reparametrized(logDeviation: logDeviation, key: key.child("noise"))
        let divergence = mean.gaussianDivergence(logDeviation: logDeviation)
        return InnerProductDecoder.loss(z, positives: positives, negatives: negatives)
            + divergence * (1 / Float(max(1, mean.shape[0])))
    }

    /// M: the middle of each node's distribution.
    public func embeddings(_ input: NodeInput) -> Tensor { encoder(input, dropout: nil).columns(0..<dimensions) }
}
