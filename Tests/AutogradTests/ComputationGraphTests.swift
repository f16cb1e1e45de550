import DenseArrays
import TestSupport
import Testing

@testable import Autograd

@Suite struct ComputationGraphTests {
    @Test func nodesInOrder() {
        let x = Tensor(randomArray([5, 3], seed: 1))
        let w = Tensor(randomArray([3, 4], seed: 2), requiresGradient: true)
        let h = x.matrixProduct(w)
        let y = (h * h).sum()
        let graph = ComputationGraph(of: y, naming: [("x", x), ("weight", w)])
        #expect(graph.nodes.count == 5)
        #expect(graph.nodes[0].kind == .data && graph.nodes[0].name == "x" && graph.nodes[0].shape == [5, 3])
        #expect(graph.nodes[1].kind == .parameter && graph.nodes[1].name == "weight" && graph.nodes[1].inputs == [])
        // h² reads h twice
        #expect(graph.nodes[2].inputs == [0, 1] && graph.nodes[3].inputs == [2, 2] && graph.nodes[4].inputs == [3])
        #expect(graph.nodes[4].tensor === y && graph.nodes[4].shape == [])
        for (number, node) in graph.nodes.enumerated() {
            let isOrdered = node.inputs.allSatisfy { $0 < number }
            #expect(isOrdered)
        }
    }

    @Test func dot() {
        let x = Tensor(DenseArray([1, 2]))
        let w = Tensor(DenseArray([3, 4]), requiresGradient: true)
        let y = Tensor.custom("twice\\", inputs: [x, w], value: DenseArray([0, 0])) { _ in [nil, nil] }
        #expect(
            ComputationGraph(of: y, naming: [("the \"data\"\nhere", x)]).dot == #"""
                digraph computation {
                    rankdir=TB;
                    node [fontname="Helvetica", fontsize=10];
                    edge [color="#666666", arrowsize=0.7];
                    n0 [label="the \"data\"\nhere\n[2]", shape=ellipse];
                    n1 [label="parameter\n[2]", shape=box, style=filled, fillcolor="#cfe2f3"];
                    n2 [label="twice\\\n[2]", shape=box, style=rounded, peripheries=2];
                    n0 -> n2;
                    n1 -> n2;
                }

                """#)
    }

    @Test func aLeafAlone() {
        let x = Tensor(DenseArray([1]))
        #expect(ComputationGraph(of: x).nodes.count == 1)
        // nothing is recorded where nobody wants a gradient, nor in `withoutGradients`
        #expect(ComputationGraph(of: x + x).nodes.map(\.kind) == [.data])
        let w = Tensor(DenseArray([1]), requiresGradient: true)
        #expect(ComputationGraph(of: withoutGradients { w + w }).nodes.count == 1)
        // `backward` frees what it passes
        let y = w + w
        y.backward()
        #expect(ComputationGraph(of: y).nodes.count == 1)
    }

    @Test func aLongChain() {
        var y = Tensor(DenseArray([1]), requiresGradient: true)
        for _ in 0..<100_000 { y = y.clone() }
        #expect(ComputationGraph(of: y).nodes.count == 100_001)
        y.backward()
    }
}
