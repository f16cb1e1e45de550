import DenseArrays
import SparseMatrices

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Scores of pairs of nodes that need no training: what a learned link predictor has to beat.
public struct LinkHeuristics: Sendable {
    private let starts: [Int]
    private let neighbours: [Int32]
    private let features: CompressedRows?
    private let norms: [Double]

    /// Reads a graph, directions left aside, each neighbour once, self-loops left out. O(edges log degree).
    public init(_ graph: Graph) {
        let rest = graph.edges.removingSelfLoops()
        let ties = EdgeList(sources: rest.sources, targets: rest.targets).undirected()
        var starts = [Int](repeating: 0, count: graph.nodeCount + 1)
        for source in ties.sources { starts[Int(source) + 1] += 1 }
        for node in 0..<graph.nodeCount { starts[node + 1] += starts[node] }
        self.starts = starts
        neighbours = ties.targets  // sorted by source, then target
        if case .identity = graph.features {
            (features, norms) = (nil, [])
        } else {
            let rows = graph.features.compressedRows
            features = rows
            norms = (0..<rows.rows).map { row in
                rows.range(row).reduce(0.0) { $0 + Double(rows.values[$1]) * Double(rows.values[$1]) }.squareRoot()
            }
        }
    }

    /// Whether `featureCosines` has something to say: not for graphs without features.
    public var hasFeatures: Bool { features != nil }

    /// Σ over common neighbours w of 1 / log(degree of w). 0 for a pair without common neighbours.
    ///
    /// Source: Adamic & Adar, 2003, "Friends and neighbors on the Web", DOI 10.1016/S0378-8733(03)00009-1.
    public func adamicAdar(_ pairs: EdgeList) -> [Float] {
        // a common neighbour has at least two ties, so the logarithm is not 0
        let shares = (0..<starts.count - 1).map { 1 / Float(log(Double(starts[$0 + 1] - starts[$0]))) }
        return overCommonNeighbours(pairs) { shares[$0] }
    }

    /// How many neighbours the two nodes share.
    public func commonNeighbours(_ pairs: EdgeList) -> [Float] { overCommonNeighbours(pairs) { _ in 1 } }

    private func overCommonNeighbours(_ pairs: EdgeList, _ weight: (Int) -> Float) -> [Float] {
        (0..<pairs.count).map { pair in
            let (s, t) = (Int(pairs.sources[pair]), Int(pairs.targets[pair]))
            var (a, b) = (starts[s], starts[t])
            var sum: Float = 0
            while a < starts[s + 1], b < starts[t + 1] {
                let (x, y) = (neighbours[a], neighbours[b])
                if x == y { sum += weight(Int(x)) }
                if x <= y { a += 1 }
                if y <= x { b += 1 }
            }
            return sum
        }
    }

    /// The cosine of the angle between the nodes' features; 0 where one has none.
    public func featureCosines(_ pairs: EdgeList) -> [Float] {
        guard let features else { return [Float](repeating: 0, count: pairs.count) }
        return (0..<pairs.count).map { pair in
            let (s, t) = (Int(pairs.sources[pair]), Int(pairs.targets[pair]))
            var (a, b) = (features.rowStarts[s], features.rowStarts[t])
            var sum = 0.0
            while a < features.rowStarts[s + 1], b < features.rowStarts[t + 1] {
                let (x, y) = (features.columnIndices[a], features.columnIndices[b])
                if x == y { sum += Double(features.values[a]) * Double(features.values[b]) }
                if x <= y { a += 1 }
                if y <= x { b += 1 }
            }
            let length = norms[s] * norms[t]
            return length > 0 ? Float(sum / length) : 0
        }
    }
}
