import Autograd
import DenseArrays
import Graphs

/// A pair of nodes that no edge joins, and how probable one is.
public struct MissingLink: Sendable, Equatable {
    /// One end.
    public let source: Int
    /// The other end.
    public let target: Int
    /// σ(z_source · z_target)
    public let probability: Float
}

/// The pairs without an edge that a link predictor thinks most probable.
public enum MissingLinks {
    /// Rows of one block of the product Z Zᵀ: bounds the memory to `block · nodes` numbers.
    static let block = 256

    /// The `count` pairs (source < target, no edge in either direction) of the highest scores z_i · z_j, falling; equal
    /// scores by rising node numbers. O(nodes² · dimensions) time, never a matrix of nodes².
    public static func best(_ count: Int, _ z: DenseArray, in graph: Graph) -> [MissingLink] {
        precondition(
            z.rows == graph.nodeCount, "MissingLinks.best: \(z.rows) vectors, \(graph.nodeCount) nodes")
        if count <= 0 { return [] }
        let edges = NegativeSampler(graph, undirected: true)
        let nodes = graph.nodeCount
        var kept: [(score: Float, source: Int32, target: Int32)] = []
        var threshold = -Float.infinity
        func isBefore(_ a: (score: Float, source: Int32, target: Int32), _ b: (score: Float, source: Int32, target: Int32))
            -> Bool
        {
            if a.score != b.score { return a.score > b.score }
            return (a.source, a.target) < (b.source, b.target)
        }
        for start in stride(from: 0, to: nodes, by: block) {
            let rows = start..<min(nodes, start + block)
            // S = Z[rows] Zᵀ     [block, nodes]
            let scores = DenseArray.product(z.gatheringRows(Array(rows)), z, transposeB: true)
            scores.withUnsafeElements { scores in
                for row in rows {
                    let base = (row - start) * nodes
                    for column in row + 1..<max(row + 1, nodes) where scores[base + column] >= threshold {
                        if edges.isEdge(row, column) || scores[base + column].isNaN { continue }
                        kept.append((scores[base + column], Int32(row), Int32(column)))
                        // twice as many as wanted are gathered before they are sorted and the worse half is let go
                        if kept.count >= 2 * count + 1024 {
                            kept.sort(by: isBefore)
                            kept.removeLast(kept.count - count)
                            threshold = kept[count - 1].score
                        }
                    }
                }
            }
        }
        kept.sort(by: isBefore)
        return kept.prefix(count).map {
            MissingLink(source: Int($0.source), target: Int($0.target), probability: Tensor.sigmoid($0.score))
        }
    }
}
