import DenseArrays
import SparseMatrices

/// Many small graphs with a class or targets each, laid end to end, so that a batch is made by copying runs.
///
/// Graph g owns the nodes `nodeStarts[g] ..< nodeStarts[g + 1]` and the edges `edgeStarts[g] ..< edgeStarts[g + 1]`.
/// Checked once, when built, and never changed.
public struct GraphSet: Sendable {
    /// What it is called.
    public let name: String
    /// `graphs + 1` rising offsets into the nodes.
    public let nodeStarts: [Int]
    /// `graphs + 1` rising offsets into the edges.
    public let edgeStarts: [Int]
    /// The edges of all graphs, nodes numbered from 0 within each graph.
    public let edges: EdgeList
    /// The nodes of all graphs, `[nodes, features]`; dense or sparse.
    public let features: NodeFeatures
    /// What is known of each edge, `[edges, edgeFeatures]`.
    public let edgeFeatures: DenseArray?
    /// The class of each graph, an index into `classNames`; nil where the graphs have none.
    public let labels: [Int32]?
    /// What the classes are called.
    public let classNames: [String]
    /// Numbers to be foretold of each graph, `[graphs, targets]`; nil where there are none. NaN where one is not known.
    public let targets: DenseArray?
    /// Whether each target is the answer to a question, 1 for yes and 0 for no.
    public let targetsAreAnswers: Bool
    /// What the targets are called; empty where nothing is known of that.
    public let targetNames: [String]

    /// Parts of all graphs, laid end to end.
    ///
    /// - Parameters:
    ///   - name: what the set is called.
    ///   - nodeStarts: each graph's first node, then the number of all nodes.
    ///   - edgeStarts: each graph's first edge, then the number of all edges.
    ///   - edges: of all graphs, nodes numbered from 0 within each graph.
    ///   - features: `[nodes, features]`; one column of ones when nil.
    ///   - edgeFeatures: `[edges, features]`.
    ///   - labels: a class for each graph, in `0 ..< classNames.count`.
    ///   - classNames: what the classes are called.
    ///   - targets: `[graphs, targets]`.
    ///   - targetNames: what the targets are called.
    ///   - targetsAreAnswers: whether each target is 1 for yes and 0 for no.
    ///   - allowsUnknownTargets: whether a target may be NaN, for what is not known of a graph.
    /// - Throws: `GraphError.inGraph` with the graph's number for an edge that leads out of its graph, a graph without
    ///   nodes, and a number that is not finite; `sizesDiffer`; `graphLabel`. O(nodes + edges + features).
    public init(
        name: String, nodeStarts: [Int], edgeStarts: [Int], edges: EdgeList, features: NodeFeatures? = nil,
        edgeFeatures: DenseArray? = nil, labels: [Int32]? = nil, classNames: [String] = [], targets: DenseArray? = nil,
        targetNames: [String] = [], targetsAreAnswers: Bool = false, allowsUnknownTargets: Bool = false
    ) throws(GraphError) {
        let graphs = nodeStarts.count - 1
        if graphs <= 0 { throw .empty }
        if edgeStarts.count != nodeStarts.count {
            throw .sizesDiffer(what: "edge offsets", found: edgeStarts.count, expected: nodeStarts.count)
        }
        if nodeStarts[0] != 0 || edgeStarts[0] != 0 {
            throw .sizesDiffer(what: "at the first offset", found: max(nodeStarts[0], edgeStarts[0]), expected: 0)
        }
        if edgeStarts[graphs] != edges.count {
            throw .sizesDiffer(what: "edges in all graphs", found: edgeStarts[graphs], expected: edges.count)
        }
        let nodes = nodeStarts[graphs]
        let features = features ?? .dense(DenseArray(repeating: 1, shape: [max(0, nodes), 1]))
        if case .identity = features {
            throw .sizesDiffer(what: "rows of an identity, which no set of graphs can share", found: nodes, expected: 0)
        }
        if features.nodeCount != nodes {
            throw .sizesDiffer(what: "feature rows", found: features.nodeCount, expected: nodes)
        }
        if let edgeFeatures, edgeFeatures.rows != edges.count {
            throw .sizesDiffer(what: "rows of edge features", found: edgeFeatures.rows, expected: edges.count)
        }
        for (what, count) in [("labels", labels?.count), ("rows of targets", targets?.rows)] {
            if let count, count != graphs { throw .sizesDiffer(what: what, found: count, expected: graphs) }
        }
        for graph in 0..<graphs {
            if nodeStarts[graph + 1] <= nodeStarts[graph] { throw .inGraph(graph, .empty) }
            if edgeStarts[graph + 1] < edgeStarts[graph] || edgeStarts[graph + 1] > edges.count {
                throw .inGraph(
                    graph, .sizesDiffer(what: "edges before it", found: edgeStarts[graph], expected: edges.count))
            }
            let count = nodeStarts[graph + 1] - nodeStarts[graph]
            for edge in edgeStarts[graph]..<edgeStarts[graph + 1] {
                let (source, target) = (Int(edges.sources[edge]), Int(edges.targets[edge]))
                if source < 0 || source >= count || target < 0 || target >= count {
                    throw .inGraph(
                        graph,
                        .edgeOutOfRange(
                            edge: edge - edgeStarts[graph], source: source, target: target, nodeCount: count))
                }
                if !edges.weight(edge).isFinite {
                    throw .inGraph(
                        graph, .weightNotFinite(edge: edge - edgeStarts[graph], source: source, target: target))
                }
            }
            if let label = labels?[graph], label < 0 || label >= classNames.count {
                throw .graphLabel(graph: graph, found: "\(label)", expected: "0 to \(classNames.count - 1)")
            }
        }
        if let place = features.firstNotFinite { throw .featureNotFinite(node: place.node, column: place.column) }
        if let place = edgeFeatures?.firstNotFinite {
            throw .edgeFeatureNotFinite(edge: place.row, column: place.column)
        }
        if !targetNames.isEmpty, let targets, targetNames.count != targets.columns {
            throw .sizesDiffer(what: "names of targets", found: targetNames.count, expected: targets.columns)
        }
        if targetsAreAnswers, let place = targets?.elements.firstIndex(where: { !($0.isNaN || $0 == 0 || $0 == 1) }) {
            let columns = max(1, targets?.columns ?? 1)
            throw .graphLabel(
                graph: place / columns, found: "\(targets?.elements[place] ?? 0)", expected: "0, 1 or nothing known")
        }
        let known = allowsUnknownTargets ? targets?.map { $0.isNaN ? 0 : $0 } : targets
        if let place = known?.firstNotFinite {
            throw .graphLabel(graph: place.row, found: "NaN or infinity", expected: "a finite number")
        }
        self.name = name
        self.nodeStarts = nodeStarts
        self.edgeStarts = edgeStarts
        self.edges = edges
        self.features = features
        self.edgeFeatures = edgeFeatures
        self.labels = labels
        self.classNames = classNames
        self.targets = targets
        self.targetNames = targetNames
        self.targetsAreAnswers = targetsAreAnswers
    }

    /// From single graphs, whose features (and edge features, where the first graph has them) are of one width; the
    /// identity of featureless graphs becomes one column of ones.
    ///
    /// Throws `GraphError.inGraph` for the first graph that differs from graph 0.
    public init(
        name: String, graphs: [Graph], labels: [Int32]? = nil, classNames: [String] = [], targets: DenseArray? = nil
    ) throws(GraphError) {
        if graphs.isEmpty { throw .empty }
        let parts = try GraphParts(graphs)
        try self.init(
            name: name, nodeStarts: parts.nodeStarts, edgeStarts: parts.edgeStarts, edges: parts.edges,
            features: parts.features, edgeFeatures: parts.edgeFeatures, labels: labels, classNames: classNames,
            targets: targets)
    }

    /// The number of graphs.
    public var count: Int { nodeStarts.count - 1 }
    /// Of all graphs.
    public var nodeCount: Int { nodeStarts[count] }
    /// Of all graphs.
    public var edgeCount: Int { edges.count }
    /// How many classes there are.
    public var classCount: Int { classNames.count }

    /// How many graphs each class has.
    public var classCounts: [Int] {
        var result = [Int](repeating: 0, count: classCount)
        for label in labels ?? [] { result[Int(label)] += 1 }
        return result
    }

    /// Graph `index` by itself.
    public subscript(index: Int) -> Graph { batch([index]).graph }

    /// The graphs of these numbers as one graph, in the given order; a graph may be there more than once.
    public func batch(_ indices: [Int]) -> GraphBatch { GraphBatch(self, indices) }

    /// The same without the nodes' features, for who has them in another form.
    package func batchWithoutFeatures(_ indices: [Int]) -> GraphBatch { GraphBatch(self, indices, features: false) }

    /// All graphs as one.
    public func batchOfAll() -> GraphBatch { batch(Array(0..<count)) }

    /// The edges of all graphs with the nodes numbered through.
    public var globalEdges: EdgeList {
        var sources = edges.sources, targets = edges.targets
        for graph in 0..<count {
            let shift = Int32(nodeStarts[graph])
            for edge in edgeStarts[graph]..<edgeStarts[graph + 1] {
                sources[edge] += shift
                targets[edge] += shift
            }
        }
        return EdgeList(sources: sources, targets: targets, weights: edges.weights)
    }

    /// The graphs of these numbers as a set of their own.
    public func selecting(_ indices: [Int]) throws(GraphError) -> GraphSet {
        let batch = batch(indices)
        if indices.isEmpty { throw .empty }
        var local = batch.graph.edges
        for graph in 0..<batch.count {
            let start = Int32(batch.nodeStarts[graph])
            for edge in batch.edgeStarts[graph]..<batch.edgeStarts[graph + 1] {
                local.sources[edge] -= start
                local.targets[edge] -= start
            }
        }
        return try GraphSet(
            name: name, nodeStarts: batch.nodeStarts, edgeStarts: batch.edgeStarts, edges: local,
            features: batch.graph.features, edgeFeatures: batch.graph.edgeFeatures, labels: batch.labels,
            classNames: classNames, targets: batch.targets, targetNames: targetNames,
            targetsAreAnswers: targetsAreAnswers, allowsUnknownTargets: true)
    }

    /// The set with other features, `[nodes, features]`.
    public func replacing(features: NodeFeatures) throws(GraphError) -> GraphSet {
        try GraphSet(
            name: name, nodeStarts: nodeStarts, edgeStarts: edgeStarts, edges: edges, features: features,
            edgeFeatures: edgeFeatures, labels: labels, classNames: classNames, targets: targets,
            targetNames: targetNames, targetsAreAnswers: targetsAreAnswers, allowsUnknownTargets: true)
    }
}
