/// What can be wrong with a graph that comes from outside: each case names the place, what was found and what to do.
public enum GraphError: Error, Equatable, Sendable {
    /// Edge `edge` (its place in the list) joins `source` and `target`, but nodes are numbered `0 ..< nodeCount`.
    case edgeOutOfRange(edge: Int, source: Int, target: Int, nodeCount: Int)
    /// An edge's weight is NaN or infinite.
    case weightNotFinite(edge: Int, source: Int, target: Int)
    /// An edge's weight is negative where a normalization takes square roots of degrees.
    case negativeWeight(edge: Int, source: Int, target: Int, weight: Float)
    /// Node `node` has a NaN or infinite feature.
    case featureNotFinite(node: Int, column: Int)
    /// Edge `edge` has a NaN or infinite feature.
    case edgeFeatureNotFinite(edge: Int, column: Int)
    /// A position is NaN or infinite.
    case positionNotFinite(node: Int, axis: Int)
    /// Two of the graph's parts disagree about a number, such as feature rows and nodes.
    case sizesDiffer(what: String, found: Int, expected: Int)
    /// A label lies outside the classes.
    case labelOutOfRange(node: Int, label: Int, classes: Int)
    /// A node stands in two parts of a split, or twice in one.
    case splitLeaks(node: Int, first: String, second: String)
    /// A part of a split names a node that does not exist.
    case splitOutOfRange(part: String, node: Int, nodeCount: Int)
    /// A part of a split holds a node without a label.
    case splitUnlabelled(part: String, node: Int)
    /// No node of this class is in the training part.
    case classWithoutTraining(className: String)
    /// A graph without nodes.
    case empty
    /// Something is wrong in the graph of this number of a set.
    indirect case inGraph(Int, GraphError)
    /// A graph's label or target is none of those there are, or NaN.
    case graphLabel(graph: Int, found: String, expected: String)
    /// A transform cannot be made or cannot be used on this graph.
    case transform(name: String, found: String, expected: String)
    /// A split cannot be made as asked.
    case splitImpossible(reason: String)
}

extension GraphError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .edgeOutOfRange(let edge, let source, let target, let nodeCount):
            "edge \(edge) joins nodes \(source) and \(target); expected numbers from 0 to \(nodeCount - 1)"
        case .weightNotFinite(let edge, let source, let target):
            "edge \(edge) from node \(source) to \(target) has a weight that is NaN or infinite; expected a finite number"
        case .negativeWeight(let edge, let source, let target, let weight):
            "edge \(edge) from node \(source) to \(target) has the negative weight \(weight); expected zero or more, since the normalization takes the square root of the weights' sum; use absolute values or leave the edge out"
        case .featureNotFinite(let node, let column):
            "node \(node) has a feature (column \(column)) that is NaN or infinite; expected a finite number"
        case .edgeFeatureNotFinite(let edge, let column):
            "edge \(edge) has a feature (column \(column)) that is NaN or infinite; expected a finite number"
        case .positionNotFinite(let node, let axis):
            "node \(node) has a position (axis \(axis)) that is NaN or infinite; expected a finite number"
        case .inGraph(let graph, let error):
            "graph \(graph): \(error)"
        case .graphLabel(let graph, let found, let expected):
            "graph \(graph) has the label \(found); expected \(expected)"
        case .transform(let name, let found, let expected):
            "\(name): found \(found); expected \(expected)"
        case .sizesDiffer(let what, let found, let expected):
            "found \(found) \(what), expected \(expected)"
        case .labelOutOfRange(let node, let label, let classes):
            "node \(node) has label \(label); expected 0 to \(classes - 1), or -1 for none"
        case .splitLeaks(let node, let first, let second):
            first == second
                ? "the split's \(first) part names node \(node) twice; each node may stand there once"
                : "the split leaks: node \(node) is in both \(first) and \(second); each node may be in one part only"
        case .splitOutOfRange(let part, let node, let nodeCount):
            "the split's \(part) part names node \(node); expected 0 to \(nodeCount - 1)"
        case .splitUnlabelled(let part, let node):
            "the split's \(part) part holds node \(node), which has no label"
        case .classWithoutTraining(let name):
            "class \"\(name)\" has no training node; a network cannot learn it: give it one, leave the class out, or choose another split"
        case .empty:
            "the graph has no nodes"
        case .splitImpossible(let reason):
            "the split cannot be made: \(reason)"
        }
    }
}
