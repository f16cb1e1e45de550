import GraphLearning

/// A run folder as a report reads it: its configuration, its epochs, and, where `gcn train` left it, its result.
struct ReportedRun {
    let folder: RunFolder
    let config: JSONValue
    /// `result.json`, where it belongs to this run.
    let result: JSONValue?
    let history: [Training]

    /// The epochs of one training.
    struct Training {
        let seed: Int
        let fold: Int
        var epochs: [Int] = []
        var values: [String: [Double]] = [:]

        /// What was measured at an epoch; nan where it was not.
        func value(_ name: String, at epoch: Int) -> Double {
            guard let place = epochs.firstIndex(of: epoch) else { return .nan }
            return values[name]?[place] ?? .nan
        }
    }

    init(_ path: String) throws {
        folder = RunFolder(path)
        config = try folder.readConfig()
        if let format = config["format"]?.int, format != 1 {
            throw FileError(
                kind: .unsupported, file: folder.configFile, place: .entry("format"), found: "\(format)", expected: "1",
                advice: "a newer gcn wrote this run: use that one")
        }
        if Files.exists(folder.resultFile) {
            let value = try JSONValue.parse(Files.read(folder.resultFile), file: folder.resultFile)
            result = value["weights_sha256"]?.string == config["weights_sha256"]?.string ? value : nil
        } else {
            result = nil
        }
        history = Files.exists(folder.metricsFile) ? try Self.readHistory(folder.metricsFile) : []
    }

    private static func readHistory(_ file: String) throws -> [Training] {
        var trainings: [Training] = []
        var number = 0
        for line in try Files.read(file).split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            if line.isEmpty { continue }
            let value: JSONValue
            do { value = try JSONValue.parse(Array(line), file: file) } catch {
                throw FileError(
                    kind: .malformed, file: file, place: .line(number), found: "no JSON", expected: "an epoch as an object",
                    advice: "restore the file, or train again")
            }
            let (seed, fold) = (value["seed"]?.int ?? 0, value["fold"]?.int ?? -1)
            let epoch = value["epoch"]?.int ?? number
            // an epoch that is not later than the last begins another training, such as a fold's of another seed
            if trainings.last?.seed != seed || trainings.last?.fold != fold || (trainings.last?.epochs.last ?? 0) >= epoch {
                trainings.append(Training(seed: seed, fold: fold))
            }
            let place = trainings.count - 1
            trainings[place].epochs.append(epoch)
            for (name, value) in value.object ?? [] where !["seed", "fold", "epoch"].contains(name) {
                if value.double == nil, !value.isNull { continue }
                trainings[place].values[name, default: []].append(value.double ?? .nan)
            }
        }
        return trainings
    }

    // MARK: What is asked of every run

    var name: String { folder.path.split(separator: "/").last.map(String.init) ?? folder.path }
    var task: String { config["task"]?.string ?? "training" }
    var dataset: String { config["dataset"]?["name"]?.string ?? "data" }
    var metric: String { config["metric"]?.string ?? (task == "node-classification" || task.hasPrefix("image") ? "accuracy" : "") }
    var model: String { config["model"]?["type"]?.string ?? config["settings"]?["model"]?.string ?? "" }
    var protocolName: String { config["protocol"]?.string ?? config["settings"]?["protocol"]?.string ?? "" }
    var isHigherBetter: Bool { TargetMetric(rawValue: metric)?.isHigherBetter ?? (metric != "rmse") }
    var metricTitle: String { metric.isEmpty ? "score" : TargetMetric(rawValue: metric)?.title ?? metric }
    private var isShare: Bool { metric == "accuracy" }
    var keptSeed: Int? { config["training"]?["kept_seed"]?.int ?? config["kept_seed"]?.int }

    func shown(_ value: Double) -> String { isShare ? Output.percent(value) : Output.fixed(value, 4) }

    /// The training whose network is kept, or the first.
    private var kept: Training? { history.first { $0.seed == keptSeed } ?? history.first }

    private func isValidated(_ training: Training) -> Bool { training.values["validation"]?.contains { $0.isFinite } ?? false }

    /// The epoch at which a training was judged; nil where the folder does not say.
    func judgedEpoch(_ training: Training) -> Int? {
        let listed = (result?["runs"]?.array ?? []) + (result?["folds"]?.array ?? [])
        if let own = listed.first(where: { $0["seed"]?.int == training.seed && ($0["fold"]?.int ?? -1) == training.fold }),
            let epoch = own["best_epoch"]?.int
        {
            return epoch
        }
        let selection = config["settings"]?["selection"]?.string ?? config["training"]?["selection"]?.string
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
            let values = result?[key]?.array?.compactMap { $0["test"]?.double } ?? []
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

    private var isFolded: Bool { result?["folds"]?.array != nil && testValues.count > 1 || Set(history.map(\.fold)).count > 1 }

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
        case "node-classification": addNodes(to: &report, data, general)
        case "graph-classification", "graph-regression": try addGraphs(to: &report)
        case "molecule-classification", "molecule-regression": try addMolecules(to: &report)
        default: try addNumbers(to: &report)
        }
        report.explanations += explanations()
        return report
    }

    /// What every run has.
    private func common() -> RunReport {
        var report = RunReport(title: "\(dataset): \(task.replacing("-", with: " "))")
        report.subtitle = [model.isEmpty ? nil : "model \(model)", protocolName.isEmpty ? nil : "protocol \(protocolName)", "run \(folder.path)"]
            .compactMap { $0 }.joined(separator: ", ")
        if testMean.isFinite {
            let count = testValues.count
            var how = count > 1 ? "mean of \(count) \(isFolded ? "folds" : "seeds")" : keptSeed.map { "seed \($0)" } ?? ""
            if count < 2, let deviation = config["test_std"]?.double, deviation > 0 { how = "deviation \(shown(deviation))" }
            report.scores.append(.init(name: "test \(metricTitle)", value: shown(testMean), interval: intervalText, note: how))
        }
        for (key, name) in [("baseline_mean", "without edges")] {
            if let value = config[key]?.double { report.scores.append(.init(name: name, value: shown(value), note: "a perceptron on summed node features")) }
        }
        for (key, baseline) in result?["baselines"]?.object ?? [] {
            guard let mean = baseline["test_mean"]?.double else { continue }
            let name = "without a graph (" + key.replacing("_", with: " ") + ")"
            report.scores.append(.init(name: name, value: shown(mean), note: baseline["what"]?.string ?? ""))
        }
        if result?["interrupted"]?.bool == true { report.warnings.append("The training was interrupted: not everything was trained to its end.") }
        report.command = result?["command"]?.string
        report.asked = asked
        report.settings = Self.flat(config["settings"] ?? config["training"])
        report.data = dataEntries
        report.curves = curves()
        report.runs = runTable
        let tool = config["tool"]?.string
        report.machine = machine
        if result == nil {
            report.machine.append(("command, machine and times", "not known: the folder has no result.json of this run"))
        }
        for file in (try? Files.list(folder.path)) ?? [] where !file.hasPrefix("report") && !Files.isDirectory(folder.path + "/" + file) {
            report.files.append((file, (try? Files.read(folder.path + "/" + file).count).map { $0 < 10_000 ? "\($0) bytes" : "\($0 / 1000) kB" }))
        }
        return report
    }

    private var asked: [RunReport.Entry] {
        let runs = config["runs"]?.int ?? config["training"]?["runs"]?.int
        let seed = config["seed"]?.int ?? config["training"]?["seed"]?.int
        var entries: [RunReport.Entry] = [("task", task), ("data", dataset), ("model", model), ("protocol", protocolName)]
        entries.append(("split", result?["split"]?.string ?? config["split"]?.string))
        entries.append(("metric", metricTitle))
        entries.append(("trainings", runs.map { String($0) }))
        entries.append(("first seed", seed.map { String($0) }))
        entries.append(("kept", config["kept"]?.string ?? keptSeed.map { "the network of seed \($0)" }))
        return entries.filter { $0.value != "" }
    }

    /// Who made it, on what, how fast.
    private var machine: [RunReport.Entry] {
        let machine = result?["machine"]
        func number(_ value: JSONValue?, _ digits: Int, _ unit: String) -> String? {
            value?.double.map { Output.fixed($0, digits) + unit }
        }
        var entries: [RunReport.Entry] = [("made by", config["tool"]?.string), ("trained", result?["date"]?.string)]
        entries.append(("processor", machine?["cpu"]?.string))
        entries.append(("processors", number(machine?["processors"], 0, "")))
        entries.append(("threads", number(config["threads"], 0, "")))
        entries.append(("GraphBLAS", machine?["graphblas"]?.string))
        entries.append(("OpenBLAS", machine?["openblas"]?.string))
        entries.append(("one epoch", number(result?["epoch_ms_median"], 3, " ms (median)")))
        entries.append(("training", number(result?["train_s"], 2, " s")))
        entries.append(("in all", number(result?["total_s"], 2, " s")))
        entries.append(("most memory", number(result?["peak_mb"], 0, " MiB")))
        entries.append(("parameters", number(result?["parameters"], 0, "")))
        entries.append(("weights (SHA-256)", config["weights_sha256"]?.string.map { String($0.prefix(16)) + "…" }))
        return entries
    }

    private var dataEntries: [RunReport.Entry] {
        let known: [(String, String)] = [
            ("nodes", "nodes"), ("graphs", "graphs"), ("molecules", "molecules"), ("directed_edges", "directed edges"),
            ("features", "features"), ("refused_rows", "rows refused"), ("blank_values", "blank values"),
        ]
        let record = config["dataset"]
        var entries: [RunReport.Entry] = known.map { ($0.1, record?[$0.0]?.int.map { "\($0)" }) }
        entries.append(("classes", config["model"]?["classes"]?.array.map { "\($0.count)" }))
        entries.append(("targets", record?["target_columns"]?.array.map { $0.compactMap(\.string).joined(separator: ", ") }))
        entries.append(("atom features", record?["atom_features"]?.string))
        entries.append(("transform", record?["transform"]?.string))
        entries.append(("found in", record?["place"]?.string ?? record?["argument"]?.string))
        return entries
    }

    /// Each training with its figures.
    private var runTable: HTMLTable? {
        if let folds = result?["folds"]?.array, folds.count > 1 {
            return HTMLTable(
                header: ["seed", "fold", "epochs", "judged at", "validation", "test"],
                texts: folds.map { row in
                    Self.texts(row, ["seed", "fold", "epochs", "best_epoch"]) + texts(row, ["validation", "test"])
                }, caption: "Each fold", hasRowHeadings: false)
        }
        if let runs = result?["runs"]?.array, runs.count > 1, runs[0]["scores"] != nil {
            return HTMLTable(
                header: ["seed", "judged at", "validation", "test"],
                texts: runs.map { row in
                    let epochs = (row["best_epochs"]?.array ?? []).map { $0.encoded() }.joined(separator: ", ")
                    return Self.texts(row, ["seed"]) + [epochs] + texts(row, ["validation", "test"])
                }, caption: "Each training", hasRowHeadings: false)
        }
        let trainings = history.filter { $0.values["test"]?.contains { $0.isFinite } ?? false }
        guard trainings.count > 1, trainings.count <= 200, !isFolded else { return nil }
        return HTMLTable(
            header: ["seed", "epochs", "judged at", "training", "validation", "test"],
            texts: trainings.map { training in
                let epoch = judgedEpoch(training) ?? training.epochs.last ?? 0
                return ["\(training.seed)", "\(training.epochs.last ?? 0)", "\(epoch)"]
                    + ["train", "validation", "test"].map { shown(training.value($0, at: epoch)) }
            }, caption: "Each training", hasRowHeadings: false)
    }

    /// Whole numbers of an object.
    private static func texts(_ row: JSONValue, _ names: [String]) -> [String] { names.map { name in row[name]?.int.map(String.init) ?? "–" } }

    /// Figures of an object.
    private func texts(_ row: JSONValue, _ names: [String]) -> [String] { names.map { name in row[name]?.double.map(shown) ?? "–" } }

    // MARK: Curves

    /// Mean curves of the folds, or those of the kept training.
    private func curves() -> [RunReport.Picture] {
        let folds = Set(history.map(\.fold)).count
        let several = history.count > 1 && folds > 1
        guard let training = several ? mean(history) : kept, training.epochs.count > 1 else { return [] }
        let names = training.values.keys.filter { name in training.values[name]?.contains { $0.isFinite } ?? false }
        var panels: [LearningCurves.Panel] = []
        // of molecules the validation loss is the score itself, in another unit than the training's loss
        let isScore = training.values["validation_loss"] == training.values["validation"]
        let losses = ["train_loss", "validation_loss"].filter { names.contains($0) && !(isScore && $0 == "validation_loss") }
        func curve(_ name: String) -> LearningCurves.Curve {
            .init(name: Self.curveNames[name] ?? name.replacing("_", with: " "), values: training.values[name] ?? [])
        }
        if !losses.isEmpty { panels.append(.init(name: "loss", curves: losses.map(curve))) }
        let scores = ["train", "validation", "test"].filter(names.contains)
        if !scores.isEmpty { panels.append(.init(name: metricTitle, curves: scores.map(curve), isShare: isShare)) }
        let others = names.filter { !losses.contains($0) && !scores.contains($0) }.sorted()
        if !others.isEmpty {
            let top = others.flatMap { training.values[$0] ?? [] }.filter(\.isFinite).max() ?? 2
            panels.append(.init(name: "validation", curves: others.map(curve), isShare: top <= 1))
        }
        guard !panels.isEmpty else { return [] }
        let judged = several ? nil : judgedEpoch(training)
        let epoch = judged == training.epochs.last ? nil : judged  // the last one was not chosen
        let whose = several ? "mean of \(history.count) trainings" : history.count > 1 ? "seed \(training.seed), of \(history.count)" : "seed \(training.seed)"
        let chart = LearningCurves(
            title: "Learning curves", panels: panels, bestEpoch: epoch, firstEpoch: training.epochs.first ?? 1)
        return [
            .init(
                chart, width: 900,
                caption: "After each epoch (\(whose))\(judged.map { "; judged at epoch \($0)" } ?? "").")
        ]
    }

    private static let curveNames = [
        "train_loss": "training", "validation_loss": "validation", "train": "training", "validation": "validation", "test": "test",
        "validation_auc": "ROC AUC", "validation_ap": "average precision",
    ]

    /// The means over trainings, as far as all of them go.
    private func mean(_ trainings: [Training]) -> Training? {
        guard let first = trainings.first else { return nil }
        let length = trainings.map(\.epochs.count).min() ?? 0
        var result = Training(seed: first.seed, fold: -1)
        result.epochs = Array(first.epochs.prefix(length))
        for name in first.values.keys {
            let series = trainings.compactMap { $0.values[name] }.filter { $0.count >= length }
            result.values[name] = (0..<length).map { place in series.reduce(0) { $0 + $1[place] } / Double(series.count) }
        }
        return result
    }

    /// The pictures that `gcn explain` left in the folder, six at most.
    private func explanations() -> [RunReport.Picture] {
        let place = folder.path + "/explanations"
        guard Files.isDirectory(place), let names = try? Files.list(place) else { return [] }
        return names.prefix(6).compactMap { name in
            guard let bytes = try? Files.read("\(place)/\(name)/explanation.svg") else { return nil }
            return .init(svg: String(decoding: bytes, as: UTF8.self), caption: "gcn explain: \(name)")
        }
    }

    // MARK: Several runs

    static func comparison(_ runs: [ReportedRun]) -> RunComparison {
        var names = runs.map(\.name)
        if Set(names).count < names.count { names = runs.map { $0.folder.path } }
        var comparison = RunComparison(
            title: "Runs compared",
            runs: zip(runs, names).map { run, name in
                let values = run.testValues
                var fields: [(name: String, value: String)] = [
                    ("model", run.model), ("protocol", run.protocolName), ("trainings", values.isEmpty ? "–" : "\(values.count)"),
                ]
                if let count = run.result?["parameters"]?.int { fields.append(("parameters", "\(count)")) }
                if let seconds = run.result?["train_s"]?.double { fields.append(("training", "\(Output.fixed(seconds, 2)) s")) }
                let half = run.halfInterval
                return RunComparison.Run(
                    name: name, dataset: run.dataset, metric: run.metricTitle, isHigherBetter: run.isHigherBetter, mean: run.testMean,
                    halfInterval: half, value: run.shown(run.testMean),
                    interval: half.isFinite ? "± \(run.isShare ? Output.fixed(half * 100, 2) : Output.fixed(half, 4))" : "",
                    fields: fields,
                    settings: Self.flat(run.config["settings"] ?? run.config["training"]).map { ($0.name, $0.value ?? "–") })
            })
        comparison.pictures = comparisonPictures(runs, names, comparison)
        return comparison
    }

    private static func comparisonPictures(_ runs: [ReportedRun], _ names: [String], _ comparison: RunComparison) -> [RunReport.Picture] {
        var pictures: [RunReport.Picture] = []
        if comparison.isComparable, let picture = ReportCharts.bars(comparison) { pictures.append(picture) }
        guard comparison.isComparable else { return pictures }
        func curves(_ key: String) -> [LearningCurves.Curve] {
            zip(runs, names).compactMap { run, name in
                let training = Set(run.history.map(\.fold)).count > 1 ? run.mean(run.history) : run.kept
                guard let values = training?.values[key], values.count > 1, values.contains(where: \.isFinite) else { return nil }
                return .init(name: name, values: values)
            }
        }
        let panels = [("validation_loss", "validation loss", false), ("validation", "validation \(runs[0].metricTitle)", runs[0].isShare)]
            .compactMap { key, name, isShare -> LearningCurves.Panel? in
                let curves = curves(key)
                return curves.isEmpty ? nil : .init(name: name, curves: curves, isShare: isShare)
            }
        if !panels.isEmpty {
            pictures.append(.init(
                LearningCurves(title: "Validation of each run", panels: panels), width: 900,
                caption: "What the kept network's training (of folds: their mean) reached on the validation part after each epoch."))
        }
        return pictures
    }
}

extension RunFolder {
    /// What `gcn train` said of the run, its command, and the machine.
    var resultFile: String { path + "/result.json" }
}
