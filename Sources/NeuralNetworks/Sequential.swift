import Autograd
import DenseArrays

/// A module that maps rows `[rows, inputs]` to rows `[rows, outputs]`, in training as in evaluation: what graph layers take
/// as their inner network.
public protocol RowModule: Module {
    /// A row of results for each row of X.
    func callAsFunction(_ x: Tensor) -> Tensor
}

extension Linear: RowModule, Layer {
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { self(x) }
}

/// Layers and functions one after the other: Y = f_last(… f_1(f_0(X))).
///
/// A step without parameters counts in the numbering, so that the paths are PyTorch's: in `[linear, ReLU, linear]` they
/// are `0.weight`, `0.bias`, `2.weight`, `2.bias`. Steps may have names instead. Without steps it gives X back. Equal to
/// PyTorch's `Sequential`.
public final class Sequential: RowModule, Layer {
    /// One step.
    public enum Step {
        /// A part with parameters that does the same in training and evaluation.
        case module(any RowModule)
        /// A layer.
        case layer(any Layer)
        /// A function without parameters.
        case function((Tensor) -> Tensor)

        /// max(x, 0)
        public static var relu: Step { .layer(ReLU()) }
    }

    /// In the order in which they are applied, with the names that paths begin with.
    public let steps: [(name: String, step: Step)]

    /// Applies `steps` in their order; their names are their numbers.
    public init(_ steps: [Step]) { self.steps = steps.enumerated().map { ("\($0)", $1) } }

    /// Applies layers in their order; their names are their numbers.
    public convenience init(_ layers: any Layer...) { self.init(layers.map { .layer($0) }) }

    /// Applies named layers in their order.
    public init(named layers: KeyValuePairs<String, any Layer>) {
        steps = layers.map { ($0.key, .layer($0.value)) }
        precondition(
            Set(steps.map(\.name)).count == steps.count, "Sequential: two steps have one name: \(steps.map(\.name))")
    }

    /// Linear maps from each of `widths` to the next, with ReLU between them.
    public convenience init(widths: [Int], key: RandomKey) {
        precondition(widths.count >= 2, "Sequential: expected at least two widths, found \(widths)")
        var steps: [Step] = []
        for layer in 0..<widths.count - 1 {
            if layer > 0 { steps.append(.relu) }
            steps.append(
                .module(Linear(inputs: widths[layer], outputs: widths[layer + 1], key: key.child(layer))))
        }
        self.init(steps)
    }

    /// Y for X in evaluation: for networks without dropout or batch normalization.
    public func callAsFunction(_ x: Tensor) -> Tensor { self(x, .evaluation) }

    /// Y for X of the first step's shape.
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        var y = x, number = 0
        while number < steps.count {
            switch steps[number].step {
            case .module(let module): y = module(y)
            case .layer(let norm as BatchNorm) where isReLU(number + 1):
                // both in one pass
                y = norm(y, training: pass.isTraining, relu: true)
                ForwardRecorder.note(steps[number].name, of: self, y)
                number += 1
            case .layer(let layer): y = layer(y, pass.child(number))
            case .function(let function): y = function(y)
            }
            ForwardRecorder.note(steps[number].name, of: self, y)
            number += 1
        }
        ForwardRecorder.note("", of: self, y)
        return y
    }

    private func isReLU(_ number: Int) -> Bool {
        guard number < steps.count, case .layer(let layer) = steps[number].step else { return false }
        return layer is ReLU
    }

    public var children: [(name: String, module: any Module)] {
        steps.map { name, step in
            switch step {
            case .module(let module): (name, module)
            case .layer(let layer): (name, layer)
            case .function(let function): (name, FunctionLayer("Function()", function))
            }
        }
    }

    public var parameters: [Parameter] {
        children.flatMap { name, module in module.parameters.map { $0.prefixed(name) } }
    }

    public var buffers: [Parameter] {
        children.flatMap { name, module in module.buffers.map { $0.prefixed(name) } }
    }

    public var title: String { "Sequential" }
}

/// A function without parameters as a layer.
public final class FunctionLayer: Layer {
    public let title: String
    private let function: (Tensor) -> Tensor

    /// `title` is what a printed model shows, such as `ReLU()`.
    public init(_ title: String, _ function: @escaping (Tensor) -> Tensor) {
        self.title = title
        self.function = function
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor { function(x) }
    public var parameters: [Parameter] { [] }
}
