import DenseArrays

/// A dense array that knows how it was made, so that the gradient of a result can be sent back through all that led to
/// it (reverse-mode automatic differentiation).
///
/// A tensor made by an operation holds that operation and its inputs until `backward` has passed it. Not `Sendable`: a
/// tensor and what is made from it belong to one thread; values (`DenseArray`) may be handed between threads.
public final class Tensor {
    private var stored: DenseArray?
    /// The shape of the value, also after an operation has taken the value's memory.
    public let shape: [Int]
    /// d(result)/d(value) after `backward`, summed over all uses and all calls; nil before, and for a tensor that needs
    /// none. Same shape as `value`. Set it to nil before the next step.
    public var gradient: DenseArray?
    /// Whether gradients are wanted for this tensor or for something it was made from.
    ///
    /// May be changed where nothing led to the tensor, such as a parameter that is to stay as it is; a gradient that is
    /// there is then forgotten, so that no optimizer moves it.
    public var requiresGradient: Bool {
        willSet {
            precondition(
                isLeaf || newValue == requiresGradient,
                "Tensor.requiresGradient: can be changed for data and parameters only; this tensor, of shape \(shape), was made by an operation (detach() gives one without gradient)")
        }
        didSet { if !requiresGradient { gradient = nil } }
    }
    /// Whether no recorded operation led to this tensor: data or a parameter.
    public let isLeaf: Bool
    var operation: Operation?

    /// A tensor that nothing led to: data, or with `requiresGradient` a parameter.
    public init(_ value: DenseArray, requiresGradient: Bool = false) {
        stored = value
        shape = value.shape
        self.requiresGradient = requiresGradient
        isLeaf = true
    }

    /// The result of an operation. `backward` gets d(result)/d(this) and adds to each input that requires a gradient; it is
    /// kept only when one does and gradients are being recorded.
    init(
        _ value: DenseArray, of name: StaticString, _ inputs: [Tensor], backward: @escaping (DenseArray) -> Void
    ) {
        stored = value
        shape = value.shape
        let isRecorded = Gradients.areRecorded && inputs.contains { $0.requiresGradient }
        requiresGradient = isRecorded
        isLeaf = !isRecorded
        operation = isRecorded ? Operation(name: name, inputs: inputs, backward: backward) : nil
    }

    /// The numbers themselves. Assigning replaces a parameter's numbers; the shape must stay.
    public var value: DenseArray {
        get {
            guard let stored else {
                preconditionFailure("Tensor.value: its memory was taken by a later operation; keep a clone")
            }
            return stored
        }
        set {
            precondition(newValue.shape == shape, "Tensor.value: expected shape \(shape), found \(newValue.shape)")
            stored = newValue
        }
    }

    /// Changes the value in place: without a copy where nobody else holds it.
    public func update(_ body: (inout DenseArray) -> Void) {
        var array = takeValue()
        body(&array)
        value = array
    }

    /// Hands the value's memory to an operation that works in place. Afterwards only the shape is known.
    func takeValue() -> DenseArray {
        let array = value
        stored = nil
        return array
    }

    /// Drops the value where no gradient needs it, so that a large graph's intermediate results are freed at once.
    func releaseValue() { stored = nil }

    /// The value of a tensor with one element.
    public var scalar: Float { value.scalar }

    /// A tensor with the same value through which gradients flow back to this one.
    public func clone() -> Tensor {
        Tensor(value, of: "clone", [self]) { [self] upstream in accumulate(upstream) }
    }

    /// A tensor with the same value that gradients do not flow through.
    public func detach() -> Tensor { Tensor(value) }

    /// gradient += upstream
    func accumulate(_ upstream: @autoclosure () -> DenseArray) {
        guard requiresGradient else { return }
        if gradient == nil { gradient = upstream() } else { gradient!.add(upstream()) }
    }

    /// Lets `body` add into the gradient, which starts as zeros.
    func accumulate(into body: (inout DenseArray) -> Void) {
        guard requiresGradient else { return }
        var array = gradient ?? DenseArray(zeros: shape)
        gradient = nil
        body(&array)
        gradient = array
    }

    /// Sends the gradient of this scalar (or of `sum(self · upstream)`) back to everything it was made from.
    ///
    /// Frees the operations it passes and the gradients of all but the tensors that nothing led to; a second call over
    /// the same operations has nothing to do. Time and memory are those of the forward pass, about twice.
    public func backward(_ upstream: DenseArray? = nil) {
        precondition(
            upstream != nil || shape.reduce(1, *) == 1,
            "Tensor.backward: a result of shape \(shape) needs an upstream gradient; only a single number goes without")
        let start = upstream ?? DenseArray(repeating: 1, shape: shape)
        precondition(start.shape == shape, "Tensor.backward: expected upstream shape \(shape), found \(start.shape)")
        guard requiresGradient else { return }
        accumulate(start)
        for tensor in topologicalOrder().reversed() {
            guard let operation = tensor.operation else { continue }
            tensor.operation = nil
            if let gradient = tensor.gradient {
                tensor.gradient = nil
                operation.backward(gradient)
            }
        }
    }

    /// This tensor's ancestors that have an operation, inputs before what is made from them.
    private func topologicalOrder() -> [Tensor] {
        var order: [Tensor] = [], seen: Set<ObjectIdentifier> = []
        var stack: [(tensor: Tensor, next: Int)] = [(self, 0)]
        seen.insert(ObjectIdentifier(self))
        while let top = stack.last {
            guard let operation = top.tensor.operation, top.next < operation.inputs.count else {
                if top.tensor.operation != nil { order.append(top.tensor) }
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let input = operation.inputs[top.next]
            if input.operation != nil, seen.insert(ObjectIdentifier(input)).inserted { stack.append((input, 0)) }
        }
        return order
    }
}

/// One step of the computation: its inputs and how gradients pass it.
final class Operation {
    let name: StaticString
    let inputs: [Tensor]
    let backward: (DenseArray) -> Void

    init(name: StaticString, inputs: [Tensor], backward: @escaping (DenseArray) -> Void) {
        self.name = name
        self.inputs = inputs
        self.backward = backward
    }
}

/// Whether operations are recorded for gradients.
public enum Gradients {
    /// Whether operations note how to go back; `withoutGradients` says no.
    @TaskLocal public static var areRecorded = true
}

/// Runs `body` without recording operations: for evaluation, where no gradient is wanted.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Gradients.$areRecorded.withValue(false) { try body() }
}
