import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices
import TestSupport
import Testing

@testable import GraphNetworks

/// Masked inputs: the same answers with masks of ones, on the whole graph and on what a node sees, and right gradients.
struct MaskableGraphTests {
    @Test(arguments: ExplainedModel.names, [false, true])
    func masksOfOnesGiveTheUnmaskedAnswer(name: String, isDirected: Bool) throws {
        let explained = try ExplainedModel(name, isDirected: isDirected)
        let plain = explained.model(explained.input, dropout: nil).value
        let whole = MaskableGraph(explained.input)
        let ones = Tensor(DenseArray(repeating: 1, shape: [whole.edges.count]))
        for features in [nil, Tensor(whole.denseFeatures)] {
            let masked = explained.model(whole.input(features: features, edgeMask: ones), dropout: nil).value
            expectClose(masked, plain, .reordered, name)
        }
    }

    @Test(arguments: ExplainedModel.names, [false, true])
    func whatANodeSeesGivesTheWholeGraphsAnswer(name: String, isDirected: Bool) throws {
        let explained = try ExplainedModel(name, isDirected: isDirected)
        let plain = explained.model(explained.input, dropout: nil).value
        for node in [0, 4, 9, 15] {
            let subject = try explained.subject(node)
            let logits = subject.logits()
            expectClose(logits, plain.gatheringRows([node]), .reordered, "\(name), node \(node)")
            #expect(subject.graph.nodes[try #require(subject.node)] == node)
        }
    }

    /// A mask on the part says the same as that mask on the whole graph; edges that are not in the part say nothing.
    @Test(arguments: ExplainedModel.names) func masksOnAPartAreMasksOnTheWhole(name: String) throws {
        let explained = try ExplainedModel(name)
        let whole = MaskableGraph(explained.input)
        let weights = DenseArray(uniform: [whole.edges.count], low: 0.1, high: 1, key: RandomKey(seed: 5))
        let expected = explained.model(whole.input(edgeMask: Tensor(weights)), dropout: nil).value
        let subject = try explained.subject(4)
        let part = subject.graph.edgeNumbers.map { weights[$0] }
        expectClose(subject.logits(edgeWeights: part), expected.gatheringRows([4]), .reordered, name)
        #expect(subject.edges.count < whole.edges.count || ["cheb", "tag", "appnp", "mixhop"].contains(name), "\(name)")
    }

    @Test(arguments: ExplainedModel.names) func gradientsReachMaskAndFeatures(name: String) throws {
        let explained = try ExplainedModel(name, isDirected: true, layers: 1)
        let whole = MaskableGraph(explained.input)
        let mask = DenseArray(uniform: [whole.edges.count], low: 0.3, high: 1, key: RandomKey(seed: 6))
        // Large biases keep ReLUs away from their kinks; leaky ones of attention's scores a step may cross.
        for parameter in explained.model.parameters where parameter.path.hasSuffix("bias") {
            parameter.tensor.value = DenseArray(repeating: 4, shape: parameter.tensor.shape)
        }
        let hasKinks = name == "gat" || name == "gatv2"
        checkGradient(
            of: [mask, whole.denseFeatures], name, tolerance: Tolerance(relative: hasKinks ? 5e-2 : 5e-3)
        ) { inputs in
            explained.model(whole.input(features: inputs[1], edgeMask: inputs[0]), dropout: nil)
        }
    }

    @Test func anEdgeOfMaskZeroIsNoMessage() throws {
        // GIN sums: the graph without the edge gives what a mask of 0 gives
        let explained = try ExplainedModel("gin")
        let whole = MaskableGraph(explained.input)
        let removed = 7
        var mask = [Float](repeating: 1, count: whole.edges.count)
        mask[removed] = 0
        let found = explained.model(whole.input(edgeMask: Tensor(DenseArray(mask))), dropout: nil).value
        let kept = (0..<whole.edges.count).filter { $0 != removed }
        let graph = try Graph(
            nodeCount: explained.nodeCount,
            edges: EdgeList(
                sources: kept.map { whole.edges.sources[$0] }, targets: kept.map { whole.edges.targets[$0] }),
            features: .dense(whole.denseFeatures))
        let input = NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 2)
        expectClose(found, explained.model(input, dropout: nil).value, .reordered)
    }

    @Test func sparseAndIdentityFeatures() throws {
        let edges = EdgeList((0..<20).map { ($0, ($0 + 1) % 20) } + [(0, 5), (7, 3)]).undirected()
        for features in [NodeFeatures.sparse(sparseRows(20, 7, seed: 3)), .identity(20)] {
            let graph = try Graph(nodeCount: 20, edges: edges, features: features)
            let input = NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 2)
            for name in ["gcn", "gat", "sgc", "sage"] {
                let kind = try #require(NodeModels.named(name))
                let model = kind.make(
                    NodeModelConfiguration(model: name, inputs: features.width, outputs: 3), RandomKey(seed: 2))
                let subject = try ExplanationSubject(node: 3, of: input, hops: 2, model: name) { model($0, dropout: nil) }
                expectClose(
                    subject.logits(), model(input, dropout: nil).value.gatheringRows([3]), .reordered, name)
                #expect((subject.features == nil) == (features.width == 20))
            }
        }
    }

    @Test func networksThatCannotBeMaskedAreRefused() throws {
        let explained = try ExplainedModel("gcn")
        let input = explained.input
        func refusal(_ hops: Int? = 2, _ node: Int = 1, _ network: @escaping (NodeInput) -> Tensor) -> ExplanationError? {
            do throws(ExplanationError) {
                _ = try ExplanationSubject(node: node, of: input, hops: hops, model: "m", network: network)
                return nil
            } catch { return error }
        }
        let weight = Tensor(DenseArray(repeating: 1, shape: [6, 3]), requiresGradient: true)
        #expect(refusal { $0.product(with: weight).sparseProduct($0.wholeAdjacency) } == .notMaskable(model: "m", what: "Â"))
        #expect(
            refusal { $0.product(with: weight).sparseProduct($0.matrix(.sum)) } == .notMaskable(model: "m", what: "sum"))
        #expect(
            refusal { $0.product(with: weight).weightedSum($0.attentionEdges) }
                == .notMaskable(model: "m", what: "attentionEdges"))
        #expect(refusal { $0.product(with: weight) } == .readsNoEdges(model: "m"))
        #expect(refusal(0) { explained.model($0, dropout: nil) } == .readsNoEdges(model: "m"))
        #expect(refusal(2, 16) { explained.model($0, dropout: nil) } == .nodeOutOfRange(16, count: 16))
        #expect(refusal { explained.model($0, dropout: nil) } == nil)
        #expect(ExplanationError.noAttention(model: "gcn").description.contains("no attention"))
    }

    @Test func aGraphsAnswer() throws {
        let explained = try ExplainedModel("gcn")
        let network = GraphLevelNetwork(inputs: 6, key: RandomKey(seed: 3))
        let subject = try ExplanationSubject(graph: explained.input, model: "graph") { network($0) }
        #expect(subject.node == nil && subject.nodeCount == 16)
        expectClose(subject.logits(), network(explained.input).value, .reordered)
        checkGradient(of: [DenseArray(repeating: 0.7, shape: [subject.edges.count])], tolerance: Tolerance(relative: 1e-2)) {
            subject.logits(features: nil, edgeMask: $0[0])
        }
    }
}
