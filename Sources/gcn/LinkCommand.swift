import ArgumentParser
import GraphLearning

struct Link: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn which edges there are (graph autoencoder), and predict missing ones.",
        discussion: """
            Some edges are held back; the network sees the others and is judged by how it ranks the held ones among as \
            many pairs that no edge joins. Printed beside it: scores that need no training. The run's embeddings.csv and \
            links.csv are made by the kept network reading all edges.

            Example: gcn link cora --model vgae --runs 10
            """)

    @Argument(
        help: ArgumentHelp("The data: a name or a path; may be left out where --nodes names a file.", valueName: "DATASET"),
        completion: .file())
    var dataset: String?

    @Option(help: ArgumentHelp("gae or vgae (Kipf & Welling, 2016).", valueName: "NAME"))
    var model = "vgae"

    @Option(help: ArgumentHelp("The encoder, a kind of network as for train --model.", valueName: "NAME"))
    var encoder = "gcn"

    @Option(help: ArgumentHelp("Units of the encoder's layers but the last.", valueName: "N"))
    var hidden = 32

    @Option(help: ArgumentHelp("Numbers of a node's vector.", valueName: "N"))
    var dimensions = 16

    @Option(help: ArgumentHelp("The encoder's layers.", valueName: "N"))
    var layers = 2

    @Option(help: ArgumentHelp("The rate at which the encoder's inputs are dropped.", valueName: "RATE"))
    var dropout: Float = 0

    @Option(help: ArgumentHelp("Adam's learning rate.", valueName: "RATE"))
    var lr: Float = 0.01

    @Option(help: ArgumentHelp("Pairs without an edge that a step draws for each training edge.", valueName: "N"))
    var negatives = 1

    @Option(help: ArgumentHelp("Epochs.", valueName: "N"))
    var epochs = 200

    enum Keep: String, ExpressibleByArgument, CaseIterable { case best, last }

    @Option(help: ArgumentHelp("The epoch that is judged: best (in validation) or last (as in the paper).", valueName: "WHICH"))
    var keep = Keep.best

    @Option(help: ArgumentHelp("Trainings, with seeds S, S+1, …; each has a split of its own.", valueName: "N"))
    var runs = 1

    @Option(help: ArgumentHelp("Per cent of the edges held back for validation.", valueName: "PERCENT"))
    var validation: Double = 5

    @Option(help: ArgumentHelp("Per cent of the edges held back for the test.", valueName: "PERCENT"))
    var test: Double = 10

    @Option(help: ArgumentHelp(
        "Features: rows (divided by their sum), columns (standardized) or none; columns for measurements, else none.",
        valueName: "HOW"))
    var scaleFeatures: FeatureScalingChoice?

    @Option(help: ArgumentHelp("Write the K most probable missing links to links.csv.", valueName: "K"))
    var predict: Int?

    @Option(help: ArgumentHelp("The run's folder (runs/DATASET-link-TIME).", valueName: "DIR"), completion: .directory)
    var out: String?

    @Flag(help: "Make the run's page, report.html in its folder, as gcn report does.")
    var report = false

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if dataset == nil, data.nodes == nil {
            throw ValidationError("expected a data set: a name (gcn data list), a path, or --nodes FILE --edges FILE")
        }
        try require("model", LinkPredictionSettings.Kind(rawValue: model) != nil, model, "gae or vgae")
        try require("hidden", (1...65536).contains(hidden), hidden, "1 to 65536")
        try requireModel("encoder", encoder, hidden: hidden)
        try require("dimensions", (1...4096).contains(dimensions), dimensions, "1 to 4096")
        try require("layers", (1...64).contains(layers), layers, "1 to 64")
        try require("dropout", dropout >= 0 && dropout < 1, dropout, "at least 0 and below 1")
        try require("lr", lr > 0 && lr.isFinite, lr, "a positive number")
        try require("negatives", (1...1000).contains(negatives), negatives, "1 to 1000")
        try require("epochs", (1...1_000_000).contains(epochs), epochs, "1 to 1000000")
        try require("runs", (1...100_000).contains(runs), runs, "1 to 100000")
        try require("validation", validation >= 0 && validation < 100, validation, "per cent, at least 0 and below 100")
        try require("test", test > 0 && test < 100, test, "per cent, above 0 and below 100")
        try require("test", validation + test < 100, test, "validation and test together below 100 per cent")
        if let predict { try require("predict", (1...10_000_000).contains(predict), predict, "1 to 10000000") }
        try require(
            "seed", !general.seed.addingReportingOverflow(runs).overflow, general.seed,
            "a seed that leaves room for the runs")
        try require("out", out != "", "\"\"", "the name of a folder")
    }

    func run() throws {
        general.apply()
        let name = dataset ?? data.nodes ?? ""
        let loaded = try data.load(name, general)
        let graph = loaded.graph
        if !graph.edges.isUndirected {
            throw Failure(
                Failure.badData,
                "\(loaded.name) has directed edges; the decoder cannot tell an edge from its reverse, and one of such a pair held out would be seen in the other: leave --directed out, or make it undirected (gcn data export --transform undirected)")
        }
        let settings = settings(for: graph)
        try TaskFolder(out ?? "runs").checkPlace()
        let trainer = try LinkPredictionTrainer(graph, settings)
        let first = try split(graph, general.seed)
        general.say(
            "\(loaded.name): \(graph.nodeCount) nodes, \(first.trainEdges.count) training, \(first.validationEdges.count) validation, \(first.testEdges.count) test edges")
        general.say(settings.summary)

        Interrupt.listen()
        let setup = Process.seconds
        var results: [LinkPredictionRun] = []
        for seed in general.seed..<general.seed + runs {
            let split = seed == general.seed ? first : try split(graph, seed)
            let result = try trainer.run(
                seed: seed, split: split, progress: { show($0, seed) }, isInterrupted: { Interrupt.isRequested })
            Output.clearProgress()
            if let epoch = result.divergedAt {
                throw Failure(
                    Failure.badData,
                    "the training of seed \(seed) diverged: its loss was no number after epoch \(epoch); lower --lr, and look for huge features (gcn data info)")
            }
            if runs <= 10 {
                general.say(
                    "seed \(seed): \(result.history.count) epochs, judged at epoch \(result.bestEpoch): validation AUC \(Output.percent(result.validation.auc)), test AUC \(Output.percent(result.test.auc))")
            }
            results.append(result)
            if Interrupt.isRequested { break }
        }
        try finish(loaded, DataRecord(name, data, loaded), trainer, results, setup)
    }

    private func split(_ graph: Graph, _ seed: Int) throws -> LinkSplit {
        let split = try graph.randomLinkSplit(validation: validation / 100, test: test / 100, seed: seed)
        if split.testEdges.count == 0 {
            throw Failure(
                Failure.badData,
                "\(graph.provenance): \(test) % of \(split.trainEdges.count + split.validationEdges.count) edges is no test edge; raise --test or give more edges")
        }
        if split.testNegatives.count < split.testEdges.count {
            throw Failure(
                Failure.badData,
                "\(graph.provenance): found \(split.testNegatives.count) pairs without an edge, expected \(split.testEdges.count) to judge by; nearly every pair is joined")
        }
        return split
    }

    private func settings(for graph: Graph) -> LinkPredictionSettings {
        var settings = LinkPredictionSettings(LinkPredictionSettings.Kind(rawValue: model) ?? .vgae)
        settings.encoder = encoder
        settings.options = NodeClassificationSettings.standard(for: encoder).options
        settings.hidden = hidden
        settings.dimensions = dimensions
        settings.layers = layers
        settings.dropout = dropout
        settings.learningRate = lr
        settings.negatives = negatives
        settings.epochs = epochs
        settings.keepsBest = keep == .best
        let scaling = scaleFeatures ?? .standard(for: graph, words: .none)
        settings.normalizesFeatures = scaling == .rows
        settings.standardizesFeatures = scaling == .columns
        return settings
    }

    private func finish(
        _ loaded: LoadedGraph, _ record: DataRecord, _ trainer: LinkPredictionTrainer, _ results: [LinkPredictionRun],
        _ setup: Double
    ) throws {
        let trained = Process.seconds - setup
        // The network that is kept: the first of the highest validation AUC (the first where nothing validates).
        var kept = results[0]
        for result in results where result.validation.auc > kept.validation.auc { kept = result }
        let vectors = try trainer.embeddings(kept.parameters)
        let links = predict.map { MissingLinks.best($0, vectors, in: trainer.graph) }
        let folder = TaskFolder(try out ?? makeRunFolder("\(loaded.name)-link"))
        var files = [
            (name: "metrics.jsonl", bytes: TaskFolder.metrics(results)),
            (name: "model.safetensors", bytes: trainer.checkpoint(kept.parameters)),
            (
                name: "embeddings.csv",
                bytes: Array(PredictionTable.csv(embeddings: vectors, graph: trainer.graph).utf8)
            ),
        ]
        if let links { files.append((name: "links.csv", bytes: TaskFolder.table(links, graph: trainer.graph))) }
        try folder.write(
            config: config(loaded, record, trainer, kept), files: files, isReserved: out == nil,
            removing: links == nil ? ["links.csv"] : [])
        let said = json(loaded, trainer, results, kept, links, setup, trained, folder.path)
        let text = text(loaded, trainer, results, links, folder.path)
        try RunFolder(folder.path).conclude(said, text, report: report, data, general)
    }

    private func show(_ epoch: LinkEpoch, _ seed: Int) {
        guard Output.errorIsTerminal, !general.quiet, epoch.epoch % 5 == 0 || epoch.epoch == 1 else { return }
        Output.progress(
            "seed \(seed)  epoch \(epoch.epoch)  loss \(Output.fixed(epoch.trainLoss, 4))  validation AUC \(Output.percent(epoch.validationAUC))")
    }
}
