import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// The simple spectral graph convolution: Y = (α X + (1 - α) / K Σ_{k=1…K} Â^k X) W + b.
///
/// - Â `[nodes, nodes]`: `Graph.normalizedAdjacency`; X `[nodes, inputs]`, W `[inputs, outputs]`, b `[outputs]`.
///
/// The K products are done on the narrower side. An isolated node keeps its own vector. Time is O(K · entries of Â ·
/// min(inputs, outputs) + nodes · inputs · outputs).
///
/// Source: Zhu & Koniusz, 2021, "Simple Spectral Graph Convolution", ICLR. Equal to PyG's `SSGConv`, whose names
/// (`lin.weight`, `lin.bias`) a checkpoint uses.
public final class SSGConvolution: Module {
    /// W and b.
    public let linear: Linear
    /// K
    public let steps: Int
    /// α, the share of a node's own vector.
    public let alpha: Float

    /// A layer with these parameters.
    public init(linear: Linear, steps: Int, alpha: Float) {
        precondition(steps >= 1, "SSGConvolution: expected at least one step, found \(steps)")
        self.linear = linear
        self.steps = steps
        self.alpha = alpha
    }

    /// A new layer: Glorot-uniform weight, zero bias.
    public convenience init(
        inputs: Int, outputs: Int, steps: Int, alpha: Float, bias: Bool = true, key: RandomKey
    ) {
        self.init(
            linear: Linear(inputs: inputs, outputs: outputs, bias: bias, initialization: .glorot, key: key),
            steps: steps, alpha: alpha)
    }

    /// Y for X `[nodes, inputs]`.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == linear.inputs,
            "SSGConvolution: x has shape \(x.shape), weight expects [nodes, \(linear.inputs)]")
        let narrows = linear.outputs < linear.inputs
        // H = α Z + (1 - α) / K Σ Â^k Z, Z = X W or X
        var z = narrows ? x.matrixProduct(linear.weight) : x
        var h = z * alpha
        for _ in 0..<steps {
            z = propagation(z)
            h = h + z * ((1 - alpha) / Float(steps))
        }
        if !narrows { return linear(h) }
        return linear.bias.map { h.addingBias($0) } ?? h
    }

    /// The same with Â as a matrix.
    public func callAsFunction(_ x: Tensor, _ adjacency: SparseMatrix) -> Tensor { self(x, Propagation(adjacency)) }

    public var title: String {
        "SSGConv(\(linear.inputs), \(linear.outputs), K=\(steps), alpha=\(PythonText.number(alpha)))"
    }

    public var parameters: [Parameter] { linear.parameters.map { $0.prefixed("lin") } }
}
