import Autograd
import DenseArrays

/// Batch normalization: Y = (X - mean) / √(variance + ε) · weight + bias, each channel by itself.
///
/// - X `[…, channels]`: all axes before the channels count as items (`[items, channels]`, `[items, height, width, channels]`);
///   Y has X's shape.
/// - mean, variance `[channels]`: in training those of the batch (the variance biased), in evaluation the running ones,
///   which training updates by `new = (1 - momentum) · old + momentum · batch` with the unbiased variance; without
///   running statistics always those of the batch.
///
/// A training batch needs more than one item a channel. Freezing the parameters does not stop the statistics, as in
/// PyTorch: run the layer in evaluation for that. Time is O(elements), two passes over memory forward and two back.
///
/// Source: Ioffe & Szegedy, 2015, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
/// Covariate Shift", arXiv:1502.03167. Equal to PyTorch's `BatchNorm1d`, `BatchNorm2d` and `BatchNorm3d`, whose names a
/// checkpoint uses; those have their channels second.
public class BatchNorm: Layer {
    /// γ `[channels]`, or nil for 1.
    public final let weight: Tensor?
    /// β `[channels]`, or nil for 0.
    public final let bias: Tensor?
    /// How many channels there are.
    public final let channels: Int
    /// Added to the variance.
    public final let epsilon: Float
    /// The share of the newest batch in the running statistics; nil: the mean over all batches so far.
    public final let momentum: Float?
    /// Mean `[channels]`, variance `[channels]` and number of batches seen `[]`; nil where none are kept.
    public final let running: (mean: Tensor, variance: Tensor, batches: Tensor)?
    /// PyTorch's name.
    fileprivate var kind: String { "BatchNorm1d" }
    /// How many axes X may have.
    fileprivate var axes: ClosedRange<Int> { 2...Int.max }

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
    public final func callAsFunction(_ x: Tensor, training: Bool, relu: Bool = false) -> Tensor {
        precondition(
            axes.contains(x.shape.count) && x.shape.last == channels,
            "\(kind): x has shape \(x.shape), expected […, \(channels)]\(axes.upperBound == Int.max ? "" : " of \(axes.lowerBound) axes")")
        let (mean, scale, fixed) = statistics(x, training: training)
        return normalized(
            x, x.shape.dropLast().reduce(1, *), mean: mean, scale: scale, fixed: fixed, relu: relu)
    }

    /// The mean and 1 / √(variance + ε) in force, and whether they do not depend on X; in training the running ones are
    /// updated.
    private func statistics(_ x: Tensor, training: Bool) -> (mean: DenseArray, scale: DenseArray, fixed: Bool) {
        func scale(_ variance: DenseArray) -> DenseArray { variance.map { [epsilon] in 1 / ($0 + epsilon).squareRoot() } }
        if !training, let running { return (running.mean.value, scale(running.variance.value), true) }
        let items = x.shape.dropLast().reduce(1, *)
        precondition(
            items > 1, "\(kind): a training batch needs more than one value a channel, found shape \(x.shape)")
        let (mean, variance) = x.value.reshaped([items, channels]).columnMoments()
        if let running { update(running, mean, variance * (Float(items) / Float(items - 1))) }
        return (mean, scale(variance), false)
    }

    /// The maximum of windows of 2 by 2 (not overlapping; an odd last row or column is left out) of max(0, Y) for pictures X
    /// `[items, height, width, channels]`: what `MaxPool2d(window: 2)` makes of it, without Y ever being in memory.
    public final func pooled(_ x: Tensor, training: Bool) -> Tensor {
        precondition(
            x.shape.count == 4 && x.shape[3] == channels && x.shape[1] > 1 && x.shape[2] > 1,
            "\(kind).pooled: x has shape \(x.shape), expected [items, height, width, \(channels)] with sides of at least 2")
        let (mean, scale, fixed) = statistics(x, training: training)
        let factor = weight.map { scale * $0.value } ?? scale
        let shift = bias?.value ?? DenseArray(zeros: [channels])
        let input = x.value, (weight, bias) = (weight, bias)
        let inputs = [x] + (weight.map { [$0] } ?? []) + (bias.map { [$0] } ?? [])
        let keeps = Gradients.areRecorded && inputs.contains { $0.requiresGradient }
        // Y = max over the window of relu((X - mean) f + β),  f = s γ
        let (y, places) = input.normalizedAndPooled(mean: mean, factor: factor, shift: shift, keeping: keeps)
        return .custom("batchNormPooled", inputs: inputs, value: y) { [channels] upstream in
            guard let places else { return inputs.map { _ in nil } }
            // G = dY where a maximum was positive and found, else 0;  dβ = Σ G,  dγ = Σ G ∘ X̂: sums over the maxima alone
            let rows = y.count / channels, n = input.count / channels
            let sums = upstream.reshaped([rows, channels]).normalizationSums(
                places.chosen.reshaped([rows, channels]), mean: mean, factor: factor, shift: shift)
            let (dBeta, dGamma) = (sums.sum, sums.product * scale)
            var dx: DenseArray?
            if x.requiresGradient {
                // dX = f (G - dβ / n - X̂ dγ / n); with fixed statistics f G
                let share: Float = fixed ? 0 : 1 / Float(n)
                dx = input.normalizedAndPooledBackward(
                    upstream, places, mean: mean, factor: factor, shift: shift, constant: factor * dBeta * share,
                    slope: factor * scale * dGamma * share)
            }
            return [dx] + (weight == nil ? [] : [dGamma]) + (bias == nil ? [] : [dBeta])
        }
    }

    /// Y for X: in training with the batch's statistics.
    public final func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x, training: pass.isTraining) }

    func update(
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
    private func normalized(
        _ x: Tensor, _ items: Int, mean: DenseArray, scale: DenseArray, fixed: Bool, relu: Bool
    ) -> Tensor {
        let rows = x.value.reshaped([items, channels])
        let factor = weight.map { scale * $0.value } ?? scale
        let shift = bias?.value ?? DenseArray(zeros: [channels])
        // Y = (X - mean) f + β,  f = s γ
        let y = rows.normalizingColumns(mean: mean, factor: factor, shift: shift, relu: relu)
        let (weight, bias) = (weight, bias)
        let inputs = [x] + (weight.map { [$0] } ?? []) + (bias.map { [$0] } ?? [])
        return .custom("batchNorm", inputs: inputs, value: y.reshaped(x.shape)) { upstream in
            let dy = upstream.reshaped([items, rows.columns])
            let wantsParameters = weight?.requiresGradient ?? false || bias?.requiresGradient ?? false
            let zero = DenseArray(zeros: mean.shape)
            var (dBeta, dGamma) = (zero, zero)
            if wantsParameters || !fixed {
                // dβ = Σ dY,  dγ = Σ dY ∘ X̂,  X̂ = (X - mean) s
                let sums = dy.normalizationSums(rows, mean: mean, factor: factor, shift: relu ? shift : nil)
                (dBeta, dGamma) = (sums.sum, sums.product * scale)
            }
            var dx: DenseArray?
            if x.requiresGradient {
                // dX = f (dY - dβ / n - X̂ dγ / n); with fixed statistics f dY
                let share: Float = fixed ? 0 : 1 / Float(max(1, items))
                dx = dy.normalizationBackward(
                    rows, mean: mean, factor: factor, shift: relu ? shift : nil, constant: factor * dBeta * share,
                    slope: factor * scale * dGamma * share
                ).reshaped(x.shape)
            }
            return [dx] + (weight == nil ? [] : [dGamma]) + (bias == nil ? [] : [dBeta])
        }
    }

    public final var parameters: [Parameter] {
        (weight.map { [Parameter("weight", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
    }

    /// The running statistics under PyTorch's names; not learned.
    public final var buffers: [Parameter] {
        running.map {
            [
                Parameter("running_mean", $0.mean), Parameter("running_var", $0.variance),
                Parameter("num_batches_tracked", $0.batches),
            ]
        } ?? []
    }

    public final var title: String {
        "\(kind)(\(channels), eps=\(epsilon), momentum=\(momentum.map { "\($0)" } ?? "None"), affine=\(PythonText.bool(weight != nil)), bias=\(PythonText.bool(bias != nil)), track_running_stats=\(running == nil ? "False" : "True"))"
    }
}

/// Batch normalization of rows `[items, channels]` or sequences `[items, length, channels]`.
public typealias BatchNorm1d = BatchNorm

/// Batch normalization of pictures `[items, height, width, channels]`.
public final class BatchNorm2d: BatchNorm {
    fileprivate override var kind: String { "BatchNorm2d" }
    fileprivate override var axes: ClosedRange<Int> { 4...4 }
}

/// Batch normalization of volumes `[items, depth, height, width, channels]`.
public final class BatchNorm3d: BatchNorm {
    fileprivate override var kind: String { "BatchNorm3d" }
    fileprivate override var axes: ClosedRange<Int> { 5...5 }
}
