import DenseArrays
import Graphs
import TestSupport
import Testing

@Suite struct RandomWalksTests {
    @Test(arguments: SmallGraph.all) func walksFollowEdges(small: SmallGraph) throws {
        let graph = try small.graph()
        var edges = Set<[Int32]>(), senders = Set<Int32>()
        for edge in 0..<graph.edges.count {
            edges.insert([graph.edges.sources[edge], graph.edges.targets[edge]])
            senders.insert(graph.edges.sources[edge])
        }
        let nodes = (0..<50).map { $0 % graph.nodeCount }
        for (p, q) in [(1.0, 1.0), (0.25, 4.0), (1e6, 1e-6)] {
            let flat = try RandomWalks(graph, p: p, q: q).walks(from: nodes, length: 6, key: RandomKey(seed: 1))
            #expect(flat.count == 300)
            for walk in 0..<50 {
                let steps = Array(flat[walk * 6..<walk * 6 + 6])
                #expect(steps[0] == Int32(nodes[walk]))
                for (from, to) in zip(steps, steps.dropFirst()) {
                    if to >= 0 {
                        #expect(edges.contains([from, to]), "\(from) \(to)")
                    } else {
                        // ended early: only at a node that sends nothing, and for good
                        #expect(from < 0 || !senders.contains(from))
                    }
                }
            }
        }
    }

    /// From 0 over 1 the next node is 0 (back), 2 (joined to 0) or 3 (further away); weights 1, 2, 3 from node 1.
    @Test(arguments: [(0.5, 2.0), (4.0, 0.25), (1.0, 1.0), (500, 900)]) func biases(p: Double, q: Double) throws {
        let graph = try Graph(
            nodeCount: 4, edges: EdgeList([(0, 1), (0, 2), (1, 0), (1, 2), (1, 3)], weights: [1, 0, 1, 2, 3]))
        // the edge from 0 to 2 has no weight: it is never walked, so it does not count as an edge either
        let known = try Graph(
            nodeCount: 4, edges: EdgeList([(0, 1), (0, 2), (1, 0), (1, 2), (1, 3)], weights: [1e9, 1, 1, 2, 3]))
        let count = 20_000
        for (graph, near) in [(graph, 1 / q), (known, 1.0)] {
            let flat = try RandomWalks(graph, p: p, q: q).walks(
                from: [Int](repeating: 0, count: count), length: 3, key: RandomKey(seed: 7))
            let odds = [1 / p, 2 * near, 3 / q]
            for (place, node) in [0, 2, 3].enumerated() {
                let expected = odds[place] / odds.reduce(0, +)
                let found = Double((0..<count).count { flat[3 * $0 + 2] == Int32(node) }) / Double(count)
                let error = (expected * (1 - expected) / Double(count)).squareRoot()
                #expect(abs(found - expected) <= 5 * error + 1e-9, "p \(p), q \(q), node \(node): \(found), \(expected)")
            }
        }
    }

    @Test func followsFromTheKeyAlone() throws {
        let graph = try Graph(nodeCount: 700, edges: EdgeList((0..<2000).map { ($0 % 700, ($0 * 13 + 5) % 700) }).undirected())
        let walks = try RandomWalks(graph, p: 0.5, q: 2)
        let key = RandomKey(seed: 3)
        let results = resultsForThreadCounts { walks.walks(from: Array(0..<700), length: 9, key: key) }
        for result in results { #expect(result == results[0]) }
        #expect(walks.walks(from: Array(0..<700), length: 9, key: key.child(1)) != results[0])
        #expect(walks.walks(from: [0], length: 1, key: key) == [0])
    }

    @Test func negativeWeights() throws {
        let graph = try Graph(nodeCount: 2, edges: EdgeList([(0, 1)], weights: [-1]))
        #expect(throws: GraphError.negativeWeight(edge: 0, source: 0, target: 1, weight: -1)) {
            _ = try RandomWalks(graph)
        }
    }
}
