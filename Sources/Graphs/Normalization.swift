import DenseArrays
import SparseMatrices

/// The ways to scale a graph's edges before messages are passed.
extension EdgeList {
    /// The edges of Â = D^-1/2 (A + I) D^-1/2, D the weights that arrive at each node.
    ///
    /// A node without a self-loop gets one of weight 1 (2 when `improved`); an existing one is kept once, with its
    /// weight (the last, where there are several), as PyG's `add_remaining_self_loops` does. All loops stand at the
    /// end, in node order. As in PyG, `improved` tells only where the edges have weights (give ones to have it
    /// otherwise). A node of degree zero gives 0, never NaN. Throws `negativeWeight` with the edge.
    ///
    /// Source: Kipf & Welling, 2017, "Semi-Supervised Classification with Graph Convolutional Networks",
    /// arXiv:1609.02907; equal to PyG's `gcn_norm`.
    public func gcnNormalized(nodeCount: Int, selfLoops: Bool = true, improved: Bool = false) throws(GraphError) -> EdgeList {
        for edge in 0..<count where weight(edge) < 0 {
            throw .negativeWeight(
                edge: edge, source: Int(sources[edge]), target: Int(targets[edge]), weight: weight(edge))
        }
        let loop: Float = improved && weights != nil ? 2 : 1
        var result = selfLoops ? addingRemainingSelfLoops(nodeCount: nodeCount, weight: loop) : self
        let weights = result.weights ?? [Float](repeating: 1, count: result.count)
        // In double precision: many or large weights may add up to more than Float32 holds.
        var degree = [Double](repeating: 0, count: nodeCount)
        for edge in 0..<result.count { degree[Int(result.targets[edge])] += Double(weights[edge]) }
        let scale = degree.map { $0 > 0 ? Float(1 / $0.squareRoot()) : 0 }
        result.weights = (0..<result.count).map {
            scale[Int(result.sources[$0])] * weights[$0] * scale[Int(result.targets[$0])]
        }
        return result
    }

    /// The edges that join different nodes, then one self-loop for each node: its own where it has one, else of `weight`.
    public func addingRemainingSelfLoops(nodeCount: Int, weight fill: Float = 1) -> EdgeList {
        var loops = [Float](repeating: fill, count: nodeCount)
        for edge in 0..<count where sources[edge] == targets[edge] { loops[Int(sources[edge])] = weight(edge) }
        let rest = removingSelfLoops()
        let nodes = Array(0..<Int32(nodeCount))
        return EdgeList(
            sources: rest.sources + nodes, targets: rest.targets + nodes,
            weights: (rest.weights ?? [Float](repeating: 1, count: rest.count)) + loops)
    }

    /// The kinds of graph Laplacian.
    public enum LaplacianKind: String, Sendable, CaseIterable {
        /// L = D - A
        case unnormalized
        /// L = I - D^-1/2 A D^-1/2
        case symmetric
        /// L = I - D^-1 A
        case randomWalk
    }

    /// The edges of the graph's Laplacian, the diagonal last; D the weights that leave each node, self-loops left out.
    /// Equal to PyG's `get_laplacian`.
    public func laplacian(_ kind: LaplacianKind, nodeCount: Int) -> EdgeList {
        let rest = removingSelfLoops()
        var degree = [Float](repeating: 0, count: nodeCount)
        for edge in 0..<rest.count { degree[Int(rest.sources[edge])] += rest.weight(edge) }
        let inverse = degree.map { $0 == 0 ? 0 : 1 / $0 }
        let root = degree.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        let weights = (0..<rest.count).map { edge -> Float in
            let (s, t) = (Int(rest.sources[edge]), Int(rest.targets[edge]))
            switch kind {
            case .unnormalized: return -rest.weight(edge)
            case .symmetric: return -root[s] * rest.weight(edge) * root[t]
            case .randomWalk: return -inverse[s] * rest.weight(edge)
            }
        }
        let nodes = Array(0..<Int32(nodeCount))
        let diagonal = kind == .unnormalized ? degree : [Float](repeating: 1, count: nodeCount)
        return EdgeList(
            sources: rest.sources + nodes, targets: rest.targets + nodes, weights: weights + diagonal)
    }

    /// The matrix whose row j gathers what is sent to j: entry (target, source) = weight, repeated edges summed.
    public func gatheringMatrix(nodeCount: Int) -> CompressedRows {
        CompressedRows(
            rows: nodeCount, columns: nodeCount, rowIndices: targets, columnIndices: sources,
            values: weights ?? [Float](repeating: 1, count: count))
    }
}

extension Graph {
    /// Â = D^-1/2 (A + I) D^-1/2 as a matrix `[nodes, nodes]`, repeated edges summed: the normalized Laplacian of the
    /// graph convolutional network.
    ///
    /// A value to be made once and kept. Throws `negativeWeight` with the edge.
    public func normalizedAdjacency(selfLoops: Bool = true, improved: Bool = false) throws(GraphError) -> SparseMatrix {
        let normalized = try edges.gcnNormalized(nodeCount: nodeCount, selfLoops: selfLoops, improved: improved)
        return SparseMatrix(normalized.gatheringMatrix(nodeCount: nodeCount))
    }
}
