import ArgumentParser
import GraphLearning

/// `gcn train` on the nodes of one graph.
extension Train {
    func trainNodes(_ dataset: String, _ configuration: TrainConfiguration?) throws {
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
        if let note = Self.noteOfOneClass(labels.values, labels.classNames, of: "labelled node") {
            general.say(note)
        }
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

    /// A note where all labels are the same, of which a network learns nothing; nil where they differ.
    static func noteOfOneClass(_ labels: [Int32], _ classNames: [String], of what: String) -> String? {
        guard let first = labels.first(where: { $0 >= 0 }), labels.allSatisfy({ $0 == first || $0 < 0 }) else { return nil }
        let count = labels.count { $0 >= 0 }
        let who = count == 1 ? "there is only one \(what), of the class" : "all \(count) \(what)s are of one class,"
        return "note: \(who) \(classNames[Int(first)]): there is nothing to learn, and an accuracy of 100 % says nothing"
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
