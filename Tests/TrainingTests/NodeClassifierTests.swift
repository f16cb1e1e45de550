import DenseArrays
import FileFormats
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing
import Training

@Suite struct NodeClassifierTests {
    private let weight = randomArray([3, 4], seed: 1)
    private let last = randomArray([4, 2], seed: 2)

    private func classifier(normalizes: Bool = false, classes: [String] = ["red", "blue"]) -> NodeClassifier {
        NodeClassifier(
            configuration: NodeModelConfiguration(inputs: 3, hidden: 4, outputs: 2), classNames: classes,
            scaling: normalizes ? .rows : .none,
            parameters: [weight, DenseArray([0.1, 0.2, 0.3, 0.4]), last, DenseArray([0.05, -0.05])])
    }

    /// softmax(Â relu(Â X W₀ + b₀) W₁ + b₁) with plain matrices.
    @Test func predictsAndEmbeds() throws {
        let graph = try tinyGraph()
        guard case .dense(let x) = graph.features else {
            Issue.record("features are not dense")
            return
        }
        let matrix = try graph.normalizedAdjacency()
        let hidden = matrix.product(.product(x, weight), bias: DenseArray([0.1, 0.2, 0.3, 0.4])).map { max(0, $0) }
        let logits = matrix.product(.product(hidden, last), bias: DenseArray([0.05, -0.05]))
        let prediction = try classifier().predict(graph)
        #expect(prediction.probabilities.shape == [6, 2])
        expectClose(prediction.probabilities, logits.softmaxRows(), .reordered)
        #expect(prediction.labels == logits.argmaxRows())
        expectClose(
            prediction.probabilities.rowSums().reshaped([6]), DenseArray(repeating: 1, shape: [6]), .elementwise)
        let embeddings = try classifier().embed(graph)
        #expect(embeddings.shape == [6, 4])
        expectClose(embeddings, hidden, .reordered)
    }

    /// Where features are normalized by row, their scale does not matter; else it does.
    @Test func normalizesAsInTraining() throws {
        let graph = try tinyGraph()
        guard case .dense(let x) = graph.features else {
            Issue.record("features are not dense")
            return
        }
        let larger = try graph.replacing(features: .dense(x * 4))
        let normalized = classifier(normalizes: true)
        expectClose(
            try normalized.predict(larger).probabilities, try normalized.predict(graph).probabilities, .reordered)
        #expect(try classifier().predict(larger).probabilities != classifier().predict(graph).probabilities)
    }

    /// Features may come sparse: the numbers are the same.
    @Test func sparseFeatures() throws {
        let rows = CompressedRows(
            rows: 6, columns: 3, rowIndices: [0, 1, 2, 4], columnIndices: [0, 2, 1, 1], values: [1, 2, 3, 4])
        var full = DenseArray(zeros: [6, 3])
        for (r, c, v) in [(0, 0, Float(1)), (1, 2, 2), (2, 1, 3), (4, 1, 4)] { full[r, c] = v }
        let graph = try tinyGraph()
        let found = try [NodeFeatures.sparse(rows), .dense(full)].map {
            try classifier().predict(graph.replacing(features: $0)).probabilities
        }
        expectClose(found[0], found[1], .reordered)
    }

    @Test func evaluates() throws {
        let graph = try tinyGraph()
        let predicted = try classifier().predict(graph).labels
        let report = try classifier().evaluate(graph, nodes: [0, 1, 2, 3, 4])
        let right = zip(predicted, [0, 1, 0, 1, 0]).count { $0 == $1 }
        #expect(report.count == 5 && report.accuracy == Double(right) / 5)
        #expect(report.classes.map(\.support) == [3, 2])
        #expect(try classifier().evaluate(graph, nodes: [1]).classes.map(\.support) == [0, 1])
    }

    /// Classes are matched by name, whatever their order in the graph.
    @Test func matchesClassesByName() throws {
        let turned = try Graph(
            nodeCount: 6, edges: try tinyGraph().edges, features: try tinyGraph().features,
            labels: try NodeLabels(values: [1, 0, 1, 0, 1, -1], classNames: ["blue", "red"]))
        let expected = try classifier().evaluate(try tinyGraph(), nodes: [0, 1, 2, 3, 4])
        #expect(try classifier().evaluate(turned, nodes: [0, 1, 2, 3, 4]) == expected)
    }

    private func failure(_ body: () throws(NodeClassifierError) -> Void) -> String {
        do throws(NodeClassifierError) {
            try body()
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func otherFeaturesAreRefused() throws {
        let graph = try tinyGraph(features: 5)
        let message =
            "tiny has 5 feature columns; the network was trained with 3: give it data with the same columns"
        #expect(failure { () throws(NodeClassifierError) in _ = try classifier().predict(graph) } == message)
        #expect(failure { () throws(NodeClassifierError) in _ = try classifier().embed(graph) } == message)
        #expect(
            failure { () throws(NodeClassifierError) in _ = try classifier().evaluate(graph, nodes: [0]) } == message)
    }

    @Test func unknownClassesAreRefused() throws {
        let graph = try tinyGraph(classes: ["red", "green"])
        #expect(
            failure { () throws(NodeClassifierError) in _ = try classifier().evaluate(graph, nodes: [0, 1]) }
                == "class \"green\" is none of those that the network knows: red, blue")
        // of no matter where no node of it is judged
        #expect(try classifier().evaluate(graph, nodes: [0, 2, 4]).count == 3)
    }

    @Test func nodesWithoutALabelAreRefused() throws {
        let graph = try tinyGraph(names: ["a", "b", "c", "d", "e", "f"])
        #expect(
            failure { () throws(NodeClassifierError) in _ = try classifier().evaluate(graph, nodes: [0, 5]) }
                == "node f has no label to judge by")
        let bare = try Graph(nodeCount: 6, edges: graph.edges, features: graph.features, provenance: "bare")
        #expect(
            failure { () throws(NodeClassifierError) in _ = try classifier().evaluate(bare, nodes: [0]) }
                == "bare has no labels to judge by; use `gcn predict` for data without labels")
        #expect(try classifier().predict(bare).labels.count == 6)
    }

    @Test func negativeWeightsAreRefused() throws {
        let graph = try tinyGraph().replacing(edges: EdgeList([(0, 1), (1, 2)], weights: [1, -2]))
        #expect(
            failure { () throws(NodeClassifierError) in _ = try classifier().predict(graph) }
                .hasPrefix("edge 1 from node 1 to 2 has the negative weight -2.0; expected zero or more"))
    }

    @Test func checkpoint() throws {
        let file = try SafetensorsFile(bytes: classifier().checkpoint(), file: "model.safetensors")
        #expect(
            file.entries.map(\.name) == ["convs.0.lin.weight", "convs.0.bias", "convs.1.lin.weight", "convs.1.bias"])
        #expect(file.entries.map(\.shape) == [[4, 3], [4], [2, 4], [2]])
        #expect(try file.floats("convs.0.lin.weight") == weight.transposed().elements)
        #expect(file.metadata["format"] == "pt")
    }
}
