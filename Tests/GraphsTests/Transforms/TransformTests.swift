import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

private func square() throws -> Graph {
    try Graph(
        nodeCount: 4, edges: EdgeList([(0, 1), (1, 2), (2, 3), (3, 0)]).undirected(),
        features: .dense(DenseArray(rows: [[1, 3], [0, 0], [2, 2], [5, 0]])),
        positions: DenseArray(rows: [[0, 0], [1, 0], [1, 1.5], [0, 1.5]]))
}

private func dense(_ graph: Graph) -> DenseArray? { if case .dense(let x) = graph.features { x } else { nil } }

@Suite struct TransformTests {
    @Test func namesMeanTransforms() throws {
        let graph = try square()
        #expect(try Transform.named("knn:1")(graph).edges == EdgeList([(1, 0), (0, 1), (3, 2), (2, 3)]))
        #expect(try Transform.named("NormalizeFeatures").description == "NormalizeFeatures()")
        #expect(try Transform.named("to-undirected+KNN_graph:3").description == "Compose(ToUndirected(), KNNGraph(k=3))")
        #expect(dense(try Transform.named("normalize-features")(graph))?.elements == [0.25, 0.75, 0, 0, 0.5, 0.5, 1, 0])
        for name in Transform.names {
            _ = try Transform.named(name.replacing("MAX", with: "5").replacing("R", with: "1"))
        }
        func message(_ name: String) -> String {
            do throws(GraphError) {
                _ = try Transform.named(name)
                return "no error"
            } catch { return error.description }
        }
        #expect(message("knn:x") == "knn:x: found \"x\"; expected a number of 0 or more")
        #expect(message("knn:1.5") == "knn:1.5: found \"1.5\"; expected a whole number")
        #expect(message("radius") == "radius: found no parameter; expected a number after a colon, such as radius:1")
        #expect(message("gdc:x") == "gdc:x: found \"x\"; expected ppr or heat")
        #expect(message("nothing").hasPrefix("nothing: found no transform of this name; expected one of normalize-"))
        #expect(message("").hasPrefix("a transform: found no transform of this name"))
    }

    @Test func selfLoopsComeAndGo() throws {
        let graph = try square()
        let looped = try Transform.addSelfLoops()(graph)
        #expect(looped.edges.count == 12 && looped.edges.selfLoopCount == 4 && looped.edges.weights == nil)
        #expect(try Transform.addRemainingSelfLoops()(looped).edges == looped.edges)
        #expect(try Transform.removeSelfLoops()(looped).edges == graph.edges)
    }

    @Test func virtualNodeJoinsAll() throws {
        let graph = try Transform.virtualNode()(try square())
        #expect(graph.nodeCount == 5 && graph.edges.count == 16)
        #expect(graph.inDegrees == [3, 3, 3, 3, 4] && dense(graph)?.elements.suffix(2) == [0, 0])
    }

    @Test func lineGraphs() throws {
        // a path 0 - 1 - 2 - 3 has the line graph 0 - 1 - 2
        let path = try Transform.lineGraph()(try SmallGraph.path.graph())
        #expect(path.nodeCount == 3 && path.edges == EdgeList([(0, 1), (1, 0), (1, 2), (2, 1)]))
        // 0 → 1, 0 → 3, 1 → 2, 2 → 3
        let directed = try Transform.lineGraph()(try SmallGraph.directed.graph())
        #expect(directed.nodeCount == 4 && directed.edges == EdgeList([(0, 2), (2, 3)]))
        #expect(throws: GraphError.transform(name: "LineGraph", found: "no edges", expected: "one at least")) {
            try Transform.lineGraph()(try SmallGraph.noEdges.graph())
        }
    }

    @Test func componentsAndIsolatedNodes() throws {
        let edges = EdgeList([(4, 1), (1, 4), (2, 3), (3, 5), (0, 0)])
        #expect(edges.connectedComponents(nodeCount: 6) == [0, 1, 2, 2, 1, 2])
        let graph = try Graph(
            nodeCount: 6, edges: edges, labels: NodeLabels(values: [0, 1, 0, 1, 0, 1], classNames: ["a", "b"]),
            split: NodeSplit(name: "s", train: [0, 2], validation: [4], test: [5], nodeCount: 6),
            nodeNames: ["a", "b", "c", "d", "e", "f"])
        let largest = try Transform.largestConnectedComponents()(graph)
        #expect(largest.nodeNames == ["c", "d", "f"] && largest.edges == EdgeList([(0, 1), (1, 2)]))
        #expect(largest.labels?.values == [0, 1, 1] && largest.split?.train == [0] && largest.split?.test == [2])
        #expect(try Transform.largestConnectedComponents(2)(graph).nodeNames == ["b", "c", "d", "e", "f"])
        #expect(try Transform.removeIsolatedNodes()(graph).nodeCount == 5)
        #expect(throws: GraphError.empty) { try Transform.removeIsolatedNodes()(try SmallGraph.noEdges.graph()) }
    }

    @Test func degrees() throws {
        let star = try SmallGraph.star.graph()
        let hot = dense(try Transform.oneHotDegree(max: 4)(star))
        #expect(hot?.elements == [0, 0, 0, 0, 1] + [0, 1, 0, 0, 0] + [0, 1, 0, 0, 0] + [0, 1, 0, 0, 0] + [0, 1, 0, 0, 0])
        #expect(throws: GraphError.transform(
            name: "OneHotDegree", found: "node 0 with degree 4", expected: "at most max_degree = 3")
        ) { try Transform.oneHotDegree(max: 3)(star) }
        // node 1 of a path sees degrees 1 and 2
        let profile = try SmallGraph.path.graph().localDegreeProfile
        expectClose(Array(profile.elements[5..<10]), [2, 1, 2, 1.5, 0.5], .elementwise)
        #expect(try SmallGraph.noEdges.graph().localDegreeProfile == DenseArray(zeros: [3, 5]))
    }

    @Test func nearAndWithinARadius() throws {
        let positions = DenseArray(rows: [[0], [1], [3], [7]])
        #expect(positions.nearestNeighbours(2) == EdgeList([(1, 0), (2, 0), (0, 1), (2, 1), (1, 2), (0, 2), (2, 3), (1, 3)]))
        #expect(positions.neighbours(within: 2) == EdgeList([(1, 0), (0, 1), (2, 1), (1, 2)]))
        #expect(positions.neighbours(within: 10, most: 1).count == 4)
        #expect(positions.nearestNeighbours(10).count == 12)
        // many points: the pruned search finds what sorting all finds
        let cloud = DenseArray(uniform: [500, 3], low: 0, high: 1, key: RandomKey(seed: 3))
        let x = cloud.elements
        let found = cloud.nearestNeighbours(7)
        for node in [0, 77, 499] {
            let order = (0..<500).filter { $0 != node }.sorted { a, b in
                func square(_ other: Int) -> Double {
                    (0..<3).reduce(0.0) { sum, axis in
                        let d = Double(x[node * 3 + axis]) - Double(x[other * 3 + axis])
                        return sum + d * d
                    }
                }
                return square(a) < square(b)
            }
            #expect(found.sources[node * 7..<node * 7 + 7].map(Int.init) == Array(order.prefix(7)))
        }
        #expect(throws: GraphError.transform(
            name: "KNNGraph", found: "a graph without positions", expected: "a position for each node")
        ) { try Transform.knnGraph()(try SmallGraph.path.graph()) }
    }

    @Test func nodeSplitsByTransform() throws {
        let labels = try NodeLabels(values: (0..<60).map { $0 % 2 }, classNames: ["a", "b"])
        let graph = try Graph(nodeCount: 60, edges: EdgeList([]), labels: labels)
        let split = try Transform.named("random-node-split:5,10,20", seed: 3)(graph).split
        #expect(split?.train.count == 10 && split?.validation.count == 10 && split?.test.count == 20)
        #expect(throws: GraphError.self) { try Transform.randomNodeSplit()(try square()) }
    }

    @Test func linkSplitsDoNotLeak() throws {
        let key = RandomKey(seed: 1)
        let pairs = (0..<400).map { (key.integer(2 * $0, below: 60), key.integer(2 * $0 + 1, below: 60)) }
        let graph = try Graph(nodeCount: 60, edges: EdgeList(pairs).undirected())
        let split = try graph.randomLinkSplit(seed: 2)
        func set(_ edges: EdgeList) -> Set<[Int32]> { Set((0..<edges.count).map { [edges.sources[$0], edges.targets[$0]] }) }
        let (train, held, judged) = (set(split.trainEdges), set(split.validationEdges), set(split.testEdges))
        let all = set(graph.edges)
        #expect(train.isDisjoint(with: held) && train.isDisjoint(with: judged) && held.isDisjoint(with: judged))
        #expect(2 * (train.count + held.count + judged.count) + graph.edges.selfLoopCount == all.count)
        #expect(set(split.train.edges).isDisjoint(with: held) && set(split.train.edges).isDisjoint(with: judged))
        #expect(set(split.test.edges).isSuperset(of: held) && set(split.test.edges).isDisjoint(with: judged))
        #expect(split.train.edges.isUndirected && split.test.edges.isUndirected)
        #expect(split.testNegatives.count == judged.count && split.validationNegatives.count == held.count)
        let negatives = set(split.testNegatives).union(set(split.validationNegatives))
        #expect(negatives.isDisjoint(with: all) && negatives.count == held.count + judged.count)
        #expect(try graph.randomLinkSplit(seed: 2).testEdges == split.testEdges)
        #expect(try graph.randomLinkSplit(seed: 3).testEdges != split.testEdges)
        #expect(throws: GraphError.self) { try graph.randomLinkSplit(validation: 0.6, test: 0.5, seed: 0) }
    }
}

@Suite struct GoldenTransformTests {
    private func edges(_ golden: GoldenCase, _ kind: String, weight: String = "edge_weight") throws -> EdgeList {
        let index = try golden.ints("\(kind).edge_index")
        let count = index.count / 2
        let weights = golden.has("\(kind).\(weight)") ? try golden.array("\(kind).\(weight)") : nil
        return EdgeList(
            sources: index[..<count].map { Int32($0) }, targets: index[count...].map { Int32($0) },
            weights: weights?.shape.count == 1 ? weights?.elements : nil)
    }

    @Test func addSelfLoopsEqualsPyG() throws {
        var compared = 0
        for golden in try Golden.load("gnn").cases(ofKind: "add_self_loops") {
            let isMean = golden.setting("fill_value")?.string == "mean"
            if isMean, try golden.shape("in.edge_attr").count != 1, golden.has("in.edge_attr") { continue }
            let found = try edges(golden, "in").addingSelfLoops(nodeCount: try golden.int("num_nodes"), weight: isMean ? nil : 1)
            let expected = try edges(golden, "out")
            #expect(found == expected, "\(golden)")
            compared += 1
        }
        #expect(compared >= 2)
    }

    @Test func subgraphEqualsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "subgraph") {
            let list = try edges(golden, "in")
            let found = list.subgraph(try golden.ints("in.subset"), nodeCount: try golden.int("num_nodes"))
            let expected = try edges(golden, "out")
            #expect(found.edges.sources == expected.sources && found.edges.targets == expected.targets, "\(golden)")
            if golden.has("in.edge_attr"), golden.has("out.edge_attr") {
                let (given, expected) = (try golden.array("in.edge_attr"), try golden.array("out.edge_attr"))
                #expect(given.gatheringRows(found.places) == expected)
            }
        }
    }

    @Test func kHopSubgraphEqualsPyG() throws {
        for golden in try Golden.load("gnn").cases(ofKind: "k_hop_subgraph") {
            let list = try edges(golden, "in")
            let start = try golden.list("node_idx").map { Int($0) }
            let count = Int(max(list.sources.max() ?? 0, list.targets.max() ?? 0)) + 1
            let nodes = list.nodes(within: try golden.int("num_hops"), of: start, nodeCount: max(count, 2))
            let (subset, expected) = (try golden.ints("out.subset"), try edges(golden, "out"))
            #expect(nodes == subset, "\(golden)")
            let found = list.subgraph(nodes, nodeCount: max(count, 2)).edges
            #expect(found.sources == expected.sources && found.targets == expected.targets)
        }
    }
}
