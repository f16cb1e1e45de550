import DenseArrays
import GraphDatasets
import GraphNetworks
import Graphs
import Testing

@testable import Training

struct ModelSettingsTests {
    @Test func papersSettings() {
        #expect(NodeClassificationSettings.standard(for: "gcn") == .kipf)
        let gat = NodeClassificationSettings.standard(for: "gat")
        #expect(gat.hidden == 8 && gat.options["heads"] == 8 && gat.dropout == 0.6 && gat.learningRate == 0.005)
        #expect(gat.decayAll && gat.stopping == .patience(epochs: 100))
        let deep = NodeClassificationSettings.standard(for: "gcnii")
        #expect(deep.layers == 64 && deep.hidden == 64 && deep.weightDecay == 0.01 && deep.otherWeightDecay == 5e-4)
        for kind in NodeModels.all { #expect(NodeClassificationSettings.standard(for: kind.name).model == kind.name) }
    }

    /// Every kind learns something on a small citation network, and its checkpoint gives the same answers.
    @Test(arguments: ["mlp", "sgc", "appnp", "gat", "gcnii", "gatv2", "sage", "gin", "cheb", "tag", "arma", "mixhop", "transformer"])
    func trainsAndComesBack(model: String) throws {
        let place = try TemporaryFolder()
        _ = try PapersGenerator(seed: 2, papers: 210, topics: 3, words: 60, trainPerTopic: 10, validation: 60, test: 100)
            .make().write(to: place.path + "/papers")
        let graph = try Dataset.load(place.path + "/papers").graph
        var settings = NodeClassificationSettings.standard(for: model)
        settings.epochs = 30
        settings.layers = min(settings.layers, 4)
        settings.hidden = min(settings.hidden, 16)
        let trainer = try NodeClassificationTrainer(graph, settings)
        let split = try #require(graph.split)
        let run = try trainer.run(seed: 0, split: split)
        #expect(run.metrics.testAccuracy > 0.4, "\(model): \(run.metrics.testAccuracy), chance is a third")
        let classifier = NodeClassifier(run, of: trainer)
        let folder = RunFolder(place.path + "/run")
        try folder.write(
            config: .object([("model", RunFolder.describe(classifier))]), runs: [run], model: classifier.checkpoint(),
            predictions: "")
        let again = try folder.readClassifier()
        #expect(try again.predict(graph).probabilities == classifier.predict(graph).probabilities)
        let repeated = try trainer.run(seed: 0, split: split)
        #expect(repeated.parameters == run.parameters)
    }
}
