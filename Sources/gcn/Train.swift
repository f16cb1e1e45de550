import ArgumentParser
import GraphLearning

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a graph convolutional network to tell the classes of nodes.",
        discussion: """
            DATASET is a name (gcn data list), a folder with nodes.csv and edges.csv, Planetoid's ind.NAME.* or LINQS's \
            NAME.content and NAME.cites, or the path of a nodes file.

            Protocols fix every setting: kipf (Kipf & Welling's paper), kipf-code (their TensorFlow code), pyg (PyG's \
            GCN example). Flags change single settings, and the result says so.

            Example: gcn train cora --data-root ../shared/data --protocol kipf --runs 100
            """)

    @Argument(help: ArgumentHelp("The data: a name or a path; may be left out where --nodes names a file.", valueName: "DATASET"))
    var dataset: String?

    @Option(help: ArgumentHelp("The network: \(NodeModels.all.map(\.name).joined(separator: ", ")).", valueName: "NAME"))
    var model = "gcn"

    @Option(name: .customLong("protocol"), help: ArgumentHelp(
        "kipf, kipf-code or pyg; else the model's paper's settings (kipf for gcn).", valueName: "NAME"))
    var protocolName: String?

    @Option(help: ArgumentHelp("Units of each layer but the last.", valueName: "N"))
    var hidden: Int?

    @Option(help: ArgumentHelp("Convolutions.", valueName: "N"))
    var layers: Int?

    @Option(help: ArgumentHelp("The rate at which inputs of layers are dropped.", valueName: "RATE"))
    var dropout: Float?

    @Option(help: ArgumentHelp("Adam's learning rate.", valueName: "RATE"))
    var lr: Float?

    @Option(help: ArgumentHelp("L2 penalty on the first layer.", valueName: "W"))
    var weightDecay: Float?

    @Option(help: ArgumentHelp("The most epochs.", valueName: "N"))
    var epochs: Int?

    @Option(help: ArgumentHelp(
        "Stop when validation has not improved for N epochs, and keep the best epoch's network.", valueName: "N"))
    var patience: Int?

    enum Scaling: String, ExpressibleByArgument, CaseIterable { case rows, columns, none }

    @Option(help: ArgumentHelp(
        "Features: rows (divided by their sum), columns (standardized) or none; columns for CSV whose features are mostly not zero, else rows.",
        valueName: "HOW"))
    var scaleFeatures: Scaling?

    @Option(help: ArgumentHelp("Trainings, with seeds S, S+1, …", valueName: "N"))
    var runs = 1

    @Option(help: ArgumentHelp(
        "public, random[:PERCLASS[:VALIDATION[:TEST]]], 60/20/20, or a CSV file with id and split.", valueName: "SPLIT"))
    var split: String?

    @Option(help: ArgumentHelp("The run's folder (runs/DATASET-TIME).", valueName: "DIR"))
    var out: String?

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        func check(_ flag: String, _ holds: Bool, _ found: Any, _ expected: String) throws {
            if !holds { throw ValidationError("--\(flag) \(found): expected \(expected)") }
        }
        if dataset == nil, data.nodes == nil {
            throw ValidationError("expected a data set: a name (gcn data list), a path, or --nodes FILE --edges FILE")
        }
        try check(
            "model", NodeModels.named(model) != nil, model, NodeModels.all.map(\.name).joined(separator: ", "))
        if let protocolName {
            try check(
                "protocol", NodeClassificationSettings.named(protocolName) != nil, protocolName,
                NodeClassificationSettings.names.joined(separator: ", "))
        }
        if let hidden { try check("hidden", (1...65536).contains(hidden), hidden, "1 to 65536") }
        if let layers { try check("layers", (1...256).contains(layers), layers, "1 to 256") }
        if let dropout { try check("dropout", dropout >= 0 && dropout < 1, dropout, "at least 0 and below 1") }
        if let lr { try check("lr", lr > 0 && lr.isFinite, lr, "a positive number") }
        if let weightDecay { try check("weight-decay", weightDecay >= 0 && weightDecay.isFinite, weightDecay, "0 or more") }
        if let epochs { try check("epochs", (1...1_000_000).contains(epochs), epochs, "1 to 1000000") }
        if let patience { try check("patience", patience >= 1, patience, "1 or more") }
        try check("seed", !general.seed.addingReportingOverflow(runs).overflow, general.seed, "a seed that leaves room for the runs")
        try check("out", out != "", "\"\"", "the name of a folder")
        try check("runs", (1...100_000).contains(runs), runs, "1 to 100000")
    }

    func run() throws {
        general.apply()
        let dataset = dataset ?? data.nodes ?? ""
        let loaded = try data.load(dataset, general)
        let record = DataRecord(dataset, data, loaded)
        let graph = loaded.graph
        let settings = settings(for: graph)
        let labels = try labels(of: graph)
        try checkMemory(settings, graph)
        try RunFolder(out ?? "runs").checkPlace()
        let specification = try splitSpecification(split, for: graph)
        let trainer = try NodeClassificationTrainer(graph, settings)
        try check(specification, graph, labels)
        general.say(
            "\(loaded.name): \(graph.nodeCount) nodes, \(graph.edges.count) directed edges, \(features(graph)), \(graph.labels?.classCount ?? 0) classes")
        general.say("protocol \(settings.name): \(settings.summary)")

        Interrupt.listen()
        let setup = Process.seconds
        var results: [NodeClassificationRun] = []
        for seed in general.seed..<general.seed + runs {
            let split = try specification.split(graph, seed: seed)
            if results.isEmpty || specification.dependsOnSeed && runs <= 3 {
                general.say(
                    "split \(split.name): \(split.train.count) training, \(split.validation.count) validation, \(split.test.count) test nodes")
            }
            var result = try trainer.run(
                seed: seed, split: split, progress: { show($0, seed) }, isInterrupted: { Interrupt.isRequested })
            Output.clearProgress()
            if let epoch = result.divergedAt {
                throw Failure(
                    Failure.badData,
                    "the training of seed \(seed) diverged: its loss was no number after epoch \(epoch); lower --lr or --weight-decay, and look for huge features (gcn data info)")
            }
            if runs <= 10 { say(result) }
            // One network is kept: the first of the highest validation accuracy. The others' numbers are let go.
            if let best = results.indices.last(where: { !results[$0].parameters.isEmpty }) {
                if result.metrics.validationAccuracy > results[best].metrics.validationAccuracy {
                    results[best].parameters = []
                } else {
                    result.parameters = []
                }
            }
            results.append(result)
            if Interrupt.isRequested { break }
        }
        let trained = Process.seconds - setup
        try finish(TrainResult(
            dataset: loaded.name, featureNames: loaded.featureNames, record: record, trainer: trainer, specification: specification, splitArgument: split,
            runs: results, setup: setup, trained: trained, general: general, wanted: runs))
    }

    private func finish(_ result: TrainResult) throws {
        let folder = RunFolder(try out ?? Self.freshFolder(result.dataset))
        try result.write(to: folder, isReserved: out == nil)
        if general.json {
            Output.json(result.json(folder: folder.path))
        } else {
            Output.result(result.text(folder: folder.path))
        }
        if Interrupt.isRequested {
            general.say("interrupted: what was trained until then is kept in \(folder.path)")
            throw ExitCode(Failure.interrupted)
        }
    }

    /// Makes runs/NAME-TIME, with a number behind it where that is taken: two trainings never share one.
    private static func freshFolder(_ name: String) throws -> String {
        try Files.makeDirectory("runs")
        let base = "runs/\(name)-\(Process.timestamp)"
        var path = base, number = 2
        while !Process.makeFolder(path) {
            if !Files.exists(path) {
                throw Failure(Failure.inputOutput, "\(path): the folder cannot be made; choose another place with --out")
            }
            path = "\(base)-\(number)"
            number += 1
        }
        return path
    }

    /// Refuses a split that leaks, misses a class or holds nodes without labels, before any time is spent.
    private func check(_ specification: SplitSpecification, _ graph: Graph, _ labels: NodeLabels) throws {
        let problem: GraphError
        do throws(GraphError) {
            try specification.split(graph, seed: general.seed).check(against: labels)
            return
        } catch {
            problem = error
        }
        guard case .splitUnlabelled(let part, let node) = problem else { throw problem }
        throw Failure(
            Failure.badData,
            "\(graph.provenance): the split's \(part) part holds node \"\(graph.name(of: node))\", which has no label; leave its split blank: predictions are made for every node anyway")
    }

    /// Refuses networks that cannot fit: parameters with their gradients and Adam's two means, and the nodes' vectors.
    private func checkMemory(_ settings: NodeClassificationSettings, _ graph: Graph) throws {
        let (inputs, hidden) = (Double(graph.features.width), Double(settings.hidden))
        let parameters = inputs * hidden + Double(max(0, settings.layers - 2)) * hidden * hidden
        let vectors = Double(graph.nodeCount) * hidden * Double(settings.layers) * 3
        let bytes = 4 * (6 * parameters + vectors)
        if bytes > Double(Process.physicalMemory) {
            throw Failure(
                Failure.usage,
                "a network of \(settings.layers) layers of \(settings.hidden) units needs about \(Int(bytes / 0x1p30)) GiB here, the machine has \(Process.physicalMemory >> 30); lower --hidden or --layers")
        }
    }

    private func labels(of graph: Graph) throws -> NodeLabels {
        guard let labels = graph.labels else {
            throw Failure(
                Failure.badData,
                "\(graph.provenance) has no labels to learn from; expected a column \"label\", or --label-column")
        }
        return labels
    }

    private func features(_ graph: Graph) -> String {
        switch graph.features {
        case .identity: "no features (each node is its own)"
        case .dense, .sparse: "\(graph.features.width) features (\(Output.percent(graph.features.density)) filled)"
        }
    }

    /// The protocol's settings with the flags' changes, named after both.
    private func settings(for graph: Graph) -> NodeClassificationSettings {
        var settings = NodeClassificationSettings.standard(for: model)
        if let protocolName, let named = NodeClassificationSettings.named(protocolName) {
            let options = settings.options
            settings = named
            settings.model = model
            settings.options = options
        }
        var changes: [String] = []
        func change<Value>(_ flag: String, _ value: Value?, _ path: WritableKeyPath<NodeClassificationSettings, Value>) {
            guard let value else { return }
            settings[keyPath: path] = value
            changes.append("\(flag)=\(value)")
        }
        change("hidden", hidden, \.hidden)
        change("layers", layers, \.layers)
        change("dropout", dropout, \.dropout)
        change("lr", lr, \.learningRate)
        change("weight-decay", weightDecay, \.weightDecay)
        change("epochs", epochs, \.epochs)
        if let patience {
            settings.stopping = .patience(epochs: patience)
            settings.selection = .bestValidationAccuracy
            changes.append("patience=\(patience)")
        }
        // Bags of words are divided by their sums, as the papers have it; measurements in units of their own are not.
        var scaling = scaleFeatures
        if scaling == nil, protocolName == nil, case .dense = graph.features { scaling = .columns }
        if let scaling {
            settings.normalizesFeatures = scaling == .rows
            settings.standardizesFeatures = scaling == .columns
            changes.append("scale-features=\(scaling.rawValue)")
        }
        if !changes.isEmpty { settings.name += "+" + changes.joined(separator: ",") }
        return settings
    }

    private func show(_ metrics: EpochMetrics, _ seed: Int) {
        guard Output.errorIsTerminal, !general.quiet, metrics.epoch % 5 == 0 || metrics.epoch == 1 else { return }
        Output.progress(
            "seed \(seed)  epoch \(metrics.epoch)  loss \(Output.fixed(metrics.trainLoss, 4))  validation \(Output.percent(metrics.validationAccuracy))")
    }

    private func say(_ run: NodeClassificationRun) {
        general.say(
            "seed \(run.seed): \(run.epochs) epochs, judged at epoch \(run.bestEpoch): training \(Output.percent(run.metrics.trainAccuracy)), validation \(Output.percent(run.metrics.validationAccuracy)), test \(Output.percent(run.metrics.testAccuracy))")
    }
}
