import DenseArrays
import Graphs
import TestSupport
import Testing

@Suite struct LinkHeuristicsTests {
    /// A square 0 1 2 3 with the diagonal 0 2, a self-loop and a repeated edge that must not count, one direction each.
    func graph(_ features: NodeFeatures? = nil) throws -> Graph {
        try Graph(
            nodeCount: 5, edges: EdgeList([(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (0, 1), (1, 1)]), features: features)
    }
    let pairs = EdgeList([(1, 3), (0, 2), (0, 4), (1, 2)])

    @Test func commonNeighbours() throws {
        #expect(LinkHeuristics(try graph()).commonNeighbours(pairs) == [2, 2, 0, 1])
    }

    /// 1 and 3 share 0 and 2, of degree 3 each; 0 and 2 share 1 and 3, of degree 2 each; 1 and 2 share 0.
    @Test func adamicAdar() throws {
        let (two, three) = (1 / DoubleMath.log(2), 1 / DoubleMath.log(3))
        expectClose(
            LinkHeuristics(try graph()).adamicAdar(pairs), [2 * three, 2 * two, 0, three].map(Float.init), .elementwise)
    }

    @Test func featureCosines() throws {
        let rows = DenseArray(rows: [[1, 0], [3, 4], [0, 2], [6, 8], [0, 0]])
        let heuristics = LinkHeuristics(try graph(.dense(rows)))
        #expect(heuristics.hasFeatures)
        expectClose(heuristics.featureCosines(pairs), [1, 0, 0, 0.8], .elementwise)
        #expect(!LinkHeuristics(try graph()).hasFeatures)
    }
}
