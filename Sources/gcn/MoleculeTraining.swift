import ArgumentParser
import GraphLearning

extension Train {
    /// `gcn train` on a CSV file of molecules.
    func trainMolecules(_ path: String, _ configuration: TrainConfiguration?) throws {
        for (flag, isGiven) in [
            ("scale-features", scaleFeatures != nil), ("sampler", sampler != nil), ("transform", transform != nil),
            ("split-column", data.splitColumn != nil),
        ] where isGiven {
            throw Failure(
                Failure.usage,
                flag == "split-column"
                    ? "--split-column: for molecules say --split column:NAME" : "--\(flag) is not for molecules; \(path) is a table of them")
        }
        if let protocolName, !GraphTrainingSettings.moleculeProtocolNames.contains(protocolName.lowercased()) {
            throw Failure(
                Failure.usage,
                "--protocol \(protocolName) is not for molecules: \(GraphTrainingSettings.moleculeProtocolNames.joined(separator: ", "))")
        }
        if GraphModels.named(model) == nil {
            throw Failure(
                Failure.usage,
                "--model \(model) tells the classes of nodes; \(path) is a table of molecules: \(GraphModels.all.map(\.name).joined(separator: ", "))")
        }
        let settings = try graphSettings(
            configuration, protocols: GraphTrainingSettings.moleculeProtocolNames, model: "dmpnn")
        try MoleculeTraining(flags: self, path: path, configuration: configuration, settings: settings).run()
    }
}

/// Training on molecules: networks on the splits of some seeds, and models on fingerprints beside them.
struct MoleculeTraining {
    let flags: Train
    let path: String
    let configuration: TrainConfiguration?
    let settings: GraphTrainingSettings

    private var general: GeneralOptions { flags.general }
    /// The folds of a cross-validation, by the flag or the file; nil for one split a seed.
    private var folds: Int? { flags.folds ?? configuration?.value["folds"]?.int }

    func run() throws {
        try RunFolder(flags.out ?? "runs").checkPlace()
        let splitText = flags.split ?? (folds == nil ? "scaffold" : "random")
        guard let splitter = MoleculeSplitter(splitText) else {
            throw Failure(Failure.usage, "--split \(splitText): expected \(MoleculeSplitter.usage)")
        }
        let columns = columns(splitter)
        let table = try MoleculeTable(path: path, columns: columns)
        let scheme = flags.molecules.atomFeatures ?? configuration?.value["dataset"]?["atom_features"]?.string ?? "standard"
        guard let features = MoleculeFeatures(named: scheme) else {
            throw Failure(Failure.badData, "\(flags.config ?? ""): atom_features \(scheme): expected \(MoleculeFeatures.names.joined(separator: ", "))")
        }
        tell(table, features)
        try checkMetric(table)
        let trainer = try MoleculeTrainer(table, features: features)
        let splits = try splits(table, splitter)
        if splits.contains(where: { $0.split.validation.isEmpty }), settings.selection == .validation {
            throw Failure(
                Failure.badData,
                "\(path): the split \(splits[0].split.name) has no validation rows, by which the epoch is chosen; give it some, or say --set selection=last")
        }
        if splits.contains(where: { $0.split.test.isEmpty }) {
            throw Failure(Failure.badData, "\(path): the split \(splits[0].split.name) has no test rows")
        }
        general.say("split \(splits[0].split.name): \(splits[0].split.train.count) training, \(splits[0].split.validation.count) validation, \(splits[0].split.test.count) test molecules")
        let leaks = Self.leaks(table, splits)
        if let leak = leaks.first {
            general.say("warning: \(leaks.count) molecules are on both sides of the split, the first in lines \(table.rows[leak.first].line) (\(leak.firstPart.rawValue)) and \(table.rows[leak.second].line) (\(leak.secondPart.rawValue)): the figures are too good")
        }
        let ensemble = flags.molecules.ensemble ?? configuration?.value["ensemble"]?.int ?? 1
        general.say("protocol \(settings.name): \(settings.summary)\(ensemble > 1 ? ", ensembles of \(ensemble)" : "")")
        Interrupt.listen()
        let setup = Process.seconds
        let runs = try train(trainer, splits, ensemble)
        Output.clearProgress()
        guard !runs.isEmpty else { throw ExitCode(Failure.interrupted) }
        let trained = Process.seconds - setup
        let baselines = Interrupt.isRequested || flags.molecules.noBaseline ? [] : baselines(trainer, runs)
        try flags.finish(
            MoleculeTrainResult(
                table: table, columns: columns, scheme: scheme, settings: settings, splitText: splitText, ensemble: ensemble,
                runs: runs, baselines: baselines, leaks: leaks.count, setup: setup, trained: trained, general: general,
                wanted: splits.count, folds: folds))
    }

    /// What the flags and the file say of the columns.
    private func columns(_ splitter: MoleculeSplitter) -> MoleculeColumns {
        let splitColumn = splitter.kind == .column ? splitter.source : nil
        var columns = flags.molecules.table.columns(flags.data, splitColumn: splitColumn)
        let recorded = configuration?.value["dataset"]
        if columns.smiles == nil { columns.smiles = recorded?["smiles_column"]?.string }
        if columns.targets == nil { columns.targets = recorded?["target_columns"]?.array?.compactMap(\.string) }
        if columns.kind == nil { columns.kind = recorded?["kind"]?.string.flatMap(MoleculeColumns.Kind.init) }
        if columns.id == nil { columns.id = recorded?["id_column"]?.string }
        return columns
    }

    private func tell(_ table: MoleculeTable, _ features: MoleculeFeatures) {
        let targets = table.targetColumns
        let names = targets.prefix(4).joined(separator: ", ") + (targets.count > 4 ? ", … (\(targets.count))" : "")
        general.say(
            "\(table.name): \(table.rows.count) molecules of the column \(table.smilesColumn); \(table.task.text) of \(names); \(features.atomColumns.count) columns an atom, \(features.bondColumns.count) a bond (\(features.scheme.rawValue))")
        let blanks = table.values.count(where: \.isNaN)
        if blanks > 0 { general.say("note: \(blanks) of \(table.values.count) values are blank and count nowhere") }
        if table.blankRows > 0 { general.say("note: \(table.blankRows) rows without any value are left out") }
        if let first = table.refused.first {
            general.say("note: \(table.refused.count) rows cannot be read and are left out (gcn data info lists them); the first: line \(first.line): \(first.reason)")
        }
    }

    private func checkMetric(_ table: MoleculeTable) throws {
        let known = MoleculeTrainer.metrics(table.task)
        if let metric = settings.metric, !known.contains(metric) {
            throw Failure(
                Failure.usage, "--metric \(metric.rawValue) is not for \(table.task.text): \(known.map(\.rawValue).joined(separator: ", "))")
        }
    }

    /// One split a seed, or the folds of a cross-validation.
    private func splits(_ table: MoleculeTable, _ splitter: MoleculeSplitter) throws -> [(seed: Int, split: MoleculeSplit)] {
        let seeds = general.seed..<general.seed + flags.runs
        let scaffolds = splitter.kind == .scaffold || splitter.kind == .scaffoldBalanced ? MoleculeSplitter.scaffolds(table.molecules) : nil
        guard let count = folds else {
            let first = try splitter.split(table, seed: general.seed, scaffolds: scaffolds)
            return try seeds.map { seed in
                (seed, seed == general.seed || !splitter.dependsOnSeed ? first : try splitter.split(table, seed: seed, scaffolds: scaffolds))
            }
        }
        if flags.runs > 1 { throw Failure(Failure.usage, "--folds \(count) and --runs \(flags.runs): choose one; --ensemble averages networks") }
        let share = Double(settings.validationShare)
        return try splitter.folds(table, count: count, seed: general.seed, validation: share, scaffolds: scaffolds)
            .map { (general.seed, $0) }
    }

    private static func leaks(_ table: MoleculeTable, _ splits: [(seed: Int, split: MoleculeSplit)]) -> [SplitLeak] {
        let canonical = MoleculeKeys.canonical(table.molecules)
        return splits.first.map { $0.split.leaks(canonical) } ?? []
    }

    private func train(
        _ trainer: MoleculeTrainer, _ splits: [(seed: Int, split: MoleculeSplit)], _ ensemble: Int
    ) throws -> [MoleculeRun] {
        let isQuiet = general.quiet || !Output.errorIsTerminal, speaks = !general.quiet
        let metric = settings.metric ?? MoleculeTrainer.standardMetric(trainer.table.task)
        let runs = try trainer.run(settings, splits: splits, ensemble: ensemble) { event in
            switch event {
            case .epoch(let seed, let metrics):
                if !isQuiet, metrics.epoch % 2 == 0 {
                    Output.progress("seed \(seed)  epoch \(metrics.epoch)  loss \(Output.fixed(metrics.trainLoss, 4))  validation \(metric.rawValue) \(Output.fixed(metrics.validationScore, 4))")
                }
            case .trained(let run, let done, let total):
                Output.clearProgress()
                if speaks {
                    Output.error("seed \(run.seed)\(folds == nil ? "" : " fold \(run.fold.number + 1)"): \(run.epochs) epochs, judged at epoch \(run.bestEpoch): validation \(metric.rawValue) \(Output.fixed(run.metrics.validationScore, 4)), test \(Output.fixed(run.metrics.testScore, 4)) (\(done) of \(total))")
                }
            }
        } isInterrupted: {
            Interrupt.isRequested
        }
        for run in runs {
            for member in run.members {
                if let epoch = member.divergedAt {
                    throw Failure(
                        Failure.badData,
                        "the training of seed \(member.seed) diverged: its loss was no number after epoch \(epoch); lower --lr, and look for huge values (gcn data info)")
                }
            }
        }
        return runs
    }

    /// One for each kind; its runs are those of the networks, of which splits that do not depend on the seed are judged once.
    private func baselines(_ trainer: MoleculeTrainer, _ runs: [MoleculeRun]) -> [MoleculeTrainResult.Baseline] {
        let fingerprints = MoleculeTrainer.fingerprints(trainer.table.molecules, counted: trainer.table.task == .numbers)
        return FingerprintBaseline.Kind.allCases.map { kind in
            var scores: [MoleculeScores] = []
            for (place, run) in runs.enumerated() {
                if kind == .linear, let known = runs[..<place].firstIndex(where: { $0.split == run.split }) {
                    scores.append(scores[known])
                } else {
                    scores.append(trainer.baseline(kind, fingerprints, run.split, seed: run.seed))
                }
            }
            return .init(kind: kind, scores: scores)
        }
    }
}
