import Graphs
import SparseMatrices

/// Brings a file's edges into the form in which graphs store them: sorted by source, then target, each edge once.
///
/// Time is linear in nodes and edges (counting sorts).
enum EdgeMerger {
    /// A direction of its own for each edge; repeated ones merged, their weights added.
    static func directed(_ edges: EdgeList, nodeCount: Int) -> (edges: EdgeList, repeated: Int) {
        let merged = CompressedRows(
            rows: nodeCount, columns: nodeCount, rowIndices: edges.sources, columnIndices: edges.targets,
            values: edges.weights ?? [Float](repeating: 1, count: edges.count))
        let result = EdgeList(
            sources: sources(of: merged), targets: merged.columnIndices,
            weights: edges.weights == nil ? nil : merged.values)
        return (result, edges.count - merged.count)
    }

    /// Both directions of each edge; edges that join the same two nodes are merged, whatever their direction, their
    /// weights added. A self-loop is stored once, with its own weight.
    static func undirected(_ edges: EdgeList, nodeCount: Int) -> (edges: EdgeList, repeated: Int) {
        var ordered = edges
        for edge in 0..<edges.count where edges.sources[edge] > edges.targets[edge] {
            (ordered.sources[edge], ordered.targets[edge]) = (edges.targets[edge], edges.sources[edge])
        }
        let (pairs, repeated) = directed(ordered, nodeCount: nodeCount)
        let proper = (0..<pairs.count).filter { pairs.sources[$0] != pairs.targets[$0] }
        var both = pairs
        both.sources += proper.map { pairs.targets[$0] }
        both.targets += proper.map { pairs.sources[$0] }
        if let weights = pairs.weights { both.weights = weights + proper.map { weights[$0] } }
        return (directed(both, nodeCount: nodeCount).edges, repeated)
    }

    /// Whether the adjacency matrix, repeated edges added, equals its transpose.
    static func isSymmetric(_ edges: EdgeList, nodeCount: Int) -> Bool {
        let matrix = CompressedRows(
            rows: nodeCount, columns: nodeCount, rowIndices: edges.sources, columnIndices: edges.targets,
            values: edges.weights ?? [Float](repeating: 1, count: edges.count))
        return matrix == matrix.transposed().matrix
    }

    /// The row of each entry.
    private static func sources(of matrix: CompressedRows) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(matrix.count)
        for row in 0..<matrix.rows {
            result.append(contentsOf: repeatElement(Int32(row), count: matrix.range(row).count))
        }
        return result
    }
}
