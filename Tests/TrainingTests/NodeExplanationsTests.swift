import DenseArrays
import GraphNetworks
import Graphs
import TestSupport
import Testing

@testable import Training

struct NodeExplanationsTests {
    @Test func theSubjectsAnswerIsThePrediction() throws {
        let ties = (0..<30).map { ($0, ($0 + 1) % 30) } + [(0, 7), (3, 20)]
        let labels = try NodeLabels(values: (0..<30).map { Int32($0 / 15) }, classNames: ["a", "b"])
        let graph = try Graph(
            nodeCount: 30, edges: EdgeList(ties).undirected(),
            features: .dense(DenseArray(uniform: [30, 4], low: 0, high: 1, key: RandomKey(seed: 1))), labels: labels)
        let split = try NodeSplit(name: "s", train: Array(0..<30), validation: [], test: [], nodeCount: 30)
        for name in ["gcn", "gat", "appnp"] {
            var settings = NodeClassificationSettings.named("kipf") ?? .kipf
            settings.model = name
            settings.epochs = 5
            let trainer = try NodeClassificationTrainer(graph, settings)
            let classifier = NodeClassifier(try trainer.run(seed: 1, split: split), of: trainer)
            let prediction = try classifier.predict(graph)
            let explanations = try classifier.explanations(graph)
            for node in [0, 11, 29] {
                let answer = try explanations.subject(node).answer()
                #expect(answer.label == prediction.labels[node])
                #expect(abs(answer.probability - prediction.probabilities[node, answer.label]) < 1e-5, "\(name) \(node)")
            }
            #expect(throws: ExplanationError.nodeOutOfRange(30, count: 30)) { _ = try explanations.subject(30) }
        }
    }
}
