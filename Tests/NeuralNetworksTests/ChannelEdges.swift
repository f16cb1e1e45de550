import Autograd
import DenseArrays

/// PyTorch's order of axes, channels first, at the edges of golden tests.
enum ChannelEdges {
    /// `[items, channels, …lengths]` to `[items, …lengths, channels]`
    static func last(_ x: Tensor) -> Tensor { permuted(x, [0] + Array(2..<x.shape.count) + [1]) }
    /// `[items, …lengths, channels]` to `[items, channels, …lengths]`
    static func first(_ x: Tensor) -> Tensor { permuted(x, [0, x.shape.count - 1] + Array(1..<x.shape.count - 1)) }

    private static func permuted(_ x: Tensor, _ axes: [Int]) -> Tensor {
        var back = axes
        for (place, axis) in axes.enumerated() { back[axis] = place }
        return .custom("permuted", inputs: [x], value: x.value.permuted(axes)) { [back] in [$0.permuted(back)] }
    }
}
