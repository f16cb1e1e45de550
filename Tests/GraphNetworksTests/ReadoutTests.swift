import Autograd
import DenseArrays
import GraphNetworks
import NeuralNetworks
import TestSupport
import Testing

@Suite struct ReadoutTests {
    private func readout(_ golden: GoldenCase) throws -> any Readout {
        switch golden.kind {
        case "global_mean_pool": ReductionReadout()
        case "global_add_pool": ReductionReadout(.sum)
        case "global_max_pool": ReductionReadout(.maximum)
        case "MinAggregation": ReductionReadout(.minimum)
        case "VarAggregation": ReductionReadout(.variance)
        case "StdAggregation": ReductionReadout(.standardDeviation)
        case "SoftmaxAggregation":
            SoftmaxReadout(
                value: try golden.float("t"), learned: golden.flag("learn"), channels: try golden.int("channels"))
        case "Set2Set":
            Set2Set(
                inputs: try golden.int("in_channels"), rounds: try golden.int("processing_steps"),
                key: RandomKey(seed: 1))
        case "AttentionalAggregation":
            AttentionReadout(gate: try #require(try golden.network("gate_nn")), transform: try golden.network("nn"))
        case "SortAggregation": SortReadout(count: try golden.int("k"))
        default: throw UnknownNetwork(case: golden.name)
        }
    }

    @Test(arguments: [
        "global_mean_pool", "global_add_pool", "global_max_pool", "MinAggregation", "VarAggregation", "StdAggregation",
        "SoftmaxAggregation", "Set2Set", "AttentionalAggregation", "SortAggregation",
    ])
    func equalsPyG(kind: String) throws {
        var seen = 0
        for golden in try Golden.load("gnn").cases(ofKind: kind) {
            let readout = try readout(golden)
            try golden.load(into: readout.parameters.map { ($0.path, $0.tensor, $0.storedAxes) })
            let x = try golden.input("x")
            let (batch, count) = try golden.batch(nodes: x.shape[0])
            let y = golden.has("in.batch") ? readout(x, batch: batch, graphCount: count) : readout(x)
            #expect(y.shape == [count, readout.outputs(inputs: x.shape[1])], "\(golden)")
            try golden.check(
                outputs: ["y": y], inputs: ["x": x],
                parameters: readout.parameters.map { ($0.path, $0.tensor, $0.storedAxes) })
            seen += 1
        }
        #expect(seen > 0)
    }

    private var all: [(name: String, readout: any Readout)] {
        let key = RandomKey(seed: 4)
        return Aggregation.allCases.map { ("\($0)", ReductionReadout($0)) } + [
            ("softmax", SoftmaxReadout(value: 0.5)), ("softmax of columns", SoftmaxReadout(value: 0.5, channels: 3)),
            ("attention", AttentionReadout(inputs: 3, key: key)),
            ("Set2Set", Set2Set(inputs: 3, rounds: 2, layers: 2, key: key)), ("sort", SortReadout(count: 2)),
        ]
    }

    /// Graph 1 of four has no nodes: zeros where nothing else is added, NaN nowhere. The order of a graph's nodes does
    /// not matter.
    @Test func emptyGraphsAndOrder() {
        let x = randomArray([6, 3], seed: 1)
        let batch = [0, 0, 0, 2, 2, 3]
        for (name, readout) in all {
            let y = readout(Tensor(x), batch: batch, graphCount: 4).value
            #expect(y.isFinite && y.shape == [4, readout.outputs(inputs: 3)], "\(name)")
            if name != "Set2Set" {
                #expect((0..<y.shape[1]).allSatisfy { y[1, $0] == 0 }, "\(name): the empty graph")
            }
            let moved = readout(Tensor(x.gatheringRows([2, 0, 1, 4, 3, 5])), batch: batch, graphCount: 4).value
            expectClose(moved, y, .reordered, "\(name): renumbered")
        }
    }

    @Test func gradients() {
        let x = randomArray([6, 3], seed: 1)
        for (name, readout) in all {
            checkGradient(of: [x], name) { readout($0[0], batch: [0, 0, 0, 2, 2, 2], graphCount: 3) }
        }
        checkGradient(of: [x, DenseArray([0.5, 1, 2])], "softmax") {
            SoftmaxReadout(temperature: $0[1])($0[0], batch: [0, 0, 0, 2, 2, 3], graphCount: 4)
        }
    }

    @Test func argumentsAreChecked() async {
        let length = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ReductionReadout()(Tensor(DenseArray(zeros: [3, 2])), batch: [0, 0], graphCount: 1)
        }
        expectMessage(length, "ReductionReadout: x has shape [3, 2], batch has 2 graph numbers")
        let order = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SortReadout(count: 1)(Tensor(DenseArray(zeros: [2, 2])), batch: [1, 0], graphCount: 2)
        }
        expectMessage(order, "SortReadout: graph numbers must rise from 0 to 1, found 0 after 1")
        let width = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Set2Set(inputs: 3, rounds: 1, key: RandomKey(seed: 0))(Tensor(DenseArray(zeros: [2, 2])))
        }
        expectMessage(width, "Set2Set: x has 2 columns, the LSTM expects 3")
    }
}
