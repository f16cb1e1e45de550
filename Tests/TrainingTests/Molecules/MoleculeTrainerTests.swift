import DenseArrays
import FileFormats
import GraphDatasets
import GraphNetworks
import Graphs
import Molecules
import NeuralNetworks
import TestSupport
import Testing

@testable import Training

/// Small tables of molecules: alcohols and amines of chains, with what follows from them.
enum SmallMolecules {
    static let smiles: [String] = (1...12).flatMap { length -> [String] in
        let chain = String(repeating: "C", count: length)
        return [chain + "O", chain + "N", chain + "c1ccccc1O", chain + "c1ccncc1"]
    }

    /// Whether there is an oxygen; every seventh is not known.
    static func table(_ column: (Int, String) -> String, header: String) throws -> MoleculeTable {
        let path = "/tmp/small-\(UInt64.random(in: 0...UInt64.max)).csv"
        defer { try? Files.remove(path) }
        try Files.write(
            "smiles,\(header)\n" + smiles.enumerated().map { "\($1),\(column($0, $1))\n" }.joined(), to: path)
        return try MoleculeTable(
            path: path, columns: MoleculeColumns(targets: header.split(separator: ",").map(String.init)))
    }

    static func answers() throws -> MoleculeTable {
        try table({ "\($1.contains("O") ? 1 : 0),\($0 % 7 == 0 ? "" : $1.contains("c") ? "1" : "0")" }, header: "oxygen,ring")
    }

    static func numbers() throws -> MoleculeTable { try table({ "\(100 + $1.utf8.count * 3)" }, header: "size") }
}

@Suite struct MoleculeTrainerTests {
    private func settings(_ model: String = "dmpnn", epochs: Int = 25) throws -> GraphTrainingSettings {
        var s = try #require(GraphTrainingSettings.named("molecule", model: model))
        (s.epochs, s.network.hidden, s.batch, s.learningRate) = (epochs, 16, 8, 0.01)
        return s
    }

    private func splits(_ table: MoleculeTable, seeds: Range<Int> = 0..<2) throws -> [(seed: Int, split: MoleculeSplit)] {
        try seeds.map { ($0, try .random(count: table.rows.count, fractions: SplitFractions(train: 0.6, validation: 0.2), seed: $0)) }
    }

    /// Every model learns what has an oxygen, from answers of which some are blank.
    @Test(arguments: ["dmpnn", "gine", "gcn", "attentivefp"]) func learnsAnswers(model: String) throws {
        let table = try SmallMolecules.answers()
        let trainer = try MoleculeTrainer(table, features: MoleculeFeatures())
        let runs = try trainer.run(try settings(model), splits: try splits(table, seeds: 0..<1))
        #expect(runs[0].scores.value(.rocAUC) > 0.8, "\(model)")
        #expect(runs[0].members[0].objective == .answers(["oxygen", "ring"]))
    }

    /// Targets are standardized and restored: numbers around 130 are told in their own units.
    @Test func learnsNumbers() throws {
        let table = try SmallMolecules.numbers()
        let trainer = try MoleculeTrainer(table, features: MoleculeFeatures())
        let run = try trainer.run(try settings(epochs: 60), splits: try splits(table, seeds: 0..<1))[0]
        #expect(run.scores.value(.rmse) < 6)
        #expect(abs(run.predictions.sum() / Double(run.predictions.count) - 130) < 20)
        #expect(run.validation == run.members[0].metrics.validationScore)
    }

    /// Same seeds, same bits, whatever the number of threads; an ensemble averages its members.
    @Test func threadsAndEnsembles() throws {
        let table = try SmallMolecules.answers()
        let trainer = try MoleculeTrainer(table, features: MoleculeFeatures())
        let s = try settings(epochs: 3), parts = try splits(table)
        func run(_ threads: Int) throws -> [MoleculeRun] {
            var result: [MoleculeRun] = []
            var failure: GraphError?
            Threads.limited(to: threads) {
                do throws(GraphError) { result = try trainer.run(s, splits: parts, ensemble: 2) } catch { failure = error }
            }
            if let failure { throw failure }
            return result
        }
        let alone = try run(1), together = try run(2)
        #expect(alone.map { $0.predictions.elements } == together.map { $0.predictions.elements })
        let members = alone[0].members.map { $0.testPredictions.elements }
        #expect(members.count == 2)
        #expect(members[0] != members[1])
        for (place, mean) in alone[0].predictions.elements.enumerated() {
            #expect(abs(mean - (members[0][place] + members[1][place]) / 2) < 1e-6)
            // the deviation of two numbers is their distance by the root of two
            let spread = abs(members[0][place] - members[1][place]) / Float(2).squareRoot()
            #expect(abs(alone[0].spread.elements[place] - spread) < 1e-5)
        }
    }

    /// What is blank has no part in the loss.
    @Test func blanksCountNowhere() throws {
        let objective = GraphObjective.answers(["a", "b"])
        let outputs = DenseArray([2, -1, 0.5, 3], shape: [2, 2])
        let known = DenseArray([1, .nan, 0, 1], shape: [2, 2])
        func log1p(_ x: Double) -> Double { DoubleMath.log(1 + DoubleMath.exp(x)) }
        let expected = (log1p(-2) + log1p(0.5) + log1p(-3)) / 3
        #expect(abs(Double(objective.loss(.init(outputs), targets: known, kind: "mse").scalar) - expected) < 1e-6)
        let numbers = GraphObjective.targets(mean: [1, 10], deviation: [2, 5])
        let wanted = DenseArray([3, .nan, .nan, 20], shape: [2, 2])
        // (2 - 1)² and (3 - 2)²
        #expect(abs(Double(numbers.loss(.init(outputs), targets: wanted, kind: "mse").scalar) - 1) < 1e-6)
    }

    /// A classical model on the same split, also for classes of one column.
    @Test func baselines() throws {
        let table = try SmallMolecules.table({ _, smiles in smiles.contains("O") ? "acid" : smiles.contains("c") ? "ring" : "amine" }, header: "kind")
        #expect(table.task == .classes(["acid", "amine", "ring"]))
        let trainer = try MoleculeTrainer(table, features: MoleculeFeatures())
        let fingerprints = MoleculeTrainer.fingerprints(table.molecules, bits: 512)
        let split = try splits(table)[0].split
        #expect(trainer.baseline(.forest, fingerprints, split, seed: 0).value(.accuracy) > 0.8)
        let answers = try MoleculeTrainer(try SmallMolecules.answers(), features: MoleculeFeatures())
        for kind in FingerprintBaseline.Kind.allCases {
            #expect(answers.baseline(kind, fingerprints, split, seed: 0).value(.rocAUC) > 0.8, "\(kind)")
        }
        let counts = MoleculeTrainer.fingerprints(table.molecules, bits: 512, counted: true)
        #expect(counts.columnIndices == fingerprints.columnIndices)
        #expect(counts.values.contains { $0 > 1 })
    }

    /// What is written is read again: the networks say the same, also of molecules one by one.
    @Test func runFolder() throws {
        let table = try SmallMolecules.answers()
        let trainer = try MoleculeTrainer(table, features: MoleculeFeatures(.dgl))
        let run = try trainer.run(try settings(epochs: 2), splits: try splits(table, seeds: 0..<1), ensemble: 2)[0]
        let folder = RunFolder("/tmp/small-run-\(UInt64.random(in: 0...UInt64.max))")
        let predictors = run.members.map { GraphPredictor($0) }
        try folder.write(
            config: .object([("members", 2), ("model", RunFolder.describe(predictors[0]))]), history: run.members,
            models: predictors.map { $0.checkpoint() }, predictions: MoleculePredictionTable.csv([run], table: table))
        defer {
            for name in (try? Files.list(folder.path)) ?? [] { try? Files.remove("\(folder.path)/\(name)") }
            try? Files.remove(folder.path)
        }
        let read = try MoleculePredictor(try folder.readEnsemble(), features: MoleculeFeatures(.dgl))
        let test = run.split.test
        let together = try read.predict(test.map { table.molecules[$0] })
        #expect(zip(together.mean.elements, run.predictions.elements).allSatisfy { abs($0 - $1) < 1e-5 })
        let first = try read.predict([table.molecules[test[0]]]).mean.elements
        #expect(zip(first, together.mean.elements).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(throws: GraphPredictorError.self) { try MoleculePredictor(predictors, features: MoleculeFeatures()) }
        var reader = try CSVReader(bytes: try Files.read(folder.predictionsFile), file: "p")
        #expect(reader.header.suffix(3) == ["ring", "predicted ring", "spread ring"])
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == test.count)
        try Files.remove(folder.modelFile(member: 2))
        #expect(throws: FileError.self) { try folder.readEnsemble() }
    }

    /// Integrated gradients find the oxygen.
    @Test(arguments: ["dmpnn", "gine", "attentivefp", "gcn"]) func explains(model: String) throws {
        let table = try SmallMolecules.answers()
        let trainer = try MoleculeTrainer(table, features: MoleculeFeatures())
        let run = try trainer.run(try settings(model), splits: try splits(table, seeds: 0..<1))[0]
        let predictor = try MoleculePredictor(run.members.map { GraphPredictor($0) }, features: MoleculeFeatures())
        let molecule = try Molecule(smiles: "CCCCO")
        let found = try predictor.explain(molecule, output: 0, by: IntegratedGradients())
        #expect(found.atomWeights.count == 5)
        #expect(found.bondWeights.count == 4)
        let weights = found.wholeAtomWeights
        #expect(weights.indices.max { weights[$0] < weights[$1] } ?? -1 >= 3, "\(model): \(weights)")
    }
}
