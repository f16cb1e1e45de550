import DenseArrays

extension EdgeList {
    /// The edges, then a self-loop for every node, whether or not it has one: PyG's `add_self_loops`.
    ///
    /// - Parameters:
    ///   - nodeCount: how many nodes there are.
    ///   - weight: of the loops; nil for the mean weight of the edges that arrive (0 where none does).
    public func addingSelfLoops(nodeCount: Int, weight: Float? = 1) -> EdgeList {
        let nodes = Array(0..<Int32(nodeCount))
        var loops: [Float]?
        if let weight {
            loops = weights == nil && weight == 1 ? nil : [Float](repeating: weight, count: nodeCount)
        } else {
            var sums = [Float](repeating: 0, count: nodeCount), counts = sums
            for edge in 0..<count {
                sums[Int(targets[edge])] += self.weight(edge)
                counts[Int(targets[edge])] += 1
            }
            loops = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
        }
        return EdgeList(
            sources: sources + nodes, targets: targets + nodes,
            weights: loops.map { (weights ?? [Float](repeating: 1, count: count)) + $0 }
                ?? weights.map { $0 + [Float](repeating: 1, count: nodeCount) })
    }
}

extension Transform {
    /// A further self-loop of weight 1 for every node; edge features are dropped.
    public static func addSelfLoops() -> Transform {
        Transform("AddSelfLoops()") { graph throws(GraphError) in
            try graph.replacing(edges: graph.edges.addingSelfLoops(nodeCount: graph.nodeCount))
        }
    }

    /// A self-loop for every node that has none; see `EdgeList.addingRemainingSelfLoops`. Edge features are dropped.
    public static func addRemainingSelfLoops() -> Transform {
        Transform("AddRemainingSelfLoops()") { graph throws(GraphError) in
            var edges = graph.edges.addingRemainingSelfLoops(nodeCount: graph.nodeCount)
            if graph.edges.weights == nil { edges.weights = nil }
            return try graph.replacing(edges: edges)
        }
    }

    /// Without the edges that join a node to itself.
    public static func removeSelfLoops() -> Transform {
        Transform("RemoveSelfLoops()") { graph throws(GraphError) in
            let kept = (0..<graph.edges.count).filter { graph.edges.sources[$0] != graph.edges.targets[$0] }
            return try graph.keeping(edges: kept)
        }
    }

    /// Both directions of each edge, repeated ones merged; see `EdgeList.undirected`. Edge features are dropped.
    public static func toUndirected() -> Transform {
        Transform("ToUndirected()") { graph throws(GraphError) in
            try graph.replacing(edges: graph.edges.undirected())
        }
    }

    /// One more node, the last, joined to and from every other by edges of weight 1; its features, and those of its
    /// edges, are 0. Labels, split and names are dropped: the node has none.
    ///
    /// Source: Gilmer, Schoenholz, Riley, Vinyals & Dahl, 2017, arXiv:1704.01212; PyG's `VirtualNode`.
    public static func virtualNode() -> Transform {
        Transform("VirtualNode()") { graph throws(GraphError) in
            let n = Int32(graph.nodeCount)
            let nodes = Array(0..<n)
            let hub = [Int32](repeating: n, count: graph.nodeCount)
            let edges = EdgeList(
                sources: graph.edges.sources + nodes + hub, targets: graph.edges.targets + hub + nodes,
                weights: graph.edges.weights.map { $0 + [Float](repeating: 1, count: 2 * graph.nodeCount) })
            let x = graph.features.dense
            let features = DenseArray(
                x.elements + [Float](repeating: 0, count: x.columns), shape: [x.rows + 1, x.columns])
            let edgeFeatures = graph.edgeFeatures.map {
                DenseArray(
                    $0.elements + [Float](repeating: 0, count: 2 * graph.nodeCount * $0.columns),
                    shape: [edges.count, $0.columns])
            }
            return try Graph(
                nodeCount: graph.nodeCount + 1, edges: edges, features: .dense(features), edgeFeatures: edgeFeatures,
                provenance: graph.provenance)
        }
    }

    /// The graph whose nodes are the edges: of a directed graph (i, j) → (j, k), of an undirected one two edges are
    /// joined where they share an end. Repeated edges are merged first; edge features become node features.
    ///
    /// O(Σ degree²). Throws `transform` for a graph without edges. PyG's `LineGraph`.
    public static func lineGraph() -> Transform {
        Transform("LineGraph()") { graph throws(GraphError) in
            let isUndirected = graph.edges.isUndirected
            var order = (0..<graph.edges.count).sorted {
                (graph.edges.sources[$0], graph.edges.targets[$0], $0)
                    < (graph.edges.sources[$1], graph.edges.targets[$1], $1)
            }
            if isUndirected { order.removeAll { graph.edges.sources[$0] >= graph.edges.targets[$0] } }
            var kept: [Int] = []
            for edge in order {
                if let last = kept.last, graph.edges.sources[last] == graph.edges.sources[edge],
                    graph.edges.targets[last] == graph.edges.targets[edge] { continue }
                kept.append(edge)
            }
            if kept.isEmpty { throw .transform(name: "LineGraph", found: "no edges", expected: "one at least") }
            var leaving = [[Int32]](repeating: [], count: graph.nodeCount)
            for (place, edge) in kept.enumerated() {
                leaving[Int(graph.edges.sources[edge])].append(Int32(place))
                if isUndirected { leaving[Int(graph.edges.targets[edge])].append(Int32(place)) }
            }
            var list = EdgeList(sources: [], targets: [])
            for (place, edge) in kept.enumerated() {
                let ends = isUndirected ? [graph.edges.sources[edge], graph.edges.targets[edge]] : [graph.edges.targets[edge]]
                for end in ends {
                    for other in leaving[Int(end)] where !isUndirected || other != Int32(place) {
                        list.sources.append(Int32(place))
                        list.targets.append(other)
                    }
                }
            }
            return try Graph(
                nodeCount: kept.count, edges: list.coalesced(),
                features: graph.edgeFeatures.map { .dense($0.gatheringRows(kept)) }, provenance: graph.provenance)
        }
    }
}

extension Graph {
    /// The graph with these edges only, in this order, and their weights and features.
    func keeping(edges kept: [Int]) throws(GraphError) -> Graph {
        try replacing(
            edges: EdgeList(
                sources: kept.map { edges.sources[$0] }, targets: kept.map { edges.targets[$0] },
                weights: edges.weights.map { weights in kept.map { weights[$0] } }),
            edgeFeatures: edgeFeatures?.gatheringRows(kept))
    }
}
