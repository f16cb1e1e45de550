import ArgumentParser
import GraphLearning

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a graph network to tell the classes of nodes, or of whole graphs.",
        discussion: """
            DATASET is a name (gcn data list), a folder with nodes.csv and edges.csv, Planetoid's ind.NAME.* or LINQS's \
            NAME.content and NAME.cites, the path of a nodes file; or a set of many graphs in TU's form (MUTAG, \
            PROTEINS, …), which is judged by stratified cross-validation beside a network that does not see the edges.

            Protocols fix every setting. Nodes: kipf (Kipf & Welling's paper), kipf-code (their TensorFlow code), pyg \
            (PyG's GCN example), tuned (Luo et al., 2024: three layers of 512 on their random split). Graphs: fixed (nine folds train for a fixed number of epochs, the tenth judges the \
            last network), holdout (a tenth of the training graphs chooses the epoch), errica (Errica et al., 2020: it \
            also chooses among four settings), gin-paper (Xu et al., 2019: the epoch of the best mean test accuracy, \
            an optimistic figure). Flags change single settings, and the result says so.

            Examples:
              gcn train cora --data-root ../shared/data --protocol kipf --runs 100
              gcn train MUTAG --data-root ../shared/data --model gin --protocol errica
            """)

    @Argument(help: ArgumentHelp("The data: a name or a path; may be left out where --nodes names a file.", valueName: "DATASET"))
    var dataset: String?

    @Option(name: .customLong("model"), help: ArgumentHelp(
        "The network (gcn). Nodes: \(NodeModels.all.map(\.name).joined(separator: ", ")). Graphs: \(GraphModels.all.map(\.name).joined(separator: ", ")).", valueName: "NAME"))
    var modelGiven: String?
    var model: String { modelGiven ?? "gcn" }

    @Option(name: .customLong("protocol"), help: ArgumentHelp(
        "Nodes: kipf, kipf-code, pyg, tuned; else the model's paper's settings (kipf for gcn). Graphs: fixed (the default), holdout, errica, gin-paper.",
        valueName: "NAME"))
    var protocolName: String?

    @Option(help: ArgumentHelp(
        "Settings and data from a file: a run folder, its config.json, or one like it; flags come after it.", valueName: "FILE"))
    var config: String?

    @Option(help: ArgumentHelp(
        "Any setting by the name that config.json has for it, such as residual=true; may be repeated.", valueName: "NAME=VALUE"))
    var set: [String] = []

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

    @Option(help: ArgumentHelp(
        "What is done to the data first: names joined by +, such as largest-component+laplacian:8 (gcn data transforms).",
        valueName: "SPEC"))
    var transform: String?

    @Option(help: ArgumentHelp(
        "Train by sampled parts of a large graph: neighbours:10,10 (how many for each layer), clusters:PARTS[:A_BATCH] or walks:ROOTS:LENGTH.",
        valueName: "HOW"))
    var sampler: String?

    @Option(help: ArgumentHelp("Graphs, or with --sampler neighbours nodes, of a training step.", valueName: "N"))
    var batch: Int?

    @Option(help: ArgumentHelp("Graphs: the folds of the cross-validation (10).", valueName: "K"))
    var folds: Int?

    @Option(help: ArgumentHelp(
        "Graphs: how node vectors become one: \(Readouts.names.joined(separator: ", ")).", valueName: "NAME"))
    var readout: String?

    @Option(name: .customLong("runs"), help: ArgumentHelp("Trainings (of graphs: cross-validations), with seeds S, S+1, … (1)", valueName: "N"))
    var runsGiven: Int?
    var runs: Int { runsGiven ?? 1 }

    @Option(help: ArgumentHelp(
        "public, random[:PERCLASS[:VALIDATION[:TEST]]], torch:SEED[:PERCLASS[:VALIDATION[:TEST]]] (as PyTorch draws it), 60/20/20, or a CSV file with id and split; graphs: 80/10/10 instead of folds.",
        valueName: "SPLIT"))
    var split: String?

    @Option(help: ArgumentHelp("The run's folder (runs/DATASET-TIME).", valueName: "DIR"))
    var out: String?

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    /// The data of a configuration file, as its run had found them.
    private var recorded: DataRecord?

    enum CodingKeys: String, CodingKey {
        case dataset, modelGiven, protocolName, config, set, hidden, layers, dropout, lr, weightDecay, epochs, patience
        case scaleFeatures, transform, sampler, batch, folds, readout, runsGiven, split, out, data, general
    }

    func validate() throws {
        func check(_ flag: String, _ holds: Bool, _ found: Any, _ expected: String) throws {
            if !holds { throw ValidationError("--\(flag) \(found): expected \(expected)") }
        }
        if dataset == nil, data.nodes == nil, config == nil {
            throw ValidationError("expected a data set: a name (gcn data list), a path, or --nodes FILE --edges FILE")
        }
        let models = NodeModels.all.map(\.name), graphModels = GraphModels.all.map(\.name)
        try check(
            "model", models.contains(model) || graphModels.contains(model), model,
            (models + graphModels.filter { !models.contains($0) }).joined(separator: ", "))
        let protocols = NodeClassificationSettings.names + GraphTrainingSettings.protocolNames
        if let protocolName {
            try check("protocol", protocols.contains(protocolName.lowercased()), protocolName, protocols.joined(separator: ", "))
        }
        if let batch { try check("batch", (1...1_000_000).contains(batch), batch, "1 to 1000000") }
        if let folds { try check("folds", (2...1000).contains(folds), folds, "2 to 1000") }
        if let readout { try check("readout", Readouts.names.contains(readout), readout, Readouts.names.joined(separator: ", ")) }
        for change in set where !change.contains("=") {
            throw ValidationError("--set \(change): expected NAME=VALUE, such as residual=true")
        }
        if let hidden { try check("hidden", (1...65536).contains(hidden), hidden, "1 to 65536") }
        if let layers { try check("layers", (1...256).contains(layers), layers, "1 to 256") }
        if let dropout { try check("dropout", dropout >= 0 && dropout < 1, dropout, "at least 0 and below 1") }
        if let lr { try check("lr", lr > 0 && lr.isFinite, lr, "a positive number") }
        if let weightDecay { try check("weight-decay", weightDecay >= 0 && weightDecay.isFinite, weightDecay, "0 or more") }
        if let epochs { try check("epochs", (1...1_000_000).contains(epochs), epochs, "1 to 1000000") }
        if let patience { try check("patience", patience >= 1, patience, "1 or more") }
        try check("seed", !general.seed.addingReportingOverflow(runs + 1000).overflow, general.seed, "a seed that leaves room for the runs")
        try check("out", out != "", "\"\"", "the name of a folder")
        try check("runs", (1...100_000).contains(runs), runs, "1 to 100000")
    }

    mutating func run() throws {
        general.apply()
        let configuration = try config.map { try TrainConfiguration($0) }
        if let configuration { try take(configuration) }
        guard let dataset = dataset ?? data.nodes else {
            throw Failure(Failure.usage, "\(config ?? ""): names no data set; name one on the command line")
        }
        let isGraphTask = self.dataset != nil && config == nil ? nil : configuration?.isGraphTask
        if isGraphTask ?? data.isGraphSet(dataset) {
            try trainGraphs(dataset, configuration)
        } else {
            try trainNodes(dataset, configuration)
        }
    }

    /// What a configuration file says and the command line does not.
    private mutating func take(_ configuration: TrainConfiguration) throws {
        if dataset == nil, data.nodes == nil {
            dataset = configuration.dataset
            if let record = DataRecord(configuration.value["dataset"]), data.csv == CSVGraphOptions() { recorded = record }
        }
        if data.dataRoot == nil { data.dataRoot = configuration.dataRoot }
        if general.seedGiven == nil {
            general.seedGiven =
                try configuration.int("seed", Int.min...Int.max) ?? configuration.value["training"]?["seed"]?.int
        }
        if runsGiven == nil {
            runsGiven = try configuration.int("runs", 1...100_000) ?? configuration.value["training"]?["runs"]?.int
        }
        if split == nil { split = configuration.value["split"]?.string }
        if transform == nil { transform = configuration.value["dataset"]?["transform"]?.string }
    }

    private func trainGraphs(_ dataset: String, _ configuration: TrainConfiguration?) throws {
        let names = GraphTrainingSettings.protocolNames
        if let protocolName, !names.contains(protocolName.lowercased()) {
            throw Failure(
                Failure.usage, "--protocol \(protocolName) is for nodes; \(dataset) is a set of many graphs: \(names.joined(separator: ", "))")
        }
        if GraphModels.named(model) == nil {
            throw Failure(
                Failure.usage,
                "--model \(model) tells the classes of nodes; \(dataset) is a set of many graphs: \(GraphModels.all.map(\.name).joined(separator: ", "))")
        }
        for (flag, isGiven) in [("scale-features", scaleFeatures != nil), ("sampler", sampler != nil)] where isGiven {
            throw Failure(Failure.usage, "--\(flag) is for sets of one graph; \(dataset) has many")
        }
        let loaded = try transformed(data.loadSet(dataset, general), transform, seed: general.seed)
        let settings = try graphSettings(configuration)
        try GraphTraining(
            flags: self, loaded: loaded, record: GraphSetRecord(dataset, data, loaded), settings: settings
        ).run()
    }

    /// The protocol's settings for graphs, those of the file, then the flags' changes, named after both.
    private func graphSettings(_ configuration: TrainConfiguration?) throws -> GraphTrainingSettings {
        let fileModel = configuration?.value["settings"]?["model"]?.string
        let name = protocolName?.lowercased() ?? (configuration?.value["settings"]?["protocol"]?.string).map { String($0.prefix { $0 != "+" }) } ?? "fixed"
        guard var settings = GraphTrainingSettings.named(name, model: modelGiven ?? fileModel ?? "gcn") else {
            throw Failure(Failure.badData, "\(config ?? ""): no protocol for graphs is called \(name)")
        }
        if let configuration {
            try Self.check(configuration, protocolName, knows: GraphTrainingSettings.protocolNames)
            try configuration.apply(to: &settings)
            if let modelGiven { settings.network.model = modelGiven }
        }
        var changes: [String] = []
        func change(_ flag: String, _ name: String, _ value: JSONValue?) throws {
            guard let value else { return }
            if GraphModels.withoutReadout.contains(settings.network.model),
                ["readout", "norm", "jumping", "virtual_node", "residual", "head_layers"].contains(name)
            {
                throw Failure(Failure.usage, "--\(flag): the model \(settings.network.model) has a form of its own and knows no \(name)")
            }
            try settings.set(name, value)
            // what is asked for is not chosen from
            settings.grid = settings.grid.map { $0.filter { $0.key != name } }
            changes.append("\(flag)=\(value.string ?? value.encoded())")
        }
        try change("hidden", "hidden", hidden.map { .int($0) })
        try change("layers", "layers", layers.map { .int($0) })
        try change("dropout", "dropout", dropout.map { .number($0) })
        try change("lr", "learning_rate", lr.map { .number($0) })
        try change("weight-decay", "weight_decay", weightDecay.map { .number($0) })
        try change("epochs", "epochs", epochs.map { .int($0) })
        try change("patience", "patience", patience.map { .int($0) })
        try change("batch", "batch", batch.map { .int($0) })
        try change("folds", "folds", folds.map { .int($0) })
        try change("readout", "readout", readout.map { .string($0) })
        for text in set {
            let (name, value) = try Self.setting(text)
            try change(name, name, value)
        }
        if settings.patience > 0, settings.selection == .last { settings.selection = .validation }
        var grid: [[String: JSONValue]] = []
        for entry in settings.grid where !grid.contains(entry) { grid.append(entry) }
        settings.grid = grid.count > 1 ? grid : []
        if let problem = settings.network.problem {
            throw SettingsError(name: problem.name, found: problem.found, expected: problem.expected)
        }
        if !changes.isEmpty { settings.name += (settings.name.contains("+") ? "," : "+") + changes.joined(separator: ",") }
        return settings
    }

    /// Refuses a file together with a protocol, and a protocol's name that belongs to another task.
    private static func check(_ configuration: TrainConfiguration, _ flag: String?, knows names: [String]) throws {
        let settings = configuration.value["settings"]
        if let flag, settings != nil {
            throw Failure(
                Failure.usage, "--protocol \(flag) and the settings of \(configuration.file): choose one; single flags change a file's settings")
        }
        if let name = settings?["protocol"]?.string, !names.contains(String(name.prefix { $0 != "+" })), !name.hasPrefix("file") {
            throw configuration.problem("settings.protocol", "\"\(name)\"", names.joined(separator: ", "))
        }
    }

    /// NAME=VALUE, the value JSON or a plain word.
    private static func setting(_ text: String) throws -> (String, JSONValue) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], (try? JSONValue.parse(Array(parts[1].utf8), file: "--set")) ?? .string(parts[1]))
    }

    private func trainNodes(_ dataset: String, _ configuration: TrainConfiguration?) throws {
        if let protocolName, NodeClassificationSettings.named(protocolName) == nil {
            throw Failure(
                Failure.usage,
                "--protocol \(protocolName) is for sets of many graphs; \(dataset) is one graph: \(NodeClassificationSettings.names.joined(separator: ", "))")
        }
        if NodeModels.named(model) == nil {
            throw Failure(
                Failure.usage,
                "--model \(model) tells the classes of whole graphs; \(dataset) is one graph: \(NodeModels.all.map(\.name).joined(separator: ", "))")
        }
        for (flag, isGiven) in [("folds", folds != nil), ("readout", readout != nil)] where isGiven {
            throw Failure(Failure.usage, "--\(flag) is for sets of many graphs; \(dataset) is one graph")
        }
        let read = try recorded.map { try $0.load(general) } ?? data.load(dataset, general)
        let loaded = try transformed(read, transform, seed: general.seed)
        let record = recorded ?? DataRecord(dataset, data, loaded)
        let graph = loaded.graph
        let settings = try settings(for: graph, configuration)
        let labels = try labels(of: graph)
        try checkMemory(settings, graph)
        try RunFolder(out ?? "runs").checkPlace()
        let split = self.split ?? settings.split
        let specification = try splitSpecification(split, for: graph)
        let trainer = try makeTrainer(graph, settings, configuration)
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
            var result = try trainer.train(
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
            dataset: loaded.name, featureNames: loaded.featureNames, record: record, transform: transform, trainer: trainer, specification: specification, splitArgument: split,
            runs: results, setup: setup, trained: trained, general: general, wanted: runs))
    }

    /// On the whole graph, or by sampling where the flags or the file ask for it.
    private func makeTrainer(
        _ graph: Graph, _ settings: NodeClassificationSettings, _ configuration: TrainConfiguration?
    ) throws -> any NodeTrainer {
        guard let text = sampler ?? configuration?.value["sampler"]?["kind"]?.string else {
            if batch != nil {
                throw Failure(Failure.usage, "--batch is for sets of many graphs and for --sampler neighbours:…")
            }
            return try NodeClassificationTrainer(graph, settings)
        }
        let specification = try SamplerSpecification(text)
        let batch = try self.batch ?? configuration?.int("batch", 1...1_000_000) ?? configuration?.value["sampler"]?["batch"]?.int ?? 1024
        let trainer = try SampledNodeTrainer(graph, settings, sampler: specification, batchSize: batch)
        general.say("sampler \(specification.text)\(specification.text.hasPrefix("neigh") ? ", batches of \(batch)" : "")")
        return trainer
    }

    private func finish(_ result: TrainResult) throws {
        let folder = RunFolder(try out ?? makeRunFolder(result.dataset))
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

    /// The protocol's settings, those of the file, then the flags' changes, named after both.
    private func settings(
        for graph: Graph, _ configuration: TrainConfiguration?
    ) throws -> NodeClassificationSettings {
        let fileModel = configuration?.value["settings"]?["model"]?.string
        let model = modelGiven ?? fileModel ?? "gcn"
        var settings = NodeClassificationSettings.standard(for: model)
        if let protocolName, let named = NodeClassificationSettings.named(protocolName) {
            let options = settings.options
            settings = named
            if modelGiven != nil || settings.model == "gcn" {
                settings.model = model
                settings.options = options
            }
        }
        let takesFile = configuration?.value["settings"] != nil
        if let configuration {
            try Self.check(
                configuration, protocolName, knows: NodeClassificationSettings.names + NodeModels.all.map(\.name))
            try configuration.apply(to: &settings)
            if let modelGiven { settings.model = modelGiven }
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
        if scaling == nil, protocolName == nil, !takesFile, case .dense = graph.features { scaling = .columns }
        if let scaling {
            settings.normalizesFeatures = scaling == .rows
            settings.standardizesFeatures = scaling == .columns
            changes.append("scale-features=\(scaling.rawValue)")
        }
        for text in set {
            let (name, value) = try Self.setting(text)
            try settings.set(name, value)
            changes.append("\(name)=\(value.string ?? value.encoded())")
        }
        if !changes.isEmpty { settings.name += (settings.name.contains("+") ? "," : "+") + changes.joined(separator: ",") }
        if settings.model == "gatv2", settings.hidden % max(1, Int(settings.options["heads"] ?? 8)) != 0 {
            throw SettingsError(
                name: "hidden", found: "\(settings.hidden)",
                expected: "a multiple of \(max(1, Int(settings.options["heads"] ?? 8))) for gatv2, which has so many heads")
        }
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
