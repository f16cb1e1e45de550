import ArgumentParser
import GraphLearning

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a graph network to tell the classes of nodes, or of whole graphs.",
        discussion: """
            DATASET is a name (gcn data list), a folder with nodes.csv and edges.csv, Planetoid's ind.NAME.* or LINQS's \
            NAME.content and NAME.cites, the path of a nodes file; or a set of many graphs in TU's form (MUTAG, \
            PROTEINS, …), which is judged by stratified cross-validation beside a network that does not see the edges; or a \
            CSV file with a column of SMILES, which is split by scaffold and stands beside models on fingerprints.

            Protocols fix every setting. Nodes: kipf (Kipf & Welling's paper), kipf-code (their TensorFlow code), pyg \
            (PyG's GCN example), tuned (Luo et al., 2024: three layers of 512 on their random split). Graphs: fixed (nine folds train for a fixed number of epochs, the tenth judges the \
            last network), holdout (a tenth of the training graphs chooses the epoch), errica (Errica et al., 2020: it \
            also chooses among four settings), gin-paper (Xu et al., 2019: the epoch of the best mean test accuracy, \
            an optimistic figure). Flags change single settings, and the result says so.

            Examples:
              gcn train papers --out runs/papers --report
              gcn train cora --protocol kipf --runs 100
              gcn train MUTAG --data-root ~/data --model gin --protocol errica
              gcn train BBBP.csv --smiles-column smiles --target-columns p_np --runs 5
            """)

    @Argument(
        help: ArgumentHelp("The data: a name or a path; may be left out where --nodes names a file.", valueName: "DATASET"),
        completion: .file())
    var dataset: String?

    @Option(name: .customLong("model"), help: ArgumentHelp(
        "The network (gcn). Nodes: \(NodeModels.all.map(\.name).joined(separator: ", ")). Graphs: \(GraphModels.all.map(\.name).joined(separator: ", ")).", valueName: "NAME"),
        completion: .list(NodeModels.all.map(\.name) + GraphModels.all.map(\.name).filter { NodeModels.named($0) == nil }))
    var modelGiven: String?
    var model: String { modelGiven ?? "gcn" }

    @Option(name: .customLong("protocol"), help: ArgumentHelp(
        "Nodes: kipf, kipf-code, pyg, tuned; else the model's paper's settings (kipf for gcn). Graphs: fixed (the default), holdout, errica, gin-paper.",
        valueName: "NAME"),
        completion: .list(NodeClassificationSettings.names + GraphTrainingSettings.protocolNames))
    var protocolName: String?

    @Option(help: ArgumentHelp(
        "Settings and data from a file: a run folder, its config.json, or one like it; flags come after it.", valueName: "FILE"), completion: .file())
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
        "public, random[:PERCLASS[:VALIDATION[:TEST]]], torch:SEED[:PERCLASS[:VALIDATION[:TEST]]] (as PyTorch draws it), 60/20/20, or a CSV file with id and split; graphs: 80/10/10 instead of folds; molecules: random, stratified, scaffold (the default), scaffold-balanced, each :80/10/10, column:NAME, or such a file.",
        valueName: "SPLIT"))
    var split: String?

    @Option(help: ArgumentHelp("The run's folder (runs/DATASET-TIME).", valueName: "DIR"), completion: .directory)
    var out: String?

    @Flag(help: "Make the run's page, report.html in its folder, as gcn report does.")
    var report = false

    @OptionGroup(title: "Molecules") var molecules: MoleculeOptions
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    /// The data of a configuration file, as its run had found them.
    var recorded: DataRecord?

    enum CodingKeys: String, CodingKey {
        case dataset, modelGiven, protocolName, config, set, hidden, layers, dropout, lr, weightDecay, epochs, patience
        case scaleFeatures, transform, sampler, batch, folds, readout, runsGiven, split, out, report, molecules, data, general
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
        let protocols = NodeClassificationSettings.names + GraphTrainingSettings.protocolNames + GraphTrainingSettings.moleculeProtocolNames
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
        if let path = molecules.table.table(dataset, data, configuration) { return try trainMolecules(path, configuration) }
        if molecules.isAsked {
            throw Failure(Failure.usage, "--smiles-column, --target-columns, --task, --atom-features and --ensemble are for a CSV file of molecules; \(dataset) is none")
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
}
