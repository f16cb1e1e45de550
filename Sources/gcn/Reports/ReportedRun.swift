import GraphLearning

/// A run folder as a report reads it: its configuration, its epochs, and, where `gcn train` left it, its result.
struct ReportedRun {
    let folder: RunFolder
    let config: JSONValue
    /// `result.json`, where it belongs to this run.
    let result: JSONValue?
    let history: [Training]

    /// The kinds of runs that there are reports of, and the commands that make them.
    static let kinds = [
        "node-classification": "gcn train", "graph-classification": "gcn train", "graph-regression": "gcn train",
        "molecule-classification": "gcn train", "molecule-regression": "gcn train", "image-classification": "gcn image train",
        "link-prediction": "gcn link", "node-regression": "gcn regress",
    ]

    /// Throws where there is no such folder, no file that every run has, or the run is of no known kind.
    init(_ path: String) throws {
        folder = RunFolder(path)
        let advice = "reports are made of the folders that \(Set(Self.kinds.values).sorted().joined(separator: ", ")) leave; gcn represent leaves none"
        if Files.exists(path), !Files.isDirectory(path) {
            throw FileError(kind: .malformed, file: path, found: "a file", expected: "the folder of a training run", advice: advice)
        }
        config = try folder.readConfig()
        if config["task"]?.string.flatMap({ Self.kinds[$0] }) == nil {
            throw FileError(
                kind: .unsupported, file: folder.configFile, place: .entry("task"),
                found: config["task"]?.string.map { "\"\($0)\"" } ?? "nothing",
                expected: Self.kinds.keys.sorted().joined(separator: ", "), advice: advice)
        }
        if Files.exists(folder.resultFile) {
            let value = try JSONValue.parse(Files.read(folder.resultFile), file: folder.resultFile)
            result = value["weights_sha256"]?.string == config["weights_sha256"]?.string ? value : nil
        } else {
            result = nil
        }
        history = try Self.readHistory(folder.metricsFile)
    }

    // MARK: What is asked of every run

    var name: String { folder.path.split(separator: "/").last.map(String.init) ?? folder.path }
    var task: String { config["task"]?.string ?? "training" }
    var dataset: String { config["dataset"]?["name"]?.string ?? "data" }
    var metric: String {
        if let metric = config["metric"]?.string { return metric }
        switch task {
        case "node-classification", "image-classification": return "accuracy"
        case "link-prediction": return TargetMetric.rocAUC.rawValue
        case "node-regression": return TargetMetric.rmse.rawValue
        default: return ""
        }
    }
    var model: String { config["model"]?["type"]?.string ?? config["settings"]?["model"]?.string ?? "" }
    var protocolName: String { config["protocol"]?.string ?? config["settings"]?["protocol"]?.string ?? "" }
    var isHigherBetter: Bool { TargetMetric(rawValue: metric)?.isHigherBetter ?? (metric != "rmse") }
    var metricTitle: String { metric.isEmpty ? "score" : TargetMetric(rawValue: metric)?.title ?? metric }
    var isShare: Bool { metric == "accuracy" || task == "link-prediction" }
    var keptSeed: Int? { config["training"]?["kept_seed"]?.int ?? config["kept_seed"]?.int }

    func shown(_ value: Double) -> String { isShare ? Output.percent(value) : Output.fixed(value, 4) }

    /// The training whose network is kept, or the first.
    var kept: Training? { history.first { $0.seed == keptSeed } ?? history.first }

    func isValidated(_ training: Training) -> Bool { training.values["validation"]?.contains { $0.isFinite } ?? false }

    /// The epoch at which a training was judged; nil where the folder does not say.
    func judgedEpoch(_ training: Training) -> Int? {
        let listed = (result?["runs"]?.array ?? []) + (result?["folds"]?.array ?? [])
        if let own = listed.first(where: { $0["seed"]?.int == training.seed && ($0["fold"]?.int ?? -1) == training.fold }),
            let epoch = own["best_epoch"]?.int ?? own["kept_epoch"]?.int
        {
            return epoch
        }
        var selection = config["settings"]?["selection"]?.string ?? config["training"]?["selection"]?.string
        if task == RunFolder.imageTask { selection = isValidated(training) ? "validation" : "last" }
        switch selection {
        case "last": return training.epochs.last
        case "best-validation-accuracy", "validation":
            guard isValidated(training), let scores = training.values["validation"] else { return training.epochs.last }
            let best = scores.indices.filter { scores[$0].isFinite }.max { a, b in
                (isHigherBetter ? scores[a] : -scores[a], -a) < (isHigherBetter ? scores[b] : -scores[b], -b)
            }
            return best.map { training.epochs[$0] }
        default: return nil
        }
    }

    /// The test figure of each training (of each fold, of a single cross-validation).
    var testValues: [Double] {
        for key in ["runs", "folds"] {
            let values = result?[key]?.array?.compactMap { ($0["test"] ?? $0["test_auc"] ?? $0["test_rmse"])?.double } ?? []
            if !values.isEmpty { return values }
        }
        return history.compactMap { training in
            guard let epoch = judgedEpoch(training) else { return nil }
            let value = training.value("test", at: epoch)
            return value.isFinite ? value : nil
        }
    }

    var testMean: Double { config["test_mean"]?.double ?? (testValues.isEmpty ? .nan : RunStatistics(testValues).mean) }

    /// Half the 95 % interval of the mean over seeds or folds; nan for one training.
    var halfInterval: Double {
        let values = testValues
        return values.count > 1 ? RunStatistics(values).confidence95 : .nan
    }

    var isFolded: Bool {
        // of molecules the epochs of each seed are counted as a fold's
        if task.hasPrefix("molecule-") { return config["folds"]?.int != nil && testValues.count > 1 }
        return result?["folds"]?.array != nil && testValues.count > 1 || Set(history.map(\.fold)).count > 1
    }

    /// The test figure of the training whose network is kept; nil where the folder does not say.
    var keptTest: Double? {
        if testValues.count == 1 { return testValues[0] }
        let own = result?["runs"]?.array?.first { $0["seed"]?.int == keptSeed && keptSeed != nil }
        return own.flatMap { ($0["test"] ?? $0["test_auc"] ?? $0["test_rmse"])?.double }
    }

    /// A figure that was computed anew, with its interval: into the first figure where that is the same of a single training.
    func add(_ score: RunReport.Score, to report: inout RunReport, isHeadline: Bool = false) {
        if isHeadline, testValues.count < 2, let first = report.scores.first, first.value == score.value, first.interval.isEmpty {
            (report.scores[0].interval, report.scores[0].note) = (score.interval, score.note)
        } else {
            report.scores.append(score)
        }
    }

    /// "0.70 to 0.81 (bootstrap)", or nothing.
    func bootstrap(of count: Int, _ statistic: ([Int]) -> Double) -> String {
        guard let found = ConfidenceInterval.bootstrap(of: count, resamples: count > 4000 ? 200 : 1000, statistic: statistic) else { return "" }
        return "\(Output.fixed(found.low, 4)) to \(Output.fixed(found.high, 4)) (bootstrap)"
    }

    /// "86.70 to 87.40 %, over 3 trainings"
    var intervalText: String {
        let half = halfInterval
        guard half.isFinite, testMean.isFinite else { return "" }
        return "\(interval(testMean - half, testMean + half)) over \(testValues.count) \(isFolded ? "folds" : "trainings")"
    }

    func interval(_ low: Double, _ high: Double) -> String {
        isShare ? "\(Output.fixed(low * 100, 2)) to \(Output.percent(high))" : "\(Output.fixed(low, 4)) to \(Output.fixed(high, 4))"
    }

    /// Nested settings by their path.
    static func flat(_ value: JSONValue?, _ prefix: String = "") -> [(name: String, value: String?)] {
        (value?.object ?? []).flatMap { name, value -> [(name: String, value: String?)] in
            if let inner = value.object { return inner.isEmpty ? [] : flat(value, prefix + name + ".").filter { _ in inner.count <= 40 } }
            let text = value.string ?? (value.isNull ? nil : value.encoded())
            return [(prefix + name, text.map { $0.count > 120 ? String($0.prefix(117)) + "…" : $0 })]
        }
    }

    // MARK: The report

    /// The report with what the kind of run allows.
    func report(_ data: DataOptions, _ general: GeneralOptions) throws -> RunReport {
        var report = common()
        switch task {
        case "graph-classification", "graph-regression": try addGraphs(to: &report, data, general)
        case "molecule-classification", "molecule-regression": try addMolecules(to: &report)
        case RunFolder.imageTask: try addImages(to: &report, root: data.dataRoot)
        case "link-prediction": try addLinks(to: &report, data, general)
        case "node-regression": try addNodeNumbers(to: &report, data, general)
        default: try addNodes(to: &report, data, general)
        }
        report.explanations = explanations() + report.explanations
        return report
    }
}
