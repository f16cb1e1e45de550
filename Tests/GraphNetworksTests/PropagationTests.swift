import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct PropagationTests {
    /// The matrix and the edges give the same numbers and the same gradient for X.
    @Test(arguments: SmallGraph.all) func twoRoutesAgree(graph: SmallGraph) throws {
        let edges = graph.weighted
        let n = graph.nodeCount
        var pairs: [(String, EdgeList, Propagation)] = [
            ("unchanged", edges, Propagation(unchanged: edges, nodeCount: n)),
            ("normalized", try edges.gcnNormalized(nodeCount: n), Propagation(normalizing: edges, nodeCount: n)),
            (
                "without loops", try edges.gcnNormalized(nodeCount: n, selfLoops: false),
                Propagation(normalizing: edges, nodeCount: n, selfLoops: false)
            ),
        ]
        for kind in EdgeList.LaplacianKind.allCases {
            for largest in [nil, 2.5 as Float] {
                pairs.append(
                    (
                        "\(kind) \(largest ?? 0)",
                        edges.scaledLaplacian(kind, nodeCount: n, largestEigenvalue: largest),
                        Propagation(scaledLaplacian: edges, kind, nodeCount: n, largestEigenvalue: largest)
                    ))
            }
        }
        for (what, list, along) in pairs {
            let matrix = Propagation(SparseMatrix(list.gatheringMatrix(nodeCount: n)))
            let results = [matrix, along].map { propagation in
                let x = Tensor(randomArray([n, 5], seed: 1), requiresGradient: true)
                let y = propagation(x)
                y.backward(randomArray([n, 5], seed: 2))
                return [y.value, x.gradient ?? DenseArray(0)]
            }
            expectClose(results[1][0], results[0][0], .reordered, "\(graph), \(what): y")
            expectClose(results[1][1], results[0][1], .reordered, "\(graph), \(what): gradient")
            #expect(results[0][0].isFinite)
        }
    }

    @Test(arguments: SmallGraph.all.filter { $0.edges.count > 0 }) func gradientsOfWeights(graph: SmallGraph) {
        let n = graph.nodeCount
        let inputs = [randomArray([n, 3], seed: 1), DenseArray(graph.weighted.weights ?? [])]
        checkGradient(of: inputs, "unchanged, \(graph)") {
            Propagation(unchanged: graph.edges, weights: $0[1], nodeCount: n)($0[0])
        }
        checkGradient(of: inputs, "normalized, \(graph)") {
            Propagation(normalizing: graph.edges, weights: $0[1], nodeCount: n)($0[0])
        }
        for kind in EdgeList.LaplacianKind.allCases {
            checkGradient(of: inputs, "\(kind), \(graph)") {
                Propagation(scaledLaplacian: graph.edges, weights: $0[1], kind, nodeCount: n)($0[0])
            }
        }
    }

    @Test func shapeIsChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Propagation(unchanged: EdgeList([(0, 1)]), nodeCount: 3)(Tensor(DenseArray(zeros: [4, 2])))
        }
        expectMessage(end, "Propagation: x has shape [4, 2], expected [3, width]")
    }
}
