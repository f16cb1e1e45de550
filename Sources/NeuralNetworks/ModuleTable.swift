import Autograd
import DenseArrays

/// A network as a table: every layer with the shape of what it gives out and its parameters, and the sums, in the manner of
/// torchinfo.
///
/// Shapes come from one forward pass: `ForwardRecorder` notes those of the steps of a `Sequential`, and the operations
/// that used a layer's parameters tell those of other layers; a layer that neither knows has `--`. Pictures have their
/// channels last, here as everywhere in this toolkit.
public struct ModuleTable: CustomStringConvertible {
    /// A line.
    public struct Row: Equatable, Sendable {
        /// `Conv2d`, or `Conv2d (conv1)` where its name is not its number.
        public let layer: String
        /// How deep it lies; 0 is the network itself.
        public let depth: Int
        /// Of what it gives out; nil where that is not known.
        public let outputShape: [Int]?
        /// Numbers that it learns itself, without those of its parts.
        public let parameters: Int
        /// Whether at least one of them is trained.
        public let isTrainable: Bool
        /// Whether it stands further up already, as the same object.
        public let isRepeated: Bool
    }

    /// Layer by layer.
    public let rows: [Row]
    /// Numbers that parameters hold.
    public let parameterCount: Int
    /// Of these, those that are learned.
    public let trainableParameterCount: Int
    /// The numbers of the input; 0 where it is not known.
    public let inputCount: Int

    /// - Parameters:
    ///   - module: the network.
    ///   - inputCount: how many numbers the pass reads.
    ///   - forward: one pass, which gives the network's output.
    public init(_ module: some Module, inputCount: Int = 0, forward: () -> Tensor) {
        let recorder = ForwardRecorder()
        let output = recorder.listening(forward)
        // Where a parameter was last used: the shape of that operation's result.
        var uses: [ObjectIdentifier: [Int]] = [:]
        let nodes = ComputationGraph(of: output).nodes
        for node in nodes {
            for input in node.inputs where nodes[input].inputs.isEmpty {
                uses[ObjectIdentifier(nodes[input].tensor)] = node.shape
            }
        }
        var builder = Builder(recorder: recorder, uses: uses)
        builder.add(module, name: "", knownShape: output.shape, depth: 0)
        rows = builder.rows
        let all = Dictionary(module.parameters.map { (ObjectIdentifier($0.tensor), $0.tensor) }, uniquingKeysWith: { $1 })
        parameterCount = all.values.reduce(0) { $0 + $1.shape.reduce(1, *) }
        trainableParameterCount = all.values.reduce(0) { $0 + ($1.requiresGradient ? $1.shape.reduce(1, *) : 0) }
        self.inputCount = inputCount
        withExtendedLifetime(builder.modules) {}
    }

    private struct Builder {
        let recorder: ForwardRecorder
        let uses: [ObjectIdentifier: [Int]]
        var rows: [Row] = []
        /// Kept alive, so that identities stay unique.
        var modules: [any Module] = []
        private var seen: Set<ObjectIdentifier> = []

        init(recorder: ForwardRecorder, uses: [ObjectIdentifier: [Int]]) {
            (self.recorder, self.uses) = (recorder, uses)
        }

        mutating func add(_ module: some Module, name: String, knownShape: [Int]?, depth: Int) {
            modules.append(module)
            let children = module.children
            modules += children.map(\.module)
            let below = Set(children.flatMap { $0.module.parameters.map { ObjectIdentifier($0.tensor) } })
            let own = module.parameters.map(\.tensor).filter { !below.contains(ObjectIdentifier($0)) }
            let shape =
                knownShape ?? recorder.shape("", of: module)
                ?? own.reversed().lazy.compactMap { [uses] in uses[ObjectIdentifier($0)] }.first
            let title = module.title.prefix { $0 != "(" }
            rows.append(
                Row(
                    layer: name.isEmpty || Int(name) != nil ? "\(title)" : "\(title) (\(name))", depth: depth,
                    outputShape: shape, parameters: own.reduce(0) { $0 + $1.shape.reduce(1, *) },
                    isTrainable: own.contains { $0.requiresGradient },
                    isRepeated: !seen.insert(ObjectIdentifier(module)).inserted))
            for child in children {
                add(child.module, name: child.name, knownShape: recorder.shape(child.name, of: module), depth: depth + 1)
            }
        }
    }

    /// Bytes of all parameters.
    public var parameterBytes: Int { 4 * parameterCount }

    /// Bytes of what layers with parameters give out, and of the gradients with respect to it.
    public var passBytes: Int {
        rows.reduce(0) { $0 + ($1.parameters > 0 ? 8 * ($1.outputShape?.reduce(1, *) ?? 0) : 0) }
    }

    public var description: String {
        let cells = rows.map { row in
            let indent = row.depth == 0 ? "" : String(repeating: "│    ", count: row.depth - 1) + "├─"
            let shape = row.outputShape.map { "[" + $0.map { "\($0)" }.joined(separator: ", ") + "]" } ?? "--"
            let count = Self.grouped(row.parameters)
            let parameters =
                row.parameters == 0 ? "--" : row.isRepeated ? "(repeated)" : row.isTrainable ? count : "(\(count))"
            return (indent + row.layer, shape, parameters)
        }
        let titles = ("Layer", "Output shape", "Parameters")
        let first = max(titles.0.count, cells.map(\.0.count).max() ?? 0) + 3
        let second = max(titles.1.count, cells.map(\.1.count).max() ?? 0) + 3
        let third = max(titles.2.count, cells.map(\.2.count).max() ?? 0)
        func line(_ a: String, _ b: String, _ c: String) -> String {
            a + String(repeating: " ", count: first - a.count) + b + String(repeating: " ", count: second - b.count)
                + String(repeating: " ", count: third - c.count) + c
        }
        let rule = String(repeating: "=", count: first + second + third)
        let sums = [
            "Parameters: \(Self.grouped(parameterCount))", "Trainable: \(Self.grouped(trainableParameterCount))",
            "Not trainable: \(Self.grouped(parameterCount - trainableParameterCount))",
        ]
        let sizes = [
            "Input (MB): \(Self.megabytes(4 * inputCount))", "Forward and backward (MB): \(Self.megabytes(passBytes))",
            "Parameters (MB): \(Self.megabytes(parameterBytes))",
            "Together (MB): \(Self.megabytes(4 * inputCount + passBytes + parameterBytes))",
        ]
        return
            ([rule, line(titles.0, titles.1, titles.2), rule] + cells.map { line($0.0, $0.1, $0.2) } + [rule] + sums + [rule]
            + sizes + [rule]).joined(separator: "\n")
    }

    /// 1234567 as "1,234,567".
    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in "\(number)".reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// Millions of bytes with two decimals.
    private static func megabytes(_ bytes: Int) -> String {
        let hundredths = (bytes + 5_000) / 10_000
        return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
    }
}

extension Layer {
    /// The layer as a table, for an input of this shape (zeros, in evaluation): `[1, 28, 28, 1]` for a gray picture.
    public func table(inputShape: [Int]) -> ModuleTable {
        let x = Tensor(DenseArray(zeros: inputShape), requiresGradient: true)
        return ModuleTable(self, inputCount: inputShape.reduce(1, *)) { self(x, .evaluation) }
    }
}
