import Autograd
import DenseArrays

/// A trainable tensor and the name that a checkpoint knows it by.
public struct Parameter {
    /// The path in a checkpoint, PyTorch's where the layer has a PyTorch twin: `convs.0.lin.weight`.
    public let path: String
    /// The numbers, with their gradient.
    public let tensor: Tensor
    /// How a checkpoint orders the axes: axis i of what is stored is axis `storedAxes[i]` of `tensor`; nil: as they are.
    ///
    /// A weight is `[inputs, outputs]` here, so that rows of sparse inputs multiply it as it lies, and
    /// `[outputs, inputs]` in PyTorch (`[1, 0]`); a convolution's is `[…window, inputs, outputs]` here, for pictures whose
    /// channels come last, and `[outputs, inputs, …window]` in PyTorch.
    public let storedAxes: [Int]?

    /// A tensor under its path.
    public init(_ path: String, _ tensor: Tensor, storedAxes: [Int]? = nil) {
        self.path = path
        self.tensor = tensor
        self.storedAxes = storedAxes
    }

    /// A tensor under its path.
    public init(_ path: String, _ tensor: Tensor, isStoredTransposed: Bool) {
        self.init(path, tensor, storedAxes: isStoredTransposed ? [1, 0] : nil)
    }

    /// The same parameter inside the module called `name`.
    public func prefixed(_ name: String) -> Parameter { Parameter("\(name).\(path)", tensor, storedAxes: storedAxes) }

    /// `value`, of the tensor's shape, as a checkpoint holds it.
    public func stored(_ value: DenseArray) -> DenseArray { storedAxes.map { value.permuted($0) } ?? value }

    /// A checkpoint's `value` as the tensor holds it.
    public func restored(_ value: DenseArray) -> DenseArray {
        guard let storedAxes else { return value }
        var axes = storedAxes
        for (stored, own) in storedAxes.enumerated() { axes[own] = stored }
        return value.permuted(axes)
    }

    /// The shape in a checkpoint.
    public var storedShape: [Int] { storedAxes.map { $0.map { tensor.shape[$0] } } ?? tensor.shape }
}

/// A part of a network that has parameters: listed explicitly, in the order of the computation.
public protocol Module: AnyObject {
    /// What it learns, in the order of the computation.
    var parameters: [Parameter] { get }
    /// Numbers that are kept but not learned, such as batch normalization's running statistics; a checkpoint holds them
    /// too.
    var buffers: [Parameter] { get }
    /// The modules it consists of, by the names that their parameters' paths begin with; none for a single layer.
    var children: [(name: String, module: any Module)] { get }
    /// What it is, with its settings, as PyTorch prints it: `Linear(in_features=3, out_features=4, bias=True)`.
    var title: String { get }
}

extension Module {
    public var buffers: [Parameter] { [] }
    public var children: [(name: String, module: any Module)] { [] }
    public var title: String { "\(type(of: self))" }

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
