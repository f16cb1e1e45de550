import DenseArrays
import FileFormats
import Graphs

/// What a task other than node classification leaves on disk: `config.json` and files of its own.
public struct TaskFolder: Sendable {
    /// The folder.
    public let path: String

    /// The folder at this path, there or not.
    public init(_ path: String) { self.path = path }

    /// Throws where a file is in the folder's way; to be asked before a long training.
    public func checkPlace() throws(FileError) { try RunFolder(path).checkPlace() }

    /// Writes the files and `config.json` last, each aside and renamed; when one fails, those written and a folder made
    /// for them are removed again, and the `FileError` is passed on.
    ///
    /// - Parameters:
    ///   - config: what `config.json` holds.
    ///   - files: names and contents.
    ///   - isReserved: whether the folder was made for this run.
    ///   - stale: files that an earlier run may have left here and this one does not write.
    public func write(
        config: JSONValue, files: [(name: String, bytes: [UInt8])], isReserved: Bool = false, removing stale: [String] = []
    ) throws(FileError) {
        try checkPlace()
        let isNew = isReserved || !Files.exists(path)
        var written: [String] = []
        do {
            try Files.makeDirectory(path)
            for name in stale where Files.exists("\(path)/\(name)") { try Files.remove("\(path)/\(name)") }
            for (name, bytes) in files + [("config.json", Array((config.encoded(pretty: true) + "\n").utf8))] {
                try Files.write(bytes, to: "\(path)/\(name)")
                written.append("\(path)/\(name)")
            }
        } catch {
            if isNew {
                for file in written { try? Files.remove(file) }
                try? Files.remove(path)
            }
            throw error
        }
    }

    /// `metrics.jsonl` of a link predictor: a line an epoch.
    public static func metrics(_ runs: [LinkPredictionRun]) -> [UInt8] {
        var text = ""
        for run in runs {
            for epoch in run.history {
                text += JSONValue.object([
                    ("seed", .int(run.seed)), ("epoch", .int(epoch.epoch)), ("train_loss", .double(epoch.trainLoss)),
                    ("validation_auc", .double(epoch.validationAUC)),
                    ("validation_ap", .double(epoch.validationAveragePrecision)),
                ]).encoded() + "\n"
            }
        }
        return Array(text.utf8)
    }

    /// `metrics.jsonl` of a regressor: a line an epoch.
    public static func metrics(_ runs: [NodeRegressionRun]) -> [UInt8] {
        var text = ""
        for run in runs {
            for epoch in run.history {
                text += JSONValue.object([
                    ("seed", .int(run.seed)), ("epoch", .int(epoch.epoch)), ("train_loss", .double(epoch.trainLoss)),
                    ("validation_loss", .double(epoch.validationLoss)),
                ]).encoded() + "\n"
            }
        }
        return Array(text.utf8)
    }

    /// `predictions.csv` of a regressor: node, prediction, and the actual number, blank where it is not known.
    public static func table(predicted: [Float], actual: [Float], graph: Graph) -> [UInt8] {
        var text = CSVWriter.row(["node", "prediction", "actual"])
        for node in 0..<graph.nodeCount {
            text += CSVWriter.field(graph.name(of: node))
            text += ",\(predicted[node]),\(actual[node].isNaN ? "" : "\(actual[node])")\n"
        }
        return Array(text.utf8)
    }

    /// `links.csv`: source, target, probability.
    public static func table(_ links: [MissingLink], graph: Graph) -> [UInt8] {
        var text = CSVWriter.row(["source", "target", "probability"])
        for link in links {
            text += "\(CSVWriter.field(graph.name(of: link.source))),\(CSVWriter.field(graph.name(of: link.target))),"
            text += PredictionTable.fixed(link.probability) + "\n"
        }
        return Array(text.utf8)
    }
}

extension ContinuousClock.Instant {
    /// The seconds from this instant to a later one.
    func seconds(to later: Self) -> Double {
        let (whole, fraction) = duration(to: later).components
        return Double(whole) + Double(fraction) * 1e-18
    }
}

extension FeatureScaling {
    /// The scaling that settings ask for; an identity and a constant set of columns stay as they are.
    static func chosen(for features: NodeFeatures, rows: Bool, columns: Bool) -> FeatureScaling {
        if columns, features.columnStatistics.mean.count > 0 {
            let (mean, deviation) = features.columnStatistics
            return .columns(mean: mean, deviation: deviation)
        }
        return rows && !columns ? .rows : .none
    }
}

extension PredictionTable {
    /// Predictions that no network made: node, label, and a number for each class.
    public static func csv(labels: [Int], scores: DenseArray, graph: Graph, classNames: [String]) -> String {
        csv(NodeClassifier.Prediction(labels: labels, probabilities: scores), graph: graph, classNames: classNames)
    }
}
