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

            Example: gcn regress musae_twitch_PTBR --value-column views --log-value
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
        let target = RegressionTarget(column: valueColumn, isLogarithm: logValue)
        let values = try target.values(in: table, of: graph, id: data.idColumn)
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
                seed: seed, split: try RegressionTarget.split(split, of: graph, among: known, seed: seed), progress: { show($0, seed) },
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
        try RunFolder(folder.path).conclude(said, text, report: report, data, general)
    }

    private func show(_ epoch: RegressionEpoch, _ seed: Int) {
        guard Output.errorIsTerminal, !general.quiet, epoch.epoch % 5 == 0 || epoch.epoch == 1 else { return }
        Output.progress(
            "seed \(seed)  epoch \(epoch.epoch)  loss \(Output.fixed(epoch.trainLoss, 4))  validation \(Output.fixed(epoch.validationLoss, 4))")
    }
}
