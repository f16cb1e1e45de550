import DenseArrays

extension Graph {
    /// The number of edges that leave each node.
    public var outDegrees: [Int] {
        var result = [Int](repeating: 0, count: nodeCount)
        for source in edges.sources { result[Int(source)] += 1 }
        return result
    }

    /// For each node its degree d (edges that leave it), and the least, greatest, mean and standard deviation of the
    /// degrees of the nodes that these edges lead to, `[nodes, 5]`; 0 where there are none.
    ///
    /// Source: Cai & Wang, 2018, "A simple yet effective baseline for non-attributed graph classification",
    /// arXiv:1811.03508. As in PyG the deviation is biased, and 0 where it is at most √1e-5.
    public var localDegreeProfile: DenseArray {
        let degrees = outDegrees
        var least = [Double](repeating: .infinity, count: nodeCount)
        var most = [Double](repeating: 0, count: nodeCount), sums = most, squares = most
        for edge in 0..<edges.count {
            let (node, degree) = (Int(edges.sources[edge]), Double(degrees[Int(edges.targets[edge])]))
            least[node] = min(least[node], degree)
            most[node] = max(most[node], degree)
            sums[node] += degree
            squares[node] += degree * degree
        }
        var rows: [Float] = []
        for node in 0..<nodeCount {
            let count = Double(degrees[node])
            let mean = count > 0 ? sums[node] / count : 0
            let variance = count > 0 ? squares[node] / count - mean * mean : 0
            rows += [
                Float(count), Float(count > 0 ? least[node] : 0), Float(most[node]), Float(mean),
                Float(variance > 1e-5 ? variance.squareRoot() : 0),
            ]
        }
        return DenseArray(rows, shape: [nodeCount, 5])
    }
}

extension Transform {
    /// The degree (edges that leave a node) one-hot beside the features, `max + 1` columns. Throws `transform` for a
    /// node of greater degree. PyG's `OneHotDegree`.
    public static func oneHotDegree(max: Int) -> Transform {
        Transform("OneHotDegree(max_degree=\(max))") { graph throws(GraphError) in
            let degrees = graph.outDegrees
            if let node = degrees.firstIndex(where: { $0 > max }) {
                throw .transform(
                    name: "OneHotDegree", found: "node \(node) with degree \(degrees[node])",
                    expected: "at most max_degree = \(max)")
            }
            var columns = DenseArray(zeros: [graph.nodeCount, max + 1])
            columns.withUnsafeMutableElements { for (node, degree) in degrees.enumerated() { $0[node * (max + 1) + degree] = 1 } }
            return try graph.replacing(features: graph.features.appending(columns))
        }
    }

    /// Five numbers on a node's degree and its neighbours' beside the features; see `Graph.localDegreeProfile`.
    public static func localDegreeProfile() -> Transform {
        Transform("LocalDegreeProfile()") { graph throws(GraphError) in
            try graph.replacing(features: graph.features.appending(graph.localDegreeProfile))
        }
    }
}
