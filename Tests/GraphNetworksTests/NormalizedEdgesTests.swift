import Autograd
import DenseArrays
import Graphs
import TestSupport
import Testing

@testable import GraphNetworks

@Suite struct NormalizedEdgesTests {
    /// The same edges in the same order, with the same weights, as `EdgeList.gcnNormalized`.
    @Test(arguments: SmallGraph.all, [true, false]) func equalsTheNormalization(graph: SmallGraph, loops: Bool) throws {
        for improved in [false, true] {
            let edges = graph.weighted
            let expected = try edges.gcnNormalized(nodeCount: graph.nodeCount, selfLoops: loops, improved: improved)
            let found = NormalizedEdges(
                edges, weights: Tensor(DenseArray(edges.weights ?? [])), nodeCount: graph.nodeCount, selfLoops: loops,
                improved: improved)
            #expect(found.sources == expected.sources.map { Int($0) }, "\(graph)")
            #expect(found.targets == expected.targets.map { Int($0) }, "\(graph)")
            expectClose(
                found.weights.value.elements, expected.weights ?? [], .elementwise, "\(graph), improved \(improved)")
        }
    }

    /// Through the weights themselves and through both degrees.
    @Test(arguments: SmallGraph.all.filter { $0.edges.count > 0 }, [true, false])
    func gradients(graph: SmallGraph, loops: Bool) {
        let edges = graph.weighted
        checkGradient(of: [DenseArray(edges.weights ?? [])], "\(graph), loops \(loops)") {
            NormalizedEdges(
                edges, weights: $0[0], nodeCount: graph.nodeCount, selfLoops: loops, improved: false
            ).weights
        }
    }

    /// A node that nothing arrives at has degree 0: its edges weigh 0, and no gradient is NaN.
    @Test func degreeZero() throws {
        let edges = SmallGraph.directed.edges
        let weights = Tensor(DenseArray(repeating: 1, shape: [edges.count]), requiresGradient: true)
        let found = NormalizedEdges(edges, weights: weights, nodeCount: 4, selfLoops: false, improved: false)
        #expect(found.weights.value.isFinite)
        #expect(found.weights.value.elements[0] == 0 && found.weights.value.elements[1] > 0)
        found.weights.sum().backward()
        #expect(try gradient(weights).isFinite)
    }

    @Test func unchanged() {
        let weights = Tensor(DenseArray([3, 4]))
        let found = NormalizedEdges(unchanged: EdgeList([(0, 1), (2, 1)]), weights: weights)
        #expect(found.sources == [0, 2] && found.targets == [1, 1] && found.weights === weights)
    }
}
