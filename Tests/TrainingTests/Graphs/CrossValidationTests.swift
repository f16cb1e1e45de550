import DenseArrays
import FileFormats
import GraphNetworks
import Graphs
import Synchronization
import TestSupport
import Testing

@testable import Training

/// Cycles against stars of the same sizes, all nodes alike: who does not see the edges can only guess.
func shapes(count: Int = 60, targets: Bool = false) throws -> GraphSet {
    var graphs: [Graph] = [], labels: [Int32] = [], values: [Float] = []
    for number in 0..<count {
        let isStar = number % 2 == 1
        let size = 5 + number / 2 % 4
        let edges: [(Int, Int)] = isStar ? (1..<size).map { (0, $0) } : (0..<size).map { ($0, ($0 + 1) % size) }
        graphs.append(try Graph(
            nodeCount: size, edges: EdgeList(edges).undirected(),
            features: .dense(DenseArray(repeating: 1, shape: [size, 2]))))
        labels.append(isStar ? 1 : 0)
        values.append(isStar ? 7 : 3)
    }
    return try GraphSet(
        name: "shapes", graphs: graphs, labels: targets ? nil : labels, classNames: targets ? [] : ["cycle", "star"],
        targets: targets ? DenseArray(values, shape: [count, 1]) : nil)
}

@Suite struct CrossValidationTests {
    static func settings(_ name: String = "fixed", model: String = "gin") throws -> GraphTrainingSettings {
        var settings = try #require(GraphTrainingSettings.named(name, model: model))
        settings.network.hidden = 8
        settings.network.layers = 2
        settings.epochs = 12
        settings.folds = 3
        settings.batch = 16
        return settings
    }

    @Test func learnsWhatTheBaselineCannot() throws {
        let trainer = try GraphTrainer(shapes())
        let settings = try Self.settings()
        let result = try CrossValidation(trainer, settings, seed: 1).run()
        #expect(result.folds.count == 3 && result.test.mean > 0.95)
        let blind = try CrossValidation(trainer, settings.baseline(), seed: 1).run(keepsFinal: false)
        #expect(blind.test.mean < 0.8 && blind.final == nil)
        // every graph is judged once, by a network that did not train on it
        #expect(result.folds.flatMap(\.fold.test).sorted() == Array(0..<60))
        for fold in result.folds {
            #expect(Set(fold.fold.train).isDisjoint(with: fold.fold.test))
            #expect(fold.predictions.shape == [fold.fold.test.count, 2])
        }
        // the network for use saw all
        let final = try #require(result.final)
        #expect(final.fold.train.count == 60)
        #expect(try GraphPredictor(final).evaluate(shapes()).accuracy > 0.95)
    }

    /// The same bits whatever the number of threads, with parts and with folds side by side.
    @Test(arguments: ["gin", "gcn"])
    func threadsDoNotMatter(model: String) throws {
        var settings = try Self.settings(model: model)
        settings.network.norm = model == "gin" ? "batch" : "none"
        settings.batch = 200
        settings.epochs = 3
        let set = try shapes(count: 240)
        let all = Fold(number: 0, train: Array(0..<200), validation: [], test: Array(200..<240))
        let results = try resultsForThreadCounts {
            try [
                CrossValidation(GraphTrainer(set), settings, seed: 4, folds: [all]).run(keepsFinal: false),
                CrossValidation(GraphTrainer(set), settings, seed: 4).run(keepsFinal: false),
            ].flatMap { $0.folds.flatMap { $0.runs.flatMap { $0.state.map(\.elements) } } }
        }
        for result in results.dropFirst() { #expect(result == results[0]) }
        #expect(!results[0].isEmpty)
    }

    @Test func oneEpochForAllFolds() throws {
        let settings = try Self.settings("gin-paper")
        let result = try CrossValidation(GraphTrainer(shapes()), settings, seed: 2).run(keepsFinal: false)
        let runs = result.folds.flatMap(\.runs)
        let epochs = Set(runs.map(\.bestEpoch))
        #expect(epochs.count == 1)
        let chosen = try #require(epochs.first)
        // no other epoch has a better mean, and the score is that of this epoch
        func mean(_ epoch: Int) -> Double { runs.reduce(0) { $0 + $1.history[epoch - 1].testScore } / 3 }
        for epoch in 1...12 { #expect(mean(epoch) <= mean(chosen)) }
        #expect(abs(result.test.mean - mean(chosen)) < 1e-12)
        for fold in result.folds {
            let labels = fold.fold.test.map { $0 % 2 }
            let right = zip(fold.predictions.argmaxRows(), labels).count { $0 == $1 }
            #expect(Double(right) / Double(labels.count) == fold.testScore)
        }
    }

    /// The grid is chosen from by the held-out part alone, and three trainings are averaged.
    @Test func erricaChooses() throws {
        var settings = try Self.settings("errica")
        settings.grid = [["learning_rate": 0.0000001], ["learning_rate": 0.02]]
        settings.repeats = 2
        let trained = Mutex(0)
        let result = try CrossValidation(GraphTrainer(shapes()), settings, seed: 0).run(keepsFinal: true) { event in
            if case .trained = event { trained.withLock { $0 += 1 } }
        }
        #expect(trained.withLock { $0 } == 3 * (2 + 2) + 1)
        for fold in result.folds {
            #expect(fold.settings.learningRate == 0.02 && fold.runs.count == 2)
            #expect(!fold.fold.validation.isEmpty && Set(fold.fold.validation).isDisjoint(with: fold.fold.test))
            #expect(fold.testScore == (fold.runs[0].metrics.testScore + fold.runs[1].metrics.testScore) / 2)
        }
        // for use: as many epochs as the folds chose on average
        let epochs = result.folds.flatMap { $0.runs.map(\.bestEpoch) }
        #expect(result.final?.epochs == Int((Double(epochs.reduce(0, +)) / Double(epochs.count)).rounded()))
    }

    @Test func numbersAreForetold() throws {
        let set = try shapes(targets: true)
        var settings = try Self.settings()
        settings.epochs = 30
        for loss in ["mse", "mae", "huber"] {
            settings.loss = loss
            let result = try CrossValidation(GraphTrainer(set), settings, seed: 0).run()
            #expect(result.test.mean < 1, "\(loss)")  // always saying 5 would be 2
            let final = try #require(result.final)
            let said = try GraphPredictor(final).predict(set).elements
            #expect(abs(said[0] - 3) < 1 && abs(said[1] - 7) < 1)
        }
    }

    @Test func interruption() throws {
        let count = Mutex(0)
        let result = try CrossValidation(GraphTrainer(shapes()), Self.settings(), seed: 0).run { event in
            if case .epoch = event { count.withLock { $0 += 1 } }
        } isInterrupted: {
            count.withLock { $0 } >= 5
        }
        #expect(result.wasInterrupted && result.final == nil)
        #expect(result.folds.allSatisfy { $0.runs.allSatisfy { $0.history.count < 12 } })
    }

    @Test func divergenceIsTold() throws {
        var settings = try Self.settings(model: "gcn")
        settings.network.norm = "none"
        settings.learningRate = 1e30
        let all = Fold(number: 0, train: Array(0..<50), validation: [], test: Array(50..<60))
        let run = try GraphTrainer(shapes()).run(settings, fold: all, seed: 0)
        #expect(run.divergedAt != nil && run.epochs < 12)
    }

    @Test func setsWithoutAnswersAreRefused() throws {
        let graph = try Graph(nodeCount: 2, edges: EdgeList([(0, 1)]), features: .dense(DenseArray(zeros: [2, 1])))
        let set = try GraphSet(name: "mute", graphs: [graph])
        #expect(throws: GraphError.sizesDiffer(what: "labels or targets", found: 0, expected: 1)) { _ = try GraphTrainer(set) }
    }
}

@Suite struct GraphTrainingSettingsTests {
    /// Also where flags changed the protocol's name.
    @Test func theBaselineIsBlind() throws {
        var settings = try #require(GraphTrainingSettings.named("errica", model: "gin"))
        settings.name += "+hidden=8"
        settings.network.hidden = 8
        settings.epochs = 7
        let baseline = settings.baseline()
        #expect(baseline.network.model == "mlp" && baseline.network.hidden == 8)
        #expect(baseline.epochs == 7 && baseline.repeats == 3 && baseline.selection == .validation)
    }

    @Test func comeBackFromJSON() throws {
        for name in GraphTrainingSettings.protocolNames {
            for model in ["gcn", "gin", "mlp", "topk"] {
                let settings = try #require(GraphTrainingSettings.named(name, model: model))
                var other = GraphTrainingSettings(name: "other")
                try other.apply(settings.json)
                #expect(other == settings, "\(name) \(model)")
            }
        }
        for model in NodeModels.all.map(\.name) {
            let settings = NodeClassificationSettings.standard(for: model)
            var other = NodeClassificationSettings(name: "other")
            try other.apply(settings.json)
            #expect(other == settings, "\(model)")
        }
        #expect(GraphTrainingSettings.named("none", model: "gcn") == nil)
    }

    @Test func badValuesAreNamed() throws {
        var settings = try #require(GraphTrainingSettings.named("fixed", model: "gcn"))
        let before = settings
        for (name, value, expected) in [
            ("hidden", JSONValue.int(0), "a whole number from 1 to 65536"), ("dropout", 1, "at least 0 and below 1"),
            ("schedule", "linear", "constant, halving or cosine"), ("residual", 1, "true or false"),
            ("readout", "median", "one of mean, sum, max, min, std, softmax, attention, set2set, sort"),
            ("options", ["a": "b"], "an object of numbers from 0 to 1e6"), ("grid", [["hiden": 3]], "a list of objects"),
        ] {
            #expect(throws: SettingsError(name: name, found: value.encoded(), expected: expected)) {
                try settings.set(name, value)
            }
        }
        #expect(throws: SettingsError.self) { try settings.set("hiden", 3) }
        #expect(settings == before)
    }
}

@Suite struct GraphRunFolderTests {
    @Test(arguments: ["gin", "gat", "topk", "diffpool", "mlp"])
    func comesBack(model: String) throws {
        var settings = try CrossValidationTests.settings(model: model)
        settings.epochs = 2
        settings.network.readout = "set2set"
        let set = try shapes(count: 12)
        let result = try CrossValidation(GraphTrainer(set), settings, seed: 0).run()
        let predictor = GraphPredictor(try #require(result.final))
        let folder = RunFolder("/tmp/gcn-graph-run-\(UInt64.random(in: 0...UInt64.max))")
        defer {
            for file in [folder.configFile, folder.metricsFile, folder.modelFile, folder.predictionsFile] { try? Files.remove(file) }
            try? Files.remove(folder.path)
        }
        let config = JSONValue.object([("task", "graph-classification"), ("model", RunFolder.describe(predictor))])
        try folder.write(
            config: config, results: [result], model: predictor.checkpoint(),
            predictions: GraphPredictionTable.csv(result, set: set))
        let again = try folder.readGraphPredictor()
        #expect(again.configuration == predictor.configuration && again.objective == predictor.objective)
        // the running statistics of batch normalization come back, too
        #expect(again.state.map(\.elements) == predictor.state.map(\.elements))
        #expect(try again.predict(set) == predictor.predict(set))
        let lines = String(decoding: try Files.read(folder.predictionsFile), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 13 && lines[0] == "graph,fold,label,predicted,cycle,star")
        let metrics = String(decoding: try Files.read(folder.metricsFile), as: UTF8.self).split(separator: "\n")
        #expect(metrics.count == 3 * 2)
    }

    @Test func otherFeaturesAreRefused() throws {
        var settings = try CrossValidationTests.settings()
        settings.epochs = 1
        let run = try GraphTrainer(shapes(count: 8)).run(
            settings, fold: Fold(number: 0, train: Array(0..<8), validation: [], test: []), seed: 0)
        let graph = try Graph(nodeCount: 2, edges: EdgeList([(0, 1)]), features: .dense(DenseArray(zeros: [2, 5])))
        let other = try GraphSet(name: "other", graphs: [graph], labels: [0], classNames: ["ring"])
        #expect(throws: GraphPredictorError.featuresDiffer(set: "other", found: 5, expected: 2)) {
            _ = try GraphPredictor(run).predict(other)
        }
    }
}
