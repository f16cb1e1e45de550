import DenseArrays
import SparseMatrices

extension EdgeList {
    /// The edges among `subset`, in their order, and each one's place here; nodes are renumbered by their place in
    /// `subset` where `relabels`. PyG's `subgraph`.
    public func subgraph(
        _ subset: [Int], nodeCount: Int, relabels: Bool = true
    ) -> (edges: EdgeList, places: [Int]) {
        var map = [Int32](repeating: -1, count: nodeCount)
        for (place, node) in subset.enumerated() { map[node] = Int32(place) }
        let places = (0..<count).filter { map[Int(sources[$0])] >= 0 && map[Int(targets[$0])] >= 0 }
        return (
            EdgeList(
                sources: places.map { relabels ? map[Int(sources[$0])] : sources[$0] },
                targets: places.map { relabels ? map[Int(targets[$0])] : targets[$0] },
                weights: weights.map { weights in places.map { weights[$0] } }), places
        )
    }

    /// The nodes from which the given ones can be reached in at most `hops` steps, rising; edges are followed
    /// backwards, as messages come. PyG's `k_hop_subgraph` with flow source to target. O(hops · edges).
    public func nodes(within hops: Int, of start: [Int], nodeCount: Int) -> [Int] {
        var isReached = [Bool](repeating: false, count: nodeCount)
        for node in start { isReached[node] = true }
        for _ in 0..<hops {
            let before = isReached
            for edge in 0..<count where before[Int(targets[edge])] { isReached[Int(sources[edge])] = true }
        }
        return isReached.indices.filter { isReached[$0] }
    }

    /// The component of each node, directions ignored, numbered by their lowest nodes: 0, 1, … O(nodes + edges).
    public func connectedComponents(nodeCount: Int) -> [Int] {
        var parent = Array(0..<nodeCount)
        func root(_ node: Int) -> Int {
            var node = node
            while parent[node] != node {
                parent[node] = parent[parent[node]]
                node = parent[node]
            }
            return node
        }
        for edge in 0..<count {
            let (a, b) = (root(Int(sources[edge])), root(Int(targets[edge])))
            if a != b { parent[max(a, b)] = min(a, b) }
        }
        var numbers = [Int](repeating: -1, count: nodeCount)
        var next = 0
        return (0..<nodeCount).map { node in
            let top = root(node)
            if numbers[top] < 0 {
                numbers[top] = next
                next += 1
            }
            return numbers[top]
        }
    }
}

extension Graph {
    /// The graph of these nodes and the edges among them, with all that is known of both; nodes are renumbered by their
    /// place in `subset`. Parts of the split keep the nodes that are left.
    ///
    /// Traps for a node outside the graph or given twice; throws `empty` for none.
    public func subgraph(_ subset: [Int]) throws(GraphError) -> Graph {
        if subset.isEmpty { throw .empty }
        var map = [Int](repeating: -1, count: nodeCount)
        for (place, node) in subset.enumerated() {
            precondition(
                node >= 0 && node < nodeCount && map[node] < 0,
                "Graph.subgraph: node \(node) outside 0..<\(nodeCount), or given twice")
            map[node] = place
        }
        let (edges, places) = edges.subgraph(subset, nodeCount: nodeCount)
        let features: NodeFeatures
        switch self.features {
        case .identity: features = .identity(subset.count)
        case .dense(let x): features = .dense(x.gatheringRows(subset))
        case .sparse(let x): features = .sparse(x.selecting(rows: subset).matrix)
        }
        func left(_ nodes: [Int]) -> [Int] { nodes.map { map[$0] }.filter { $0 >= 0 } }
        var part: NodeSplit?
        if let split {
            part = try NodeSplit(
                name: split.name, train: left(split.train), validation: left(split.validation), test: left(split.test),
                nodeCount: subset.count)
        }
        var labels: NodeLabels?
        if let all = self.labels {
            labels = try NodeLabels(values: subset.map { all.values[$0] }, classNames: all.classNames)
        }
        return try Graph(
            nodeCount: subset.count, edges: edges, features: features, labels: labels, split: part,
            edgeFeatures: edgeFeatures?.gatheringRows(places), positions: positions?.gatheringRows(subset),
            nodeNames: nodeNames.map { names in subset.map { names[$0] } }, provenance: provenance)
    }
}

extension Transform {
    /// The `count` components with the most nodes (of equal ones those with lower nodes), nodes in their order.
    public static func largestConnectedComponents(_ count: Int = 1) -> Transform {
        Transform("LargestConnectedComponents(\(count))") { graph throws(GraphError) in
            let component = graph.edges.connectedComponents(nodeCount: graph.nodeCount)
            var sizes = [Int](repeating: 0, count: (component.max() ?? 0) + 1)
            for number in component { sizes[number] += 1 }
            let kept = Set(sizes.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }.prefix(max(1, count)))
            return try graph.subgraph(component.indices.filter { kept.contains(component[$0]) })
        }
    }

    /// Without the nodes that no edge joins to another. Throws `empty` where none is left.
    public static func removeIsolatedNodes() -> Transform {
        Transform("RemoveIsolatedNodes()") { graph throws(GraphError) in
            var isJoined = [Bool](repeating: false, count: graph.nodeCount)
            for edge in 0..<graph.edges.count where graph.edges.sources[edge] != graph.edges.targets[edge] {
                isJoined[Int(graph.edges.sources[edge])] = true
                isJoined[Int(graph.edges.targets[edge])] = true
            }
            return try graph.subgraph(isJoined.indices.filter { isJoined[$0] })
        }
    }
}
