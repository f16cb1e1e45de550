import DenseArrays

/// Further ways to scale a graph's edges before messages are passed.
extension EdgeList {
    /// Each weight divided by the number of edges that arrive at the edge's target: messages add up to a mean.
    public func dividedByInDegree(nodeCount: Int) -> EdgeList {
        var counts = [Float](repeating: 0, count: nodeCount)
        for target in targets { counts[Int(target)] += 1 }
        return EdgeList(
            sources: sources, targets: targets, weights: (0..<count).map { weight($0) / counts[Int(targets[$0])] })
    }

    /// The edges of 2 L / λ - I for the graph's Laplacian L, the diagonal last: what Chebyshev polynomials run over.
    ///
    /// - Parameters:
    ///   - kind: which Laplacian.
    ///   - nodeCount: how many nodes there are.
    ///   - largestEigenvalue: λ; twice the largest entry of L when nil, as PyG has it (not 2 for every symmetric L).
    ///     Where it is 0 (no edges), 2 L / λ is taken as 0.
    ///
    /// Equal to what PyG's `ChebConv` computes inside.
    public func scaledLaplacian(
        _ kind: LaplacianKind, nodeCount: Int, largestEigenvalue: Float? = nil
    ) -> EdgeList {
        var result = laplacian(kind, nodeCount: nodeCount)
        let entries = result.weights ?? []
        let largest = largestEigenvalue ?? 2 * (entries.max() ?? 0)
        let factor = largest == 0 ? 0 : 2 / largest
        let diagonal = result.count - nodeCount
        result.weights = entries.enumerated().map { $1 * factor - ($0 >= diagonal ? 1 : 0) }
        return result
    }
}
