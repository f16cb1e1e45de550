import ArgumentParser
import GraphLearning

/// `gcn train` on a set of many graphs: cross-validation, beside a network that does not see the edges.
struct GraphTraining {
    let flags: Train
    let loaded: LoadedGraphSet
    let record: GraphSetRecord
    let settings: GraphTrainingSettings

    private var general: GeneralOptions { flags.general }

    func run() throws {
        let set = loaded.set
        try RunFolder(flags.out ?? "runs").checkPlace()
        try checkMemory()
        let trainer = try GraphTrainer(set)
        let specification = try split()
        if set.labels != nil, specification == nil, let rarest = set.classCounts.min(), rarest < settings.folds {
            general.say("note: the rarest class has \(rarest) graphs, fewer than there are folds")
        }
        general.say(
            "\(loaded.name): \(set.count) graphs, \(set.nodeCount) nodes, \(set.edgeCount) directed edges, \(set.features.width) features, \(describeTask)")
        general.say("protocol \(settings.name): \(settings.summary)")
        Interrupt.listen()
        let setup = Process.seconds
        var results: [CrossValidationResult] = [], baselines: [CrossValidationResult] = []
        let baseline = settings.baseline()
        for seed in general.seed..<general.seed + flags.runs {
            let folds = try specification.map { try [Self.fold(set, $0, seed)] }
            let keepsFinal = results.isEmpty
            results.append(try validate(trainer, settings, seed, folds, keepsFinal: keepsFinal, "fold"))
            if Interrupt.isRequested { break }
            baselines.append(try validate(trainer, baseline, seed, folds, keepsFinal: false, "without edges, fold"))
            if Interrupt.isRequested { break }
        }
        Output.clearProgress()
        let trained = Process.seconds - setup
        guard let kept = results.first?.final ?? results.first?.folds.first?.runs.first else {
            throw ExitCode(Failure.interrupted)
        }
        try flags.finish(
            GraphTrainResult(
                loaded: loaded, record: record, transform: flags.transform, settings: settings, baselineSettings: baseline, results: results,
                baselines: baselines, kept: kept, splitText: flags.split, setup: setup, trained: trained, general: general,
                wanted: flags.runs))
    }

    /// Refuses networks that cannot fit: parameters with their gradients and Adam's two means on each thread, and the vectors
    /// of a batch's nodes.
    private func checkMemory() throws {
        let n = settings.network, set = loaded.set
        let (inputs, hidden, layers) = (Double(set.features.width), Double(n.hidden), Double(n.layers))
        let parameters = inputs * hidden + layers * 2 * hidden * hidden
        let sizes = (0..<set.count).map { set.nodeStarts[$0 + 1] - set.nodeStarts[$0] }.sorted().suffix(min(set.count, settings.batch))
        let nodes = Double(sizes.reduce(0, +))
        let dense = ["diffpool", "mincut"].contains(n.model) ? Double(sizes.count) * Double(sizes.last ?? 0) * Double(sizes.last ?? 0) * 3 : 0
        let bytes = 4 * Double(Threads.count) * (5 * parameters + nodes * hidden * layers * 6 + dense)
        if bytes > Double(Process.physicalMemory) {
            throw Failure(
                Failure.usage,
                "a network of \(n.layers) layers of \(n.hidden) units needs about \(Int(bytes / 0x1p30)) GiB here, the machine has \(Process.physicalMemory >> 30); lower --hidden, --layers or --batch")
        }
    }

    private var describeTask: String {
        let set = loaded.set
        return set.labels == nil ? "\(set.targets?.columns ?? 0) targets" : "\(set.classCount) classes (\(set.classCounts.map(String.init).joined(separator: ", ")))"
    }

    private func validate(
        _ trainer: GraphTrainer, _ settings: GraphTrainingSettings, _ seed: Int, _ folds: [Fold]?, keepsFinal: Bool,
        _ word: String
    ) throws -> CrossValidationResult {
        let validation = try CrossValidation(trainer, settings, seed: seed, folds: folds)
        let quiet = general.quiet || !Output.errorIsTerminal
        let speaks = !general.quiet
        let isScoreAccuracy = trainer.set.labels != nil
        let result = try validation.run(keepsFinal: keepsFinal) { event in
            switch event {
            case .epoch(let fold, let metrics):
                if !quiet, metrics.epoch % 5 == 0 {
                    Output.progress("seed \(seed)  \(word) \(fold + 1)  epoch \(metrics.epoch)  loss \(Output.fixed(metrics.trainLoss, 4))")
                }
            case .trained(let run, let done, let total):
                Output.clearProgress()
                if speaks, run.fold.number >= 0, !Output.errorIsTerminal || done % 5 == 0 || total <= 20 {
                    let score = isScoreAccuracy ? Output.percent(run.metrics.testScore) : Output.fixed(run.metrics.testScore, 4)
                    Output.error("seed \(run.seed) \(word) \(run.fold.number + 1): \(run.epochs) epochs, judged at epoch \(run.bestEpoch): test \(score) (\(done) of \(total) trainings)")
                }
            }
        } isInterrupted: {
            Interrupt.isRequested
        }
        for fold in result.folds {
            for run in fold.runs {
                if let epoch = run.divergedAt {
                    throw Failure(
                        Failure.badData,
                        "fold \(run.fold.number + 1) of seed \(run.seed) diverged: its loss was no number after epoch \(epoch); lower --lr, and look for huge features (gcn data info)")
                }
            }
        }
        return result
    }

    private func split() throws -> SplitSpecification? {
        guard let text = flags.split else { return nil }
        if flags.folds != nil {
            throw Failure(Failure.usage, "--folds and --split \(text): choose one; a split is a single fold")
        }
        guard let specification = SplitSpecification(text), case .fractions(let train, let validation) = specification,
            train + validation < 1
        else {
            throw Failure(
                Failure.usage,
                "--split \(text): a set of graphs takes fractions such as 80/10/10; without --split it is judged by cross-validation (--folds)")
        }
        if validation > 0, settings.selection != .validation {
            general.say("note: the protocol \(settings.name) chooses nothing, so the \(Int((validation * 100).rounded())) % for validation are not used")
        }
        return specification
    }

    /// One random split by the seed, each class in the same proportions.
    private static func fold(_ set: GraphSet, _ specification: SplitSpecification, _ seed: Int) throws -> Fold {
        guard case .fractions(let train, let validation) = specification else {
            throw Failure(Failure.usage, "--split: expected fractions")
        }
        let labels = set.labels ?? [Int32](repeating: 0, count: set.count)
        let all = Fold(number: 0, train: Array(0..<set.count), validation: [], test: [])
        let test = try all.holdingOut(1 - train - validation, labels: labels, seed: seed)
        var fold = Fold(number: 0, train: test.train, validation: [], test: test.validation)
        if validation > 0 {
            fold = try fold.holdingOut(validation / (train + validation), labels: labels, seed: seed)
        }
        return fold
    }
}

/// How a run's set of graphs was given, kept in `config.json`.
struct GraphSetRecord {
    let name: String
    let root: String?
    let place: String?

    init(_ name: String, _ options: DataOptions, _ loaded: LoadedGraphSet) {
        self.name = Files.exists(name) ? Process.absolute(name) : name
        root = options.dataRoot.map(Process.absolute)
        place = Process.absolute(loaded.path)
    }

    /// From the part of `config.json` that `json` wrote.
    init?(_ value: JSONValue?) {
        guard let value, let name = value["argument"]?.string else { return nil }
        self.name = name
        root = value["data_root"]?.string
        place = value["place"]?.string
    }

    init(name: String, root: String?) { (self.name, self.root, place) = (name, root, nil) }

    var json: [(key: String, value: JSONValue)] {
        [
            ("argument", .string(name)), ("data_root", root.map { .string($0) } ?? .null),
            ("place", place.map { .string($0) } ?? .null),
        ]
    }

    /// Loads it from where it was found, or, where that is gone, by name.
    func load(_ general: GeneralOptions) throws -> LoadedGraphSet {
        let argument = place.flatMap { Files.exists($0) ? $0 : nil } ?? name
        let loaded = try Dataset.loadSet(argument, root: root)
        for warning in loaded.warnings { general.say("note: \(warning)") }
        return loaded
    }
}
