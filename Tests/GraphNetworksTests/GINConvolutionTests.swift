import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices
import TestSupport
import Testing

@Suite struct GINConvolutionTests {
    @Test func equalsPyG() throws {
        var learned = 0
        for golden in try Golden.load("gnn").cases(ofKind: "GINConv") {
            for route in ["matrix", "edges"] {
                let layer = GINConvolution(
                    network: try golden.innerNetwork(), epsilon: Float(golden.setting("eps")?.double ?? 0),
                    learnsEpsilon: golden.flag("train_eps"))
                try golden.fill(layer)
                if let epsilon = try golden.optionalArray("buf.eps") {
                    expectClose(layer.epsilon.value, epsilon, .elementwise, "\(golden)")
                }
                let x = try golden.leaf("x")
                let n = x.shape[0]
                let edges = try golden.plainEdges()
                let y =
                    route == "matrix"
                    ? layer(x, SparseMatrix(edges.gatheringMatrix(nodeCount: n)))
                    : layer(x, Propagation(unchanged: edges, nodeCount: n))
                try golden.expectEqual(y, layer, inputs: ["x": x], route)
                learned += layer.epsilon.requiresGradient ? 1 : 0
            }
        }
        #expect(learned > 0)
    }

    /// A smooth network: ReLU would have kinks.
    private func layer(_ edges: EdgeList, _ n: Int) throws -> ([Tensor]) -> Tensor {
        let layer = GINConvolution(network: smoothNetwork(3), epsilon: 0.3)
        let matrix = SparseMatrix(edges.gatheringMatrix(nodeCount: n))
        return { layer($0[0], matrix) }
    }

    @Test func onSmallGraphs() throws {
        try checkGradients("GIN", width: 3, layer)
        try checkRenumbering("GIN", width: 3, layer)
        try checkThreads("GIN", width: 3, layer)
    }

    @Test func parameters() {
        let key = RandomKey(seed: 1)
        let fixed = GINConvolution(inputs: 3, hidden: 4, outputs: 2, key: key)
        #expect(fixed.parameters.map(\.path) == ["nn.0.weight", "nn.0.bias", "nn.2.weight", "nn.2.bias"])
        #expect(fixed.epsilon.scalar == 0)
        let learned = GINConvolution(inputs: 3, hidden: 4, outputs: 2, learnsEpsilon: true, key: key)
        #expect(learned.parameters.first?.path == "eps")
    }

    @Test func epsilonIsChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GINConvolution(network: Sequential([]), epsilon: Tensor(DenseArray([1, 2])))
        }
        expectMessage(end, "GINConvolution: expected epsilon of shape [1], found [2]")
    }
}

extension GoldenCase {
    /// The network of `nn`: names of layers, "Linear" followed by its sizes.
    func innerNetwork() throws -> Sequential {
        var steps: [Sequential.Step] = []
        let words = setting("nn")?.array ?? []
        var place = 0
        while place < words.count {
            switch words[place].string {
            case "Linear":
                guard place + 2 < words.count, let inputs = words[place + 1].int, let outputs = words[place + 2].int
                else {
                    throw UnknownLayers(words: "\(words)")
                }
                steps.append(.module(Linear(inputs: inputs, outputs: outputs, key: RandomKey(seed: place))))
                place += 3
            case "ReLU":
                steps.append(.relu)
                place += 1
            default: throw UnknownLayers(words: "\(words)")
            }
        }
        return Sequential(steps)
    }
}

struct UnknownLayers: Error { let words: String }

/// Two linear maps with tanh between them.
func smoothNetwork(_ inputs: Int) -> Sequential {
    Sequential([
        .module(Linear(inputs: inputs, outputs: 4, key: RandomKey(seed: 7))), .function { $0.tanh() },
        .module(Linear(inputs: 4, outputs: 2, key: RandomKey(seed: 8))),
    ])
}
