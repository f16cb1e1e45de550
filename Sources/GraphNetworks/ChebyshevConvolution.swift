import Autograd
import DenseArrays
import NeuralNetworks
import SparseMatrices

/// The convolution by Chebyshev polynomials of the Laplacian: Y = Σ_{k=0…K-1} T_k W_k + b.
///
/// - T_0 = X, T_1 = L X, T_k = 2 L T_{k-1} - T_{k-2}, `[nodes, inputs]` each.
/// - L `[nodes, nodes]`: the scaled Laplacian 2 L / λ - I, made once of `EdgeList.scaledLaplacian`; X `[nodes, inputs]`,
///   W_k `[inputs, outputs]`, b `[outputs]`, Y `[nodes, outputs]`.
///
/// Where outputs < inputs the sum is done by Clenshaw's recurrence on the narrow side: B_k = X W_k + 2 L B_{k+1} -
/// B_{k+2}, Y = X W_0 + L B_1 - B_2. Time is O(K · entries of L · min(inputs, outputs) + K · nodes · inputs · outputs).
///
/// Source: Defferrard, Bresson & Vandergheynst, 2016, "Convolutional Neural Networks on Graphs with Fast Localized
/// Spectral Filtering", arXiv:1606.09375; Clenshaw, 1955, DOI 10.1090/S0025-5718-1955-0071856-0. Equal to PyG's
/// `ChebConv`, whose names (`lins.k.weight`, `bias`) a checkpoint uses.
public final class ChebyshevConvolution: Module {
    /// W_0 … W_{K-1}, `[inputs, outputs]` each.
    public let weights: [Tensor]
    /// b `[outputs]`, or nil.
    public let bias: Tensor?

    /// K, the number of polynomials.
    public var order: Int { weights.count }
    /// Columns of what it reads.
    public var inputs: Int { weights[0].shape[0] }
    /// Columns of what it gives.
    public var outputs: Int { weights[0].shape[1] }

    /// A layer with these parameters.
    public init(weights: [Tensor], bias: Tensor?) {
        let shape = weights.first?.shape ?? []
        precondition(
            shape.count == 2 && weights.allSatisfy { $0.shape == shape } && (bias == nil || bias?.shape == [shape[1]]),
            "ChebyshevConvolution: weights \(weights.map(\.shape)), bias \(bias?.shape ?? []); expected equal [inputs, outputs] and [outputs]"
        )
        self.weights = weights
        self.bias = bias
    }

    /// A new layer: Glorot-uniform weights, zero bias.
    public convenience init(inputs: Int, outputs: Int, order: Int, bias: Bool = true, key: RandomKey) {
        precondition(order >= 1, "ChebyshevConvolution: expected an order of at least 1, found \(order)")
        self.init(
            weights: (0..<order).map {
                Tensor(.glorotUniform(inputs: inputs, outputs: outputs, key: key.child($0)), requiresGradient: true)
            },
            bias: bias ? Tensor(DenseArray(zeros: [outputs]), requiresGradient: true) : nil)
    }

    /// Y for X `[nodes, inputs]`.
    public func callAsFunction(_ x: Tensor, _ laplacian: Propagation) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs,
            "ChebyshevConvolution: x has shape \(x.shape), weight expects [nodes, \(inputs)]")
        let y = outputs < inputs ? clenshaw(x, laplacian) : ascending(x, laplacian)
        return bias.map { y.addingBias($0) } ?? y
    }

    /// The same with the scaled Laplacian as a matrix.
    public func callAsFunction(_ x: Tensor, _ laplacian: SparseMatrix) -> Tensor { self(x, Propagation(laplacian)) }

    private func ascending(_ x: Tensor, _ laplacian: Propagation) -> Tensor {
        var y = x.matrixProduct(weights[0])
        var (before, last) = (x, x)
        for k in 1..<max(1, order) {
            // T_k = 2 L T_{k-1} - T_{k-2}          [nodes, inputs]
            let next = k == 1 ? laplacian(x) : laplacian(last) * 2 - before
            (before, last) = (last, next)
            y = y + next.matrixProduct(weights[k])
        }
        return y
    }

    private func clenshaw(_ x: Tensor, _ laplacian: Propagation) -> Tensor {
        var next: Tensor?
        var afterNext: Tensor?
        for k in (0..<order).reversed() {
            // B_k = X W_k + 2 L B_{k+1} - B_{k+2}  [nodes, outputs]; for k = 0 L once
            var b = x.matrixProduct(weights[k])
            if let next { b = b + (k == 0 ? laplacian(next) : laplacian(next) * 2) }
            if let afterNext { b = b - afterNext }
            (next, afterNext) = (b, next)
        }
        return next ?? x
    }

    public var title: String { "ChebConv(\(inputs), \(outputs), K=\(order), normalization=sym)" }

    public var parameters: [Parameter] {
        (bias.map { [Parameter("bias", $0)] } ?? [])
            + weights.enumerated().map { Parameter("lins.\($0).weight", $1, isStoredTransposed: true) }
    }
}
