import FileFormats
import Graphs

/// What a set of many graphs looks like in numbers. Made in time linear in nodes, edges and features.
public struct GraphSetStatistics: Sendable, Equatable {
    /// How many there are.
    public let graphs: Int
    /// Of the graphs.
    public let nodes: Spread
    /// Pairs of different nodes of a graph that are joined, in whichever direction.
    public let undirectedEdges: Spread
    /// Edges as stored: both directions of an undirected one.
    public let directedEdges: Int
    /// In all graphs.
    public let selfLoops: Int
    /// Whether each edge is there in both directions with the same weight.
    public let isSymmetric: Bool
    /// Whether edges have weights.
    public let hasWeights: Bool
    /// Columns of node features, and the fraction of their entries that are not zero.
    public let features: Int
    /// The share of feature entries that are not 0.
    public let featureDensity: Double
    /// Columns of edge features; 0 without.
    public let edgeFeatures: Int
    /// Each class's name and number of graphs; empty where the graphs have targets alone.
    public let classes: [GraphStatistics.ClassCount]
    /// Columns of numbers to be foretold; 0 without.
    public let targets: Int
    /// Nodes without an edge to another node, and the graphs that have such.
    public let isolatedNodes: Int
    /// How many have a node without edges.
    public let graphsWithIsolatedNodes: Int
    /// The mean over the graphs of two nodes or more of undirected edges / (n (n - 1) / 2); 0 without such graphs.
    public let density: Double

    /// A number of each graph.
    public struct Spread: Sendable, Equatable {
        /// Of all graphs.
        public let total: Int
        /// Of a graph.
        public let mean: Double
        /// Of the smallest graph.
        public let minimum: Int
        /// Of the largest graph.
        public let maximum: Int

        init(_ values: [Int]) {
            total = values.reduce(0, +)
            mean = Double(total) / Double(max(1, values.count))
            minimum = values.min() ?? 0
            maximum = values.max() ?? 0
        }

        var json: JSONValue {
            ["total": .int(total), "mean": .double(mean), "min": .int(minimum), "max": .int(maximum)]
        }

        var text: String {
            "\(total); a graph: mean \(GraphStatistics.decimals(mean, 2)), min \(minimum), max \(maximum)"
        }
    }

    /// Counts what is in `set`.
    public init(_ set: GraphSet) {
        graphs = set.count
        let sizes = (0..<set.count).map { set.nodeStarts[$0 + 1] - set.nodeStarts[$0] }
        nodes = Spread(sizes)
        let all = set.globalEdges
        directedEdges = all.count
        hasWeights = all.weights != nil
        let proper = all.removingSelfLoops()
        selfLoops = all.count - proper.count
        isSymmetric = EdgeMerger.isSymmetric(all, nodeCount: set.nodeCount)
        let merged = EdgeMerger.undirected(
            EdgeList(sources: proper.sources, targets: proper.targets), nodeCount: set.nodeCount
        ).edges
        var hasNeighbour = [Bool](repeating: false, count: set.nodeCount)
        for source in merged.sources { hasNeighbour[Int(source)] = true }
        var ties: [Int] = [], lonely: [Int] = [], dense = 0.0, larger = 0
        var edge = 0
        for graph in 0..<set.count {
            // Merged edges rise by their sources, so that a graph's are one run.
            let start = edge
            while edge < merged.count, Int(merged.sources[edge]) < set.nodeStarts[graph + 1] { edge += 1 }
            ties.append((edge - start) / 2)
            lonely.append((set.nodeStarts[graph]..<set.nodeStarts[graph + 1]).count { !hasNeighbour[$0] })
            let n = Double(sizes[graph])
            if n >= 2 {
                larger += 1
                dense += Double((edge - start) / 2) / (n * (n - 1) / 2)
            }
        }
        undirectedEdges = Spread(ties)
        isolatedNodes = lonely.reduce(0, +)
        graphsWithIsolatedNodes = lonely.count { $0 > 0 }
        density = larger == 0 ? 0 : dense / Double(larger)
        features = set.features.width
        featureDensity = set.features.density
        edgeFeatures = set.edgeFeatures?.columns ?? 0
        classes = set.labels == nil ? [] : zip(set.classNames, set.classCounts).map { .init(name: $0, count: $1) }
        targets = set.targets?.columns ?? 0
    }
}

extension GraphSetStatistics: CustomStringConvertible {
    /// An aligned table of two columns, one line a figure, without a line end after the last.
    public var description: String {
        let decimals = GraphStatistics.decimals, percent = GraphStatistics.percent
        var rows: [(String, String)] = [
            ("graphs", "\(graphs)"), ("nodes", nodes.text), ("edges", "\(undirectedEdges.text) (undirected)"),
            ("", "\(directedEdges) stored\(hasWeights ? ", weighted" : "")"), ("symmetric", isSymmetric ? "yes" : "no"),
            ("self-loops", "\(selfLoops)"),
            (
                "isolated nodes",
                "\(isolatedNodes)\(isolatedNodes == 0 ? "" : ", in \(graphsWithIsolatedNodes) graph\(graphsWithIsolatedNodes == 1 ? "" : "s")")"
            ),
            ("density", "\(decimals(density, 4)) (a graph's edges of all that there could be, mean)"),
            ("features", "\(features) a node, \(percent(featureDensity)) not zero"),
            ("edge features", edgeFeatures == 0 ? "none" : "\(edgeFeatures)"),
        ]
        if targets > 0 { rows.append(("targets", "\(targets)")) }
        if !classes.isEmpty || targets == 0 { rows.append(("classes", "\(classes.count)")) }
        let width = classes.map(\.name.count).max() ?? 0
        for entry in classes {
            let name = entry.name + String(repeating: " ", count: width - entry.name.count)
            rows.append(("", "\(name)  \(entry.count)  (\(percent(Double(entry.count) / Double(max(1, graphs)))))"))
        }
        let names = rows.map(\.0.count).max() ?? 0
        return rows.map { name, value in
            "\(name)\(String(repeating: " ", count: names - name.count))  \(value)"
        }.joined(separator: "\n")
    }

    /// The same figures as one JSON object.
    public var json: JSONValue {
        [
            "graphs": .int(graphs), "nodes": nodes.json, "edges_undirected": undirectedEdges.json,
            "edges_stored": .int(directedEdges), "self_loops": .int(selfLoops), "symmetric": .bool(isSymmetric),
            "weighted": .bool(hasWeights), "isolated_nodes": .int(isolatedNodes),
            "graphs_with_isolated_nodes": .int(graphsWithIsolatedNodes), "density": .double(density),
            "features": .int(features), "feature_density": .double(featureDensity),
            "edge_features": .int(edgeFeatures), "targets": .int(targets),
            "classes": .array(classes.map { ["name": .string($0.name), "count": .int($0.count)] }),
        ]
    }
}
