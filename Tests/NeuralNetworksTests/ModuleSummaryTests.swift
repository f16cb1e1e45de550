import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct ModuleSummaryTests {
    private let key = RandomKey(seed: 1)
    private func linear(_ inputs: Int, _ outputs: Int, bias: Bool = true) -> Linear {
        Linear(inputs: inputs, outputs: outputs, bias: bias, key: key)
    }

    /// What `print(nn.Sequential(…))` wrote with PyTorch 2.15.
    @Test func sequentialAsPyTorchPrintsIt() {
        let inner = Sequential([
            .module(linear(4, 4, bias: false)), .module(Sequential([])),
        ])
        let network = Sequential([
            .module(linear(3, 4)), .relu, .module(inner), .module(LayerNorm(normalizedShape: [4])),
        ])
        #expect(
            network.summary == """
                Sequential(
                  (0): Linear(in_features=3, out_features=4, bias=True)
                  (1): ReLU()
                  (2): Sequential(
                    (0): Linear(in_features=4, out_features=4, bias=False)
                    (1): Sequential()
                  )
                  (3): LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=True)
                )
                """)
        #expect(linear(3, 4).summary == "Linear(in_features=3, out_features=4, bias=True)")
    }

    @Test func moduleListRepeats() {
        #expect(
            ModuleList([linear(2, 2), linear(2, 2), linear(2, 3)]).summary == """
                ModuleList(
                  (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)
                  (2): Linear(in_features=2, out_features=3, bias=True)
                )
                """)
        #expect(ModuleList([]).summary == "ModuleList()")
        let list = ModuleList([linear(2, 2), linear(2, 3, bias: false)])
        #expect(list.parameters.map(\.path) == ["0.weight", "0.bias", "1.weight"] && list.buffers.isEmpty)
    }

    @Test func groups() {
        let group = ModuleGroup("Block", [("a", linear(2, 3)), ("act", FunctionLayer("ReLU()") { $0.relu() })])
        #expect(group.summary == "Block(\n  (a): Linear(in_features=2, out_features=3, bias=True)\n  (act): ReLU()\n)")
        #expect(group.parameters.map(\.path) == ["a.weight", "a.bias"] && group.buffers.isEmpty)
    }

    /// Settings of a module with parts stand in the first line, as PyTorch's `extra_repr`.
    final class Scaled: Module {
        let inner = FunctionLayer("ReLU()") { $0.relu() }
        var parameters: [Parameter] { [] }
        var children: [(name: String, module: any Module)] { [("act", inner)] }
        var title: String { "Scaled(scale=2)" }
    }

    @Test func settingsAndParts() {
        #expect(Scaled().summary == "Scaled(\n  scale=2\n  (act): ReLU()\n)")
    }

    @Test func titlesOfLayers() {
        #expect(
            LayerNorm(normalizedShape: [2, 3], affine: false).title
                == "LayerNorm((2, 3), eps=1e-05, elementwise_affine=False, bias=False)")
        #expect(
            GRU(inputs: 3, hidden: 4, layers: 2, isBidirectional: true, key: key).title
                == "GRU(3, 4, num_layers=2, bidirectional=True)")
        #expect(LSTM(inputs: 3, hidden: 4, bias: false, key: key).title == "LSTM(3, 4, bias=False)")
        #expect(GRUCell(inputs: 3, hidden: 4, key: key).title == "GRUCell(3, 4)")
        #expect(LSTMCell(inputs: 3, hidden: 4, bias: false, key: key).title == "LSTMCell(3, 4, bias=False)")
    }

    @Test func graphOfANetwork() {
        let network = Sequential([.module(linear(3, 4)), .relu])
        let x = Tensor(randomArray([2, 3], seed: 1))
        let dot = network.graphDOT(of: network(x), naming: [("x", x)])
        #expect(dot.hasPrefix("digraph computation {\n") && dot.hasSuffix("}\n"))
        for label in ["x\\n[2, 3]", "0.weight\\n[3, 4]", "0.bias\\n[4]"] { #expect(dot.contains("[label=\"\(label)\""), "\(dot)") }
    }
}
