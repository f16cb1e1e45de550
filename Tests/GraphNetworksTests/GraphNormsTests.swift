import Autograd
import DenseArrays
import GraphNetworks
import NeuralNetworks
import TestSupport
import Testing

@Suite struct GraphNormsTests {
    @Test func graphNorm() throws {
        try golden("GraphNorm") { golden, x, batch, count in
            let norm = GraphNorm(channels: try golden.int("in_channels"), epsilon: try golden.float("eps"))
            try golden.load(into: norm.goldenParameters)
            return (norm(x, batch: batch, graphCount: count), norm.goldenParameters)
        }
    }

    @Test func pairNorm() throws {
        try golden("PairNorm") { golden, x, batch, count in
            let norm = PairNorm(
                scale: try golden.float("scale"), scalesIndividually: golden.flag("scale_individually"),
                epsilon: try golden.float("eps"))
            return (norm(x, batch: batch, graphCount: count), norm.goldenParameters)
        }
    }

    @Test func instanceNorm() throws {
        try golden("InstanceNorm") { golden, x, batch, count in
            let epsilon = try golden.float("eps")
            let norm = golden.flag("affine")
                ? InstanceNorm(channels: try golden.int("in_channels"), epsilon: epsilon) : InstanceNorm(epsilon: epsilon)
            try golden.load(into: norm.goldenParameters)
            return (norm(x, batch: batch, graphCount: count), norm.goldenParameters)
        }
    }

    /// Both modes.
    @Test func layerNorm() throws {
        try golden("LayerNorm") { golden, x, batch, count in
            let (channels, epsilon) = (try golden.int("in_channels"), try golden.float("eps"))
            let affine = golden.setting("affine")?.bool ?? true
            if try golden.string("mode") == "node" {
                let norm = LayerNorm(normalizedShape: [channels], epsilon: epsilon, affine: affine)
                try golden.load(into: norm.goldenParameters)
                return (norm(x), norm.goldenParameters)
            }
            let norm = affine
                ? GraphLayerNorm(channels: channels, epsilon: epsilon) : GraphLayerNorm(epsilon: epsilon)
            try golden.load(into: norm.goldenParameters)
            return (norm(x, batch: batch, graphCount: count), norm.goldenParameters)
        }
    }

    @Test func batchNorm() throws {
        try golden("BatchNorm") { golden, x, _, _ in
            let norm = NodeBatchNorm(
                channels: try golden.int("in_channels"), epsilon: try golden.float("eps"),
                momentum: golden.setting("momentum")?.double.map { Float($0) })
            try golden.load(into: norm.goldenParameters)
            for buffer in norm.buffers where try !golden.isInteger("buf.\(buffer.path)") {
                buffer.tensor.value = try golden.array("buf.\(buffer.path)")
            }
            let training = golden.manifest["mode"]?.string?.hasPrefix("train") ?? false
            let y = norm(x, training: training)
            for buffer in norm.buffers where training {
                let name = "buf_after.\(buffer.path)"
                if try golden.isInteger(name) { continue }
                expectClose(buffer.tensor.value, try golden.array(name), .golden, "\(golden): \(name)")
            }
            return (y, norm.goldenParameters)
        }
    }

    private func golden(
        _ kind: String, _ body: (GoldenCase, Tensor, [Int], Int) throws -> (Tensor, [GoldenParameter])
    ) throws {
        var seen = 0
        for golden in try Golden.load("gnn").cases(ofKind: kind) {
            let x = try golden.input("x")
            let (batch, count) = try golden.batch(nodes: x.shape[0])
            let (y, parameters) = try body(golden, x, batch, count)
            try golden.check(outputs: ["y": y], inputs: ["x": x], parameters: parameters)
            seen += 1
        }
        #expect(seen > 0)
    }

    private let batch = [0, 0, 0, 2, 2, 2, 2]

    @Test func gradients() {
        // spread out: near variance 0 the curvature is too large for differences
        let x = randomArray([7, 3], seed: 1) * 4, w = randomArray([3], seed: 2), b = randomArray([3], seed: 3)
        checkGradient(of: [x, w, b, randomArray([3], seed: 4)], "GraphNorm") { [batch] in
            GraphNorm(weight: $0[1], bias: $0[2], meanScale: $0[3])($0[0], batch: batch, graphCount: 3)
        }
        checkGradient(of: [x, w, b], "InstanceNorm") { [batch] in
            InstanceNorm(weight: $0[1], bias: $0[2])($0[0], batch: batch, graphCount: 3)
        }
        checkGradient(of: [x, w, b], "GraphLayerNorm") { [batch] in
            GraphLayerNorm(weight: $0[1], bias: $0[2])($0[0], batch: batch, graphCount: 3)
        }
        for individually in [false, true] {
            checkGradient(of: [x], "PairNorm, individually \(individually)") { [batch] in
                PairNorm(scale: 2, scalesIndividually: individually)($0[0], batch: batch, graphCount: 3)
            }
        }
    }

    /// A graph of one node has variance 0: its rows are 0 and bias, and no gradient is NaN.
    @Test func singleNodes() {
        for individually in [false, true] {
            let x = Tensor(randomArray([3, 2], seed: 1), requiresGradient: true)
            let y = PairNorm(scalesIndividually: individually)(x, batch: [0, 1, 1], graphCount: 2)
            #expect(y.value[0, 0] == 0 && y.value.isFinite)
            y.sum().backward()
            #expect(x.gradient?.isFinite == true)
        }
        let y = InstanceNorm(channels: 2)(Tensor(randomArray([1, 2], seed: 1)), batch: [0], graphCount: 1)
        #expect(y.value == DenseArray(zeros: [1, 2]))
    }

    /// Rows change places together with their nodes.
    @Test func renumbering() {
        let x = randomArray([7, 3], seed: 1), order = [2, 0, 1, 5, 6, 3, 4]
        func expectMoved(_ what: String, _ norm: (Tensor) -> Tensor) {
            expectClose(norm(Tensor(x.gatheringRows(order))).value, norm(Tensor(x)).value.gatheringRows(order), .reordered, what)
        }
        expectMoved("GraphNorm") { GraphNorm(channels: 3)($0, batch: batch, graphCount: 3) }
        expectMoved("InstanceNorm") { InstanceNorm()($0, batch: batch, graphCount: 3) }
        expectMoved("GraphLayerNorm") { GraphLayerNorm()($0, batch: batch, graphCount: 3) }
        expectMoved("PairNorm") { PairNorm()($0, batch: batch, graphCount: 3) }
        expectMoved("NodeBatchNorm") { NodeBatchNorm(channels: 3)($0, training: true) }
    }

    @Test func anotherNumberOfChannelsIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GraphNorm(channels: 4)(Tensor(DenseArray(zeros: [2, 3])), batch: [0, 0], graphCount: 1)
        }
        expectMessage(end, "GraphNorm: x has shape [2, 3], expected [nodes, 4]")
    }
}
