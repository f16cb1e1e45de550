import ArgumentParser
import GraphLearning

/// `gcn train` on a set of many graphs: its settings.
extension Train {
    func trainGraphs(_ dataset: String, _ configuration: TrainConfiguration?) throws {
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
        if let note = loaded.set.labels.flatMap({ Self.noteOfOneClass($0, loaded.set.classNames, of: "labelled graph") }) { general.say(note) }
        try GraphTraining(
            flags: self, loaded: loaded, record: GraphSetRecord(dataset, data, loaded), settings: settings
        ).run()
    }

    /// The protocol's settings for graphs, those of the file, then the flags' changes, named after both.
    ///
    /// - Parameters:
    ///   - protocols: the names that may be said, the first being the one that holds without.
    ///   - model: the network that is trained unless another one is named.
    func graphSettings(
        _ configuration: TrainConfiguration?, protocols: [String] = GraphTrainingSettings.protocolNames,
        model standard: String = "gcn"
    ) throws -> GraphTrainingSettings {
        let fileModel = configuration?.value["settings"]?["model"]?.string
        let name = protocolName?.lowercased() ?? (configuration?.value["settings"]?["protocol"]?.string).map { String($0.prefix { $0 != "+" }) } ?? protocols[0]
        guard var settings = GraphTrainingSettings.named(name, model: modelGiven ?? fileModel ?? standard) else {
            throw Failure(Failure.badData, "\(config ?? ""): no protocol for graphs is called \(name)")
        }
        if let configuration {
            try Self.check(configuration, protocolName, knows: protocols)
            try configuration.apply(to: &settings)
            if let modelGiven { settings.network.model = modelGiven }
        }
        var changes: [String] = []
        func change(_ flag: String, _ name: String, _ value: JSONValue?) throws {
            guard let value else { return }
            if GraphModels.unused(by: settings.network.model).contains(name) {
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
        try change("metric", "metric", molecules.metric.map { .string($0.rawValue) })
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
    static func check(_ configuration: TrainConfiguration, _ flag: String?, knows names: [String]) throws {
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
    static func setting(_ text: String) throws -> (String, JSONValue) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], (try? JSONValue.parse(Array(parts[1].utf8), file: "--set")) ?? .string(parts[1]))
    }
}
