import DenseArrays

extension DenseArray {
    /// For rows of positions `[nodes, dimensions]` an edge from each of the k nearest others to every node, nearest
    /// first (of equal ones the lower), by Euclidean distance. Fewer than k where there are not so many.
    ///
    /// O(nodes² · dimensions), in parallel. PyG's `knn_graph` with flow source to target, without loops.
    public func nearestNeighbours(_ k: Int) -> EdgeList {
        precondition(shape.count == 2, "DenseArray.nearestNeighbours: expected [nodes, dimensions], found \(shape)")
        return neighbours { candidates in
            candidates.sort { ($0.distance, $0.node) < ($1.distance, $1.node) }
            if candidates.count > k { candidates.removeSubrange(k...) }
        } limit: { best in best.count < k ? .infinity : best.last?.distance ?? .infinity } batch: { k * 4 + 64 }
    }

    /// An edge to every node from each other that is at most `radius` away, rising; at most `most` of them, those with
    /// the lowest numbers. O(nodes² · dimensions), in parallel. PyG's `radius_graph`.
    public func neighbours(within radius: Float, most: Int = 32) -> EdgeList {
        precondition(shape.count == 2, "DenseArray.neighbours: expected [nodes, dimensions], found \(shape)")
        return neighbours { candidates in
            candidates.removeAll { $0.distance > Double(radius) * Double(radius) }
            if candidates.count > most { candidates.removeSubrange(most...) }
        } limit: { _ in Double(radius) * Double(radius) } batch: { Int.max }
    }

    private typealias Candidate = (node: Int32, distance: Double)

    /// Each node's candidates, reduced by `select` at the end and whenever there are `batch` of them.
    private func neighbours(
        select: (inout [Candidate]) -> Void, limit: ([Candidate]) -> Double, batch: () -> Int
    ) -> EdgeList {
        let (count, width, most) = (rows, columns, batch())
        var found = [[Candidate]](repeating: [], count: count)
        withUnsafeElements { x in
            found.withUnsafeMutableBufferPointer { buffer in
                nonisolated(unsafe) let out = buffer
                Threads.run(tasks: count) { node in
                    var candidates: [Candidate] = []
                    var bound = Double.infinity
                    for other in 0..<count where other != node {
                        var square = 0.0
                        for axis in 0..<width {
                            let difference = Double(x[node * width + axis]) - Double(x[other * width + axis])
                            square += difference * difference
                        }
                        if square > bound { continue }
                        candidates.append((Int32(other), square))
                        if candidates.count >= most {
                            select(&candidates)
                            bound = limit(candidates)
                        }
                    }
                    select(&candidates)
                    out[node] = candidates
                }
            }
        }
        var list = EdgeList(sources: [], targets: [])
        for (node, candidates) in found.enumerated() {
            for candidate in candidates {
                list.sources.append(candidate.node)
                list.targets.append(Int32(node))
            }
        }
        return list
    }
}

extension Graph {
    /// The positions. Throws `transform` where the graph has none.
    func requirePositions(_ name: String) throws(GraphError) -> DenseArray {
        if let positions { return positions }
        throw .transform(name: name, found: "a graph without positions", expected: "a position for each node")
    }
}

extension Transform {
    /// Edges from each node's k nearest others instead of the graph's own. Throws `transform` without positions.
    public static func knnGraph(k: Int = 6) -> Transform {
        Transform("KNNGraph(k=\(k))") { graph throws(GraphError) in
            try graph.replacing(edges: graph.requirePositions("KNNGraph").nearestNeighbours(k))
        }
    }

    /// Edges from all others within a radius instead of the graph's own. Throws `transform` without positions.
    public static func radiusGraph(_ radius: Float, most: Int = 32) -> Transform {
        Transform("RadiusGraph(r=\(radius))") { graph throws(GraphError) in
            try graph.replacing(edges: graph.requirePositions("RadiusGraph").neighbours(within: radius, most: most))
        }
    }
}
