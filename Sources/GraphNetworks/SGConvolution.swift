import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// The simplified graph convolution: Y = Â^K X W + b.
///
/// - Â `[nodes, nodes]`: `Graph.normalizedAdjacency`; X `[nodes, inputs]`, W `[inputs, outputs]`, b `[outputs]`.
///
/// The K products are done on the narrower side. For fixed X pass `propagated(x, …)`'s result with K = 0 once it is
/// made: then an epoch is one dense product. An isolated node keeps its own vector. Time is O(K · entries of Â ·
/// min(inputs, outputs) + nodes · inputs · outputs).
///
/// Source: Wu, Zhang, Souza, Fifty, Yu & Weinberger, 2019, "Simplifying Graph Convolutional Networks", arXiv:1902.07153.
/// Equal to PyG's `SGConv`, whose names (`lin.weight`, `lin.bias`) a checkpoint uses.
public final class SGConvolution: Module {
    /// W and b.
    public let linear: Linear
    /// K
    public let steps: Int

    /// A layer with these parameters.
    public init(linear: Linear, steps: Int) {
        precondition(steps >= 0, "SGConvolution: expected a number of steps of at least 0, found \(steps)")
        self.linear = linear
        self.steps = steps
    }

    /// A new layer: Glorot-uniform weight, zero bias; two steps, the paper's, unless asked otherwise.
    public convenience init(inputs: Int, outputs: Int, steps: Int = 2, bias: Bool = true, key: RandomKey) {
        self.init(
            linear: Linear(inputs: inputs, outputs: outputs, bias: bias, initialization: .glorot, key: key),
            steps: steps)
    }

    /// Y for X `[nodes, inputs]`.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == linear.inputs,
            "SGConvolution: x has shape \(x.shape), weight expects [nodes, \(linear.inputs)]")
        // Y = Â^K X W + b     [nodes, outputs]
        if linear.outputs >= linear.inputs { return linear(Self.propagated(x, propagation, steps: steps)) }
        let y = Self.propagated(x.matrixProduct(linear.weight), propagation, steps: steps)
        return linear.bias.map { y.addingBias($0) } ?? y
    }

    /// The same with Â as a matrix.
    public func callAsFunction(_ x: Tensor, _ adjacency: SparseMatrix) -> Tensor { self(x, Propagation(adjacency)) }

    /// Â^K X `[nodes, inputs]`
    public static func propagated(_ x: Tensor, _ propagation: Propagation, steps: Int) -> Tensor {
        var h = x
        for _ in 0..<steps { h = propagation(h) }
        return h
    }

    public var title: String { "SGConv(\(linear.inputs), \(linear.outputs), K=\(steps))" }

    public var parameters: [Parameter] { linear.parameters.map { $0.prefixed("lin") } }
}
