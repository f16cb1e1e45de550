import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct TopKPoolingTests {
    @Test func equalsPyG() throws {
        try expectGoldenPooling("TopKPooling") { golden, selection in
            TopKPooling(
                inputs: try golden.int("in_channels"), selection: selection, multiplier: try golden.float("multiplier"),
                key: RandomKey(seed: 1))
        } run: { $0($1, edges: $2, batch: $3, graphCount: $4) }
    }

    /// Scores 0 … 4 and 5, 6 along the only column: the highest of each graph, in falling order; edges between kept nodes.
    @Test func byHand() {
        let pooling = TopKPooling(weight: Tensor(DenseArray(rows: [[2]])), selection: .share(0.5))
        let x = Tensor(DenseArray((0..<7).map { Float($0) / 10 }, shape: [7, 1]))
        let edges = EdgeList([(0, 1), (4, 2), (2, 3), (3, 4), (5, 6), (6, 6)], weights: [1, 2, 3, 4, 5, 6])
        let pooled = pooling(x, edges: edges, batch: [0, 0, 0, 0, 0, 2, 2], graphCount: 3)
        #expect(pooled.nodes == [4, 3, 2, 6] && pooled.batch == [0, 0, 0, 2])
        #expect(pooled.keptEdges == [1, 2, 3, 5])
        #expect(pooled.edges == EdgeList([(0, 2), (2, 1), (1, 0), (3, 3)], weights: [2, 3, 4, 6]))
    }

    @Test func gradients() {
        let x = randomArray([6, 3], seed: 1), p = randomArray([3, 1], seed: 2)
        for selection in [NodeSelection.share(0.5), .count(1), .minimumScore(0.2)] {
            checkGradient(of: [x, p], "\(selection)") {
                TopKPooling(weight: $0[1], selection: selection, multiplier: 2)(
                    $0[0], edges: EdgeList([]), batch: [0, 0, 0, 1, 1, 1], graphCount: 2
                ).x
            }
        }
    }

    /// Kept are the same nodes, whatever their numbers.
    @Test func renumbering() {
        let x = randomArray([6, 3], seed: 1), order = [2, 0, 1, 4, 5, 3]
        let pooling = TopKPooling(inputs: 3, key: RandomKey(seed: 2))
        let batch = [0, 0, 0, 1, 1, 1]
        let a = pooling(Tensor(x), edges: EdgeList([]), batch: batch, graphCount: 2)
        let b = pooling(Tensor(x.gatheringRows(order)), edges: EdgeList([]), batch: batch, graphCount: 2)
        #expect(b.nodes.map { order[$0] } == a.nodes)
        expectClose(b.x.value, a.x.value, .reordered)
    }

    @Test func featuresOfAnotherWidthAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let pooling = TopKPooling(inputs: 4, key: RandomKey(seed: 0))
            _ = pooling(Tensor(DenseArray(zeros: [2, 3])), edges: EdgeList([]), batch: [0, 0], graphCount: 1)
        }
        expectMessage(end, "TopKPooling: x has 3 features, weight expects 4")
    }
}

/// Runs a pooling on every golden case of its kind.
func expectGoldenPooling<Pooling: Module>(
    _ kind: String, make: (GoldenCase, NodeSelection) throws -> Pooling,
    run: (Pooling, _ x: Tensor, EdgeList, _ batch: [Int], _ graphCount: Int) -> PooledGraphs
) throws {
    var seen = 0
    for golden in try Golden.load("gnn").cases(ofKind: kind) {
        let selection: NodeSelection
        if let least = golden.setting("min_score")?.double {
            selection = .minimumScore(Float(least))
        } else if case .int(let count)? = golden.setting("ratio") {
            selection = .count(Int(count))
        } else {
            selection = .share(try golden.float("ratio"))
        }
        let pooling = try make(golden, selection)
        try golden.load(into: pooling.goldenParameters)
        let x = try golden.input("x")
        let (batch, count) = try golden.batch(nodes: x.shape[0])
        let pooled = run(pooling, x, try golden.inputEdges(), batch, count)
        #expect(pooled.nodes == (try golden.ints("out.perm")), "\(golden): kept nodes")
        #expect(pooled.batch == (try golden.ints("out.batch")), "\(golden): their graphs")
        let edges = pooled.edges.sources.map { Int($0) } + pooled.edges.targets.map { Int($0) }
        #expect(edges == (try golden.ints("out.edge_index")), "\(golden): edges")
        var (inputs, outputs) = (["x": x], ["x": pooled.x, "score": pooled.scores])
        if golden.has("in.edge_attr") {
            let features = try golden.input("edge_attr")
            inputs["edge_attr"] = features
            outputs["edge_attr"] = features.gatheringRows(pooled.keptEdges)
        }
        try golden.check(outputs: outputs, inputs: inputs, parameters: pooling.goldenParameters)
        seen += 1
    }
    #expect(seen > 0)
}
