import Convolutions
import DenseArrays

extension Tensor {
    /// Y = X ∗ W + b, a convolution as PyTorch's (a cross-correlation), channels last.
    ///
    /// - self X `[items, …lengths, inputs]`, W `[…window, inputs / groups, outputs]`, b `[outputs]` or none, Y
    ///   `[items, …outputLengths, outputs]`.
    /// - `relu`: Y = max(0, X ∗ W + b), in the same pass.
    ///
    /// Time is O(items · output positions · window · inputs · outputs / groups). What needs no gradient (X of the first
    /// layer, a frozen W) costs none.
    public func convolved(
        _ weight: Tensor, bias: Tensor? = nil, relu: Bool = false, _ geometry: ConvolutionGeometry
    ) -> Tensor {
        check("Tensor.convolved", input: geometry.lengths, geometry.inputs, weight, bias, geometry.outputs, geometry)
        let engine = ConvolutionEngines.current
        let (input, w) = (value, weight.value)
        let y = engine.forward(input, w, bias: bias?.value, relu: relu, geometry)
        return Tensor(y, of: "convolved", [self, weight] + (bias.map { [$0] } ?? [])) { [self] upstream in
            // dS = dY where Y > 0
            let dy = relu ? y.reluBackward(upstream) : upstream
            // dW = Σ over items and positions of (what was read)ᵀ dS,  db = Σ dS
            if weight.requiresGradient {
                let gradients = engine.weightGradient(input, dy, bias: bias?.requiresGradient ?? false, geometry)
                weight.accumulate(gradients.weight)
                if let bias, let db = gradients.bias { bias.accumulate(db) }
            } else if let bias, bias.requiresGradient {
                bias.accumulate(dy.channelTotals())
            }
            // dX = Σ over windows that read a position of dS Wᵀ
            accumulate(engine.inputGradient(dy, w, geometry))
        }
    }

    /// Y = X ∗ᵀ W + b, the transposed convolution: the input gradient of the convolution `geometry`, from `geometry.outputs`
    /// channels to `geometry.inputs`.
    ///
    /// - self X `[items, …outputLengths, outputs]`, W `[…window, inputs / groups, outputs]`, b `[inputs]`, Y
    ///   `[items, …lengths, inputs]`, all of `geometry`.
    public func transposeConvolved(_ weight: Tensor, bias: Tensor? = nil, _ geometry: ConvolutionGeometry) -> Tensor {
        check(
            "Tensor.transposeConvolved", input: geometry.outputLengths, geometry.outputs, weight, bias, geometry.inputs,
            geometry)
        let engine = ConvolutionEngines.current
        let (input, w) = (value, weight.value)
        let y = engine.inputGradient(input, w, bias: bias?.value, relu: false, geometry)
        return Tensor(y, of: "transposeConvolved", [self, weight] + (bias.map { [$0] } ?? [])) { [self] upstream in
            // The roles of input and output are exchanged.
            if weight.requiresGradient {
                weight.accumulate(engine.weightGradient(upstream, input, bias: false, geometry).weight)
            }
            if let bias { bias.accumulate(upstream.channelTotals()) }
            accumulate(engine.forward(upstream, w, geometry))
        }
    }

    private func check(
        _ name: StaticString, input lengths: [Int], _ channels: Int, _ weight: Tensor, _ bias: Tensor?, _ results: Int,
        _ geometry: ConvolutionGeometry
    ) {
        precondition(
            shape.count == lengths.count + 2 && Array(shape.dropFirst()) == lengths + [channels],
            "\(name): x has shape \(shape), expected [items, \((lengths + [channels]).map(String.init).joined(separator: ", "))]")
        precondition(
            weight.shape == geometry.weightShape,
            "\(name): weight has shape \(weight.shape), expected \(geometry.weightShape)")
        precondition(
            bias == nil || bias?.shape == [results],
            "\(name): bias has shape \(bias?.shape ?? []), expected [\(results)]")
    }

    /// X `[items, …lengths, channels]` with positions added around its axes.
    public func spatiallyPadded(_ padding: SpatialPadding) -> Tensor {
        precondition(
            shape.count == padding.lengths.count + 2 && Array(shape.dropFirst().dropLast()) == padding.lengths,
            "Tensor.spatiallyPadded: x has shape \(shape), the padding is for lengths \(padding.lengths)")
        return Tensor(padding.padded(value), of: "spatiallyPadded", [self]) { [self] upstream in
            accumulate(padding.gradient(upstream))
        }
    }
}
