import DenseArrays
import FileFormats
import GraphNetworks
import Graphs
import NeuralNetworks

/// What a training on whole graphs leaves on disk: the files of a `RunFolder`, `predictions.csv` holding for each graph
/// what was said of it by networks that had not seen it.
extension RunFolder {
    /// Writes a cross-validation; like `write` for nodes.
    public func write(
        config: JSONValue, results: [CrossValidationResult], model: [UInt8], predictions: String, isReserved: Bool = false
    ) throws(FileError) {
        var lines = ""
        for result in results {
            for fold in result.folds {
                for run in fold.runs {
                    for metrics in run.history { lines += Self.line(metrics, run) }
                }
            }
        }
        try write(
            files: [
                (metricsFile, Array(lines.utf8)), (modelFile, model), (predictionsFile, Array(predictions.utf8)),
                (configFile, Array((config.encoded(pretty: true) + "\n").utf8)),
            ], isReserved: isReserved)
    }

    static func line(_ metrics: GraphEpochMetrics, _ run: GraphTrainingRun) -> String {
        JSONValue.object([
            ("seed", .int(run.seed)), ("fold", .int(run.fold.number)), ("epoch", .int(metrics.epoch)),
            ("train_loss", .double(metrics.trainLoss)), ("train", .double(metrics.trainScore)),
            ("validation_loss", .double(metrics.validationLoss)), ("validation", .double(metrics.validationScore)),
            ("test", .double(metrics.testScore)),
        ]).encoded() + "\n"
    }

    /// The part of `config.json` that describes a network for whole graphs.
    public static func describe(_ predictor: GraphPredictor) -> JSONValue {
        var settings = GraphTrainingSettings(name: "")
        settings.network = predictor.configuration
        let names = [
            "hidden", "layers", "readout", "norm", "jumping", "head_layers", "dropout", "head_dropout", "virtual_node",
            "residual", "options",
        ]
        var members: [(key: String, value: JSONValue)] = [
            ("type", .string(predictor.configuration.model)), ("inputs", .int(predictor.configuration.inputs)),
            ("edge_inputs", .int(predictor.configuration.edgeInputs)), ("outputs", .int(predictor.configuration.outputs)),
        ]
        members += (settings.json.object ?? []).filter { names.contains($0.key) }
        switch predictor.objective {
        case .classes(let classes): members.append(("classes", .array(classes.map { .string($0) })))
        case .answers(let names): members.append(("answers", .array(names.map { .string($0) })))
        case .targets(let mean, let deviation):
            members.append(("target_mean", .array(mean.map { .number($0) })))
            members.append(("target_deviation", .array(deviation.map { .number($0) })))
        }
        return .object(members)
    }

    /// The network for whole graphs that the run kept. Throws where a file is missing or the checkpoint does not fit.
    public func readGraphPredictor() throws(FileError) -> GraphPredictor {
        let config = try readConfig()
        let file = configFile
        func bad(_ key: String, _ expected: String) -> FileError {
            FileError(
                kind: .malformed, file: file, place: .entry("model.\(key)"), found: "nothing usable", expected: expected,
                advice: "use a config.json that gcn wrote")
        }
        guard let model = config["model"], let members = model.object else { throw bad("type", "the description of a network") }
        func size(_ key: String, _ least: Int) throws(FileError) -> Int {
            guard let value = model[key]?.int, value >= least, value <= 1 << 24 else {
                throw bad(key, "a whole number of at least \(least)")
            }
            return value
        }
        var settings = GraphTrainingSettings(name: "")
        guard let name = model["type"]?.string, GraphModels.named(name) != nil else {
            throw bad("type", "one of \(GraphModels.all.map(\.name).joined(separator: ", "))")
        }
        settings.network.model = name
        let known = Set(GraphTrainingSettings.fields.map(\.name))
        for (key, value) in members where known.contains(key) {
            do throws(SettingsError) { try settings.set(key, value) } catch { throw bad(key, error.expected) }
        }
        var configuration = settings.network
        configuration.inputs = try size("inputs", 1)
        configuration.edgeInputs = try size("edge_inputs", 0)
        configuration.outputs = try size("outputs", 1)
        func numbers(_ key: String) -> [Float]? {
            model[key]?.array?.compactMap(\.double).map { Float($0) }
        }
        let objective: GraphObjective
        if let names = model["classes"]?.array?.compactMap(\.string) {
            guard names.count >= 2, names.count == configuration.outputs else {
                throw bad("classes", "\(configuration.outputs) names")
            }
            objective = .classes(names)
        } else if let names = model["answers"]?.array?.compactMap(\.string) {
            guard !names.isEmpty, names.count == configuration.outputs else {
                throw bad("answers", "\(configuration.outputs) names")
            }
            objective = .answers(names)
        } else if let mean = numbers("target_mean"), let deviation = numbers("target_deviation"),
            mean.count == deviation.count
        {
            objective = .targets(mean: mean, deviation: deviation)
        } else {
            throw bad("classes", "a list of names")
        }
        guard objective.outputs == configuration.outputs else { throw bad("classes", "\(configuration.outputs) names") }
        let checkpoint = try SafetensorsFile(path: modelFile)
        // Before a network of these sizes is made: the file must hold enough numbers for its narrowest part.
        let stored = checkpoint.entries.reduce(0) { $0 + $1.count }
        let least = configuration.layers * configuration.hidden + configuration.outputs
        if stored < least || configuration.hidden > max(4096, stored) || configuration.inputs > max(1 << 16, stored) {
            throw FileError(
                kind: .malformed, file: modelFile, found: "\(checkpoint.entries.count) entries with \(stored) numbers",
                expected: "\(configuration.layers) layers of \(configuration.hidden) units, as config.json says",
                advice: "the two files belong to different runs")
        }
        if let problem = configuration.problem { throw bad(problem.name, problem.expected) }
        guard let kind = GraphModels.named(name) else { throw bad("type", "a known model") }
        let network = kind.make(configuration, RandomKey(seed: 0))
        try Checkpoint.load(checkpoint, named: modelFile, into: network)
        return GraphPredictor(configuration: configuration, objective: objective, state: network.stateValues)
    }
}

/// What networks say of graphs as CSV.
public enum GraphPredictionTable {
    /// graph, label, and a probability for each class; or graph and a number for each target.
    ///
    /// - Parameters:
    ///   - predictions: `[graphs, classes]` probabilities, or `[graphs, targets]`.
    ///   - classNames: what the classes are called; empty for a regression.
    ///   - name: what the columns are called where there are no classes, before their number.
    public static func csv(_ predictions: DenseArray, classNames: [String] = [], columns name: String = "target") -> String {
        let width = predictions.columns, values = predictions.elements
        let columns = classNames.isEmpty ? (0..<width).map { "\(name)\($0)" } : ["label"] + classNames
        var text = CSVWriter.row(["graph"] + columns)
        let labels = classNames.isEmpty ? [] : predictions.argmaxRows()
        for graph in 0..<predictions.rows {
            text += "\(graph)"
            if !classNames.isEmpty { text += "," + CSVWriter.field(classNames[labels[graph]]) }
            for c in 0..<width {
                let value = values[graph * width + c]
                text += "," + (classNames.isEmpty ? value.description : PredictionTable.fixed(value))
            }
            text += "\n"
        }
        return text
    }

    /// graph, fold, its class, the predicted one, and a probability for each class; or its targets and those foretold.
    /// A graph stands once for each time it was in a test part.
    public static func csv(_ result: CrossValidationResult, set: GraphSet) -> String {
        let names = set.labels == nil ? [] : set.classNames
        let targets = set.targets?.elements ?? []
        let width = result.folds.first?.predictions.columns ?? 0
        let columns =
            names.isEmpty
            ? (0..<width).map { "target\($0)" } + (0..<width).map { "predicted\($0)" } : ["label", "predicted"] + names
        var text = CSVWriter.row(["graph", "fold"] + columns)
        for fold in result.folds {
            let values = fold.predictions.elements
            let predicted = names.isEmpty ? [] : fold.predictions.argmaxRows()
            for (row, graph) in fold.fold.test.enumerated() {
                text += "\(graph),\(fold.fold.number)"
                if let labels = set.labels {
                    text += "," + CSVWriter.field(names[Int(labels[graph])]) + "," + CSVWriter.field(names[predicted[row]])
                } else {
                    for c in 0..<width { text += "," + targets[graph * width + c].description }
                }
                for c in 0..<width {
                    let value = values[row * width + c]
                    text += "," + (names.isEmpty ? value.description : PredictionTable.fixed(value))
                }
                text += "\n"
            }
        }
        return text
    }
}
