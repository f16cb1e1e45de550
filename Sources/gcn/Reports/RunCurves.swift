import GraphLearning

/// Learning curves, and the pictures of `gcn explain`.
extension ReportedRun {
    /// Mean curves of the folds, or those of the kept training.
    func curves() -> [RunReport.Picture] {
        let folds = Set(history.map(\.fold)).count
        let several = history.count > 1 && folds > 1
        guard let training = several ? mean(history) : kept, training.epochs.count > 1 else { return [] }
        let names = training.values.keys.filter { name in training.values[name]?.contains { $0.isFinite } ?? false }
        var panels: [LearningCurves.Panel] = []
        // of molecules the validation loss is the score itself, in another unit than the training's loss
        let isScore = Self.validatesByScore(training)
        var losses = ["train_loss", "validation_loss"].filter { names.contains($0) && !(isScore && $0 == "validation_loss") }
        func curve(_ name: String) -> LearningCurves.Curve {
            .init(name: Self.curveNames[name] ?? name.replacing("_", with: " "), values: training.values[name] ?? [])
        }
        if names.contains("test_loss"), !losses.contains("validation_loss") { losses.append("test_loss") }
        if !losses.isEmpty { panels.append(.init(name: "loss", curves: losses.map(curve))) }
        let scores = ["train", "validation", "test"].filter(names.contains)
        if !scores.isEmpty { panels.append(.init(name: metricTitle, curves: scores.map(curve), isShare: isShare)) }
        let others = names.filter { !losses.contains($0) && !scores.contains($0) && !["test_loss", "seconds"].contains($0) && !(isScore && $0 == "validation_loss") }.sorted()
        if !others.isEmpty {
            let top = others.flatMap { training.values[$0] ?? [] }.filter(\.isFinite).max() ?? 2
            panels.append(.init(name: "validation", curves: others.map(curve), isShare: top <= 1))
        }
        guard !panels.isEmpty else { return [] }
        let judged = several ? nil : judgedEpoch(training)
        let isChosen = judged != nil && judged != training.epochs.last  // the last one was not chosen
        let epoch = isChosen ? judged : bestEpoch(training)
        let whose = several ? "mean of \(history.count) trainings" : history.count > 1 ? "seed \(training.seed), of \(history.count)" : "seed \(training.seed)"
        let chart = LearningCurves(
            title: "Learning curves", panels: panels, bestEpoch: epoch, firstEpoch: training.epochs.first ?? 1)
        return [
            .init(
                chart, width: 900,
                caption: "After each epoch (\(whose))\(judged.map { "; judged at epoch \($0)" } ?? "").\(epoch != nil && epoch != judged ? " The mark, where validation was best, chose nothing." : "")")
        ]
    }

    /// Whether the validation loss is the validation figure itself, as of molecules; NaN equals NaN here.
    private static func validatesByScore(_ training: Training) -> Bool {
        guard let losses = training.values["validation_loss"], let scores = training.values["validation"], losses.count == scores.count else {
            return training.values["validation_loss"] == nil && training.values["validation"] == nil
        }
        return zip(losses, scores).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    }

    /// Where the validation loss is least, else the validation figure best; nil where nothing validates.
    private func bestEpoch(_ training: Training) -> Int? {
        let isLoss = training.values["validation_loss"]?.contains { $0.isFinite } ?? false
        guard let values = training.values[isLoss ? "validation_loss" : "validation"] else { return nil }
        let sign = isLoss && !Self.validatesByScore(training) || !isHigherBetter ? -1.0 : 1
        return values.indices.filter { values[$0].isFinite }.max { (sign * values[$0], -$0) < (sign * values[$1], -$1) }.map { training.epochs[$0] }
    }

    static let curveNames = [
        "test_loss": "test", "train_loss": "training", "validation_loss": "validation", "train": "training", "validation": "validation", "test": "test",
        "validation_auc": "ROC-AUC", "validation_ap": "average precision",
    ]

    /// The means over trainings, as far as all of them go.
    func mean(_ trainings: [Training]) -> Training? {
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
    func explanations() -> [RunReport.Picture] {
        let place = folder.path + "/explanations"
        guard Files.isDirectory(place), let names = try? Files.list(place) else { return [] }
        return names.prefix(6).compactMap { name in
            guard let bytes = try? Files.read("\(place)/\(name)/explanation.svg") else { return nil }
            return .init(svg: String(decoding: bytes, as: UTF8.self), caption: "gcn explain: \(name)")
        }
    }
}
