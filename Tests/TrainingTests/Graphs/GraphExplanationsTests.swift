import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@testable import Training

struct GraphExplanationsTests {
    private static func set() throws -> GraphSet {
        let graphs = try BA2Motifs.make(graphs: 4, base: 8, key: RandomKey(seed: 1)).enumerated().map { number, made in
            try Graph(
                nodeCount: made.graph.nodeCount, edges: made.graph.edges,
                features: .dense(
                    DenseArray(uniform: [made.graph.nodeCount, 3], low: 0, high: 1, key: RandomKey(seed: number))))
        }
        return try GraphSet(name: "made", graphs: graphs, labels: [0, 1, 0, 1], classNames: BA2Motifs.classNames)
    }

    private static func predictor(_ name: String) throws -> GraphPredictor {
        var configuration = GraphModelConfiguration(model: name, inputs: 3, hidden: 8, outputs: 2, layers: 2)
        configuration.norm = "batch"
        let kind = try #require(GraphModels.named(name))
        return GraphPredictor(
            configuration: configuration, objective: .classes(BA2Motifs.classNames),
            state: kind.make(configuration, RandomKey(seed: 7)).stateValues)
    }

    static let explainable = ["gcn", "gin", "graphconv", "gat", "sage", "gatv2", "transformer", "cheb", "tag", "mixhop", "arma"]

    @Test(arguments: explainable) func theSubjectsAnswerIsThePrediction(name: String) throws {
        let set = try Self.set()
        let predictor = try Self.predictor(name)
        let expected = try predictor.predict(set)
        let explanations = try predictor.explanations(set)
        for graph in 0..<set.count {
            let subject = try explanations.subject(graph)
            #expect(subject.nodeCount == 13 && subject.node == nil)
            let found = subject.probabilities()
            for c in 0..<2 { #expect(abs(found[c] - expected[graph, c]) < 1e-5, "\(name), graph \(graph)") }
            // every edge's mask has its part: without any edge the answer is another
            let none = subject.probabilities(edgeWeights: [Float](repeating: 0, count: subject.edges.count))
            #expect(abs(none[0] - found[0]) > 1e-6, "\(name)")
        }
    }

    @Test(arguments: ["mlp", "topk", "sag", "diffpool", "mincut", "gine"]) func refusals(name: String) throws {
        let explanations = try Self.predictor(name).explanations(try Self.set())
        do throws(ExplanationError) {
            _ = try explanations.subject(0)
            Issue.record("\(name) was not refused")
        } catch {
            switch error {
            case .readsNoEdges: #expect(name == "mlp")
            case .notMaskable(let model, _): #expect(model == name && name != "mlp")
            default: Issue.record("\(name): \(error)")
            }
        }
    }
}
