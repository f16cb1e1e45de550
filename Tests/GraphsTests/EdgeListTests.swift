import Graphs
import TestSupport
import Testing

@Suite struct EdgeListTests {
    @Test func coalescedEqualsPyG() throws {
        var seen = 0
        for golden in try Golden.load("gnn").cases(ofKind: "coalesce") {
            // other ways to merge, and features of several columns, are not offered
            guard try golden.string("reduce") == "add" else { continue }
            let isVector = try golden.has("in.edge_attr") && golden.shape("in.edge_attr").count == 1
            let name = isVector ? "edge_attr" : "none"
            try expectEdges(try golden.edges("in", weights: name).coalesced(), golden, weights: name)
            seen += 1
        }
        #expect(seen > 0)
    }

    @Test func undirectedEqualsPyG() throws {
        var (weighted, plain) = (0, 0)
        for golden in try Golden.load("gnn").cases(ofKind: "to_undirected") {
            // without weights all ways to merge are the same
            guard try golden.string("reduce") == "add" || !golden.has("in.edge_weight") else { continue }
            if golden.has("in.edge_weight") { weighted += 1 } else { plain += 1 }
            try expectEdges(try golden.edges("in").undirected(), golden)
        }
        #expect(weighted > 0 && plain > 0)
    }

    @Test func removingSelfLoopsEqualsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "remove_self_loops") {
            let edges = try golden.edges("in").removingSelfLoops()
            try expectEdges(edges, golden)
            #expect(edges.selfLoopCount == 0)
        }
    }

    @Test func predicatesEqualPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "predicates") {
            let edges = try golden.edges("in")
            #expect(edges.isUndirected == golden.flag("is_undirected"), "\(golden)")
            #expect((edges.selfLoopCount > 0) == golden.flag("has_self_loops"), "\(golden)")
            #expect((edges.coalesced() == edges) == golden.flag("is_coalesced"), "\(golden)")
        }
    }

    @Test func directionsAndWeights() {
        #expect(SmallGraph.path.edges.isUndirected && SmallGraph.noEdges.edges.isUndirected)
        #expect(!SmallGraph.directed.edges.isUndirected && SmallGraph.directed.edges.undirected().isUndirected)
        // both directions, but of different weight
        #expect(!EdgeList([(0, 1), (1, 0)], weights: [1, 2]).isUndirected)
        // the parts of an edge that stands there twice add up
        #expect(EdgeList([(0, 1), (1, 0), (0, 1)], weights: [1, 3, 2]).isUndirected)
    }

    @Test func mergingKeepsEdgesWithoutWeightsPlain() {
        let edges = EdgeList([(1, 0), (0, 1), (1, 0)]).coalesced()
        #expect(edges == EdgeList([(0, 1), (1, 0)]) && edges.weights == nil)
        #expect(SmallGraph.duplicateEdge.edges.coalesced().weights == [1.75, 2, 1])
        #expect(EdgeList([]).coalesced().count == 0 && EdgeList([]).undirected().count == 0)
    }

    @Test func selfLoopsCountTwiceInUndirectedWeights() {
        let edges = EdgeList([(0, 0), (0, 1)], weights: [3, 1]).undirected()
        #expect(edges == EdgeList([(0, 0), (0, 1), (1, 0)], weights: [6, 1, 1]))
    }

    @Test func listsMustAgreeInLength() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = EdgeList(sources: [0, 1], targets: [1])
        }
        expectMessage(end, "EdgeList: 2 sources, 1 targets, 2 weights")
    }
}
