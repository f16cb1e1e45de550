import DenseArrays
import GraphNetworks
import Graphs
import Synchronization

/// What a cross-validation found.
public struct CrossValidationResult: Sendable {
    /// How it was trained.
    public var settings: GraphTrainingSettings
    /// One a fold: its trainings with the chosen settings.
    public var folds: [FoldResult]
    /// A network trained on all graphs, to be kept; nil where it was not asked for.
    public var final: GraphTrainingRun?
    /// Whether it was ended early.
    public var wasInterrupted: Bool

    /// The trainings of one fold.
    public struct FoldResult: Sendable {
        /// Which graphs did what.
        public var fold: Fold
        /// The settings that the held-out graphs chose, where there was a choice.
        public var settings: GraphTrainingSettings
        /// One, or as many as are averaged.
        public var runs: [GraphTrainingRun]
        /// The mean score of the runs on the test graphs.
        public var testScore: Double
        /// The mean of what the runs say of the test graphs, `[test graphs, outputs]`.
        public var predictions: DenseArray
    }

    /// The folds' scores: mean and spread.
    public var test: RunStatistics { RunStatistics(folds.map(\.testScore)) }

    /// Of all epochs of all trainings.
    public var epochSeconds: [Double] { folds.flatMap { $0.runs.flatMap(\.epochSeconds) } }
}

/// Cross-validation on a set of graphs: each fold's test graphs are judged by networks that never saw them.
///
/// Folds are trained side by side, each on one thread: two folds on two threads are twice as fast as one, which two threads
/// within small products are not. The result is the same.
public struct CrossValidation: Sendable {
    /// Holds the graphs.
    public let trainer: GraphTrainer
    /// How it was trained.
    public let settings: GraphTrainingSettings
    /// Which graphs do what.
    public let folds: [Fold]
    /// What everything random is drawn by.
    public let seed: Int

    /// Folds stratified by class, by the seed; each holds a part of its training graphs out where the selection needs it.
    ///
    /// - Parameters:
    ///   - trainer: holds the graphs.
    ///   - settings: network, training and protocol.
    ///   - seed: what folds, weights and dropout are drawn by.
    ///   - given: other folds, such as a single split; nil for those of the settings.
    public init(
        _ trainer: GraphTrainer, _ settings: GraphTrainingSettings, seed: Int, folds given: [Fold]? = nil
    ) throws(GraphError) {
        self.trainer = trainer
        self.settings = settings
        self.seed = seed
        let labels = trainer.set.labels ?? [Int32](repeating: 0, count: trainer.set.count)
        var prepared: [Fold] = []
        for fold in try Self.folds(given, labels, settings.folds, seed) {
            let holdsOut = settings.selection == .validation && fold.validation.isEmpty
            let held = holdsOut ? try fold.holdingOut(Double(settings.validationShare), labels: labels, seed: seed) : fold
            if settings.selection == .validation, held.validation.isEmpty {
                throw .splitImpossible(
                    reason: "\(fold.train.count) training graphs leave none to hold out for choosing the epoch; use the protocol fixed")
            }
            if held.test.isEmpty { throw .splitImpossible(reason: "fold \(fold.number + 1) has no test graphs") }
            prepared.append(held)
        }
        self.folds = prepared
    }

    private static func folds(
        _ given: [Fold]?, _ labels: [Int32], _ count: Int, _ seed: Int
    ) throws(GraphError) -> [Fold] {
        if let given { return given }
        return try Fold.stratified(labels: labels, count: count, seed: seed)
    }

    /// What is told while it runs; called from several threads, one at a time.
    public enum Event: Sendable {
        /// Fold, how many of all trainings are done.
        case trained(GraphTrainingRun, done: Int, of: Int)
        /// A training's epoch ended.
        case epoch(fold: Int, GraphEpochMetrics)
    }

    private struct Job: Sendable {
        var fold: Int
        var settings: GraphTrainingSettings
        var seed: Int
        /// Which settings of the grid, or nil.
        var candidate: Int?
    }

    /// Trains everything.
    ///
    /// - Parameters:
    ///   - keepsFinal: whether a network is trained on all graphs at the end, for as many epochs as the folds'
    ///     networks were (where an epoch was chosen: their mean).
    ///   - report: told of epochs and folds as they end, on any thread.
    ///   - isInterrupted: asked after each epoch; when it says yes, trainings end.
    public func run(
        keepsFinal: Bool = true, report: @escaping @Sendable (Event) -> Void = { _ in },
        isInterrupted: @escaping @Sendable () -> Bool = { false }
    ) throws(GraphError) -> CrossValidationResult {
        var chosen = [GraphTrainingSettings](repeating: settings, count: folds.count)
        let total = folds.count * (settings.repeats + settings.grid.count) + (keepsFinal ? 1 : 0)
        let done = Mutex(0)
        if !settings.grid.isEmpty {
            var candidates: [GraphTrainingSettings] = []
            for change in settings.grid {
                var candidate = settings
                try? candidate.apply(.object(change.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
                candidates.append(candidate)
            }
            let jobs = folds.indices.flatMap { fold in
                candidates.indices.map { Job(fold: fold, settings: candidates[$0], seed: seed, candidate: $0) }
            }
            let runs = try run(jobs, done, total, report, isInterrupted)
            for fold in folds.indices {
                var best: GraphTrainingRun?
                for candidate in candidates.indices {
                    guard let run = runs[fold * candidates.count + candidate] else { continue }
                    if run.metrics.isBetter(than: best?.metrics, run.settings.metric ?? run.objective.standardMetric) { best = run }
                }
                if let best { chosen[fold] = best.settings }
            }
        }
        let jobs = folds.indices.flatMap { fold in
            (0..<settings.repeats).map { Job(fold: fold, settings: chosen[fold], seed: seed + $0) }
        }
        let runs = try run(jobs, done, total, report, isInterrupted)
        var results: [CrossValidationResult.FoldResult] = []
        for fold in folds.indices {
            let own = runs[fold * settings.repeats..<(fold + 1) * settings.repeats].compactMap { $0 }
            if !own.isEmpty { results.append(average(own, fold, chosen[fold])) }
        }
        if settings.selection == .bestMeanTest { results = choosingOneEpoch(results) }
        var final: GraphTrainingRun?
        if keepsFinal, !results.isEmpty {
            final = try train(on: results, report, done, total, isInterrupted)
        }
        return CrossValidationResult(
            settings: settings, folds: results, final: final,
            wasInterrupted: isInterrupted()
                && (results.count < folds.count || runs.contains { $0?.wasInterrupted ?? true }
                    || keepsFinal && final?.wasInterrupted ?? true))
    }

    /// Does the jobs on as many threads as there are; nil for those that an interruption left undone.
    private func run(
        _ jobs: [Job], _ done: borrowing Mutex<Int>, _ total: Int, _ report: @Sendable (Event) -> Void,
        _ isInterrupted: @Sendable () -> Bool
    ) throws(GraphError) -> [GraphTrainingRun?] {
        let slots = Slots(jobs.count)
        let speaking = Mutex(())
        Threads.run(tasks: jobs.count) { index in
            if isInterrupted() { return }
            let job = jobs[index]
            do throws(GraphError) {
                let run = try trainer.run(
                    job.settings, fold: folds[job.fold], seed: job.seed,
                    progress: { metrics in speaking.withLock { _ in report(.epoch(fold: job.fold, metrics)) } },
                    isInterrupted: isInterrupted)
                slots.put(.success(run), at: index)
                let count = done.withLock { value in
                    value += 1
                    return value
                }
                speaking.withLock { _ in report(.trained(run, done: count, of: total)) }
            } catch {
                slots.put(.failure(error), at: index)
            }
        }
        var runs: [GraphTrainingRun?] = []
        for result in slots.take() { runs.append(try result?.get()) }
        return runs
    }

    /// Where threads leave their results.
    private final class Slots: Sendable {
        private let results: Mutex<[Result<GraphTrainingRun, GraphError>?]>
        init(_ count: Int) { results = Mutex(Array(repeating: nil, count: count)) }
        func put(_ result: Result<GraphTrainingRun, GraphError>, at index: Int) { results.withLock { $0[index] = result } }
        func take() -> [Result<GraphTrainingRun, GraphError>?] { results.withLock { $0 } }
    }

    private func average(
        _ runs: [GraphTrainingRun], _ fold: Int, _ settings: GraphTrainingSettings
    ) -> CrossValidationResult.FoldResult {
        var sum = runs[0].testPredictions
        for run in runs.dropFirst() { sum = sum + run.testPredictions }
        let score = runs.reduce(0) { $0 + $1.metrics.testScore } / Double(runs.count)
        return .init(
            fold: folds[fold], settings: settings, runs: runs, testScore: score, predictions: sum * (1 / Float(runs.count)))
    }

    /// The folds judged at the one epoch of the best mean score.
    private func choosingOneEpoch(_ results: [CrossValidationResult.FoldResult]) -> [CrossValidationResult.FoldResult] {
        let runs = results.flatMap(\.runs)
        let epochs = runs.map(\.history.count).min() ?? 0
        guard epochs > 0, let metric = runs.first.map({ $0.settings.metric ?? $0.objective.standardMetric }) else { return results }
        func mean(_ epoch: Int) -> Double { runs.reduce(0) { $0 + $1.history[epoch].testScore } / Double(runs.count) }
        var best = 0
        for epoch in 1..<max(1, epochs) where !mean(epoch).isNaN {
            let (score, sofar) = (mean(epoch), mean(best))
            if sofar.isNaN || (metric.isHigherBetter ? score > sofar : score < sofar) { best = epoch }
        }
        return results.map { result in
            var result = result
            for index in result.runs.indices where best < result.runs[index].epochPredictions.count {
                result.runs[index].bestEpoch = best + 1
                result.runs[index].metrics = result.runs[index].history[best]
                result.runs[index].testPredictions = result.runs[index].epochPredictions[best]
                result.runs[index].epochPredictions = []
            }
            return average(result.runs, folds.firstIndex(of: result.fold) ?? 0, result.settings)
        }
    }

    /// A network for use: trained on all graphs with the settings that most folds chose.
    private func train(
        on results: [CrossValidationResult.FoldResult], _ report: @Sendable (Event) -> Void,
        _ done: borrowing Mutex<Int>, _ total: Int, _ isInterrupted: @Sendable () -> Bool
    ) throws(GraphError) -> GraphTrainingRun? {
        if isInterrupted() { return nil }
        var settings = results[0].settings
        var votes = 0
        for result in results {
            let count = results.count { $0.settings == result.settings }
            if count > votes { (votes, settings) = (count, result.settings) }
        }
        if settings.selection != .last {
            let epochs = results.flatMap { $0.runs.map(\.bestEpoch) }
            let mean = Double(epochs.reduce(0, +)) / Double(max(1, epochs.count))
            settings.epochs = max(1, Int(mean.rounded()))
            settings.selection = .last
            settings.patience = 0
        }
        let all = Fold(
            number: -1, train: Array(0..<trainer.set.count), validation: [], test: [])
        let run = try trainer.run(settings, fold: all, seed: seed, isInterrupted: isInterrupted)
        let count = done.withLock { value in
            value += 1
            return value
        }
        report(.trained(run, done: count, of: total))
        return run
    }
}
