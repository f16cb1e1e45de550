import DenseArrays
import FileFormats
import ImageNetworks
import Images
import NeuralNetworks

/// What a training on pictures leaves on disk: the files of a `RunFolder` and its pictures.
extension RunFolder {
    /// Writes trainings of several seeds; like `write` for nodes. `charts`: further files by name.
    public func write(
        config: JSONValue, runs: [ImageTrainingRun], model: [UInt8], predictions: String,
        charts: [(name: String, bytes: [UInt8])], isReserved: Bool = false
    ) throws(FileError) {
        var lines = ""
        for run in runs { for metrics in run.history { lines += Self.line(metrics, run) } }
        try write(
            files: [
                (metricsFile, Array(lines.utf8)), (modelFile, model), (predictionsFile, Array(predictions.utf8)),
            ] + charts.map { (path: "\(path)/\($0.name)", bytes: $0.bytes) } + [
                (configFile, Array((config.encoded(pretty: true) + "\n").utf8))
            ], isReserved: isReserved)
    }

    private static func line(_ metrics: ImageEpochMetrics, _ run: ImageTrainingRun) -> String {
        func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
        return JSONValue.object([
            ("seed", .int(run.seed)), ("epoch", .int(metrics.epoch)), ("train_loss", number(metrics.trainLoss)),
            ("train", number(metrics.trainAccuracy)), ("validation_loss", number(metrics.validationLoss)),
            ("validation", number(metrics.validationAccuracy)), ("test_loss", number(metrics.testLoss)),
            ("test", number(metrics.testAccuracy)), ("seconds", .double(metrics.seconds)),
        ]).encoded() + "\n"
    }

    /// The part of `config.json` that describes a network for pictures.
    public static func describe(_ classifier: ImageClassifier) -> JSONValue {
        let c = classifier.configuration
        return .object([
            ("type", .string(c.model)), ("height", .int(c.height)), ("width", .int(c.width)),
            ("channels", .int(c.channels)), ("dropout", c.dropout.map { .number($0) } ?? .null), ("mirrors", .bool(c.mirrors)),
            ("classes", .array(classifier.classNames.map { .string($0) })),
            ("pipeline", .string(classifier.pipeline.description)),
        ])
    }

    /// The network for pictures that a run kept. Throws where a file is missing, is no run on pictures, or the checkpoint
    /// does not fit the configuration.
    public func readImageClassifier() throws(FileError) -> ImageClassifier {
        let config = try readConfig()
        let file = configFile
        func bad(_ key: String, _ expected: String) -> FileError {
            FileError(
                kind: .malformed, file: file, place: .entry(key), found: config[key] == nil ? "nothing" : "nothing usable",
                expected: expected, advice: "use a config.json that gcn wrote")
        }
        guard config["task"]?.string == Self.imageTask else {
            throw FileError(
                kind: .malformed, file: file, place: .entry("task"),
                found: config["task"]?.string.map { "a run on \($0)" } ?? "a run on a graph", expected: Self.imageTask,
                advice: "gcn evaluate and gcn predict read runs on graphs and molecules")
        }
        guard let model = config["model"] else { throw bad("model", "the description of a network") }
        func size(_ key: String, _ most: Int) throws(FileError) -> Int {
            guard let value = model[key]?.int, (1...most).contains(value) else {
                throw bad("model.\(key)", "a whole number from 1 to \(most)")
            }
            return value
        }
        guard let name = model["type"]?.string, let kind = ImageModels.named(name) else {
            throw bad("model.type", "one of \(ImageModels.all.map(\.name).joined(separator: ", "))")
        }
        guard let names = model["classes"]?.array?.map(\.string), !names.contains(nil), !names.isEmpty else {
            throw bad("model.classes", "a list of names")
        }
        guard let text = model["pipeline"]?.string, let steps = try? ImageTransform.parse(text) else {
            throw bad("model.pipeline", "transforms such as normalize:0.286:0.353")
        }
        let configuration = ImageModelConfiguration(
            model: name, height: try size("height", 4096), width: try size("width", 4096),
            channels: try size("channels", 4), classes: names.count, dropout: model["dropout"]?.double.map { Float($0) },
            mirrors: model["mirrors"]?.bool ?? false)
        if min(configuration.height, configuration.width) < kind.leastSide {
            throw bad("model.height", "at least \(kind.leastSide) for \(name)")
        }
        let checkpoint = try SafetensorsFile(path: modelFile)
        // Checked before a network of these sizes is made: its first layer must find its numbers in the file.
        let stored = checkpoint.entries.reduce(0) { $0 + $1.count }
        if configuration.height * configuration.width * configuration.channels > 64 * max(stored, 1) {
            throw bad("model.height", "a size that \(modelFile) with its \(stored) numbers fits")
        }
        let network = kind.make(configuration, key: RandomKey(seed: 0))
        try Checkpoint.load(checkpoint, named: modelFile, into: network)
        return ImageClassifier(
            configuration: configuration, classNames: names.compactMap { $0 }, pipeline: ImagePipeline(steps),
            state: network.stateValues)
    }

    /// What `config.json` of a run on pictures calls its task.
    public static let imageTask = "image-classification"
}

/// `predictions.csv` of pictures: name, label, prediction, and a probability for each class.
public enum ImagePredictionTable {
    /// - Parameters:
    ///   - names: what each picture is called.
    ///   - labels: the right answers, or nil where they are not known.
    ///   - probabilities: `[pictures, classes]`.
    ///   - classNames: what the classes are called.
    public static func csv(names: [String], labels: [Int32]?, _ probabilities: DenseArray, classNames: [String]) -> String {
        var text = CSVWriter.row(["picture"] + (labels == nil ? [] : ["label"]) + ["prediction"] + classNames)
        let told = probabilities.argmaxRows()
        let quoted = classNames.map { CSVWriter.field($0) }
        probabilities.withUnsafeElements { p in
            for (row, name) in names.enumerated() {
                text += CSVWriter.field(name)
                if let labels { text += "," + quoted[Int(labels[row])] }
                text += "," + quoted[told[row]]
                for c in classNames.indices {
                    text += "," + PredictionTable.fixed(p[row * classNames.count + c])
                }
                text += "\n"
            }
        }
        return text
    }
}
