import Autograd
import DenseArrays

/// Batch normalization: Y = (X - mean) / √(variance + ε) · weight + bias, each channel by itself.
///
/// - X `[items, channels]`, or `[items, channels, …]` with further axes that count as items; Y has X's shape.
/// - mean, variance `[channels]`: in training those of the batch (the variance biased), in evaluation the running ones,
///   which training updates by `new = (1 - momentum) · old + momentum · batch` with the unbiased variance; without
///   running statistics always those of the batch.
///
/// A training batch needs more than one item a channel. Time is O(elements).
///
/// Source: Ioffe & Szegedy, 2015, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
/// Covariate Shift", arXiv:1502.03167. Equal to PyTorch's `BatchNorm1d`, `BatchNorm2d` and `BatchNorm3d`, whose names a
/// checkpoint uses.
public final class BatchNorm: Module {
    /// γ `[channels]`, or nil for 1.
    public let weight: Tensor?
    /// β `[channels]`, or nil for 0.
    public let bias: Tensor?
    public let channels: Int
    /// Added to the variance.
    public let epsilon: Float
    /// The share of the newest batch in the running statistics; nil: the mean over all batches so far.
    public let momentum: Float?
    /// Mean `[channels]`, variance `[channels]` and number of batches seen `[]`; nil where none are kept.
    public let running: (mean: Tensor, variance: Tensor, batches: Tensor)?

    /// A layer with these parameters; the statistics start as mean 0 and variance 1.
    public init(
        weight: Tensor?, bias: Tensor?, channels: Int, epsilon: Float = 1e-5, momentum: Float? = 0.1,
        tracksStatistics: Bool = true
    ) {
        for (name, tensor) in [("weight", weight), ("bias", bias)] {
            precondition(
                tensor == nil || tensor?.shape == [channels],
                "BatchNorm: \(channels) channels, \(name) has shape \(tensor?.shape ?? [])")
        }
        (self.weight, self.bias, self.channels) = (weight, bias, channels)
        (self.epsilon, self.momentum) = (epsilon, momentum)
        running =
            tracksStatistics
            ? (
                Tensor(DenseArray(zeros: [channels])), Tensor(DenseArray(repeating: 1, shape: [channels])),
                Tensor(DenseArray(0))
            ) : nil
    }

    /// A new layer: weight 1, bias 0.
    public convenience init(
        channels: Int, epsilon: Float = 1e-5, momentum: Float? = 0.1, affine: Bool = true, tracksStatistics: Bool = true
    ) {
        self.init(
            weight: affine ? Tensor(DenseArray(repeating: 1, shape: [channels]), requiresGradient: true) : nil,
            bias: affine ? Tensor(DenseArray(zeros: [channels]), requiresGradient: true) : nil, channels: channels,
            epsilon: epsilon, momentum: momentum, tracksStatistics: tracksStatistics)
    }

    /// Y for X; `training` says whose statistics are used and whether the running ones are updated. With `relu`
    /// max(Y, 0), in the same pass.
    public func callAsFunction(_ x: Tensor, training: Bool, relu: Bool = false) -> Tensor {
        precondition(
            x.shape.count >= 2 && x.shape[1] == channels,
            "BatchNorm: x has shape \(x.shape), expected [items, \(channels), …]")
        if !training, let running {
            // Y = (X - mean) s · weight + bias,  s = 1 / √(variance + ε)
            let scale = running.variance.value.map { [epsilon] in 1 / ($0 + epsilon).squareRoot() }
            return normalized(x, mean: running.mean.value, scale: scale, fixed: true, relu: relu)
        }
        let items = x.shape[0] * x.shape.dropFirst(2).reduce(1, *)
        precondition(
            items > 1, "BatchNorm: a training batch needs more than one value a channel, found shape \(x.shape)")
        let (mean, variance) = x.shape.count == 2 ? x.value.columnMoments() : x.value.channelMoments()
        if let running { update(running, mean, variance * (Float(items) / Float(items - 1))) }
        let scale = variance.map { [epsilon] in 1 / ($0 + epsilon).squareRoot() }
        return normalized(x, mean: mean, scale: scale, fixed: false, relu: relu)
    }

    private func update(
        _ running: (mean: Tensor, variance: Tensor, batches: Tensor), _ mean: DenseArray, _ variance: DenseArray
    ) {
        running.batches.value = DenseArray(running.batches.scalar + 1)
        let share = momentum ?? 1 / running.batches.scalar
        for (tensor, new) in [(running.mean, mean), (running.variance, variance)] {
            // new = (1 - share) · old + share · batch
            var result = tensor.value * (1 - share)
            result.add(new, scale: share)
            tensor.value = result
        }
    }

    /// `fixed`: whether mean and scale do not depend on X.
    private func normalized(_ x: Tensor, mean: DenseArray, scale: DenseArray, fixed: Bool, relu: Bool) -> Tensor {
        if x.shape.count == 2 { return normalizedRows(x, mean: mean, scale: scale, fixed: fixed, relu: relu) }
        let y = normalizedChannels(x, mean: mean, scale: scale, fixed: fixed)
        return relu ? y.relu() : y
    }

    /// The same for a matrix, the ReLU in the same pass.
    private func normalizedRows(_ x: Tensor, mean: DenseArray, scale: DenseArray, fixed: Bool, relu: Bool) -> Tensor {
        let input = x.value
        let factor = weight.map { scale * $0.value } ?? scale
        let zero = DenseArray(zeros: [channels])
        // Y = (X - mean) f + β,  f = s γ
        let y = input.normalizingColumns(mean: mean, factor: factor, shift: bias?.value ?? zero, relu: relu)
        let inputs = [x] + (weight.map { [$0] } ?? []) + (bias.map { [$0] } ?? [])
        let (hasWeight, hasBias) = (weight != nil, bias != nil)
        return .custom("batchNorm", inputs: inputs, value: y) { upstream in
            // dβ = Σ dY,  dγ = Σ dY ∘ X̂,  X̂ = (X - mean) s
            let sums = upstream.normalizationSums(input, mean: mean, y: relu ? y : nil)
            let dGamma = sums.product * scale
            // dX = f (dY - dβ / n - X̂ dγ / n); with fixed statistics f dY
            let share: Float = fixed ? 0 : 1 / Float(max(1, input.rows))
            let dx = upstream.normalizationBackward(
                input, mean: mean, y: relu ? y : nil, factor: factor, constant: sums.sum * share,
                slope: factor * scale * dGamma * share)
            return [dx] + (hasWeight ? [dGamma] : []) + (hasBias ? [sums.sum] : [])
        }
    }

    private func normalizedChannels(_ x: Tensor, mean: DenseArray, scale: DenseArray, fixed: Bool) -> Tensor {
        let input = x.value
        let gamma = weight?.value ?? DenseArray(repeating: 1, shape: [channels])
        let beta = bias?.value ?? DenseArray(zeros: [channels])
        let factor = scale * gamma
        // Y = (X - mean) f + β,  f = s γ
        let y = input.channelwise(factor, shift: beta, centre: mean)
        let inputs = [x] + (weight.map { [$0] } ?? []) + (bias.map { [$0] } ?? [])
        let (hasWeight, hasBias) = (weight != nil, bias != nil)
        return .custom("batchNorm", inputs: inputs, value: y) { upstream in
            // dβ = Σ dY,  dγ = Σ dY ∘ X̂,  X̂ = (X - mean) s
            let sums = upstream.channelSums(with: input, centre: mean)
            let dBeta = sums.sum
            let dGamma = sums.product * scale
            let zero = DenseArray(zeros: [mean.count])
            var dx: DenseArray
            if fixed {
                dx = upstream.channelwise(factor, shift: zero, centre: zero)
            } else {
                // dX = f (dY - dβ / n - X̂ dγ / n)
                let share = Float(mean.count) / Float(max(1, input.count))
                dx = upstream.channelwise(factor, shift: zero, centre: dBeta * share)
                dx.add(input.channelwise(factor * scale * dGamma * share, shift: zero, centre: mean), scale: -1)
            }
            return [dx] + (hasWeight ? [dGamma] : []) + (hasBias ? [dBeta] : [])
        }
    }

    public var parameters: [Parameter] {
        (weight.map { [Parameter("weight", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
    }

    /// The running statistics under PyTorch's names; not learned.
    public var buffers: [Parameter] {
        running.map {
            [
                Parameter("running_mean", $0.mean), Parameter("running_var", $0.variance),
                Parameter("num_batches_tracked", $0.batches),
            ]
        } ?? []
    }
}

/// Arrays seen as `[items, channels, inner]`.
extension DenseArray {
    private var channelLayout: (items: Int, channels: Int, inner: Int) {
        (shape[0], shape[1], shape.dropFirst(2).reduce(1, *))
    }

    /// Mean and biased variance of each channel; the variance from the shifted values, summed in double precision.
    fileprivate func channelMoments() -> (mean: DenseArray, variance: DenseArray) {
        let (items, channels, inner) = channelLayout
        let count = Double(items * inner)
        var mean = [Double](repeating: 0, count: channels), variance = mean
        withUnsafeElements { x in
            for item in 0..<items {
                for c in 0..<channels {
                    let start = (item * channels + c) * inner
                    for i in start..<start + inner { mean[c] += Double(x[i]) }
                }
            }
            for c in 0..<channels { mean[c] /= count }
            for item in 0..<items {
                for c in 0..<channels {
                    let start = (item * channels + c) * inner
                    for i in start..<start + inner {
                        let d = Double(x[i]) - mean[c]
                        variance[c] += d * d
                    }
                }
            }
        }
        return (DenseArray(mean.map { Float($0) }), DenseArray(variance.map { Float($0 / count) }))
    }

    /// (x - centre) · factor + shift, each one a channel.
    fileprivate func channelwise(_ factor: DenseArray, shift: DenseArray, centre: DenseArray) -> DenseArray {
        let (items, channels, inner) = channelLayout
        var out = DenseArray(uninitialized: shape)
        out.withUnsafeMutableElements { to in
            withUnsafeElements { from in
                factor.withUnsafeElements { factor in
                    shift.withUnsafeElements { shift in
                        centre.withUnsafeElements { centre in
                            for item in 0..<items {
                                for c in 0..<channels {
                                    let start = (item * channels + c) * inner
                                    for i in start..<start + inner {
                                        to[i] = (from[i] - centre[c]) * factor[c] + shift[c]
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return out
    }

    /// Σ self and Σ self ∘ (other - centre) of each channel, in double precision.
    fileprivate func channelSums(with other: DenseArray, centre: DenseArray) -> (sum: DenseArray, product: DenseArray) {
        let (items, channels, inner) = channelLayout
        var sum = [Double](repeating: 0, count: channels), product = sum
        withUnsafeElements { a in
            other.withUnsafeElements { b in
                centre.withUnsafeElements { centre in
                    for item in 0..<items {
                        for c in 0..<channels {
                            let start = (item * channels + c) * inner
                            for i in start..<start + inner {
                                sum[c] += Double(a[i])
                                product[c] += Double(a[i]) * Double(b[i] - centre[c])
                            }
                        }
                    }
                }
            }
        }
        return (DenseArray(sum.map { Float($0) }), DenseArray(product.map { Float($0) }))
    }
}
