import Autograd
import DenseArrays
import SparseMatrices

/// Personalized PageRank by power iteration, for predictions of nodes: Z_0 = X, Z_{k+1} = (1 - α) Â Z_k + α X, K times.
///
/// - Â `[nodes, nodes]`: `Graph.normalizedAdjacency`; X, Z `[nodes, width]`.
///
/// Has no parameters. An isolated node keeps its own vector. Time is O(K · entries of Â · width).
///
/// Source: Gasteiger, Bojchevski & Günnemann, 2019, "Predict then Propagate: Graph Neural Networks meet Personalized
/// PageRank", arXiv:1810.05997. Equal to PyG's `APPNP`; its dropout of Â's entries at each step is left to the caller,
/// who passes a matrix for each.
public struct APPNP: Sendable {
    /// K; 10 in the paper.
    public let steps: Int
    /// α, the probability of going back; 0.1 in the paper.
    public let alpha: Float

    /// K steps with the share α of the start in each.
    public init(steps: Int = 10, alpha: Float = 0.1) {
        precondition(steps >= 0, "APPNP: expected a number of steps of at least 0, found \(steps)")
        precondition(alpha >= 0 && alpha <= 1, "APPNP: expected alpha from 0 to 1, found \(alpha)")
        self.steps = steps
        self.alpha = alpha
    }

    /// Z_K for X `[nodes, width]`, with a propagation of its own for each step.
    public func callAsFunction(_ x: Tensor, _ propagation: (Int) -> Propagation) -> Tensor {
        let back = x * alpha
        var z = x
        for step in 0..<steps {
            // Z = (1 - α) Â Z + α X     [nodes, width]
            z = propagation(step)(z) * (1 - alpha) + back
        }
        return z
    }

    /// Z_K for X `[nodes, width]`.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor { self(x) { _ in propagation } }

    /// The same with Â as a matrix.
    public func callAsFunction(_ x: Tensor, _ adjacency: SparseMatrix) -> Tensor { self(x, Propagation(adjacency)) }
}
