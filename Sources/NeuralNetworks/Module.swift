import Autograd
import DenseArrays

/// A trainable tensor and the name that a checkpoint knows it by.
public struct Parameter {
    /// The path in a checkpoint, PyTorch's where the layer has a PyTorch twin: `convs.0.lin.weight`.
    public let path: String
    public let tensor: Tensor
    /// Whether a checkpoint holds the transposed matrix: a weight is `[inputs, outputs]` here, so that rows of sparse
    /// inputs multiply it as it lies, and `[outputs, inputs]` in PyTorch.
    public let isStoredTransposed: Bool

    public init(_ path: String, _ tensor: Tensor, isStoredTransposed: Bool = false) {
        self.path = path
        self.tensor = tensor
        self.isStoredTransposed = isStoredTransposed
    }

    /// The same parameter inside the module called `name`.
    public func prefixed(_ name: String) -> Parameter {
        Parameter("\(name).\(path)", tensor, isStoredTransposed: isStoredTransposed)
    }
}

/// A part of a network that has parameters: listed explicitly, in the order of the computation.
public protocol Module: AnyObject {
    var parameters: [Parameter] { get }
    /// Numbers that are kept but not learned, such as batch normalization's running statistics; a checkpoint holds them
    /// too.
    var buffers: [Parameter] { get }
}

extension Module {
    public var buffers: [Parameter] { [] }

    /// How many numbers the module learns.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.shape.reduce(1, *) } }

    /// The parameters' numbers: cheap copies that share memory until a training step writes to it.
    public var parameterValues: [DenseArray] {
        get { parameters.map(\.tensor.value) }
        set {
            let parameters = parameters
            precondition(
                newValue.count == parameters.count,
                "Module.parameterValues: expected \(parameters.count) arrays, found \(newValue.count)")
            for (parameter, value) in zip(parameters, newValue) { parameter.tensor.value = value }
        }
    }

    /// Parameters and buffers: all that a checkpoint holds.
    public var state: [Parameter] { parameters + buffers }

    /// The numbers of parameters and buffers, as `parameterValues`.
    public var stateValues: [DenseArray] {
        get { state.map(\.tensor.value) }
        set {
            let state = state
            precondition(
                newValue.count == state.count,
                "Module.stateValues: expected \(state.count) arrays, found \(newValue.count)")
            for (entry, value) in zip(state, newValue) { entry.tensor.value = value }
        }
    }

    /// Forgets all gradients, before the next step.
    public func clearGradients() {
        for parameter in parameters { parameter.tensor.gradient = nil }
    }
}
