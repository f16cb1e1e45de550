import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// The convolution that sees several distances apart: Y = [Â^p X W_p for each power p] + b, side by side.
///
/// - Â `[nodes, nodes]`: `Graph.normalizedAdjacency`; X `[nodes, inputs]`, W_p `[inputs, outputs]`, b and Y's columns
///   powers · outputs.
///
/// An isolated node keeps its own vector. Time is O(largest power · entries of Â · inputs + powers · nodes · inputs ·
/// outputs).
///
/// Source: Abu-El-Haija, Perozzi, Kapoor, Alipourfard, Lerman, Harutyunyan, Ver Steeg & Galstyan, 2019, "MixHop:
/// Higher-Order Graph Convolutional Architectures via Sparsified Neighborhood Mixing", arXiv:1905.00067. Equal to PyG's
/// `MixHopConv`, whose names (`lins.p.weight`, `bias`) a checkpoint uses.
public final class MixHopConvolution: Module {
    /// The powers p, none twice.
    public let powers: [Int]
    /// W_p `[inputs, outputs]`, in the order of `powers`.
    public let weights: [Tensor]
    /// b `[powers · outputs]`, or nil.
    public let bias: Tensor?

    /// Columns of what it reads.
    public var inputs: Int { weights[0].shape[0] }
    /// Of each power.
    public var outputs: Int { weights[0].shape[1] }

    /// A layer with these parameters.
    public init(powers: [Int], weights: [Tensor], bias: Tensor?) {
        let shape = weights.first?.shape ?? []
        precondition(
            Set(powers).count == powers.count && powers.allSatisfy { $0 >= 0 } && powers.count == weights.count,
            "MixHopConvolution: powers \(powers) and \(weights.count) weights; expected different powers of at least 0, a weight each"
        )
        precondition(
            shape.count == 2 && weights.allSatisfy { $0.shape == shape }
                && (bias == nil || bias?.shape == [powers.count * shape[1]]),
            "MixHopConvolution: weights \(weights.map(\.shape)), bias \(bias?.shape ?? []); expected equal [inputs, outputs] and [powers · outputs]"
        )
        self.powers = powers
        self.weights = weights
        self.bias = bias
    }

    /// A new layer: Glorot-uniform weights, zero bias; the powers 0, 1 and 2 of the paper unless asked otherwise.
    public convenience init(inputs: Int, outputs: Int, powers: [Int] = [0, 1, 2], bias: Bool = true, key: RandomKey) {
        self.init(
            powers: powers,
            weights: powers.map {
                Tensor(.glorotUniform(inputs: inputs, outputs: outputs, key: key.child($0)), requiresGradient: true)
            },
            bias: bias ? Tensor(DenseArray(zeros: [powers.count * outputs]), requiresGradient: true) : nil)
    }

    /// Y for X `[nodes, inputs]`.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs,
            "MixHopConvolution: x has shape \(x.shape), weight expects [nodes, \(inputs)]")
        var parts: [Tensor?] = Array(repeating: nil, count: powers.count)
        var h = x
        for power in 0...(powers.max() ?? 0) {
            // H = Â^p X     [nodes, inputs],  Y_p = H W_p     [nodes, outputs]
            if power > 0 { h = propagation(h) }
            if let place = powers.firstIndex(of: power) { parts[place] = h.matrixProduct(weights[place]) }
        }
        let y = Tensor.concatenatingColumns(parts.compactMap { $0 })
        return bias.map { y.addingBias($0) } ?? y
    }

    /// The same with Â as a matrix.
    public func callAsFunction(_ x: Tensor, _ adjacency: SparseMatrix) -> Tensor { self(x, Propagation(adjacency)) }

    public var title: String { "MixHopConv(\(inputs), \(outputs), powers=\(powers))" }

    public var parameters: [Parameter] {
        (bias.map { [Parameter("bias", $0)] } ?? [])
            + zip(powers, weights).map { Parameter("lins.\($0).weight", $1, isStoredTransposed: true) }
    }
}
