import DenseArrays
import GraphDatasets
import GraphNetworks
import Graphs
import Molecules
import SparseMatrices
import Synchronization

/// One training on molecules: a split, the networks that were trained on it, and what they say of its test rows.
public struct MoleculeRun: Sendable {
    /// What everything random is drawn by.
    public var seed: Int
    /// Which rows did what.
    public var split: MoleculeSplit
    /// The ensemble's networks, at least one.
    public var members: [GraphTrainingRun]
    /// What they say of the test rows on average, `[test rows, outputs]`: probabilities or numbers.
    public var predictions: DenseArray
    /// How far the members are apart, the deviation of each number; zeros for one network.
    public var spread: DenseArray
    /// Judged on the test rows.
    public var scores: MoleculeScores
    /// The mean of the members' scores on the validation rows.
    public var validation: Double
}

/// The figures of a set of predictions.
public enum MoleculeScores: Sendable {
    /// Of each target.
    case targets(TargetScores)
    /// Of one column of classes.
    case classes(ClassificationReport)

    /// The figure of this name, a mean over the targets.
    public func value(_ metric: TargetMetric) -> Double {
        switch self {
        case .targets(let scores): scores.mean(metric)
        case .classes(let report):
            switch metric {
            case .balancedAccuracy: report.balancedAccuracy
            case .f1: report.macroF1
            case .matthews: report.matthews
            default: report.accuracy
            }
        }
    }
}

/// Trains networks on a table of molecules.
public struct MoleculeTrainer: Sendable {
    /// The molecules and their targets.
    public let table: MoleculeTable
    /// How molecules become graphs.
    public let features: MoleculeFeatures
    /// Trains on these graphs.
    public let trainer: GraphTrainer

    /// Makes the graphs. Throws what `GraphTrainer` refuses.
    public init(_ table: MoleculeTable, features: MoleculeFeatures) throws(GraphError) {
        self.table = table
        self.features = features
        trainer = try GraphTrainer(table.graphSet(features))
    }

    /// What chooses and is reported unless something else is asked for.
    public static func standardMetric(_ task: MoleculeTable.Task) -> TargetMetric {
        switch task {
        case .answers: .rocAUC
        case .classes: .accuracy
        case .numbers: .rmse
        }
    }

    /// The figures that a task has.
    public static func metrics(_ task: MoleculeTable.Task) -> [TargetMetric] {
        switch task {
        case .answers: TargetTask.classification.metrics
        case .classes: [.accuracy, .balancedAccuracy, .f1, .matthews]
        case .numbers: TargetTask.regression.metrics
        }
    }

    /// What is told while it runs; one call at a time.
    public enum Event: Sendable {
        /// A training's epoch ended.
        case epoch(seed: Int, GraphEpochMetrics)
        /// A network is trained; how many of all are.
        case trained(GraphTrainingRun, done: Int, of: Int)
    }

    private struct Job: Sendable {
        let run: Int
        let seed: Int
    }

    /// Trains `ensemble` networks on each of the splits, side by side on as many threads as there are; the result does not
    /// depend on their number. Runs that an interruption left without a network are not returned.
    ///
    /// Member m of the run with seed s starts from the seed s + 1000 m.
    public func run(
        _ settings: GraphTrainingSettings, splits: [(seed: Int, split: MoleculeSplit)], ensemble: Int = 1,
        report: @escaping @Sendable (Event) -> Void = { _ in }, isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(GraphError) -> [MoleculeRun] {
        precondition(ensemble >= 1, "MoleculeTrainer: an ensemble of \(ensemble)")
        let jobs = splits.indices.flatMap { run in
            (0..<ensemble).map { Job(run: run, seed: splits[run].seed + 1000 * $0) }
        }
        let slots = Mutex([Result<GraphTrainingRun, GraphError>?](repeating: nil, count: jobs.count))
        let done = Mutex(0)
        let train = { @Sendable (index: Int) in
            if isInterrupted() { return }
            let job = jobs[index]
            var fold = splits[job.run].split.fold
            fold = Fold(number: job.run, train: fold.train, validation: fold.validation, test: fold.test)
            do throws(GraphError) {
                let run = try trainer.run(
                    settings, fold: fold, seed: job.seed,
                    progress: { metrics in done.withLock { _ in report(.epoch(seed: job.seed, metrics)) } },
                    isInterrupted: isInterrupted)
                slots.withLock { $0[index] = .success(run) }
                done.withLock { count in
                    count += 1
                    report(.trained(run, done: count, of: jobs.count))
                }
            } catch {
                slots.withLock { $0[index] = .failure(error) }
            }
        }
        // one network alone may share its batches among the threads
        if jobs.count == 1 { train(0) } else { Threads.run(tasks: jobs.count) { train($0) } }
        var result: [MoleculeRun] = []
        let found = slots.withLock { $0 }
        for (place, split) in splits.enumerated() {
            var members: [GraphTrainingRun] = []
            for index in jobs.indices where jobs[index].run == place {
                if let member = try found[index]?.get() { members.append(member) }
            }
            if !members.isEmpty { result.append(combine(members, split.split, split.seed)) }
        }
        return result
    }

    private func combine(_ members: [GraphTrainingRun], _ split: MoleculeSplit, _ seed: Int) -> MoleculeRun {
        let (mean, spread) = Self.meanAndSpread(members.map(\.testPredictions))
        let known = members.map(\.metrics.validationScore).filter { !$0.isNaN }
        return MoleculeRun(
            seed: seed, split: split, members: members, predictions: mean, spread: spread,
            scores: scores(mean, of: split.test),
            validation: known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count))
    }

    /// The mean of several predictions of the same rows, and their deviation (of a sample; 0 for one).
    public static func meanAndSpread(_ all: [DenseArray]) -> (mean: DenseArray, spread: DenseArray) {
        precondition(!all.isEmpty, "MoleculeTrainer.meanAndSpread: no predictions")
        if all.count == 1 { return (all[0], DenseArray(zeros: all[0].shape)) }
        let lists = all.map(\.elements)
        var mean = [Float](repeating: 0, count: all[0].count), spread = mean
        for place in mean.indices {
            var sum = 0.0, squares = 0.0
            for list in lists { sum += Double(list[place]) }
            let middle = sum / Double(lists.count)
            for list in lists {
                let d = Double(list[place]) - middle
                squares += d * d
            }
            mean[place] = Float(middle)
            spread[place] = Float((squares / Double(lists.count - 1)).squareRoot())
        }
        return (DenseArray(mean, shape: all[0].shape), DenseArray(spread, shape: all[0].shape))
    }

    /// Judges predictions `[rows, outputs]` of some rows of the table.
    public func scores(_ predictions: DenseArray, of rows: [Int]) -> MoleculeScores {
        let width = table.targetColumns.count
        if case .classes(let names) = table.task {
            return .classes(
                ClassificationReport(
                    actual: rows.map { Int(table.values[$0]) }, predicted: predictions.argmaxRows(), classNames: names))
        }
        let actual = rows.flatMap { table.values[$0 * width..<($0 + 1) * width] }
        return .targets(
            TargetScores(
                task: table.task == .answers ? .classification : .regression, actual: actual,
                predicted: predictions.elements, names: table.targetColumns))
    }

    /// Fingerprints of all rows as a sparse matrix `[rows, bits]`.
    ///
    /// - Parameters:
    ///   - molecules: one a row.
    ///   - radius: bonds from an atom to the rim of its largest environment.
    ///   - bits: columns that environments are folded into.
    ///   - counted: how often each environment occurs, which tells numbers better, instead of whether it does.
    public static func fingerprints(
        _ molecules: [Molecule], radius: Int = 2, bits: Int = 2048, counted: Bool = false
    ) -> CompressedRows {
        let fingerprint = MorganFingerprint(radius: radius, bits: bits)
        if counted {
            return CompressedRows(counts: MoleculeKeys.each(molecules) { fingerprint.counts(of: $0) }, columns: bits)
        }
        return CompressedRows(bits: MoleculeKeys.each(molecules) { fingerprint.bits(of: $0) }, columns: bits)
    }

    /// The trees of the forest, as many as scikit-learn's defaults.
    public static let trees = 100

    /// What a classical model on fingerprints reaches on a split.
    public func baseline(
        _ kind: FingerprintBaseline.Kind, _ fingerprints: CompressedRows, _ split: MoleculeSplit, seed: Int
    ) -> MoleculeScores {
        // a class is a question of its own: is it this one?
        var (values, width) = (table.values, table.targetColumns.count)
        if case .classes(let names) = table.task {
            width = names.count
            values = table.values.flatMap { label in (0..<width).map { Float($0) == label ? 1 : 0 } }
        }
        let model = FingerprintBaseline(
            kind, task: table.task == .numbers ? .regression : .classification, fingerprints, targets: values,
            targetCount: width, train: split.train, validation: split.validation, trees: Self.trees, seed: seed)
        let said = model.predict(fingerprints.selecting(rows: split.test).matrix)
        return scores(DenseArray(said, shape: [split.test.count, width]), of: split.test)
    }
}
