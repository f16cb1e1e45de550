import Autograd
import DenseArrays

extension Module {
    /// The module and all it consists of, as PyTorch's `print(model)` writes it:
    ///
    ///     Sequential(
    ///       (0): Linear(in_features=3, out_features=4, bias=True)
    ///       (1): ReLU()
    ///     )
    public var summary: String {
        let children = children
        let title = title
        let (name, settings) = Self.parts(title)
        if children.isEmpty { return title.contains("(") ? title : title + "()" }
        var lines = settings.isEmpty ? [] : [settings]
        if self is ModuleList {
            lines += ModuleList.repeated(children)
        } else {
            lines += children.map { "(\($0.name)): \($0.module.summary)" }
        }
        return name + "(\n" + lines.map { "  " + $0.replacing("\n", with: "\n  ") }.joined(separator: "\n") + "\n)"
    }

    /// `Linear` and `in_features=3` of `Linear(in_features=3)`.
    private static func parts(_ title: String) -> (name: String, settings: String) {
        guard let open = title.firstIndex(of: "("), title.last == ")" else { return (title, "") }
        return (String(title[..<open]), String(title[title.index(after: open)...].dropLast()))
    }

    /// The computational graph of `output` for Graphviz, the parameters under their paths; see `ComputationGraph`.
    public func graphDOT(of output: Tensor, naming others: [(name: String, tensor: Tensor)] = []) -> String {
        output.graphDOT(parameters: parameters, naming: others)
    }
}

extension Tensor {
    /// How this tensor was made, for Graphviz, with the names of parameters and of `others` such as `("x", x)`; to be
    /// taken before `backward`.
    public func graphDOT(parameters: [Parameter] = [], naming others: [(name: String, tensor: Tensor)] = []) -> String {
        ComputationGraph(of: self, naming: others + parameters.map { ($0.path, $0.tensor) }).dot
    }
}

/// Modules under their numbers, for a module's `children`: what `convs.0`, `convs.1` are in a path. Printed as PyTorch's
/// `ModuleList`, equal neighbours in one line.
public final class ModuleList: Module {
    /// In their order.
    public let modules: [any Module]

    /// These modules.
    public init(_ modules: [any Module]) { self.modules = modules }

    public var parameters: [Parameter] {
        modules.enumerated().flatMap { number, module in module.parameters.map { $0.prefixed("\(number)") } }
    }
    public var buffers: [Parameter] {
        modules.enumerated().flatMap { number, module in module.buffers.map { $0.prefixed("\(number)") } }
    }
    public var children: [(name: String, module: any Module)] { modules.enumerated().map { ("\($0)", $1) } }
    public var title: String { "ModuleList" }

    /// `(0-2): 3 x Linear(…)` for equal neighbours.
    fileprivate static func repeated(_ children: [(name: String, module: any Module)]) -> [String] {
        var blocks: [(first: Int, last: Int, text: String)] = []
        for (number, child) in children.enumerated() {
            let text = child.module.summary
            if blocks.last?.text == text { blocks[blocks.count - 1].last = number } else { blocks.append((number, number, text)) }
        }
        return blocks.map { first, last, text in
            first == last ? "(\(first)): \(text)" : "(\(first)-\(last)): \(last - first + 1) x \(text)"
        }
    }
}

/// Modules under names, for a module's `children`: what lies under one name in the paths of its parameters.
public final class ModuleGroup: Module {
    public let title: String
    public let children: [(name: String, module: any Module)]

    /// `title` is what a printed model shows, such as `Sequential`.
    public init(_ title: String, _ children: [(name: String, module: any Module)]) {
        (self.title, self.children) = (title, children)
    }

    public var parameters: [Parameter] {
        children.flatMap { name, module in module.parameters.map { $0.prefixed(name) } }
    }
    public var buffers: [Parameter] { children.flatMap { name, module in module.buffers.map { $0.prefixed(name) } } }
}

/// A setting as Python prints it, for titles: `True`, `1e-05`.
public enum PythonText {
    /// As Python prints it.
    public static func bool(_ value: Bool) -> String { value ? "True" : "False" }

    /// The shortest decimal that is this number in single precision.
    public static func number(_ value: Float) -> String { value.description }

    /// `(2, 3)`; with one number `(2,)`.
    public static func tuple(_ values: [Int]) -> String {
        values.count == 1 ? "(\(values[0]),)" : "(" + values.map { "\($0)" }.joined(separator: ", ") + ")"
    }
}
