/// How a tensor was made: the operations and leaves that its gradient would reach, in the order of the computation.
///
/// To be taken before `backward`, which frees the operations it passes; what was computed inside `withoutGradients`, or
/// from nothing that wants a gradient, is a single leaf. Time and memory are O(tensors).
public struct ComputationGraph {
    /// A tensor: the result of an operation, or a leaf.
    public struct Node {
        /// What stands at a node.
        public enum Kind: Equatable, Sendable {
            /// The result of an operation of this name.
            case operation(String)
            /// A leaf that wants a gradient.
            case parameter
            /// A leaf that wants none.
            case data
        }

        /// What stands here.
        public let kind: Kind
        /// The name that was given to the tensor; nil where there is none.
        public let name: String?
        /// Of the value.
        public let shape: [Int]
        /// The nodes that the operation read, by number, each smaller than this one's.
        public let inputs: [Int]
        /// The tensor itself.
        public let tensor: Tensor
    }

    /// Inputs before what is made from them; the last one is the tensor itself.
    public let nodes: [Node]

    /// - Parameters:
    ///   - tensor: what was computed, such as the loss; the graph is all that led to it.
    ///   - names: what tensors are called, such as the parameters by their paths and the data `x`.
    public init(of tensor: Tensor, naming names: [(name: String, tensor: Tensor)] = []) {
        let names = Dictionary(names.map { (ObjectIdentifier($0.tensor), $0.name) }, uniquingKeysWith: { first, _ in first })
        var nodes: [Node] = []
        var places: [ObjectIdentifier: Int] = [:]
        // depth first without recursion: a chain may be as long as a training is
        var stack: [(tensor: Tensor, next: Int)] = [(tensor, 0)]
        while let top = stack.last {
            let inputs = top.tensor.operation?.inputs ?? []
            if top.next < inputs.count {
                stack[stack.count - 1].next += 1
                let input = inputs[top.next]
                if places[ObjectIdentifier(input)] == nil { stack.append((input, 0)) }
                continue
            }
            stack.removeLast()
            let identity = ObjectIdentifier(top.tensor)
            if places[identity] != nil { continue }
            places[identity] = nodes.count
            let kind: Node.Kind =
                if let operation = top.tensor.operation {
                    .operation("\(operation.name)")
                } else {
                    top.tensor.requiresGradient ? .parameter : .data
                }
            nodes.append(
                Node(
                    kind: kind, name: names[identity], shape: top.tensor.shape,
                    inputs: inputs.compactMap { places[ObjectIdentifier($0)] }, tensor: top.tensor))
        }
        self.nodes = nodes
    }

    /// The graph for Graphviz (`dot -Tsvg`): operations are rounded boxes, parameters filled boxes, data ellipses, the
    /// result has a double frame; arrows go with the computation, downwards.
    public var dot: String {
        var lines = [
            "digraph computation {", "    rankdir=TB;", "    node [fontname=\"Helvetica\", fontsize=10];",
            "    edge [color=\"#666666\", arrowsize=0.7];",
        ]
        for (number, node) in nodes.enumerated() {
            let shape = node.shape.isEmpty ? "" : "\n[" + node.shape.map { "\($0)" }.joined(separator: ", ") + "]"
            var label: String, look: String
            switch node.kind {
            case .operation(let operation):
                label = operation + (node.name.map { "\n" + $0 } ?? "")
                look = "shape=box, style=rounded"
            case .parameter:
                label = node.name ?? "parameter"
                look = "shape=box, style=filled, fillcolor=\"#cfe2f3\""
            case .data:
                label = node.name ?? "data"
                look = "shape=ellipse"
            }
            if number == nodes.count - 1 { look += ", peripheries=2" }
            label += shape
            lines.append("    n\(number) [label=\"\(Self.escaped(label))\", \(look)];")
        }
        for (number, node) in nodes.enumerated() {
            for input in node.inputs { lines.append("    n\(input) -> n\(number);") }
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    /// A text inside Graphviz's double quotes.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\u{0}"..."\u{1F}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
