import DenseArrays
import Graphs
import TestSupport
import Testing

extension GoldenCase {
    /// The edges `prefix.edge_index` with the weights `prefix.NAME`, where the case has them.
    func edges(_ prefix: String, weights name: String = "edge_weight") throws -> EdgeList {
        let index = try ints("\(prefix).edge_index")
        let count = try shape("\(prefix).edge_index")[1]
        return EdgeList(
            sources: index.prefix(count).map { Int32($0) }, targets: index.dropFirst(count).map { Int32($0) },
            weights: try optionalArray("\(prefix).\(name)").map(\.elements))
    }
}

/// Compares edges one by one, and the weights where the case has them; missing weights of `found` count as 1.
func expectEdges(
    _ found: EdgeList, _ golden: GoldenCase, weights name: String = "edge_weight",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let expected = try golden.edges("out", weights: name)
    #expect(found.sources == expected.sources, "\(golden): sources", sourceLocation: sourceLocation)
    #expect(found.targets == expected.targets, "\(golden): targets", sourceLocation: sourceLocation)
    if let weights = expected.weights {
        expectClose(
            (0..<found.count).map { found.weight($0) }, weights, .golden, "\(golden): weights",
            sourceLocation: sourceLocation)
    }
}
