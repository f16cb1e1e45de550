import GraphLearning

/// The part of a report that every kind of run has.
extension ReportedRun {
    /// What every run has.
    func common() -> RunReport {
        var report = RunReport(title: "\(dataset): \(task.replacing("-", with: " "))")
        report.subtitle = [model.isEmpty ? nil : "model \(model)", protocolName.isEmpty ? nil : "protocol \(protocolName)", "run \(folder.path)"]
            .compactMap { $0 }.joined(separator: ", ")
        if testMean.isFinite {
            let count = testValues.count
            var how = count > 1 ? "mean of \(count) \(isFolded ? "folds" : "seeds")" : keptSeed.map { "seed \($0)" } ?? ""
            if count < 2, let deviation = config["test_std"]?.double, deviation > 0 { how = "deviation \(shown(deviation))" }
            report.scores.append(.init(name: "test \(metricTitle)", value: shown(testMean), interval: intervalText, note: how))
        }
        if let value = config["baseline_mean"]?.double {
            report.scores.append(.init(name: "without edges", value: shown(value), note: "a perceptron on summed node features"))
        }
        for (key, baseline) in result?["baselines"]?.object ?? [] {
            guard let mean = baseline["test_mean"]?.double else { continue }
            let name = "without a graph (" + key.replacing("_", with: " ") + ")"
            report.scores.append(.init(name: name, value: shown(mean), note: baseline["what"]?.string ?? ""))
        }
        if result?["interrupted"]?.bool == true { report.warnings.append("The training was interrupted: not everything was trained to its end.") }
        report.command = result?["command"]?.string
        if let summary = result?["summary"]?.string { report.summary = summary.capitalizedFirst + "." }
        report.asked = asked
        report.settings = settings
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

    var asked: [RunReport.Entry] {
        let runs = config["runs"]?.int ?? config["training"]?["runs"]?.int
        let seed = config["seed"]?.int ?? config["training"]?["seed"]?.int
        var entries: [RunReport.Entry] = [("task", task), ("data", dataset), ("model", model), ("protocol", protocolName)]
        entries.append(("split", result?["split"]?.string ?? config["split"]?.string))
        entries.append(("metric", metricTitle))
        entries.append(("folds", (config["folds"] ?? (task.hasPrefix("graph-") ? config["settings"]?["folds"] : nil))?.int.map { String($0) }))
        for (key, name) in [("validation_percent", "edges held back to validate"), ("test_percent", "edges held back to test")] {
            entries.append((name, config["split"]?[key]?.double.map { Output.fixed($0, 1) + " %" }))
        }
        entries.append(("trainings", runs.map { String($0) }))
        entries.append(("first seed", seed.map { String($0) }))
        entries.append(("kept", config["kept"]?.string ?? keptSeed.map { "the network of seed \($0)" }))
        return entries.filter { $0.value != "" }
    }

    /// Settings by their names: those that were asked for, else what the network and its training are said to be.
    var settings: [RunReport.Entry] {
        if let settings = config["settings"] { return Self.flat(settings) }
        let passed = ["classes", "inputs", "outputs", "feature_scaling", "type", "seed", "runs", "kept_seed"]
        func part(_ key: String) -> [RunReport.Entry] {
            (config[key]?.object ?? []).filter { !passed.contains($0.key) }.flatMap { Self.flat(.object([$0])) }
        }
        let scaling = config["model"]?["feature_scaling"]?["kind"]?.string
        return [("model", model)] + part("model") + [("scale_features", scaling)].filter { $0.1 != nil } + part("training") + part("target").filter { $0.name == "column" || $0.name == "log" }
    }

    /// Who made it, on what, how fast.
    var machine: [RunReport.Entry] {
        let machine = result?["machine"]
        func number(_ value: JSONValue?, _ digits: Int, _ unit: String) -> String? {
            value?.double.map { Output.fixed($0, digits) + unit }
        }
        var entries: [RunReport.Entry] = [("made by", config["tool"]?.string), ("trained", result?["date"]?.string)]
        entries.append(("processor", machine?["cpu"]?.string))
        entries.append(("system", machine?["system"]?.string))
        entries.append(("processors", number(machine?["processors"], 0, "")))
        entries.append(("threads", number(config["threads"], 0, "")))
        entries.append(("convolutions by", config["engine"]?.string))
        entries.append(("GraphBLAS", machine?["graphblas"]?.string))
        entries.append(("OpenBLAS", machine?["openblas"]?.string))
        entries.append(("one epoch", number(result?["epoch_ms_median"], 3, " ms (median)")))
        entries.append(("one epoch with its test", number(result?["epoch_s_median"], 2, " s (median)")))
        entries.append(("one step", number(result?["step_ms_median"], 2, " ms (median)")))
        entries.append(("training", number(result?["train_s"], 2, " s")))
        entries.append(("in all", number(result?["total_s"], 2, " s")))
        entries.append(("most memory", number(result?["peak_mb"], 0, " MiB")))
        entries.append(("parameters", number(result?["parameters"], 0, "")))
        entries.append(("weights (SHA-256)", config["weights_sha256"]?.string.map { String($0.prefix(16)) + "…" }))
        return entries
    }

    var dataEntries: [RunReport.Entry] {
        let known: [(String, String)] = [
            ("nodes", "nodes"), ("graphs", "graphs"), ("molecules", "molecules"), ("directed_edges", "directed edges"),
            ("features", "features"), ("train", "training pictures"), ("test", "test pictures"), ("refused_rows", "rows refused"), ("blank_values", "blank values"),
        ]
        let record = config["dataset"]
        var entries: [RunReport.Entry] = known.map { ($0.1, record?[$0.0]?.int.map { "\($0)" }) }
        entries.append(("classes", config["model"]?["classes"]?.array.map { "\($0.count)" }))
        entries.append(("targets", record?["target_columns"]?.array.map { $0.compactMap(\.string).joined(separator: ", ") }))
        entries.append(("atom features", record?["atom_features"]?.string))
        entries.append(("transform", record?["transform"]?.string))
        entries.append(("found in", record?["place"]?.string ?? record?["folder"]?.string ?? record?["argument"]?.string))
        return entries
    }

    /// Each training with its figures.
    var runTable: HTMLTable? {
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
    static func texts(_ row: JSONValue, _ names: [String]) -> [String] { names.map { name in row[name]?.int.map(String.init) ?? "–" } }

    /// Figures of an object.
    func texts(_ row: JSONValue, _ names: [String]) -> [String] { names.map { name in row[name]?.double.map(shown) ?? "–" } }
}
