import Autograd
import DenseArrays

/// Layer normalization: Y = (X - mean) / √(variance + ε) · weight + bias, each item by itself.
///
/// - X `[…, normalizedShape]`: all axes before `normalizedShape` count items; Y has X's shape.
/// - mean and (biased) variance over one item's elements; weight and bias of shape `normalizedShape`.
///
/// It does the same in training and in evaluation; no items give no items. Time is O(elements).
///
/// Source: Ba, Kiros & Hinton, 2016, "Layer Normalization", arXiv:1607.06450. Equal to PyTorch's `LayerNorm`, whose
/// names a checkpoint uses, and to PyG's in `node` mode.
public final class LayerNorm: RowModule, Layer {
    /// γ, or nil for 1.
    public let weight: Tensor?
    /// β, or nil for 0.
    public let bias: Tensor?
    /// The last axes of X, over which mean and variance are taken.
    public let normalizedShape: [Int]
    /// Added to the variance.
    public let epsilon: Float

    /// A layer with these parameters.
    public init(weight: Tensor?, bias: Tensor?, normalizedShape: [Int], epsilon: Float = 1e-5) {
        for (name, tensor) in [("weight", weight), ("bias", bias)] {
            precondition(
                tensor == nil || tensor?.shape == normalizedShape,
                "LayerNorm: expected \(name) of shape \(normalizedShape), found \(tensor?.shape ?? [])")
        }
        (self.weight, self.bias) = (weight, bias)
        (self.normalizedShape, self.epsilon) = (normalizedShape, epsilon)
    }

    /// A new layer: weight 1, bias 0.
    public convenience init(normalizedShape: [Int], epsilon: Float = 1e-5, affine: Bool = true, bias: Bool = true) {
        self.init(
            weight: affine
                ? Tensor(DenseArray(repeating: 1, shape: normalizedShape), requiresGradient: true) : nil,
            bias: affine && bias ? Tensor(DenseArray(zeros: normalizedShape), requiresGradient: true) : nil,
            normalizedShape: normalizedShape, epsilon: epsilon)
    }

    /// Y for X `[…, normalizedShape]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(
            x.shape.count >= normalizedShape.count && Array(x.shape.suffix(normalizedShape.count)) == normalizedShape,
            "LayerNorm: x has shape \(x.shape), expected […, \(normalizedShape.map(String.init).joined(separator: ", "))]")
        let width = normalizedShape.reduce(1, *)
        let items = x.shape.dropLast(normalizedShape.count).reduce(1, *)
        // X̂ = (X - mean) s,  s = 1 / √(variance + ε)     [items, width]
        let (standard, scale) = x.value.standardizedItems(items, width, epsilon)
        let gamma = weight?.value.reshaped([width])
        var y = gamma.map { standard.scaledColumns($0) } ?? standard
        if let bias { y = y.addingBias(bias.value.reshaped([width])) }
        let (parameters, shape, normalizedShape) = (parameters.map(\.tensor), x.shape, normalizedShape)
        let (hasWeight, hasBias) = (weight != nil, bias != nil)
        return .custom("layerNorm", inputs: [x] + parameters, value: y.reshaped(shape)) { upstream in
            let dy = upstream.reshaped([items, width])
            // dX̂ = dY γ,  dX = s (dX̂ - mean dX̂ - X̂ mean(dX̂ ∘ X̂))
            let dStandard = gamma.map { dy.scaledColumns($0) } ?? dy
            let share = 1 / Float(max(1, width))
            let meanProduct = (dStandard * standard).rowSums() * share
            let centred = dStandard.shiftedRows(dStandard.rowSums() * -share)
            let dx = (centred - standard.scaledRows(meanProduct)).scaledRows(scale)
            // dγ = Σ dY ∘ X̂,  dβ = Σ dY
            return [dx.reshaped(shape)]
                + (hasWeight ? [(dy * standard).columnSums().reshaped(normalizedShape)] : [])
                + (hasBias ? [dy.columnSums().reshaped(normalizedShape)] : [])
        }
    }

    public var title: String {
        "LayerNorm(\(PythonText.tuple(normalizedShape)), eps=\(PythonText.number(epsilon)), elementwise_affine=\(PythonText.bool(weight != nil)), bias=\(PythonText.bool(bias != nil)))"
    }

    public var parameters: [Parameter] {
        (weight.map { [Parameter("weight", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x) }
}

extension DenseArray {
    /// Each of `items` rows of `width` elements shifted to mean 0 and scaled by 1 / √(variance + epsilon), and those
    /// scales.
    fileprivate func standardizedItems(_ items: Int, _ width: Int, _ epsilon: Float) -> (DenseArray, DenseArray) {
        var out = DenseArray(uninitialized: [items, width])
        var scales = DenseArray(uninitialized: [items])
        out.withUnsafeMutableElements { to in
            scales.withUnsafeMutableElements { scales in
                withUnsafeElements { from in
                    for item in 0..<items {
                        let range = item * width..<(item + 1) * width
                        var sum = 0.0, squares = 0.0
                        for i in range { sum += Double(from[i]) }
                        let mean = sum / Double(max(1, width))
                        for i in range {
                            let d = Double(from[i]) - mean
                            squares += d * d
                        }
                        let scale = 1 / (Float(squares / Double(max(1, width))) + epsilon).squareRoot()
                        for i in range { to[i] = Float(Double(from[i]) - mean) * scale }
                        scales[item] = scale
                    }
                }
            }
        }
        return (out, scales)
    }

    /// Column c times factor c.
    fileprivate func scaledColumns(_ factors: DenseArray) -> DenseArray {
        var out = self
        let width = columns
        out.withUnsafeMutableElements { to in
            factors.withUnsafeElements { factors in
                for r in 0..<rows { for c in 0..<width { to[r * width + c] *= factors[c] } }
            }
        }
        return out
    }

    /// Row r plus shift r.
    fileprivate func shiftedRows(_ shifts: DenseArray) -> DenseArray {
        var out = self
        let width = columns
        out.withUnsafeMutableElements { to in
            shifts.withUnsafeElements { shifts in
                for r in 0..<rows { for c in 0..<width { to[r * width + c] += shifts[r] } }
            }
        }
        return out
    }
}
