import Autograd
import DenseArrays
import NeuralNetworks

/// Vectors of nodes learned without labels: a node's vector shall tell whether it belongs to this graph or to one whose
/// features were shuffled among the nodes.
///
/// H = prelu(Â X W + b) `[nodes, dimensions]`; H' the same for X with its rows in random order; summary
/// s = σ(mean of H's rows); scores h_i M s and h'_i M s; loss = -mean log σ(scores) - mean log(1 - σ(scores')).
///
/// Since the shuffled XW is the shuffled (XW), the product with the features is done once for both.
///
/// Source: Veličković et al., 2019, "Deep Graph Infomax", arXiv:1809.10341. Equal to PyG's `DeepGraphInfomax` with a
/// `GCNConv` and `PReLU` as encoder, the corruption and the summary of its example.
public final class DeepGraphInfomax: Module {
    /// The encoder's one layer.
    public let convolution: GCNConvolution
    /// A slope for each dimension, at first 0.25.
    public let slope: Tensor
    /// M `[dimensions, dimensions]`
    public let discriminator: Tensor

    /// - Parameters:
    ///   - inputs: columns of the features.
    ///   - dimensions: of the vectors; 512 in the paper.
    ///   - key: what the weights are drawn by.
    public init(inputs: Int, dimensions: Int = 512, key: RandomKey) {
        convolution = GCNConvolution(inputs: inputs, outputs: dimensions, key: key.child("convolution"))
        slope = Tensor(DenseArray(repeating: 0.25, shape: [dimensions]), requiresGradient: true)
        let bound = 1 / Float(dimensions).squareRoot()
        discriminator = Tensor(
            DenseArray(uniform: [dimensions, dimensions], low: -bound, high: bound, key: key.child("discriminator")),
            requiresGradient: true)
    }

    /// H `[nodes, dimensions]`.
    public func embeddings(_ input: NodeInput) -> Tensor {
        encode(input.product(with: convolution.weight), input)
    }

    /// The loss of one step; the shuffle follows from the key.
    public func loss(_ input: NodeInput, key: RandomKey) -> Tensor {
        // X W and the same of shuffled rows     [nodes, dimensions]
        let product = input.product(with: convolution.weight)
        let moved = product.gatheringRows(key.permutation(product.shape[0]))
        return loss(real: encode(product, input), shuffled: encode(moved, input))
    }

    /// The loss of vectors of the real and of the shuffled graph.
    func loss(real h: Tensor, shuffled other: Tensor) -> Tensor {
        let nodes = h.shape[0], dimensions = h.shape[1]
        // s = σ(1/n 1ᵀ H)     [1, dimensions]
        let mean = Tensor(DenseArray(repeating: 1 / Float(max(1, nodes)), shape: [1, nodes])).matrixProduct(h)
        let summary = mean.sigmoid().reshaped([dimensions, 1])
        // scores = H (M s)     [nodes, 1]
        let direction = discriminator.matrixProduct(summary)
        let scores = Tensor.concatenatingRows([h.matrixProduct(direction), other.matrixProduct(direction)])
        return scores.linkLoss(positives: nodes)
    }

    private func encode(_ product: Tensor, _ input: NodeInput) -> Tensor {
        product.sparseProduct(input.wholeAdjacency, bias: convolution.bias).prelu(slope: slope)
    }

    public var parameters: [Parameter] {
        convolution.parameters.map { $0.prefixed("encoder.conv") } + [
            Parameter("encoder.prelu.weight", slope), Parameter("weight", discriminator),
        ]
    }
}
