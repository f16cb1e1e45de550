import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The convolution of GCNII, for deep networks: what a node receives, tied to its first representation and to itself.
///
///     H = (1 - α) Â X, H_0 = α X_0                             [nodes, width]
///     shared:    Y = (1 - β) S + β S W_1, S = H + H_0          [nodes, width]
///     separate:  Y = (1 - β) H + β H W_1 + (1 - β) H_0 + β H_0 W_2
///
/// - Â `[nodes, nodes]`: `Graph.normalizedAdjacency`; X, X_0 (the first layer's input) `[nodes, width]`, W `[width, width]`.
/// - β = log(θ / layer + 1), or 1 where θ is nil.
///
/// An isolated node keeps its own message. Time is O(entries of Â · width + nodes · width²).
///
/// Source: Chen, Wei, Huang, Ding & Li, 2020, "Simple and Deep Graph Convolutional Networks", arXiv:2007.02133. Equal to
/// PyG's `GCN2Conv`, whose names (`weight1`, `weight2`) a checkpoint uses.
public final class GCN2Convolution: Module {
    /// W_1 `[width, width]`
    public let weight: Tensor
    /// W_2 `[width, width]` where X_0 has a weight of its own, else nil.
    public let initialWeight: Tensor?
    /// α, the share of the first representation.
    public let alpha: Float
    /// β, the share of the weights.
    public let beta: Float

    /// Columns of X and Y.
    public var width: Int { weight.shape[0] }

    /// A layer with these parameters.
    public init(weight: Tensor, initialWeight: Tensor? = nil, alpha: Float, beta: Float) {
        precondition(
            weight.shape.count == 2 && weight.shape[0] == weight.shape[1]
                && (initialWeight == nil || initialWeight?.shape == weight.shape),
            "GCN2Convolution: weights \(weight.shape) and \(initialWeight?.shape ?? []), expected [width, width]")
        self.weight = weight
        self.initialWeight = initialWeight
        self.alpha = alpha
        self.beta = beta
    }

    /// A new layer: Glorot-uniform weights.
    ///
    /// - Parameters:
    ///   - width: columns of X and Y.
    ///   - alpha: α, the share of X_0.
    ///   - theta: θ; the weights' share falls with depth where it is given.
    ///   - layer: the layer's number from 1.
    ///   - sharesWeights: whether X_0 goes through W_1 too, as published first.
    ///   - key: what the weights are drawn by.
    public convenience init(
        width: Int, alpha: Float, theta: Float? = nil, layer: Int = 1, sharesWeights: Bool = true, key: RandomKey
    ) {
        self.init(
            weight: Tensor(.glorotUniform(inputs: width, outputs: width, key: key), requiresGradient: true),
            initialWeight: sharesWeights
                ? nil
                : Tensor(
                    .glorotUniform(inputs: width, outputs: width, key: key.child("initial")), requiresGradient: true),
            alpha: alpha, beta: Self.beta(theta: theta, layer: layer))
    }

    /// log(θ / layer + 1), or 1 where θ is nil.
    public static func beta(theta: Float?, layer: Int) -> Float {
        precondition(layer >= 1, "GCN2Convolution: layers count from 1, found \(layer)")
        return theta.map { log($0 / Float(layer) + 1) } ?? 1
    }

    /// Y for X and the first layer's input X_0, both `[nodes, width]`.
    public func callAsFunction(_ x: Tensor, initial: Tensor, _ propagation: Propagation) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == width && initial.shape == x.shape,
            "GCN2Convolution: x has shape \(x.shape), x_0 \(initial.shape), weight expects [nodes, \(width)]")
        // H = (1 - α) Â X, H_0 = α X_0     [nodes, width]
        let h = propagation(x) * (1 - alpha)
        let h0 = initial * alpha
        guard let initialWeight else { return mixed(h + h0, weight) }
        return mixed(h, weight) + mixed(h0, initialWeight)
    }

    /// (1 - β) S + β S W
    private func mixed(_ s: Tensor, _ w: Tensor) -> Tensor {
        s.matrixProduct(w, share: beta)
    }

    /// Y for (1 - α) Â made by the caller, once for all layers, with what follows in the last pass; X's memory is freed.
    func callAsFunction(
        _ x: Tensor, initial: Tensor, scaledAdjacency: SparseMatrix, activation: Activation
    ) -> Tensor {
        // a mask's own row numbers and other activations go the long way
        if initialWeight == nil, activation.relu, activation.rowIDs == nil, x.requiresGradient == initial.requiresGradient {
            return x.residualConvolution(
                scaledAdjacency, initial: initial, alpha: alpha, weight: weight, beta: beta, dropout: activation.dropout,
                releasing: x !== initial)
        }
        guard let initialWeight else {
            // S = (1 - α) Â X + α X_0     [nodes, width]
            let s = x.sparseProduct(scaledAdjacency, adding: initial, scale: alpha, releasing: x !== initial)
            return mixed(s, weight).activatedInPlace(activation)
        }
        let y = mixed(x.sparseProduct(scaledAdjacency), weight) + mixed(initial * alpha, initialWeight)
        return y.activatedInPlace(activation)
    }

    /// The same with Â as a matrix.
    public func callAsFunction(_ x: Tensor, initial: Tensor, _ adjacency: SparseMatrix) -> Tensor {
        self(x, initial: initial, Propagation(adjacency))
    }

    public var title: String { "GCN2Conv(\(width), alpha=\(PythonText.number(alpha)), beta=\(PythonText.number(beta)))" }

    public var parameters: [Parameter] {
        [Parameter("weight1", weight)] + (initialWeight.map { [Parameter("weight2", $0)] } ?? [])
    }
}
