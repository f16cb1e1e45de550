import GraphLearning

/// All that a training on pictures has to say and to keep.
struct ImageTrainResult: KeptResult {
    var name: String { "\(set.name)-\(settings.model)" }
    let set: ImageSet
    let argument: String
    let dataRoot: String?
    let settings: ImageTrainingSettings
    let runs: [ImageTrainingRun]
    let setup: Double
    let trained: Double
    let general: GeneralOptions
    let wanted: Int

    private var test: RunStatistics { RunStatistics(runs.map(\.kept.testAccuracy)) }
    /// The run whose network is kept: the first, or where pictures were held out the first of the best accuracy on them.
    private var kept: ImageTrainingRun {
        var best = runs[0]
        for run in runs.dropFirst() where run.kept.validationAccuracy > best.kept.validationAccuracy { best = run }
        return best
    }
    private var wasInterrupted: Bool { runs.count < wanted || runs.contains(where: \.wasInterrupted) }
    private var report: ClassificationReport {
        ClassificationReport(
            actual: set.test.labels.map { Int($0) }, predicted: kept.testProbabilities.argmaxRows(),
            classNames: set.test.classNames)
    }

    func write(to folder: RunFolder, isReserved: Bool) throws {
        let kept = kept
        let names = (0..<set.test.count).map { set.test.name(of: $0) }
        try folder.write(
            config: config(kept), runs: runs, model: kept.classifier.checkpoint(),
            predictions: ImagePredictionTable.csv(
                names: names, labels: set.test.labels, kept.testProbabilities, classNames: set.test.classNames),
            charts: [
                ("curves.svg", curves(kept)), ("confusion.svg", confusion), ("samples.svg", try samples(kept)),
            ].map { (name: $0.0, bytes: Array($0.1.utf8)) }, isReserved: isReserved)
    }

    private func curves(_ run: ImageTrainingRun) -> String {
        let history = run.history, held = settings.validationShare > 0
        let other = held ? "validation" : "test"
        return LearningCurves(
            title: "\(set.name), \(settings.model): learning curves",
            panels: [
                LearningCurves.Panel(
                    name: "loss",
                    curves: [
                        .init(name: "training", values: history.map(\.trainLoss)),
                        .init(name: other, values: history.map { held ? $0.validationLoss : $0.testLoss }),
                    ]),
                LearningCurves.Panel(
                    name: "accuracy",
                    curves: [
                        .init(name: "training", values: history.map(\.trainAccuracy)),
                        .init(name: other, values: history.map { held ? $0.validationAccuracy : $0.testAccuracy }),
                    ], isShare: true),
            ], bestEpoch: held ? run.kept.epoch : nil
        ).svg
    }

    private var confusion: String {
        ConfusionMatrixChart(
            counts: report.confusion, names: set.test.classNames,
            title: "\(set.name), \(settings.model): \(Output.percent(report.accuracy)) of \(report.count) test pictures"
        ).svg
    }

    /// Twenty test pictures drawn at random, with what was said of them.
    private func samples(_ run: ImageTrainingRun) throws -> String {
        let told = run.testProbabilities.argmaxRows(), classes = set.test.classNames
        let drawn = RandomKey(seed: run.seed).child("samples").permutation(set.test.count).prefix(20)
        let items = try drawn.map { index -> ImageGrid.Item in
            let label = Int(set.test.labels[index])
            let isRight = told[index] == label
            return ImageGrid.Item(
                png: try set.test.image(index).pngBytes,
                caption: isRight ? classes[label] : "\(classes[told[index]]) (is \(classes[label]))", isRight: isRight)
        }
        return ImageGrid(
            title: "\(set.name), \(settings.model): twenty test pictures",
            subtitle: "green: told rightly; red: what was said (and what it is)", items: items, columns: 5
        ).svg
    }

    private func config(_ kept: ImageTrainingRun) -> JSONValue {
        .object([
            ("format", 1), ("tool", .string("gcn \(toolVersion)")), ("task", .string(RunFolder.imageTask)),
            (
                "dataset",
                .object([
                    ("name", .string(set.name)),
                    ("argument", .string(Files.exists(argument) ? Process.absolute(argument) : argument)),
                    ("data_root", dataRoot.map { .string(Process.absolute($0)) } ?? .null),
                    ("folder", .string(Process.absolute(set.folder))), ("train", .int(set.train.count)),
                    ("test", .int(set.test.count)),
                ])
            ), ("settings", settings.json), ("seed", .int(general.seed)), ("runs", .int(wanted)),
            ("threads", .int(Threads.count)), ("engine", .string(ConvolutionEngines.current.name)),
            ("model", RunFolder.describe(kept.classifier)), ("kept_seed", .int(kept.seed)), ("test_mean", .double(test.mean)),
            ("test_std", .double(test.standardDeviation)),
            ("weights_sha256", .string(SHA256.hex(kept.classifier.checkpoint()))),
        ])
    }

    func json(folder: String) -> JSONValue {
        func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
        return .object([
            ("dataset", .string(set.name)), ("task", .string(RunFolder.imageTask)), ("model", .string(settings.model)),
            ("protocol", .string(settings.name)), ("summary", .string(settings.summary)), ("settings", settings.json), ("train_pictures", .int(set.train.count)),
            ("test_pictures", .int(set.test.count)), ("test_mean", .double(test.mean)),
            ("test_std", .double(test.standardDeviation)), ("test_ci95", .double(test.confidence95)),
            (
                "runs",
                .array(
                    runs.map { run in
                        .object([
                            ("seed", .int(run.seed)), ("epochs", .int(run.history.count)), ("kept_epoch", .int(run.kept.epoch)),
                            ("train", number(run.kept.trainAccuracy)), ("validation", number(run.kept.validationAccuracy)),
                            ("test", number(run.kept.testAccuracy)), ("step_ms_median", .double(run.stepSeconds * 1000)),
                        ])
                    })
            ), ("macro_f1", .double(report.macroF1)), ("kept_seed", .int(kept.seed)),
            ("engine", .string(ConvolutionEngines.current.name)),
            ("step_ms_median", .double(runs.map(\.stepSeconds).median * 1000)),
            ("epoch_s_median", .double(runs.flatMap { $0.history.map(\.seconds) }.median)), ("setup_s", .double(setup)),
            ("train_s", .double(trained)), ("total_s", .double(Process.seconds)), ("peak_mb", .int(Process.peakMegabytes)),
            ("threads", .int(Threads.count)), ("parameters", .int(kept.classifier.makeModel().parameterCount)),
            ("weights_sha256", .string(SHA256.hex(kept.classifier.checkpoint()))), ("interrupted", .bool(wasInterrupted)),
            ("run_folder", .string(folder)),
        ])
    }

    func text(folder: String) -> String {
        var lines: [String] = []
        if wasInterrupted { lines.append("interrupted: not everything was trained to its end") }
        let over =
            runs.count > 1 ? "mean and deviation of \(runs.count) seeds from \(general.seed)" : "seed \(kept.seed)"
        lines.append(
            "\(set.name), \(settings.model): test accuracy \(Output.percent(runs.map(\.kept.testAccuracy))) % (\(over); \(set.test.count) test pictures)")
        let report = report
        let worst = report.classes.sorted { $0.recall < $1.recall }.prefix(3)
        lines.append("hardest: " + worst.map { "\($0.name) \(Output.percent($0.recall))" }.joined(separator: ", "))
        lines.append(
            "protocol \(settings.name), \(Output.fixed(runs.map(\.stepSeconds).median * 1000, 2)) ms a step of \(settings.batch), \(Output.fixed(runs.flatMap { $0.history.map(\.seconds) }.median, 1)) s an epoch with its test, \(Output.fixed(Process.seconds, 1)) s in all, \(Process.peakMegabytes) MB, \(Threads.count) threads, \(ConvolutionEngines.current.name)")
        lines.append("run folder: \(folder) (curves.svg, confusion.svg, samples.svg)")
        return lines.joined(separator: "\n")
    }
}
