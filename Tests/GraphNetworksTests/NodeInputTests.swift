import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices
import TestSupport
import Testing

@Suite struct NodeInputTests {
    /// The three kinds of features for the ring's 80 nodes.
    enum Kind: String, CaseIterable, Sendable {
        case dense, sparse, identity

        var features: NodeFeatures {
            switch self {
            case .dense: .dense(randomArray([80, 12], seed: 1))
            case .sparse: .sparse(sparseRows(80, 12, seed: 2))
            case .identity: .identity(80)
            }
        }
    }

    private func input(_ kind: Kind, layers: Int) throws -> NodeInput {
        let graph = try Graph(nodeCount: 80, edges: ringWithChords(), features: kind.features)
        return NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: layers)
    }

    @Test(arguments: Kind.allCases) func theWholeGraph(kind: Kind) throws {
        let whole = try input(kind, layers: 2)
        #expect(whole.layers == 2 && whole.adjacency.count == 2)
        #expect(whole.width == (kind == .identity ? 80 : 12))
        let rows = whole.rowIDs.allSatisfy { $0 == nil }
        #expect(rows && whole.rowIDs.count == 3)
        #expect(whole.adjacency[0] === whole.adjacency[1])
    }

    /// What some nodes see, cut out of the graph, gives the loss and the gradients of the whole, dropout included: each
    /// row and each entry is dropped as it is in the whole. Sums have the same terms but for zeros.
    @Test(arguments: Kind.allCases, 1...3) func restrictedGivesTheSame(kind: Kind, layers: Int) throws {
        let nodes = [3, 17, 40, 41, 79]
        let labels: [Int32] = [0, 2, 1, 1, 0]
        let whole = try input(kind, layers: layers)
        let part = whole.restricted(to: nodes)
        #expect(part.layers == layers && part.width == whole.width)
        #expect(part.rowIDs.last == nodes.map { UInt32($0) })
        let seen = part.rowIDs.map { $0?.count ?? -1 }
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 > $1 } && seen[0] < 60 && seen[0] > 5)
        #expect(part.adjacency.map { $0?.rows } == seen.dropFirst().map { $0 })
        #expect(part.adjacency.map { $0?.columns } == seen.dropLast().map { $0 })

        for hidden in [5, 16] {
            let configuration = NodeModelConfiguration(
                inputs: whole.width, hidden: hidden, outputs: 3, layers: layers, dropout: 0.5)
            var losses: [Float] = []
            for key in [RandomKey(seed: 4), nil] {
                let results = try [(whole, nodes.map { UInt32($0) }), (part, nil)].map { input, rows in
                    let model = GCN(configuration, key: RandomKey(seed: 3))
                    let loss = model(input, dropout: key).crossEntropy(labels: labels, rows: rows)
                    loss.backward()
                    return (loss.scalar, try model.parameters.map { try gradient($0.tensor) })
                }
                let what = "\(kind), \(layers) layers, \(hidden) hidden, dropout \(key != nil)"
                expectClose(Double(results[1].0), Double(results[0].0), .reordered, "\(what): loss")
                for (number, (found, expected)) in zip(results[1].1, results[0].1).enumerated() {
                    #expect(expected.elements.contains { $0 != 0 }, "\(what): gradient \(number) is zero")
                    expectClose(found, expected, .reordered, "\(what): gradient \(number)")
                }
                losses.append(results[0].0)
            }
            #expect(losses[0] != losses[1], "dropout changed nothing")
        }
    }

    /// One node alone, an isolated one, and all nodes.
    @Test(arguments: SmallGraph.all) func restrictedOnSmallGraphs(graph: SmallGraph) throws {
        let n = graph.nodeCount
        let whole = NodeInput(
            features: .dense(randomArray([n, 4], seed: 1)), adjacency: try graph.graph().normalizedAdjacency(),
            layers: 2)
        let model = GCN(NodeModelConfiguration(inputs: 4, hidden: 3, outputs: 2), key: RandomKey(seed: 1))
        let key = RandomKey(seed: 2)
        let expected = model(whole, dropout: key).value
        for nodes in (0..<n).map({ [$0] }) + [Array(0..<n)] {
            let found = model(whole.restricted(to: nodes), dropout: key).value
            expectClose(found, expected.gatheringRows(nodes), .reordered, "\(graph), nodes \(nodes)")
        }
    }

    @Test func propagatingFeaturesEqualsThePlainRoute() throws {
        let whole = try input(.dense, layers: 2)
        let configuration = NodeModelConfiguration(inputs: 12, hidden: 16, outputs: 3, dropout: 0.5, inputDropout: 0)
        for plain in [whole, whole.restricted(to: [3, 17, 40])] {
            let propagated = plain.propagatingFeatures()
            #expect(propagated.adjacency[0] == nil && propagated.adjacency[1] === plain.adjacency[1])
            #expect(propagated.layers == 2 && propagated.width == 12)
            let results = try [plain, propagated].map { input in
                let model = GCN(configuration, key: RandomKey(seed: 3))
                let logits = model(input, dropout: RandomKey(seed: 4))
                logits.backward(randomArray(logits.shape, seed: 5))
                return [logits.value] + (try model.parameters.map { try gradient($0.tensor) })
            }
            for (found, expected) in zip(results[1], results[0]) { expectClose(found, expected, .reordered) }
            // once is enough
            #expect(propagated.propagatingFeatures().adjacency[0] == nil)
            guard case .dense(let x) = propagated.features,
                case .dense(let y) = propagated.propagatingFeatures().features
            else {
                Issue.record("features are not dense")
                return
            }
            expectSameBits(x, y)
        }
    }

    @Test(arguments: [Kind.sparse, .identity]) func onlyDenseFeaturesArePropagated(kind: Kind) throws {
        let input = try input(kind, layers: 1)
        #expect(input.propagatingFeatures().adjacency[0] === input.adjacency[0])
    }

    /// Cut out of an input that was propagated already: the plain features again, with all steps.
    @Test func restrictedAfterPropagating() throws {
        let whole = try input(.dense, layers: 2)
        let part = whole.propagatingFeatures().restricted(to: [3, 17])
        let model = GCN(NodeModelConfiguration(inputs: 12, outputs: 3), key: RandomKey(seed: 3))
        expectClose(model(part).value, model(whole).value.gatheringRows([3, 17]), .reordered)
    }

    @Test func featuresOfOtherNodesAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let matrix = SparseMatrix(EdgeList([(0, 1)]).gatheringMatrix(nodeCount: 3))
            _ = NodeInput(features: .identity(4), adjacency: matrix, layers: 1)
        }
        expectMessage(end, "NodeInput: 4 nodes, Â is [3, 3]")
    }
}
