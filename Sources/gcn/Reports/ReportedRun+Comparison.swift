import GraphLearning

/// Several runs side by side.
extension ReportedRun {
    static func comparison(_ runs: [ReportedRun]) -> RunComparison {
        var names = runs.map(\.name)
        if Set(names).count < names.count { names = runs.map { $0.folder.path } }
        let tasks = Set(runs.map(\.task))
        var comparison = RunComparison(
            title: "Runs compared",
            runs: zip(runs, names).map { run, name in
                let values = run.testValues
                var fields: [(name: String, value: String)] = [
                    ("model", run.model), ("protocol", run.protocolName), ("trainings", values.isEmpty ? "–" : "\(values.count)"),
                ]
                if tasks.count > 1 { fields.insert(("task", run.task.replacing("-", with: " ")), at: 0) }
                if let count = run.result?["parameters"]?.int { fields.append(("parameters", "\(count)")) }
                if let seconds = run.result?["train_s"]?.double { fields.append(("training", "\(Output.fixed(seconds, 2)) s")) }
                let half = run.halfInterval.isFinite ? run.halfInterval : run.halfOfOneTraining
                return RunComparison.Run(
                    name: name, dataset: run.dataset, kind: "\(run.task) \(run.config["split"]?.encoded() ?? "")", metric: run.metricTitle, isHigherBetter: run.isHigherBetter, mean: run.testMean,
                    halfInterval: half, value: run.shown(run.testMean),
                    interval: half.isFinite ? "± \(run.isShare ? Output.fixed(half * 100, 2) : Output.fixed(half, 4))" : "",
                    fields: fields,
                    settings: run.comparedSettings)
            })
        comparison.pictures = comparisonPictures(runs, names, comparison)
        return comparison
    }

    /// Half of Wilson's interval of a single training's accuracy, by the number of its test items; nan where that is not known.
    private var halfOfOneTraining: Double {
        guard metric == "accuracy", testValues.count == 1, testMean.isFinite else { return .nan }
        let count = result?["test_nodes"]?.int ?? (task == RunFolder.imageTask ? config["dataset"]?["test"]?.int : nil) ?? 0
        guard let wilson = ConfidenceInterval.wilson(right: Int((testMean * Double(count)).rounded()), of: count) else { return .nan }
        return (wilson.high - wilson.low) / 2
    }

    /// Data, seeds and settings under the same names for every kind of run, without those that say nothing.
    private var comparedSettings: [(name: String, value: String)] {
        let trainings = config["runs"]?.int ?? config["training"]?["runs"]?.int
        let seed = config["seed"]?.int ?? config["training"]?["seed"]?.int
        var all: [RunReport.Entry] = [("data", dataset), ("trainings", trainings.map { String($0) }), ("first seed", seed.map { String($0) })]
        all += settings.filter { entry in
            if ["[]", "{}", ""].contains(entry.value ?? "") { return false }
            return !(entry.name == "loss" && task.hasSuffix("classification"))
        }
        return all.compactMap { entry in entry.value.map { (entry.name == "learning_rate" ? "lr" : entry.name, $0) } }
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
