import Graphs
import TestSupport
import Testing

@testable import GraphNetworks

struct ExplanationTests {
    @Test func tiesAddDirectionsAndAreOrderedBySize() {
        let edges = EdgeList([(0, 1), (1, 0), (2, 1), (3, 3), (0, 1), (3, 2)])
        let explanation = Explanation(
            method: "m", target: 0, edges: edges, nodeCount: 4, edgeWeights: [1, 2, -5, 0.5, 4, 0.5])
        let ties = explanation.ties(edges)
        #expect(ties.map(\.first) == [0, 1, 2, 3] && ties.map(\.second) == [1, 2, 3, 3])
        #expect(ties.map(\.weight) == [7, -5, 0.5, 0.5])
        #expect(ties.map(\.edges) == [[0, 1, 4], [2], [5], [3]])
        #expect(ties.map(\.isMutual) == [true, false, false, false])
        // without weights of their own nodes have the largest of their edges
        #expect(explanation.nodeWeights == [4, 4, 0.5, 0.5])
    }

    @Test func sizesMustAgree() async {
        await #expect(processExitsWith: .failure) {
            _ = Explanation(method: "m", target: 0, edges: EdgeList([(0, 1)]), nodeCount: 2, edgeWeights: [])
        }
    }
}
