import Autograd
import DenseArrays

/// Group normalization: Y = (X - mean) / √(variance + ε) · weight + bias, mean and (biased) variance over all places of a
/// group of channels of one item.
///
/// - X `[items, …, channels]`, Y of X's shape; weight and bias `[channels]`.
///
/// It does the same in training and in evaluation, whatever the number of items. Time is O(elements). Source: Wu & He, 2018,
/// "Group Normalization", arXiv:1803.08494. Equal to PyTorch's `GroupNorm`, which has its channels second.
public final class GroupNorm: Layer {
    /// γ `[channels]`, or nil for 1.
    public let weight: Tensor?
    /// β `[channels]`, or nil for 0.
    public let bias: Tensor?
    /// How many groups the channels fall into.
    public let groups: Int
    /// How many channels there are.
    public let channels: Int
    /// Keeps the division from 0.
    public let epsilon: Float

    /// With these parameters.
    public init(weight: Tensor?, bias: Tensor?, groups: Int, channels: Int, epsilon: Float = 1e-5) {
        precondition(
            groups > 0 && channels.isMultiple(of: groups),
            "GroupNorm: expected channels that \(groups) groups divide, found \(channels)")
        for (name, tensor) in [("weight", weight), ("bias", bias)] {
            precondition(
                tensor == nil || tensor?.shape == [channels],
                "GroupNorm: \(channels) channels, \(name) has shape \(tensor?.shape ?? [])")
        }
        (self.weight, self.bias, self.groups, self.channels, self.epsilon) = (weight, bias, groups, channels, epsilon)
    }

    /// A new layer: weight 1, bias 0.
    public convenience init(groups: Int, channels: Int, epsilon: Float = 1e-5, affine: Bool = true) {
        self.init(
            weight: affine ? Tensor(DenseArray(repeating: 1, shape: [channels]), requiresGradient: true) : nil,
            bias: affine ? Tensor(DenseArray(zeros: [channels]), requiresGradient: true) : nil, groups: groups,
            channels: channels, epsilon: epsilon)
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        precondition(
            x.shape.count >= 2 && x.shape.last == channels,
            "GroupNorm: x has shape \(x.shape), expected [items, …, \(channels)]")
        return x.groupNormalized(groups, epsilon, weight, bias)
    }

    public var parameters: [Parameter] {
        (weight.map { [Parameter("weight", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
    public var title: String {
        "GroupNorm(\(groups), \(channels), eps=\(epsilon), affine=\(PythonText.bool(weight != nil)), bias=\(PythonText.bool(bias != nil)))"
    }
}

/// Instance normalization: each channel of each item by itself, over its places: a group normalization with one channel a
/// group. Running statistics are not kept.
///
/// - X `[items, height, width, channels]`, Y of X's shape.
///
/// Source: Ulyanov, Vedaldi & Lempitsky, 2016, arXiv:1607.08022. Equal to PyTorch's `InstanceNorm2d`, which learns nothing
/// unless asked.
public final class InstanceNorm2d: Layer {
    private let norm: GroupNorm
    /// γ `[channels]`, or nil.
    public var weight: Tensor? { norm.weight }
    /// β `[channels]`, or nil.
    public var bias: Tensor? { norm.bias }
    /// How many channels there are.
    public var channels: Int { norm.channels }
    /// Keeps the division from 0.
    public var epsilon: Float { norm.epsilon }

    /// Without γ and β unless told otherwise.
    public init(channels: Int, epsilon: Float = 1e-5, affine: Bool = false) {
        norm = GroupNorm(groups: channels, channels: channels, epsilon: epsilon, affine: affine)
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        precondition(
            x.shape.count == 4 && x.shape[3] == channels,
            "InstanceNorm2d: x has shape \(x.shape), expected [items, height, width, \(channels)]")
        precondition(
            x.shape[1] * x.shape[2] > 1, "InstanceNorm2d: expected more than one place an item, found shape \(x.shape)")
        return norm(x)
    }

    public var parameters: [Parameter] { norm.parameters }
    public var title: String {
        "InstanceNorm2d(\(channels), eps=\(epsilon), momentum=0.1, affine=\(PythonText.bool(weight != nil)), bias=\(PythonText.bool(bias != nil)), track_running_stats=False)"
    }
}

extension Tensor {
    fileprivate func groupNormalized(_ groups: Int, _ epsilon: Float, _ weight: Tensor?, _ bias: Tensor?) -> Tensor {
        let result = GroupNormalization(
            value, groups: groups, epsilon: epsilon, weight: weight?.value, bias: bias?.value)
        let inputs = [self] + (weight.map { [$0] } ?? []) + (bias.map { [$0] } ?? [])
        return .custom("groupNorm", inputs: inputs, value: result.y) { upstream in
            let d = result.backward(upstream)
            return [d.x] + (weight == nil ? [] : [d.weight]) + (bias == nil ? [] : [d.bias])
        }
    }
}
