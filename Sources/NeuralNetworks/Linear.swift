import Autograd
import DenseArrays

/// A linear map of rows: Y = X W + b.
///
/// - X `[rows, inputs]`, W `[inputs, outputs]`, b `[outputs]` or none, Y `[rows, outputs]`.
///
/// No rows give no rows. Time is O(rows · inputs · outputs). Equal to PyTorch's `Linear`, whose names (`weight`, `bias`)
/// and layout (`[outputs, inputs]`) a checkpoint uses.
public final class Linear: Module {
    /// How a new weight is drawn.
    public enum Initialization: Sendable {
        /// ±√(6 / (inputs + outputs)), the bias zero: what PyG's graph layers use.
        case glorot
        /// ±√(1 / inputs), the bias drawn from the same range: what PyTorch's `Linear` does (Kaiming's uniform
        /// initialization with a = √5).
        case kaimingUniform
    }

    /// W `[inputs, outputs]`
    public let weight: Tensor
    /// b `[outputs]`, or nil.
    public let bias: Tensor?

    /// Columns of what it reads.
    public var inputs: Int { weight.shape[0] }
    /// Columns of what it gives.
    public var outputs: Int { weight.shape[1] }

    /// A map with these parameters.
    public init(weight: Tensor, bias: Tensor?) {
        precondition(
            weight.shape.count == 2, "Linear: expected a weight [inputs, outputs], found shape \(weight.shape)")
        precondition(
            bias == nil || bias?.shape == [weight.shape[1]],
            "Linear: weight has \(weight.shape[1]) outputs, bias has shape \(bias?.shape ?? [])")
        self.weight = weight
        self.bias = bias
    }

    /// A new map.
    ///
    /// - Parameters:
    ///   - inputs: columns of X.
    ///   - outputs: columns of Y.
    ///   - bias: whether it adds one.
    ///   - initialization: Kaiming's, as PyTorch's, unless asked otherwise.
    ///   - key: what the parameters are drawn by.
    public convenience init(
        inputs: Int, outputs: Int, bias: Bool = true, initialization: Initialization = .kaimingUniform, key: RandomKey
    ) {
        let w: DenseArray
        let b: DenseArray
        switch initialization {
        case .glorot:
            w = .glorotUniform(inputs: inputs, outputs: outputs, key: key)
            b = DenseArray(zeros: [outputs])
        case .kaimingUniform:
            let bound = 1 / Float(max(1, inputs)).squareRoot()
            w = DenseArray(uniform: [inputs, outputs], low: -bound, high: bound, key: key)
            b = DenseArray(uniform: [outputs], low: -bound, high: bound, key: key.child("bias"))
        }
        self.init(
            weight: Tensor(w, requiresGradient: true), bias: bias ? Tensor(b, requiresGradient: true) : nil)
    }

    /// Y for X `[rows, inputs]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(
            x.shape.count == 2 && x.shape[1] == inputs,
            "Linear: x has shape \(x.shape), weight expects [rows, \(inputs)]")
        // Y = X W + b     [rows, outputs]
        let y = x.matrixProduct(weight)
        return bias == nil ? y : y.activatedInPlace(bias: bias, .none)
    }

    public var title: String {
        "Linear(in_features=\(inputs), out_features=\(outputs), bias=\(PythonText.bool(bias != nil)))"
    }

    public var parameters: [Parameter] {
        [Parameter("weight", weight, isStoredTransposed: true)] + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
}
