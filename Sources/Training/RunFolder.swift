import DenseArrays
import FileFormats
import GraphNetworks
import Graphs
import NeuralNetworks

/// What one training leaves on disk: `config.json`, `metrics.jsonl`, `model.safetensors` and `predictions.csv`.
///
/// `config.json` says how to do it again; `metrics.jsonl` has a line an epoch; `model.safetensors` is read by any
/// safetensors library, under PyG's names; `predictions.csv` has the kept network's answer for every node.
public struct RunFolder: Sendable {
    /// The folder.
    public let path: String

    /// The folder at this path, there or not.
    public init(_ path: String) { self.path = path }

    /// How to do it again.
    public var configFile: String { path + "/config.json" }
    /// A line an epoch.
    public var metricsFile: String { path + "/metrics.jsonl" }
    /// The network's weights.
    public var modelFile: String { path + "/model.safetensors" }
    /// A line a node.
    public var predictionsFile: String { path + "/predictions.csv" }

    /// Throws where a file is in the folder's way; to be asked before a long training, not after it.
    public func checkPlace() throws(FileError) {
        var place = path
        while !Files.exists(place), let slash = place.lastIndex(of: "/"), slash > place.startIndex {
            place = String(place[..<slash])
        }
        if Files.exists(place), !Files.isDirectory(place) {
            throw FileError(
                kind: .inputOutput, file: place, found: "a file", expected: "a folder, or nothing, where the run is to be kept",
                advice: "choose another --out")
        }
    }

    /// Writes a run; `isReserved` says that the folder was made for it. Each file is written aside and renamed, `config.json` last; when one fails, those written and a
    /// folder made for them are removed again, and the `FileError` is passed on.
    public func write(
        config: JSONValue, runs: [NodeClassificationRun], model: [UInt8], predictions: String, isReserved: Bool = false
    ) throws(FileError) {
        let metrics = runs.flatMap { run in run.history.map { Self.line($0, seed: run.seed) } }.joined()
        try write(
            files: [
                (metricsFile, Array(metrics.utf8)), (modelFile, model), (predictionsFile, Array(predictions.utf8)),
                (configFile, Array((config.encoded(pretty: true) + "\n").utf8)),
            ], isReserved: isReserved)
    }

    /// Writes files in their order; when one fails, those written and a folder made for them are removed again.
    func write(files: [(path: String, bytes: [UInt8])], isReserved: Bool) throws(FileError) {
        try checkPlace()
        let isNew = isReserved || !Files.exists(path)
        var written: [String] = []
        do {
            try Files.makeDirectory(path)
            for (file, bytes) in files {
                try Files.write(bytes, to: file)
                written.append(file)
            }
        } catch {
            if isNew {
                for file in written { try? Files.remove(file) }
                try? Files.remove(path)
            }
            throw error
        }
    }

    private static func line(_ metrics: EpochMetrics, seed: Int) -> String {
        JSONValue.object([
            ("seed", .int(seed)), ("epoch", .int(metrics.epoch)), ("train_loss", .double(metrics.trainLoss)),
            ("validation_loss", .double(metrics.validationLoss)), ("train", .double(metrics.trainAccuracy)),
            ("validation", .double(metrics.validationAccuracy)), ("test", .double(metrics.testAccuracy)),
        ]).encoded() + "\n"
    }

    /// Whether a network of these sizes may be made to compare it with so many stored numbers: not where it would take
    /// memory that the file cannot fill. Where the sizes are known exactly (gcn, mlp) all layers count.
    private static func canFill(_ c: NodeModelConfiguration, _ stored: Int) -> Bool {
        let sizes = [c.inputs, c.hidden, c.outputs, c.layers]
        if sizes.contains(where: { $0 > 1 << 24 }) { return false }
        if c.model == "gcn" || c.model == "mlp" {
            let least =
                c.layers == 1
                ? c.inputs * c.outputs : c.inputs * c.hidden + (c.layers - 2) * c.hidden * c.hidden + c.hidden * c.outputs
            return least <= max(4 * stored, 1 << 20)  // small ones are compared entry by entry
        }
        return stored >= c.inputs && (c.layers == 1 || c.model == "sgc" || stored >= c.hidden)
    }

    /// The part of `config.json` that describes the network.
    public static func describe(_ classifier: NodeClassifier) -> JSONValue {
        let c = classifier.configuration
        return .object([
            ("type", .string(c.model)), ("inputs", .int(c.inputs)), ("hidden", .int(c.hidden)), ("outputs", .int(c.outputs)),
            ("layers", .int(c.layers)), ("dropout", .number(c.dropout)), ("input_dropout", c.inputDropout.map { .number($0) } ?? .null), ("bias", .bool(c.bias)),
            ("options", .object(c.options.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })),
            ("feature_scaling", describe(classifier.scaling)),
            ("classes", .array(classifier.classNames.map { .string($0) })),
        ])
    }

    /// The part of `config.json` that says how features are prepared.
    public static func describe(_ scaling: FeatureScaling) -> JSONValue {
        switch scaling {
        case .none: .object([("kind", "none")])
        case .rows: .object([("kind", "rows")])
        case .columns(let mean, let deviation):
            .object([
                ("kind", "columns"), ("mean", .array(mean.map { .number($0) })),
                ("deviation", .array(deviation.map { .number($0) })),
            ])
        }
    }

    /// `config.json` as it lies. Throws where there is none, and where a later program wrote it in another form.
    public func readConfig() throws(FileError) -> JSONValue {
        if !Files.isDirectory(path) {
            throw FileError(
                kind: .missing, file: path, found: "no such folder", expected: "the folder of a training run",
                advice: "`gcn train` prints where it put its run; --out chooses the place")
        }
        if !Files.exists(configFile) {
            throw FileError(
                kind: .missing, file: path, found: "no run folder, it has no config.json", expected: "the folder of a training run",
                advice: "`gcn train DATASET --out FOLDER` makes one")
        }
        let config = try JSONValue.parse(Files.read(configFile), file: configFile)
        if let format = config["format"]?.int, format != 1 {
            throw FileError(
                kind: .unsupported, file: configFile, place: .entry("format"), found: "\(format)", expected: "1",
                advice: "a newer gcn wrote this run: use that one")
        }
        return config
    }

    /// The network that the run kept. Throws where a file is missing or the checkpoint does not fit the configuration.
    public func readClassifier() throws(FileError) -> NodeClassifier {
        let config = try readConfig()
        let network = try readNetwork(config)
        guard let names = config["model"]?["classes"]?.array?.map(\.string), !names.contains(nil) else {
            throw unusable("model.classes", "a list of names")
        }
        let outputs = network.configuration.outputs
        guard names.count == outputs else { throw unusable("model.classes", "\(outputs) names") }
        return NodeClassifier(network, classNames: names.compactMap { $0 })
    }

    /// The network that a run of `gcn regress` kept. Throws as `readClassifier`.
    public func readRegressor() throws(FileError) -> NodeRegressor {
        let config = try readConfig()
        let network = try readNetwork(config)
        func numbers(_ key: String) throws(FileError) -> [Float] {
            let values = config["target"]?[key]?.array?.compactMap(\.double).map { Float($0) } ?? []
            guard values.count == network.configuration.outputs else {
                throw unusable("target.\(key)", "\(network.configuration.outputs) numbers")
            }
            return values
        }
        return NodeRegressor(network, mean: try numbers("mean"), deviation: try numbers("deviation"))
    }

    private func unusable(_ key: String, _ expected: String) -> FileError {
        FileError(
            kind: .malformed, file: configFile, place: .entry(key), found: "nothing usable", expected: expected,
            advice: "use a config.json that gcn wrote")
    }

    /// The network on nodes that the part `model` of the configuration describes.
    private func readNetwork(_ config: JSONValue) throws(FileError) -> NodeNetwork {
        func bad(_ key: String, _ expected: String) -> FileError { unusable("model.\(key)", expected) }
        guard let model = config["model"] else { throw bad("type", "the description of a network") }
        func size(_ key: String) throws(FileError) -> Int {
            guard let value = model[key]?.int, value > 0, value < 1 << 31 else { throw bad(key, "a positive whole number") }
            return value
        }
        guard let name = model["type"]?.string, let kind = NodeModels.named(name) else {
            throw bad("type", "one of \(NodeModels.all.map(\.name).joined(separator: ", "))")
        }
        var configuration = NodeModelConfiguration(model: name, inputs: try size("inputs"), outputs: try size("outputs"))
        configuration.hidden = try size("hidden")
        configuration.layers = try size("layers")
        configuration.dropout = Float(model["dropout"]?.double ?? 0)
        configuration.inputDropout = model["input_dropout"]?.double.map { Float($0) }
        configuration.bias = model["bias"]?.bool ?? true
        for (key, value) in model["options"]?.object ?? [] { configuration.options[key] = Float(value.double ?? 0) }
        let checkpoint = try SafetensorsFile(path: modelFile)
        func numbers(_ key: String) throws(FileError) -> [Float] {
            let values = model["feature_scaling"]?[key]?.array?.compactMap(\.double).map { Float($0) } ?? []
            guard values.count == configuration.inputs else {
                throw bad("feature_scaling.\(key)", "\(configuration.inputs) numbers")
            }
            return values
        }
        func scaling() throws(FileError) -> FeatureScaling {
            switch model["feature_scaling"]?["kind"]?.string {
            case "none": return .none
            case "rows": return .rows
            case "columns": return .columns(mean: try numbers("mean"), deviation: try numbers("deviation"))
            default: throw bad("feature_scaling", "none, rows or columns")
            }
        }
        // Checked before a network of these sizes is made: the file must hold as many layers and numbers.
        let stored = checkpoint.entries.reduce(0) { $0 + $1.count }
        if checkpoint.entries.count < configuration.layers || !Self.canFill(configuration, stored) {
            throw FileError(
                kind: .malformed, file: modelFile, found: "\(checkpoint.entries.count) entries with \(stored) numbers",
                expected: "\(configuration.layers) layers, the first of \(configuration.inputs) inputs, as config.json says",
                advice: "the two files belong to different runs")
        }
        let network = kind.make(configuration, RandomKey(seed: 0))
        try Checkpoint.load(checkpoint, named: modelFile, into: network)
        return NodeNetwork(configuration: configuration, scaling: try scaling(), parameters: network.parameterValues)
    }
}

extension JSONValue {
    /// A Float32 as the short decimal that people typed, such as 0.01 instead of 0.009999999776.
    public static func number(_ value: Float) -> JSONValue {
        .double(Double(value.description) ?? Double(value))
    }
}

/// Predictions as CSV: node, label, and a probability for each class.
public enum PredictionTable {
    /// node, label, and a probability for each class.
    public static func csv(_ prediction: NodeClassifier.Prediction, graph: Graph, classNames: [String]) -> String {
        var text = CSVWriter.row(["node", "label"] + classNames)
        let names = classNames.map(CSVWriter.field)
        let width = classNames.count
        let probabilities = prediction.probabilities.elements
        text.reserveCapacity(graph.nodeCount * (12 + 10 * width))
        for node in 0..<graph.nodeCount {
            text += CSVWriter.field(graph.name(of: node))
            text += ","
            text += names[prediction.labels[node]]
            for c in 0..<width {
                text += ","
                text += fixed(probabilities[node * width + c])
            }
            text += "\n"
        }
        return text
    }

    /// Node vectors as CSV: node, then a column a dimension.
    public static func csv(embeddings: DenseArray, graph: Graph) -> String {
        var text = CSVWriter.row(["node"] + (0..<embeddings.columns).map { "d\($0)" })
        let values = embeddings.elements
        for node in 0..<graph.nodeCount {
            text += CSVWriter.field(graph.name(of: node))
            for c in 0..<embeddings.columns {
                text += ","
                text += values[node * embeddings.columns + c].description
            }
            text += "\n"
        }
        return text
    }

    /// Six decimals, without the general formatter's cost.
    public static func fixed(_ value: Float) -> String {
        guard value.isFinite else { return "nan" }
        let scaled = Int((Double(value) * 1e6).rounded())
        let fraction = String(scaled % 1_000_000)
        return "\(scaled / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}
