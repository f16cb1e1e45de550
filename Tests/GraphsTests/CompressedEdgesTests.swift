import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct CompressedEdgesTests {
    /// Both groupings list every edge once, in the same numbering.
    @Test(arguments: SmallGraph.all, [false, true]) func groupings(graph: SmallGraph, loops: Bool) {
        let n = graph.nodeCount
        let made = CompressedEdges(graph.edges, nodeCount: n, replacingSelfLoops: loops)
        #expect(made.incoming.rows == n && made.outgoing.rows == n)
        #expect(made.givenCount == graph.edges.count)
        #expect(made.incoming.places == nil)
        var found: [[Int32]] = []
        var reversed: [[Int32]] = []
        for node in 0..<n {
            for k in made.incoming.rowStarts[node]..<made.incoming.rowStarts[node + 1] {
                found.append([Int32(k), made.incoming.neighbours[k], Int32(node)])
            }
            for k in made.outgoing.rowStarts[node]..<made.outgoing.rowStarts[node + 1] {
                reversed.append([made.outgoing.places?[k] ?? -1, Int32(node), made.outgoing.neighbours[k]])
            }
        }
        #expect(found == reversed.sorted { $0[0] < $1[0] })
        for edge in found {
            let number = Int(made.edgeNumbers[Int(edge[0])])
            #expect(made.edges.sources[number] == edge[1] && made.edges.targets[number] == edge[2])
            #expect(made.placesOfEdges[number] == Int(edge[0]))
        }
        #expect(made.isListOrder == (made.placesOfEdges == Array(0..<made.count)))
    }

    /// Loops are removed wherever they stand, and one for each node stands at the end.
    @Test func replacedSelfLoops() {
        let given = EdgeList([(1, 1), (0, 2), (2, 2), (2, 0), (2, 2)])
        let made = CompressedEdges(given, nodeCount: 3, replacingSelfLoops: true)
        #expect(made.edges.sources == [0, 2, 0, 1, 2] && made.edges.targets == [2, 0, 0, 1, 2])
        #expect(made.keptEdges == [1, 3] && made.givenCount == 5 && made.count == 5)
        #expect(CompressedEdges(given, nodeCount: 3).keptEdges == nil)
    }

    @Test func anEdgeThatLeavesIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = CompressedEdges(EdgeList([(0, 1), (1, 3)]), nodeCount: 3)
        }
        expectMessage(end, "CompressedEdges: edge 1 from 1 to 3 leaves 0..<3")
    }
}
