import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// The convolution by auto-regressive moving-average filters: several stacks, each repeating a recursive step, averaged.
///
///     H_0 = X,  H_{t+1} = max(P H_t W_t + X V_t + b_t, 0)  for t = 0 … T-1,  Y = the mean of H_T over stacks
///
/// - P `[nodes, nodes]`: Â without added self-loops (`Graph.normalizedAdjacency(selfLoops: false)`); X `[nodes, inputs]`,
///   Y `[nodes, outputs]`.
/// - Parameters as PyG has them: `initialWeight` W_0 `[stacks, inputs, outputs]`, `weight` W_1 … `[layers - 1, stacks,
///   outputs, outputs]`, `rootWeight` V `[layers, stacks, inputs, outputs]`, b `[layers, stacks, 1, outputs]`; where
///   weights are shared the first axis of the last three has length 1 and serves every layer. With one layer `weight`
///   is there (length 1) and not used.
///
/// An isolated node sees itself through V alone. All stacks are propagated in one product. Time is O(layers · stacks ·
/// (entries of P · outputs + nodes · (inputs + outputs) · outputs)).
///
/// Source: Bianchi, Grattarola, Livi & Alippi, 2021, "Graph Neural Networks with Convolutional ARMA Filters",
/// arXiv:1901.01343. Equal to PyG's `ARMAConv` with its ReLU, whose names a checkpoint uses.
public final class ARMAConvolution: Module {
    /// W of the first step `[stacks, inputs, outputs]`.
    public let initialWeight: Tensor
    /// W of the later steps `[layers - 1 or 1, stacks, outputs, outputs]`.
    public let weight: Tensor
    /// V `[layers or 1, stacks, inputs, outputs]`.
    public let rootWeight: Tensor
    /// `[layers or 1, stacks, 1, outputs]`, or nil.
    public let bias: Tensor?
    /// T
    public let layers: Int
    /// Whether every layer uses the same V, b and (but for the first) W.
    public let sharesWeights: Bool

    /// How many filters are averaged.
    public var stacks: Int { initialWeight.shape[0] }
    /// Columns of what it reads.
    public var inputs: Int { initialWeight.shape[1] }
    /// Columns of what it gives.
    public var outputs: Int { initialWeight.shape[2] }

    /// A layer with these parameters.
    public init(
        initialWeight: Tensor, weight: Tensor, rootWeight: Tensor, bias: Tensor?, layers: Int, sharesWeights: Bool
    ) {
        precondition(layers >= 1, "ARMAConvolution: expected at least one layer, found \(layers)")
        let shape = initialWeight.shape
        precondition(
            shape.count == 3, "ARMAConvolution: initial weight \(shape), expected [stacks, inputs, outputs]")
        let depth = sharesWeights ? 1 : layers
        let inner = sharesWeights ? 1 : max(1, layers - 1)
        precondition(
            weight.shape == [inner, shape[0], shape[2], shape[2]]
                && rootWeight.shape == [depth, shape[0], shape[1], shape[2]]
                && (bias == nil || bias?.shape == [depth, shape[0], 1, shape[2]]),
            "ARMAConvolution: \(layers) layers, initial weight \(shape), weight \(weight.shape), root weight \(rootWeight.shape), bias \(bias?.shape ?? []) do not fit"
        )
        self.initialWeight = initialWeight
        self.weight = weight
        self.rootWeight = rootWeight
        self.bias = bias
        self.layers = layers
        self.sharesWeights = sharesWeights
    }

    /// A new layer: Glorot-uniform weights, zero biases.
    public convenience init(
        inputs: Int, outputs: Int, stacks: Int = 1, layers: Int = 1, sharesWeights: Bool = false, bias: Bool = true,
        key: RandomKey
    ) {
        let depth = sharesWeights ? 1 : layers
        let inner = sharesWeights ? 1 : max(1, layers - 1)
        func glorot(_ shape: [Int], _ key: RandomKey) -> Tensor {
            let bound = (6 / Float(shape[shape.count - 2] + shape[shape.count - 1])).squareRoot()
            return Tensor(DenseArray(uniform: shape, low: -bound, high: bound, key: key), requiresGradient: true)
        }
        self.init(
            initialWeight: glorot([stacks, inputs, outputs], key.child("initial")),
            weight: glorot([inner, stacks, outputs, outputs], key.child("weight")),
            rootWeight: glorot([depth, stacks, inputs, outputs], key.child("root")),
            bias: bias ? Tensor(DenseArray(zeros: [depth, stacks, 1, outputs]), requiresGradient: true) : nil,
            layers: layers, sharesWeights: sharesWeights)
    }

    /// Y for X `[nodes, inputs]`.
    ///
    /// - Parameters:
    ///   - x: X `[nodes, inputs]`.
    ///   - propagation: the normalized edges, without self-loops.
    ///   - dropout: of X where it enters by V, one mask for each layer.
    public func callAsFunction(_ x: Tensor, _ propagation: Propagation, dropout: [DropoutMask] = []) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs,
            "ARMAConvolution: x has shape \(x.shape), weight expects [nodes, \(inputs)]")
        precondition(
            dropout.isEmpty || dropout.count == layers, "ARMAConvolution: \(layers) layers, \(dropout.count) masks")
        var h = x
        for t in 0..<layers {
            // Z = H W_t, all stacks side by side           [nodes, stacks · outputs]
            let z: Tensor
            if t == 0 {
                z = x.matrixProduct(beside(initialWeight, at: 0))
            } else {
                z = .concatenatingColumns(
                    (0..<stacks).map { stack in
                        h.columns(stack * outputs..<(stack + 1) * outputs)
                            .matrixProduct(matrix(weight, at: sharesWeights ? 0 : t - 1, stack))
                    })
            }
            let own = dropout.isEmpty ? x : x.dropout(dropout[t])
            // H = max(P Z + X V_t + b_t, 0)                [nodes, stacks · outputs]
            var sum = propagation(z) + own.matrixProduct(beside(rootWeight, at: sharesWeights ? 0 : t))
            if let bias {
                let row = bias.reshaped([bias.shape[0], stacks * outputs]).gatheringRows([sharesWeights ? 0 : t])
                sum = sum.addingBias(row.reshaped([stacks * outputs]))
            }
            h = sum.relu()
        }
        return h.joiningHeads(stacks, concatenates: false)
    }

    /// The same with P as a matrix.
    public func callAsFunction(_ x: Tensor, _ adjacency: SparseMatrix, dropout: [DropoutMask] = []) -> Tensor {
        self(x, Propagation(adjacency), dropout: dropout)
    }

    /// The matrix of one layer and stack, `[rows, outputs]`.
    private func matrix(_ weights: Tensor, at layer: Int, _ stack: Int) -> Tensor {
        let shape = Array(weights.shape.suffix(2))
        return weights.reshaped([weights.shape.reduce(1, *) / (shape[0] * shape[1]), shape[0] * shape[1]])
            .gatheringRows([layer * stacks + stack]).reshaped(shape)
    }

    /// The matrices of one layer side by side, `[rows, stacks · outputs]`.
    private func beside(_ weights: Tensor, at layer: Int) -> Tensor {
        .concatenatingColumns((0..<stacks).map { matrix(weights, at: layer, $0) })
    }

    public var title: String { "ARMAConv(\(inputs), \(outputs), num_stacks=\(stacks), num_layers=\(layers))" }

    public var parameters: [Parameter] {
        [
            Parameter("weight", weight), Parameter("init_weight", initialWeight), Parameter("root_weight", rootWeight),
        ] + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
}
