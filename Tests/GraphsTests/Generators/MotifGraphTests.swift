import DenseArrays
import Graphs
import Testing

struct MotifGraphTests {
    private func degrees(_ ties: [(Int, Int)], _ count: Int) -> [Int] {
        var result = [Int](repeating: 0, count: count)
        for tie in ties {
            result[tie.0] += 1
            result[tie.1] += 1
        }
        return result
    }

    @Test func barabasiAlbert() {
        let ties = BarabasiAlbert.ties(nodes: 300, each: 5, key: RandomKey(seed: 1))
        #expect(ties.count == 5 + 294 * 5)
        #expect(Set(ties.map { [min($0.0, $0.1), max($0.0, $0.1)] }).count == ties.count, "a tie twice")
        let degree = degrees(ties, 300)
        #expect(degree.min() == 5, "a node with fewer ties than it was born with")
        // heavy-tailed: the largest degree is far above the mean of 10
        #expect((degree.max() ?? 0) > 30)
        let again = BarabasiAlbert.ties(nodes: 300, each: 5, key: RandomKey(seed: 1))
        #expect(ties.elementsEqual(again, by: ==))
        #expect(!ties.elementsEqual(BarabasiAlbert.ties(nodes: 300, each: 5, key: RandomKey(seed: 2)), by: ==))
        #expect(BarabasiAlbert.ties(nodes: 2, each: 1, key: RandomKey(seed: 1)).elementsEqual([(1, 0)], by: ==))
    }

    @Test func baShapes() {
        let graph = MotifGraph.baShapes(key: RandomKey(seed: 1))
        #expect(graph.nodeCount == 700 && graph.ties.count == 1475 + 80 * 7)
        #expect(graph.roleNames == ["base", "middle", "bottom", "top"])
        #expect((0..<4).map { role in graph.roles.count { $0 == role } } == [300, 160, 160, 80])
        #expect(graph.motifOfTie.count { $0 >= 0 } == 480 && graph.motifOfNode.count { $0 < 0 } == 300)
        #expect(Set(graph.nodeNames).count == 700)
        // a house: top and bottom have two ties of it, a middle three
        let own = zip(graph.ties, graph.motifOfTie).filter { $0.1 == 7 }.map(\.0)
        let degree = degrees(own, 700)
        for node in 0..<700 where graph.motifOfNode[node] == 7 {
            #expect(degree[node] == (graph.roleNames[graph.roles[node]] == "middle" ? 3 : 2))
        }
        #expect(graph.edges.count == 2 * graph.ties.count)
        #expect(graph.edgeTruth.count { $0 } == 960)
    }

    @Test func trees() {
        let cycles = MotifGraph.treeCycles(key: RandomKey(seed: 3))
        #expect(cycles.nodeCount == 511 + 480 && cycles.ties.count == 510 + 80 * 7)
        #expect(cycles.roleNames == ["base", "cycle"])
        let grid = MotifGraph.treeGrid(grids: 10, key: RandomKey(seed: 3))
        #expect(grid.nodeCount == 511 + 90 && grid.ties.count == 510 + 130)
    }

    @Test func noiseAddsTiesThatAreNoMotifs() {
        let graph = MotifGraph.treeCycles(depth: 4, cycles: 5, noise: 0.1, key: RandomKey(seed: 3))
        let plain = MotifGraph.treeCycles(depth: 4, cycles: 5, key: RandomKey(seed: 3))
        #expect(graph.ties.count == plain.ties.count + 6)
        #expect(graph.motifOfTie.suffix(6).allSatisfy { $0 < 0 })
        #expect(Set(graph.ties.map { [min($0.0, $0.1), max($0.0, $0.1)] }).count == graph.ties.count)
    }

    @Test func ba2Motifs() {
        let set = BA2Motifs.make(graphs: 10, key: RandomKey(seed: 1))
        #expect(set.map(\.label) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
        for (graph, label) in set {
            #expect(graph.nodeCount == 25 && graph.ties.count == 19 + 1 + (label == 0 ? 5 : 6))
            #expect(graph.edges.connectedComponents(nodeCount: 25).allSatisfy { $0 == 0 })
        }
        #expect(!set[0].graph.ties.elementsEqual(set[2].graph.ties, by: ==))
    }
}
