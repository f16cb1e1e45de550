import ArgumentParser
import GraphLearning

/// A run folder of a training on whole graphs, opened by a command.
struct TrainedGraphRun {
    let folder: RunFolder
    let predictor: GraphPredictor
    private let config: JSONValue

    /// nil where the run is of another kind.
    init?(_ path: String) throws {
        folder = RunFolder(path)
        config = try folder.readConfig()
        guard let task = config["task"]?.string, task == "graph-classification" || task == "graph-regression" else { return nil }
        predictor = try folder.readGraphPredictor()
    }

    /// The given data, or those of the training.
    func load(_ dataset: String?, _ options: DataOptions, _ general: GeneralOptions) throws -> LoadedGraphSet {
        try aligned(
            transformed(
                read(dataset, options, general), config["dataset"]?["transform"]?.string, seed: config["seed"]?.int ?? 0))
    }

    /// Whether the data are those the kept network was trained on.
    func isTrained(on loaded: LoadedGraphSet) -> Bool {
        config["dataset"]?["place"]?.string == Process.absolute(loaded.path)
    }

    /// The set with its feature columns as the network knows them: by name, those that do not occur being 0. Refuses a
    /// value that the network has never seen.
    private func aligned(_ loaded: LoadedGraphSet) throws -> LoadedGraphSet {
        guard let known = config["dataset"]?["feature_names"]?.array?.compactMap(\.string), let found = loaded.featureNames,
            known != found
        else { return loaded }
        var places: [Int] = []
        for name in found {
            guard let place = known.firstIndex(of: name) else {
                throw Failure(
                    Failure.badData,
                    "\(loaded.path): the nodes have \(name), which the network was not trained with; it knows \(known.prefix(8).joined(separator: ", "))\(known.count > 8 ? ", …" : "")")
            }
            places.append(place)
        }
        let given = loaded.set.features.matrix
        var matrix = DenseArray(zeros: [given.rows, known.count])
        matrix.withUnsafeMutableElements { out in
            given.withUnsafeElements { x in
                for row in 0..<given.rows {
                    for (column, place) in places.enumerated() {
                        out[row * known.count + place] = x[row * given.columns + column]
                    }
                }
            }
        }
        var result = loaded.replacing(set: try loaded.set.replacing(features: .dense(matrix)))
        result.featureNames = known
        return result
    }

    private func read(_ dataset: String?, _ options: DataOptions, _ general: GeneralOptions) throws -> LoadedGraphSet {
        if let dataset { return try options.loadSet(dataset, general) }
        guard let record = GraphSetRecord(config["dataset"]) else {
            throw FileError(
                kind: .malformed, file: folder.configFile, place: .entry("dataset"), found: "nothing usable",
                expected: "the data it was trained on", advice: "name a data set on the command line")
        }
        if let root = options.dataRoot { return try GraphSetRecord(name: record.name, root: root).load(general) }
        return try record.load(general)
    }

    /// What the folds' networks said of graphs that they had not seen, from predictions.csv: for classes the graphs' own
    /// and the predicted ones, else the numbers.
    func crossValidated() throws -> (actual: [[String]], predicted: [[String]], folds: Int) {
        let file = folder.predictionsFile
        var reader = try CSVReader(bytes: Files.read(file), file: file)
        let names = reader.header
        func bad(_ line: Int, _ found: String) -> FileError {
            FileError(
                kind: .malformed, file: file, place: .line(line), found: found,
                expected: "graph, fold, then what is and what was said", advice: "train again, or restore the file")
        }
        let width = predictor.classNames.isEmpty ? predictor.objective.outputs : 1
        guard names.count >= 2 + 2 * width, names[0] == "graph", names[1] == "fold" else { throw bad(1, names.joined(separator: ",")) }
        var actual: [[String]] = [], predicted: [[String]] = [], folds = Set<String>()
        while let row = try reader.next() {
            let fields = (0..<row.count).map { row.string(at: $0) }
            folds.insert(fields[1])
            actual.append(Array(fields[2..<2 + width]))
            predicted.append(Array(fields[2 + width..<2 + 2 * width]))
        }
        return (actual, predicted, folds.count)
    }
}

extension Evaluate {
    /// Judges a run on whole graphs: without data of its own by what the folds' networks said of graphs they had not seen.
    func evaluate(_ run: TrainedGraphRun) throws {
        if part != nil || split != nil {
            throw Failure(Failure.usage, "--part and --split are for runs on nodes; \(subject.folder) is on whole graphs")
        }
        let classes = run.predictor.classNames
        let name: String, how: String
        if let dataset = subject.dataset {
            let loaded = try run.load(dataset, data, general)
            (name, how) = (
                loaded.name, "all graphs, by the kept network" + (run.isTrained(on: loaded) ? ", which was trained on them" : ""))
            if classes.isEmpty {
                guard let targets = loaded.set.targets else { throw GraphPredictorError.noLabels(set: loaded.name) }
                let said = try run.predictor.predict(loaded.set)
                report(RegressionMetrics(actual: targets.elements, predicted: said.elements), name, how)
            } else {
                report(try run.predictor.evaluate(loaded.set), name, how)
            }
            return
        }
        let (actual, predicted, folds) = try run.crossValidated()
        name = subject.folder
        how = folds == 1 ? "the test graphs" : "each graph by the fold's network that had not seen it"
        if classes.isEmpty {
            report(RegressionMetrics(actual: Self.numbers(actual), predicted: Self.numbers(predicted)), name, how)
        } else {
            func places(_ rows: [[String]]) throws -> [Int] {
                try rows.map { row in
                    guard let place = classes.firstIndex(of: row[0]) else {
                        throw FileError(
                            kind: .malformed, file: run.folder.predictionsFile, found: "class \"\(row[0])\"",
                            expected: classes.joined(separator: ", "), advice: "train again, or restore the file")
                    }
                    return place
                }
            }
            report(
                ClassificationReport(actual: try places(actual), predicted: try places(predicted), classNames: classes), name,
                how)
        }
    }

    private static func numbers(_ rows: [[String]]) -> [Float] { rows.flatMap { $0.map { Float($0) ?? .nan } } }

    private func report(_ report: RegressionMetrics, _ name: String, _ how: String) {
        if general.json {
            var members: [(key: String, value: JSONValue)] = [("run", .string(subject.folder)), ("judged", .string(how))]
            members += [
                ("count", .int(report.count)), ("rmse", .double(report.rmse)), ("mae", .double(report.mae)),
                ("r2", .double(report.r2)),
            ]
            Output.json(.object(members))
        } else {
            Output.result("""
                \(name), \(how): \(report.count)
                RMSE \(Output.fixed(report.rmse, 4)), MAE \(Output.fixed(report.mae, 4)), R² \(Output.fixed(report.r2, 4))
                """)
        }
    }

    private func report(_ report: ClassificationReport, _ name: String, _ how: String) {
        if general.json {
            var members: [(key: String, value: JSONValue)] = [
                ("dataset", .string(name)), ("run", .string(subject.folder)), ("judged", .string(how)),
            ]
            members += report.json.object ?? []
            Output.json(.object(members))
        } else {
            Output.result(report.text("\(name), \(how)"))
        }
    }
}
