import DenseArrays
import FileFormats
import GraphDatasets
import GraphNetworks
import Graphs
import NeuralNetworks

/// What a training on molecules leaves on disk: the files of a `RunFolder`; of an ensemble's networks the second and
/// following in `model-2.safetensors`, …
extension RunFolder {
    /// The file of an ensemble's member, counted from 1.
    public func modelFile(member: Int) -> String { member == 1 ? modelFile : path + "/model-\(member).safetensors" }

    /// Writes a training.
    ///
    /// - Parameters:
    ///   - config: what `config.json` holds.
    ///   - history: the trainings whose epochs are listed.
    ///   - models: the checkpoints of the kept networks.
    ///   - predictions: what `predictions.csv` holds.
    ///   - isReserved: whether the folder was made for this run.
    public func write(
        config: JSONValue, history: [GraphTrainingRun], models: [[UInt8]], predictions: String, isReserved: Bool = false
    ) throws(FileError) {
        var lines = ""
        for run in history { for metrics in run.history { lines += Self.line(metrics, run) } }
        // those of a larger ensemble that was here before belong to another run
        var stale = models.count + 1
        while Files.exists(modelFile(member: stale)) {
            try Files.remove(modelFile(member: stale))
            stale += 1
        }
        try write(
            files: [(metricsFile, Array(lines.utf8))]
                + models.enumerated().map { (modelFile(member: $0.offset + 1), $0.element) } + [
                    (predictionsFile, Array(predictions.utf8)),
                    (configFile, Array((config.encoded(pretty: true) + "\n").utf8)),
                ], isReserved: isReserved)
    }

    /// The kept networks, all of one form. Throws where a file is missing or does not fit.
    public func readEnsemble() throws(FileError) -> [GraphPredictor] {
        let config = try readConfig()
        let first = try readGraphPredictor()
        guard let count = config["members"]?.int, (1...1000).contains(count) else {
            throw FileError(
                kind: .malformed, file: configFile, place: .entry("members"), found: config["members"]?.encoded() ?? "nothing",
                expected: "a number from 1 to 1000", advice: "use a config.json that gcn wrote")
        }
        var result = [first]
        for member in 1..<count {
            let file = modelFile(member: member + 1)
            let model = first.makeModel()
            try Checkpoint.load(try SafetensorsFile(path: file), named: file, into: model)
            result.append(
                GraphPredictor(configuration: first.configuration, objective: first.objective, state: model.stateValues))
        }
        return result
    }
}

/// What networks said of the rows of a table that they had not seen, as CSV.
public enum MoleculePredictionTable {
    /// seed, fold, line, id, the SMILES; for each target what is known and what was said, and with an ensemble the spread;
    /// for classes the actual one, the predicted one, and a probability for each.
    public static func csv(_ runs: [MoleculeRun], table: MoleculeTable) -> String {
        let isEnsemble = runs.contains { $0.members.count > 1 }
        var header = ["seed", "run", "line", "id", "smiles"]
        var names: [String] = []
        if case .classes(let classes) = table.task {
            names = classes
            header += ["actual", "predicted"] + classes
        } else {
            for target in table.targetColumns {
                header += [target, "predicted \(target)"] + (isEnsemble ? ["spread \(target)"] : [])
            }
        }
        var text = CSVWriter.row(header)
        let width = table.targetColumns.count
        for (place, run) in runs.enumerated() {
            let said = run.predictions.elements, spread = run.spread.elements
            let best = names.isEmpty ? [] : run.predictions.argmaxRows()
            for (row, index) in run.split.test.enumerated() {
                let item = table.rows[index]
                var fields = ["\(run.seed)", "\(place)", "\(item.line)", item.id, item.smiles]
                if names.isEmpty {
                    for target in 0..<width {
                        let actual = table.values[index * width + target]
                        fields.append(actual.isNaN ? "" : actual.description)
                        fields.append(said[row * width + target].description)
                        if isEnsemble { fields.append(spread[row * width + target].description) }
                    }
                } else {
                    fields += [names[Int(table.values[index])], names[best[row]]]
                    fields += (0..<names.count).map { PredictionTable.fixed(said[row * names.count + $0]) }
                }
                text += CSVWriter.row(fields)
            }
        }
        return text
    }
}
