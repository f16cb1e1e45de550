import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// The topology-adaptive graph convolution: Y = Σ_{k=0…K} P^k X W_k + b.
///
/// - P `[nodes, nodes]`: Â without added self-loops (`Graph.normalizedAdjacency(selfLoops: false)`), or A as it is; X
///   `[nodes, inputs]`, W_k `[inputs, outputs]`, b `[outputs]`, Y `[nodes, outputs]`.
///
/// The products are done on the narrower side: Y = X W_0 + P (X W_1 + P (X W_2 + …)) where outputs < inputs. An isolated
/// node sees itself through W_0 alone. Time is O(K · entries of P · min(inputs, outputs) + K · nodes · inputs · outputs).
///
/// Source: Du, Zhang, Wu, Moura & Kar, 2017, "Topology Adaptive Graph Convolutional Networks", arXiv:1710.10370. Equal to
/// PyG's `TAGConv`, whose names (`lins.k.weight`, `bias`) a checkpoint uses.
public final class TAGConvolution: Module {
    /// W_0 … W_K, `[inputs, outputs]` each.
    public let weights: [Tensor]
    /// b `[outputs]`, or nil.
    public let bias: Tensor?

    /// K
    public var steps: Int { weights.count - 1 }
    /// Columns of what it reads.
    public var inputs: Int { weights[0].shape[0] }
    /// Columns of what it gives.
    public var outputs: Int { weights[0].shape[1] }

    /// A layer with these parameters.
    public init(weights: [Tensor], bias: Tensor?) {
        let shape = weights.first?.shape ?? []
        precondition(
            shape.count == 2 && weights.allSatisfy { $0.shape == shape } && (bias == nil || bias?.shape == [shape[1]]),
            "TAGConvolution: weights \(weights.map(\.shape)), bias \(bias?.shape ?? []); expected equal [inputs, outputs] and [outputs]"
        )
        self.weights = weights
        self.bias = bias
    }

    /// A new layer: Glorot-uniform weights, zero bias; three steps, as PyG has it, unless asked otherwise.
    public convenience init(inputs: Int, outputs: Int, steps: Int = 3, bias: Bool = true, key: RandomKey) {
        precondition(steps >= 0, "TAGConvolution: expected a number of steps of at least 0, found \(steps)")
        self.init(
            weights: (0...steps).map {
                Tensor(.glorotUniform(inputs: inputs, outputs: outputs, key: key.child($0)), requiresGradient: true)
            },
            bias: bias ? Tensor(DenseArray(zeros: [outputs]), requiresGradient: true) : nil)
    }

    /// Y for X `[nodes, inputs]`.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs,
            "TAGConvolution: x has shape \(x.shape), weight expects [nodes, \(inputs)]")
        var y: Tensor
        if outputs < inputs {
            // Y = X W_0 + P (X W_1 + P (X W_2 + …))     [nodes, outputs]
            y = x.matrixProduct(weights[steps])
            for k in (0..<steps).reversed() { y = x.matrixProduct(weights[k]) + propagation(y) }
        } else {
            // Y = Σ (P^k X) W_k                         [nodes, outputs]
            var h = x
            y = x.matrixProduct(weights[0])
            for weight in weights.dropFirst() {
                h = propagation(h)
                y = y + h.matrixProduct(weight)
            }
        }
        return bias.map { y.addingBias($0) } ?? y
    }

    /// The same with P as a matrix.
    public func callAsFunction(_ x: Tensor, _ adjacency: SparseMatrix) -> Tensor { self(x, Propagation(adjacency)) }

    public var title: String { "TAGConv(\(inputs), \(outputs), K=\(steps))" }

    public var parameters: [Parameter] {
        (bias.map { [Parameter("bias", $0)] } ?? [])
            + weights.enumerated().map { Parameter("lins.\($0).weight", $1, isStoredTransposed: true) }
    }
}
