import Autograd
import DenseArrays

/// A module that maps rows `[rows, inputs]` to rows `[rows, outputs]`: what graph layers take as their inner network.
public protocol RowModule: Module {
    func callAsFunction(_ x: Tensor) -> Tensor
}

extension Linear: RowModule {}

/// Modules and functions one after the other: Y = f_last(… f_1(f_0(X))).
///
/// A step without parameters counts in the numbering, so that the paths are PyTorch's: in `[linear, ReLU, linear]` they
/// are `0.weight`, `0.bias`, `2.weight`, `2.bias`. Without steps it gives X back. Equal to PyTorch's `Sequential`.
public final class Sequential: RowModule {
    /// One step.
    public enum Step {
        /// A part with parameters.
        case module(any RowModule)
        /// A function without.
        case function((Tensor) -> Tensor)

        /// max(x, 0)
        public static var relu: Step { .function { $0.relu() } }
    }

    /// In the order in which they are applied.
    public let steps: [Step]

    /// Applies `steps` in their order.
    public init(_ steps: [Step]) { self.steps = steps }

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

    /// Y for X `[rows, inputs]` of the first step.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        var y = x
        for step in steps {
            switch step {
            case .module(let module): y = module(y)
            case .function(let function): y = function(y)
            }
        }
        return y
    }

    public var parameters: [Parameter] {
        steps.enumerated().flatMap { number, step -> [Parameter] in
            guard case .module(let module) = step else { return [] }
            return module.parameters.map { $0.prefixed("\(number)") }
        }
    }

    public var buffers: [Parameter] {
        steps.enumerated().flatMap { number, step -> [Parameter] in
            guard case .module(let module) = step else { return [] }
            return module.buffers.map { $0.prefixed("\(number)") }
        }
    }
}
