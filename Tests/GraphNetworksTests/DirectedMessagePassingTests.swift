import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct DirectedMessagePassingTests {
    /// 0 - 1 - 2 with all weights 1 and no edge features: h⁰_vw = x_v; the message of 1 → 2 hears 0 → 1 alone, that of
    /// 0 → 1 hears nothing.
    @Test func byHand() {
        func one(_ inputs: Int) -> Linear {
            Linear(weight: Tensor(DenseArray(repeating: 1, shape: [inputs, 1])), bias: nil)
        }
        let edges = EdgeList([(0, 1), (1, 0), (1, 2), (2, 1)])
        let x = Tensor(DenseArray(rows: [[1], [10], [100]]))
        func run(_ edges: EdgeList, steps: Int) -> [Float] {
            DirectedMessagePassing(inputMap: one(1), hiddenMap: one(1), outputMap: one(2), steps: steps)(
                x, MessageEdges(edges, nodeCount: 3), bonds: ReverseEdges(edges)
            ).value.elements
        }
        // h⁰: 0→1: 1, 1→0: 10, 1→2: 10, 2→1: 100
        #expect(run(edges, steps: 1) == [11, 111, 110])
        // h: 1→0: 10 + 100, 1→2: 10 + 1, the others as before
        #expect(run(edges, steps: 2) == [111, 111, 111])
        // repeated edges back are all left out: 0→1 twice
        let twice = EdgeList([(0, 1), (0, 1), (1, 0)])
        #expect(run(twice, steps: 2) == [11, 12, 100])
        // an edge without a reverse leaves nothing out
        #expect(run(EdgeList([(0, 1), (1, 2)]), steps: 2) == [1, 11, 111])
    }

    /// A large positive input keeps all of ReLU's arguments positive, weights being positive too.
    @Test(arguments: SmallGraph.all) func gradients(graph: SmallGraph) {
        let n = graph.nodeCount, edges = graph.edges
        func positive(_ shape: [Int], _ seed: Int) -> DenseArray { randomArray(shape, seed: seed).map { abs($0) / 4 + 0.1 } }
        if edges.count == 0 { return }
        let arrays = [
            positive([n, 2], 1), positive([edges.count, 3], 2), positive([5, 3], 3), positive([3, 3], 4),
            positive([5, 3], 5), positive([3], 6),
        ]
        checkGradient(of: arrays, "\(graph)") {
            DirectedMessagePassing(
                inputMap: Linear(weight: $0[2], bias: nil), hiddenMap: Linear(weight: $0[3], bias: nil),
                outputMap: Linear(weight: $0[4], bias: $0[5]), steps: 3)(
                    $0[0], MessageEdges(edges, nodeCount: n), bonds: ReverseEdges(edges), edgeFeatures: $0[1])
        }
    }

    @Test func onSmallGraphs() {
        let layer = DirectedMessagePassing(inputs: 2, edgeFeatures: 3, hidden: 4, key: RandomKey(seed: 1))
        expectGraphLayer(
            "D-MPNN", inputs: 2, edgeFeatures: 3, checksGradients: false, parameters: layer.parameters
        ) { x, edges, n, features in
            layer(x, MessageEdges(edges, nodeCount: n), bonds: ReverseEdges(edges), edgeFeatures: features)
        }
        #expect(layer.parameters.map(\.path) == ["W_i.weight", "W_h.weight", "W_o.weight", "W_o.bias"])
    }

    @Test func featuresOfAnotherWidthAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = DirectedMessagePassing(inputs: 2, edgeFeatures: 3, hidden: 4, key: RandomKey(seed: 1))
            let edges = EdgeList([(0, 1)])
            _ = layer(
                Tensor(DenseArray(zeros: [2, 5])), MessageEdges(edges, nodeCount: 2), bonds: ReverseEdges(edges))
        }
        expectMessage(end, "DirectedMessagePassing: x has shape [2, 5], expected [2 nodes, 2 features]")
    }
}
