import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

/// RNN, LSTM and GRU over sequences that are one tensor.
@Suite struct RecurrentLayersTests {
    private struct Settings {
        let inputs, hidden, layers: Int
        let bidirectional, bias, batchFirst: Bool

        init(_ golden: GoldenCase) throws {
            inputs = try golden.int("input_size")
            hidden = try golden.int("hidden_size")
            layers = try golden.int("num_layers")
            bidirectional = golden.flag("bidirectional")
            bias = golden.flag("bias")
            batchFirst = golden.flag("batch_first")
        }
    }

    private let key = RandomKey(seed: 1)

    @Test func rnnEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "RNN") {
            let s = try Settings(golden)
            let layer = RNN(
                inputs: s.inputs, hidden: s.hidden, layers: s.layers, isBidirectional: s.bidirectional, bias: s.bias,
                relu: try golden.string("nonlinearity") == "relu", batchFirst: s.batchFirst, key: key)
            try golden.load(into: layer.goldenParameters)
            let (x, h) = (try golden.input("x"), try golden.input("h0"))
            let (y, states) = layer(x, states: h)
            try golden.check(
                outputs: ["y": y, "hn": states], inputs: ["x": x, "h0": h], parameters: layer.goldenParameters)
        }
    }

    @Test func gruEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "GRU") {
            let s = try Settings(golden)
            let layer = GRU(
                inputs: s.inputs, hidden: s.hidden, layers: s.layers, isBidirectional: s.bidirectional, bias: s.bias,
                batchFirst: s.batchFirst, key: key)
            try golden.load(into: layer.goldenParameters)
            let (x, h) = (try golden.input("x"), try golden.input("h0"))
            let (y, states) = layer(x, states: h)
            try golden.check(
                outputs: ["y": y, "hn": states], inputs: ["x": x, "h0": h], parameters: layer.goldenParameters)
        }
    }

    @Test func lstmEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "LSTM") {
            let s = try Settings(golden)
            let layer = LSTM(
                inputs: s.inputs, hidden: s.hidden, layers: s.layers, isBidirectional: s.bidirectional, bias: s.bias,
                batchFirst: s.batchFirst, key: key)
            try golden.load(into: layer.goldenParameters)
            let (x, h, c) = (try golden.input("x"), try golden.input("h0"), try golden.input("c0"))
            let (y, states) = layer(x, states: (h, c))
            try golden.check(
                outputs: ["y": y, "hn": states.hidden, "cn": states.cell], inputs: ["x": x, "h0": h, "c0": c],
                parameters: layer.goldenParameters)
        }
    }

    /// A list of steps and one tensor are two ways to say the same.
    @Test func bothFormsAgree() {
        let x = randomArray([4, 3, 2], seed: 2)
        let steps = (0..<4).map { Tensor(x.rows($0..<$0 + 1).reshaped([3, 2])) }
        let gru = GRU(inputs: 2, hidden: 3, layers: 2, isBidirectional: true, key: key)
        let (y, states) = gru(Tensor(x))
        let (outputs, ends) = gru(steps)
        expectClose(y.value.elements, outputs.flatMap(\.value.elements), .reordered)
        expectClose(states.value.elements, ends.flatMap(\.value.elements), .reordered)
        let lstm = LSTM(inputs: 2, hidden: 3, layers: 2, isBidirectional: true, key: key)
        expectClose(lstm(Tensor(x)).output.value.elements, lstm(steps).outputs.flatMap(\.value.elements), .reordered)
    }

    /// Between layers, in training alone, and not behind the last one.
    @Test func dropoutBetweenLayers() {
        let x = Tensor(randomArray([4, 3, 2], seed: 2)), pass = ForwardPass.training(RandomKey(seed: 5))
        let two = RNN(inputs: 2, hidden: 8, layers: 2, dropout: 0.5, key: key)
        #expect(two(x, pass).output.value != two(x).output.value)
        #expect(two(x, pass).output.value == two(x, pass).output.value)
        let one = GRU(inputs: 2, hidden: 8, dropout: 0.5, key: key)
        #expect(one(x, pass).output.value == one(x).output.value)
        let lstm = LSTM(inputs: 2, hidden: 8, layers: 2, dropout: 0.5, key: key)
        #expect(lstm(x, pass).output.value != lstm(x).output.value)
    }

    @Test func titles() {
        #expect(RNN(inputs: 4, hidden: 2, key: key).title == "RNN(4, 2)")
        #expect(
            LSTM(
                inputs: 3, hidden: 4, layers: 2, isBidirectional: true, bias: false, batchFirst: true, dropout: 0.1,
                key: key
            ).title == "LSTM(3, 4, num_layers=2, bias=False, batch_first=True, dropout=0.1, bidirectional=True)")
        #expect(GRU(inputs: 3, hidden: 4, key: key).title == "GRU(3, 4)")
        #expect(GRUCell(inputs: 3, hidden: 4, key: key).title == "GRUCell(3, 4)")
        #expect(LSTMCell(inputs: 3, hidden: 4, bias: false, key: key).title == "LSTMCell(3, 4, bias=False)")
        #expect(RNNCell(inputs: 3, hidden: 4, relu: true, key: key).title == "RNNCell(3, 4, nonlinearity=relu)")
    }

    @Test func rnnCellGradients() {
        for relu in [false, true] {
            checkGradient(
                of: [
                    randomArray([3, 2], seed: 1), randomArray([3, 4], seed: 2), randomArray([2, 4], seed: 3),
                    randomArray([4, 4], seed: 4), randomArray([4], seed: 5),
                ], "ReLU: \(relu)"
            ) {
                RNNCell(inputWeight: $0[2], hiddenWeight: $0[3], inputBias: $0[4], hiddenBias: $0[4], relu: relu)($0[0], $0[1])
            }
        }
    }

    @Test func wrongShapesAreRefused() async {
        let x = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GRU(inputs: 3, hidden: 2, batchFirst: true, key: RandomKey(seed: 1))(Tensor(DenseArray(zeros: [4, 5, 2])))
        }
        expectMessage(x, "GRU: x has shape [4, 5, 2], expected [batch, time, 3] with at least one step")
        let states = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = RNN(inputs: 3, hidden: 2, key: RandomKey(seed: 1))(
                Tensor(DenseArray(zeros: [4, 5, 3])), states: Tensor(DenseArray(zeros: [1, 4, 2])))
        }
        expectMessage(states, "RNN: expected states [1, 5, 2], found shape [1, 4, 2]")
    }
}
