import ArgumentParser
import GraphLearning

struct Regress: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regress",
        abstract: "Train a network to predict a number of each node.",
        discussion: """
            The numbers stand in a column of the nodes file (CSV) or of the target file (MUSAE); that column is no feature, \
            and nodes whose field is blank are predicted, not learned from. Printed beside the result: what predicting the \
            training nodes' mean for every node gives.

            Example: gcn regress musae_twitch_PTBR --data-root ~/data --value-column views --log-value
            """)

    @Argument(
        help: ArgumentHelp("The data: a name or a path; may be left out where --nodes names a file.", valueName: "DATASET"),
        completion: .file())
    var dataset: String?

    @Option(name: [.customLong("value-column"), .customLong("value")], help: ArgumentHelp("The column of the numbers to predict.", valueName: "COLUMN"))
    var valueColumn: String

    @Flag(help: "Predict log(1 + x); errors are in that unit too.")
    var logValue = false

    @Option(help: ArgumentHelp("The network, as for train --model.", valueName: "NAME"))
    var model = "gcn"

    @Option(help: ArgumentHelp("What is made small: mse, mae or huber.", valueName: "NAME"))
    var loss = "mse"

    @Option(help: ArgumentHelp("Units of each layer but the last (64).", valueName: "N"))
    var hidden: Int?

    @Option(help: ArgumentHelp("Convolutions (2).", valueName: "N"))
    var layers: Int?

    @Option(help: ArgumentHelp("The rate at which inputs of layers are dropped (0.2).", valueName: "RATE"))
    var dropout: Float?

    @Option(help: ArgumentHelp("Adam's learning rate (0.01).", valueName: "RATE"))
    var lr: Float?

    @Option(help: ArgumentHelp("L2 penalty on all layers (5e-4).", valueName: "W"))
    var weightDecay: Float?

    @Option(help: ArgumentHelp("The most epochs (500).", valueName: "N"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Stop when the validation loss has not fallen for N epochs (50).", valueName: "N"))
    var patience: Int?

    @Option(help: ArgumentHelp(
        "Features: rows (divided by their sum), columns (standardized) or none; columns for measurements, else rows.",
        valueName: "HOW"))
    var scaleFeatures: FeatureScalingChoice?

    @Option(help: ArgumentHelp("Trainings, with seeds S, S+1, …", valueName: "N"))
    var runs = 1

    @Option(help: ArgumentHelp("public, 60/20/20, or a CSV file with id and split (public where there is one, else 60/20/20).", valueName: "SPLIT"))
    var split: String?

    @Option(
        help: ArgumentHelp("The run's folder (runs/DATASET-regress-TIME).", valueName: "DIR"),
        completion: .directory)
    var out: String?

    @Flag(help: "Make the run's page, report.html in its folder, as gcn report does.")
    var report = false

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if dataset == nil, data.nodes == nil {
            throw ValidationError("expected a data set: a name (gcn data list), a path, or --nodes FILE --edges FILE")
        }
        try require("value-column", !valueColumn.isEmpty && !valueColumn.contains(","), "\"\(valueColumn)\"", "the name of one column")
        if let features = data.featureColumns {
            try require(
                "feature-columns", !features.split(separator: ",").contains { $0 == valueColumn }, features,
                "columns other than the one to predict")
        }
        if let hidden { try require("hidden", (1...65536).contains(hidden), hidden, "1 to 65536") }
        try requireModel("model", model, hidden: hidden ?? NodeRegressionSettings().hidden)
        try require("loss", RegressionLoss(rawValue: loss) != nil, loss, "mse, mae or huber")
        if let layers { try require("layers", (1...64).contains(layers), layers, "1 to 64") }
        if let dropout { try require("dropout", dropout >= 0 && dropout < 1, dropout, "at least 0 and below 1") }
        if let lr { try require("lr", lr > 0 && lr.isFinite, lr, "a positive number") }
        if let weightDecay {
            try require("weight-decay", weightDecay >= 0 && weightDecay.isFinite, weightDecay, "0 or more")
        }
        if let epochs { try require("epochs", (1...1_000_000).contains(epochs), epochs, "1 to 1000000") }
        if let patience { try require("patience", patience >= 1, patience, "1 or more") }
        try require("runs", (1...100_000).contains(runs), runs, "1 to 100000")
        try require(
            "seed", !general.seed.addingReportingOverflow(runs).overflow, general.seed,
            "a seed that leaves room for the runs")
        try require("out", out != "", "\"\"", "the name of a folder")
    }

    func run() throws {
        general.apply()
        let name = dataset ?? data.nodes ?? ""
        let table = try NodeTargetReader.table(of: name, column: valueColumn, root: data.dataRoot, csv: data.csv)
        var data = data
        data.excludeColumns = (data.excludeColumns.map { $0 + "," } ?? "") + valueColumn
        let loaded = try data.load(name, general)
        let graph = loaded.graph
        let values = try targets(table, graph)
        let known = values.indices.filter { !values[$0].isNaN }
        if known.isEmpty {
            throw Failure(Failure.badData, "\(table): column \"\(valueColumn)\" is blank throughout; expected numbers to learn from")
        }
        let settings = settings(for: graph)
        try TaskFolder(out ?? "runs").checkPlace()
        let trainer = try NodeRegressionTrainer(graph, targets: DenseArray(values, shape: [values.count, 1]), settings)
        general.say(
            "\(loaded.name): \(graph.nodeCount) nodes, \(graph.edges.count) directed edges, \(known.count) known values of \(valueColumn)\(logValue ? ", as log(1 + x)" : "")")
        general.say(settings.summary)

        Interrupt.listen()
        var results: [NodeRegressionRun] = []
        for seed in general.seed..<general.seed + runs {
            let result = try trainer.run(
                seed: seed, split: try makeSplit(graph, known, seed), progress: { show($0, seed) },
                isInterrupted: { Interrupt.isRequested })
            Output.clearProgress()
            if let epoch = result.divergedAt {
                throw Failure(
                    Failure.badData,
                    "the training of seed \(seed) diverged: its loss was no number after epoch \(epoch); lower --lr, and look for huge features (gcn data info)")
            }
            if runs <= 10 {
                general.say(
                    "seed \(seed): \(result.history.count) epochs, kept epoch \(result.bestEpoch), test RMSE \(Output.fixed(result.test.rmse, 4)), R² \(Output.fixed(result.test.r2, 4))")
            }
            results.append(result)
            if Interrupt.isRequested { break }
        }
        try finish(loaded, DataRecord(name, data, loaded), trainer, results, values)
    }

    private func targets(_ table: String, _ graph: Graph) throws -> [Float] {
        let values = try NodeTargetReader.read(table, column: valueColumn, for: graph, id: data.idColumn)
        guard logValue else { return values }
        if let bad = values.indices.first(where: { values[$0] < 0 }) {
            throw Failure(
                Failure.badData,
                "\(table): node \"\(graph.name(of: bad))\" has the value \(values[bad]); --log-value expects 0 or more")
        }
        return values.map { $0.isNaN ? $0 : logarithm(1 + $0) }
    }

    private func makeSplit(_ graph: Graph, _ known: [Int], _ seed: Int) throws -> NodeSplit {
        func among(_ split: NodeSplit) throws -> NodeSplit {
            let isKnown = Set(known)
            return try NodeSplit(
                name: split.name, train: split.train.filter(isKnown.contains),
                validation: split.validation.filter(isKnown.contains), test: split.test.filter(isKnown.contains),
                nodeCount: graph.nodeCount)
        }
        func drawn(_ train: Double, _ validation: Double) throws -> NodeSplit {
            try .fractions(of: known, train: train, validation: validation, seed: seed, nodeCount: graph.nodeCount)
        }
        guard let split else { return try graph.split.map(among) ?? drawn(0.6, 0.2) }
        switch try splitSpecification(split, for: graph) {
        case .fractions(let train, let validation): return try drawn(train, validation)
        case .fixed(let fixed): return try among(fixed)
        case .included:
            guard let given = graph.split else {
                throw Failure(Failure.badData, "\(graph.provenance) comes without a split; ask for --split 60/20/20")
            }
            return try among(given)
        case .perClass, .torch:
            throw Failure(Failure.usage, "--split \(split): numbers have no classes; expected public, 60/20/20, or a CSV file")
        }
    }

    private func settings(for graph: Graph) -> NodeRegressionSettings {
        var settings = NodeRegressionSettings()
        settings.model = model
        settings.options = NodeClassificationSettings.standard(for: model).options
        settings.loss = RegressionLoss(rawValue: loss) ?? .mse
        settings.hidden = hidden ?? settings.hidden
        settings.layers = layers ?? settings.layers
        settings.dropout = dropout ?? settings.dropout
        settings.learningRate = lr ?? settings.learningRate
        settings.weightDecay = weightDecay ?? settings.weightDecay
        settings.epochs = epochs ?? settings.epochs
        settings.patience = patience ?? settings.patience
        let scaling = scaleFeatures ?? .standard(for: graph, words: .rows)
        settings.normalizesFeatures = scaling == .rows
        settings.standardizesFeatures = scaling == .columns
        return settings
    }

    private func finish(
        _ loaded: LoadedGraph, _ record: DataRecord, _ trainer: NodeRegressionTrainer, _ results: [NodeRegressionRun],
        _ values: [Float]
    ) throws {
        // The kept network: the first of the lowest validation error (the first where nothing validates).
        var kept = results[0]
        for result in results where result.validation.rmse < kept.validation.rmse { kept = result }
        let predicted = try kept.regressor.predict(trainer.graph)
        let folder = TaskFolder(try out ?? makeRunFolder("\(loaded.name)-regress"))
        try folder.write(
            config: config(loaded, record, trainer.settings, kept),
            files: [
                (name: "metrics.jsonl", bytes: TaskFolder.metrics(results)),
                (name: "model.safetensors", bytes: kept.regressor.checkpoint()),
                (
                    name: "predictions.csv",
                    bytes: TaskFolder.table(predicted: predicted.elements, actual: values, graph: trainer.graph)
                ),
            ], isReserved: out == nil)
        let said = json(loaded, trainer.settings, results, kept, folder.path)
        let text = text(loaded, results, folder.path)
        try RunFolder(folder.path).keep(result: said)
        if report { try Report.make(RunFolder(folder.path), data, general) }
        if general.json {
            Output.json(said)
        } else {
            Output.result(text)
        }
        if Interrupt.isRequested {
            general.say("interrupted: what was trained until then is kept in \(folder.path)")
            throw ExitCode(Failure.interrupted)
        }
        if report { general.say("report: \(RunFolder(folder.path).reportFile)") }
    }

    private func config(
        _ loaded: LoadedGraph, _ record: DataRecord, _ s: NodeRegressionSettings, _ kept: NodeRegressionRun
    ) -> JSONValue {
        let c = kept.regressor.configuration
        func numbers(_ values: [Float]) -> JSONValue { .array(values.map { .number($0) }) }
        return .object([
            ("format", 1), ("tool", .string("gcn \(toolVersion)")), ("task", "node-regression"),
            ("dataset", describeData(loaded, record)),
            (
                "target",
                .object([
                    ("column", .string(valueColumn)), ("log", .bool(logValue)), ("mean", numbers(kept.regressor.mean)),
                    ("deviation", numbers(kept.regressor.deviation)),
                ])
            ),
            (
                "model",
                .object([
                    ("type", .string(c.model)), ("inputs", .int(c.inputs)), ("hidden", .int(c.hidden)),
                    ("outputs", .int(c.outputs)), ("layers", .int(c.layers)), ("dropout", .number(c.dropout)),
                    ("options", .object(c.options.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })),
                    ("feature_scaling", describe(kept.regressor.scaling)),
                ])
            ),
            (
                "training",
                .object([
                    ("loss", .string(s.loss.rawValue)), ("optimizer", "adam"), ("lr", .number(s.learningRate)),
                    ("weight_decay", .number(s.weightDecay)), ("epochs", .int(s.epochs)), ("patience", .int(s.patience)),
                    ("seed", .int(general.seed)), ("runs", .int(runs)), ("kept_seed", .int(kept.seed)),
                ])
            ), ("split", .string(kept.split.name)), ("split_sha256", .string(Fingerprint.split(kept.split))),
            ("threads", .int(Threads.count)),
            ("weights_sha256", .string(SHA256.hex(kept.regressor.checkpoint()))),
        ])
    }

    private func describe(_ scaling: FeatureScaling) -> JSONValue {
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

    private func json(
        _ loaded: LoadedGraph, _ s: NodeRegressionSettings, _ results: [NodeRegressionRun], _ kept: NodeRegressionRun,
        _ folder: String
    ) -> JSONValue {
        func figures(_ all: [RegressionMetrics]) -> JSONValue {
            func both(_ values: [Double]) -> JSONValue {
                let statistics = RunStatistics(values)
                return .object([("mean", .double(statistics.mean)), ("std", .double(statistics.standardDeviation))])
            }
            return .object([
                ("rmse", both(all.map(\.rmse))), ("mae", both(all.map(\.mae))), ("r2", both(all.map(\.r2))),
            ])
        }
        return .object([
            ("dataset", .string(loaded.name)), ("task", "node-regression"), ("model", .string(s.model)),
            ("loss", .string(s.loss.rawValue)), ("target", .string(valueColumn)), ("log", .bool(logValue)),
            ("split", .string(kept.split.name)), ("test", figures(results.map(\.test))),
            ("validation", figures(results.map(\.validation))), ("baseline", figures(results.map(\.baseline))),
            (
                "runs",
                .array(
                    results.map {
                        .object([
                            ("seed", .int($0.seed)), ("epochs", .int($0.history.count)), ("best_epoch", .int($0.bestEpoch)),
                            ("test_rmse", .double($0.test.rmse)), ("test_mae", .double($0.test.mae)),
                            ("test_r2", .double($0.test.r2)), ("validation_rmse", .double($0.validation.rmse)),
                        ])
                    })
            ),
            ("epoch_ms_median", .double(results.flatMap(\.epochSeconds).median * 1000)),
            ("total_s", .double(Process.seconds)), ("peak_mb", .int(Process.peakMegabytes)),
            ("threads", .int(Threads.count)), ("kept_seed", .int(kept.seed)),
            ("weights_sha256", .string(SHA256.hex(kept.regressor.checkpoint()))),
            ("interrupted", .bool(results.count < runs || results.contains { $0.wasInterrupted })),
            ("run_folder", .string(folder)),
        ])
    }

    private func text(_ loaded: LoadedGraph, _ results: [NodeRegressionRun], _ folder: String) -> String {
        func cell(_ values: [Double]) -> String {
            let statistics = RunStatistics(values)
            return Output.fixed(statistics.mean, 4)
                + (values.count > 1 ? " ± \(Output.fixed(statistics.standardDeviation, 4))" : "")
        }
        func row(_ name: String, _ all: [RegressionMetrics]) -> [String] {
            [name, cell(all.map(\.rmse)), cell(all.map(\.mae)), cell(all.map(\.r2))]
        }
        let seeds =
            results.count > 1
            ? "mean and deviation of \(results.count) seeds from \(results[0].seed)" : "seed \(results[0].seed)"
        let unit = logValue ? "log(1 + \(valueColumn))" : valueColumn
        return """
            \(loaded.name): \(unit) of \(results[0].test.count) test nodes (\(seeds))
            \(Output.table([["", "RMSE", "MAE", "R²"], row(model, results.map(\.test)), row("training mean", results.map(\.baseline))]))
            split \(results[0].split.name), \(Output.fixed(results.flatMap(\.epochSeconds).median * 1000, 3)) ms an epoch, \(Output.fixed(Process.seconds, 2)) s in all, \(Threads.count) threads
            run folder: \(folder)
            """
    }

    private func show(_ epoch: RegressionEpoch, _ seed: Int) {
        guard Output.errorIsTerminal, !general.quiet, epoch.epoch % 5 == 0 || epoch.epoch == 1 else { return }
        Output.progress(
            "seed \(seed)  epoch \(epoch.epoch)  loss \(Output.fixed(epoch.trainLoss, 4))  validation \(Output.fixed(epoch.validationLoss, 4))")
    }
}
