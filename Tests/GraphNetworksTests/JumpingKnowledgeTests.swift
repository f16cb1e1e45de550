import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct JumpingKnowledgeTests {
    @Test func equalsPyG() throws {
        var seen: Set<String> = []
        for golden in try Golden.load("gnn").cases(ofKind: "JumpingKnowledge") {
            let names = golden.names("in.").sorted()
            let layers = try names.map { try golden.input($0) }
            let mode = try golden.string("mode")
            let jump: JumpingKnowledge
            switch mode {
            case "cat": jump = JumpingKnowledge(.concatenation)
            case "max": jump = JumpingKnowledge(.maximum)
            default:
                jump = JumpingKnowledge(
                    lstmOf: try golden.int("num_layers"), channels: try golden.int("channels"), key: RandomKey(seed: 1))
            }
            try golden.load(into: jump.goldenParameters)
            try golden.check(
                outputs: ["y": jump(layers)], inputs: Dictionary(uniqueKeysWithValues: zip(names, layers)),
                parameters: jump.goldenParameters)
            seen.insert(mode)
        }
        #expect(!seen.isEmpty)
    }

    @Test func gradients() {
        let layers = (1...3).map { randomArray([4, 2], seed: $0) }
        checkGradient(of: layers, "concatenation") { JumpingKnowledge(.concatenation)($0) }
        // layer 0 wins in column 0, layer 2 in column 1, by more than the differences' step
        let far = [DenseArray([2, 0, 2, 0], shape: [2, 2]), DenseArray(zeros: [2, 2]), DenseArray([0, 2, 0, 2], shape: [2, 2])]
        checkGradient(of: far, "maximum") { JumpingKnowledge(.maximum)($0) }
        let jump = JumpingKnowledge(lstmOf: 3, channels: 2, key: RandomKey(seed: 1))
        checkGradient(of: layers, "LSTM") { jump($0) }
    }

    @Test func renumbering() {
        let layers = (1...3).map { randomArray([4, 2], seed: $0) }, order = [2, 0, 3, 1]
        for jump in [
            JumpingKnowledge(.concatenation), JumpingKnowledge(.maximum),
            JumpingKnowledge(lstmOf: 3, channels: 2, key: RandomKey(seed: 1)),
        ] {
            expectClose(
                jump(layers.map { Tensor($0.gatheringRows(order)) }).value,
                jump(layers.map { Tensor($0) }).value.gatheringRows(order), .reordered)
        }
    }

    @Test func layersOfOtherShapesAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = JumpingKnowledge(.maximum)([Tensor(DenseArray(zeros: [2, 3])), Tensor(DenseArray(zeros: [2, 4]))])
        }
        expectMessage(end, "JumpingKnowledge: expected layers of one shape [nodes, channels], found [[2, 3], [2, 4]]")
    }
}
