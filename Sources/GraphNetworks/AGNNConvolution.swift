import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The attention-based graph layer without weights: Y_i = Σ over edges (j, i) of softmax(β cos(x_i, x_j)) x_j.
///
/// - X, Y `[nodes, width]`; β one number, the only parameter.
///
/// The edges are `CompressedEdges`, made with `replacingSelfLoops` for the layer as published. A node that receives
/// nothing gives 0; a vector of zeros has cosine 0 with all. Repeated edges count repeatedly. Time is O(edges · width);
/// of the edges only `[edges, 1]` coefficients are kept.
///
/// Source: Thekumparampil, Wang, Oh & Li, 2018, "Attention-based Graph Neural Network for Semi-supervised Learning",
/// arXiv:1803.03735. Equal to PyG's `AGNNConv`, whose name (`beta`) a checkpoint uses; a β that is not learned is a
/// buffer there and not listed.
public final class AGNNConvolution: Module {
    /// β, shape `[1]`; a parameter where it requires a gradient.
    public let beta: Tensor

    /// A layer with this β.
    public init(beta: Tensor) {
        precondition(beta.shape == [1], "AGNNConvolution: expected beta of shape [1], found \(beta.shape)")
        self.beta = beta
    }

    /// A new layer: β = 1.
    public convenience init(learnsBeta: Bool = true) {
        self.init(beta: Tensor(DenseArray([1]), requiresGradient: learnsBeta))
    }

    /// Y for X `[nodes, width]`.
    public func callAsFunction(_ x: Tensor, _ edges: CompressedEdges) -> Tensor {
        withAttention(x, edges).y
    }

    /// Y, and the coefficients `[edges, 1]` in the order of `edges.edges`.
    public func withAttention(_ x: Tensor, _ edges: CompressedEdges) -> (y: Tensor, attention: Tensor) {
        precondition(
            x.shape.count == 2 && x.shape[0] == edges.nodeCount,
            "AGNNConvolution: x has shape \(x.shape), expected [\(edges.nodeCount), width]")
        // s_e = β n_i · n_j, n = x / |x|     [edges, 1]
        let unit = x.dividingRowsByNorm()
        let alpha = unit.edgeDot(unit, edges, heads: 1).scaled(by: beta).edgeSoftmax(edges)
        // Y_i = Σ α_e x_j                    [nodes, width]
        return (x.weightedSum(edges, alpha), edges.listed(alpha))
    }

    public var title: String { "AGNNConv()" }

    public var parameters: [Parameter] { beta.requiresGradient ? [Parameter("beta", beta)] : [] }
}

extension Tensor {
    /// Each row divided by its Euclidean norm, or by 1e-12 where that is larger. Equal to PyTorch's `normalize`.
    func dividingRowsByNorm() -> Tensor {
        let x = value
        let norms = (x * x).rowSums().map { max($0.squareRoot(), 1e-12) }
        let inverse = norms.map { 1 / $0 }
        let y = x.scaledRows(inverse)
        return .custom("dividingRowsByNorm", inputs: [self], value: y) { upstream in
            // dX = (dY - Y (Y · dY)) / |X|     per row; where the norm is cut off, dY / 1e-12
            let along = (upstream * y).rowSums()
            let cut = norms.map { $0 > 1e-12 ? 1 : 0 }
            return [(upstream - y.scaledRows(along * cut)).scaledRows(inverse)]
        }
    }

    /// s X for s of shape `[1]`.
    func scaled(by factor: Tensor) -> Tensor {
        let x = value
        let s = factor.scalar
        return .custom("scaled", inputs: [self, factor], value: x * s) { [self] upstream in
            // dX = s dY,  ds = Σ dY ∘ X
            [
                requiresGradient ? upstream * s : nil,
                factor.requiresGradient ? DenseArray([Float((upstream * x).sum())]) : nil,
            ]
        }
    }
}
