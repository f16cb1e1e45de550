import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

/// LSTM, GRU and their cells.
@Suite struct RecurrentTests {
    /// X `[time, batch, features]` (or batch first) as steps.
    private func steps(_ x: Tensor, batchFirst: Bool) -> [Tensor] {
        let (time, batch) = batchFirst ? (x.shape[1], x.shape[0]) : (x.shape[0], x.shape[1])
        let flat = x.reshaped([time * batch, x.shape[2]])
        return (0..<time).map { t in
            flat.gatheringRows((0..<batch).map { batchFirst ? $0 * time + t : t * batch + $0 })
        }
    }

    /// The reverse of `steps`.
    private func array(_ steps: [Tensor], batchFirst: Bool) -> Tensor {
        let (time, batch, width) = (steps.count, steps[0].shape[0], steps[0].shape[1])
        let flat = Tensor.concatenatingRows(steps)
        if !batchFirst { return flat.reshaped([time, batch, width]) }
        let order = (0..<batch).flatMap { b in (0..<time).map { $0 * batch + b } }
        return flat.gatheringRows(order).reshaped([batch, time, width])
    }

    private func slices(_ x: Tensor) -> [Tensor] { steps(x, batchFirst: false) }
    private func stack(_ parts: [Tensor]) -> Tensor { array(parts, batchFirst: false) }

    @Test func lstmEqualsPyTorch() throws {
        var seen = 0
        for golden in try Golden.load("nn").cases(ofKind: "LSTM") {
            let layer = LSTM(
                inputs: try golden.int("input_size"), hidden: try golden.int("hidden_size"),
                layers: try golden.int("num_layers"), isBidirectional: golden.flag("bidirectional"),
                bias: golden.flag("bias"), key: RandomKey(seed: 1))
            try golden.load(into: layer.goldenParameters)
            let batchFirst = golden.flag("batch_first")
            let (x, h, c) = (try golden.input("x"), try golden.input("h0"), try golden.input("c0"))
            let (outputs, states) = layer(
                steps(x, batchFirst: batchFirst), states: zip(slices(h), slices(c)).map { ($0, $1) })
            try golden.check(
                outputs: [
                    "y": array(outputs, batchFirst: batchFirst), "hn": stack(states.map(\.hidden)),
                    "cn": stack(states.map(\.cell)),
                ], inputs: ["x": x, "h0": h, "c0": c], parameters: layer.goldenParameters)
            seen += 1
        }
        #expect(seen > 0)
    }

    @Test func gruEqualsPyTorch() throws {
        var seen = 0
        for golden in try Golden.load("nn").cases(ofKind: "GRU") {
            let layer = GRU(
                inputs: try golden.int("input_size"), hidden: try golden.int("hidden_size"),
                layers: try golden.int("num_layers"), isBidirectional: golden.flag("bidirectional"),
                bias: golden.flag("bias"), key: RandomKey(seed: 1))
            try golden.load(into: layer.goldenParameters)
            let batchFirst = golden.flag("batch_first")
            let (x, h) = (try golden.input("x"), try golden.input("h0"))
            let (outputs, states) = layer(steps(x, batchFirst: batchFirst), states: slices(h))
            try golden.check(
                outputs: ["y": array(outputs, batchFirst: batchFirst), "hn": stack(states)],
                inputs: ["x": x, "h0": h], parameters: layer.goldenParameters)
            seen += 1
        }
        #expect(seen > 0)
    }

    @Test func cellsEqualPyTorch() throws {
        var seen = 0
        for golden in try Golden.load("nn").cases(ofKind: "LSTMCell") {
            let cell = LSTMCell(
                inputs: try golden.int("input_size"), hidden: try golden.int("hidden_size"), bias: golden.flag("bias"),
                key: RandomKey(seed: 1))
            try golden.load(into: cell.goldenParameters)
            let (x, h, c) = (try golden.input("x"), try golden.input("h0"), try golden.input("c0"))
            let state = cell(x, (h, c))
            try golden.check(
                outputs: ["h": state.hidden, "c": state.cell], inputs: ["x": x, "h0": h, "c0": c],
                parameters: cell.goldenParameters)
            seen += 1
        }
        for golden in try Golden.load("nn").cases(ofKind: "GRUCell") {
            let cell = GRUCell(
                inputs: try golden.int("input_size"), hidden: try golden.int("hidden_size"), bias: golden.flag("bias"),
                key: RandomKey(seed: 1))
            try golden.load(into: cell.goldenParameters)
            let (x, h) = (try golden.input("x"), try golden.input("h0"))
            try golden.check(
                outputs: ["h": cell(x, h)], inputs: ["x": x, "h0": h], parameters: cell.goldenParameters)
            seen += 1
        }
        #expect(seen > 1)
    }

    @Test func gradients() {
        let x = randomArray([3, 2], seed: 1), h = randomArray([3, 4], seed: 2), c = randomArray([3, 4], seed: 3)
        checkGradient(
            of: [x, h, c, randomArray([2, 16], seed: 4), randomArray([4, 16], seed: 5), randomArray([16], seed: 6)],
            "LSTM"
        ) {
            let state = LSTMCell(inputWeight: $0[3], hiddenWeight: $0[4], inputBias: $0[5], hiddenBias: $0[5])(
                $0[0], ($0[1], $0[2]))
            return .concatenatingColumns([state.hidden, state.cell])
        }
        checkGradient(
            of: [x, h, randomArray([2, 12], seed: 4), randomArray([4, 12], seed: 5), randomArray([12], seed: 6)], "GRU"
        ) {
            GRUCell(inputWeight: $0[2], hiddenWeight: $0[3], inputBias: $0[4], hiddenBias: $0[4])($0[0], $0[1])
        }
    }

    /// No state is a state of zeros.
    @Test func startsFromZeros() {
        let x = [Tensor(randomArray([2, 3], seed: 1)), Tensor(randomArray([2, 3], seed: 2))]
        let lstm = LSTM(inputs: 3, hidden: 2, key: RandomKey(seed: 3))
        let zeros = Tensor(DenseArray(zeros: [2, 2]))
        #expect(lstm(x).outputs[1].value == lstm(x, states: [(zeros, zeros)]).outputs[1].value)
        let gru = GRU(inputs: 3, hidden: 2, key: RandomKey(seed: 3))
        #expect(gru(x).outputs[1].value == gru(x, states: [zeros]).outputs[1].value)
        #expect(lstm([]).outputs.isEmpty && gru([]).outputs.isEmpty)
    }

    @Test func shapesMustAgree() async {
        let lstm = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LSTMCell(inputs: 3, hidden: 2, key: RandomKey(seed: 0))(Tensor(DenseArray(zeros: [2, 4])))
        }
        expectMessage(lstm, "LSTMCell: expected x [rows, 3] and a state [rows, 2], found shapes [2, 4] and [2, 2]")
        let gru = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GRUCell(
                inputWeight: Tensor(DenseArray(zeros: [3, 5])), hiddenWeight: Tensor(DenseArray(zeros: [2, 6])),
                inputBias: nil, hiddenBias: nil)
        }
        expectMessage(
            gru, "GRUCell: expected weights [inputs, 3 · hidden] and [hidden, 3 · hidden], found shapes [3, 5] and [2, 6]")
    }
}
