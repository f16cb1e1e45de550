import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// What one epoch on whole graphs left behind. A score is an accuracy (a fraction) or a root mean squared error.
public struct GraphEpochMetrics: Sendable, Equatable {
    /// Counted from 1.
    public var epoch: Int
    /// The mean loss of the training steps, with dropout.
    public var trainLoss: Double
    /// Of the training steps' own outputs, while the network was changing.
    public var trainScore: Double
    /// NaN where nothing is held out.
    public var validationLoss: Double
    /// By the run's metric; NaN without validation graphs.
    public var validationScore: Double
    /// NaN where the epoch was not judged.
    public var testScore: Double
}

/// One training on whole graphs from one seed.
public struct GraphTrainingRun: Sendable {
    /// What everything random is drawn by.
    public var seed: Int
    /// Which graphs did what.
    public var fold: Fold
    /// How it was trained.
    public var settings: GraphTrainingSettings
    /// The network's sizes and settings.
    public var configuration: GraphModelConfiguration
    /// What the outputs mean.
    public var objective: GraphObjective
    /// How many epochs were trained.
    public var epochs: Int
    /// The epoch whose network is judged and kept, counted from 1.
    public var bestEpoch: Int
    /// Of the network that was kept.
    public var metrics: GraphEpochMetrics
    /// Epoch by epoch.
    public var history: [GraphEpochMetrics]
    /// The kept network's parameters and buffers in the module's order.
    public var state: [DenseArray]
    /// What the kept network says of the test graphs, `[test graphs, outputs]`: probabilities or numbers.
    public var testPredictions: DenseArray
    /// The same of each epoch, where an epoch is chosen after all folds.
    public var epochPredictions: [DenseArray]
    /// Seconds of each epoch's training steps, evaluation left out.
    public var epochSeconds: [Double]
    /// Whether it was ended early.
    public var wasInterrupted: Bool
    /// The epoch at which the loss was no longer a number, where that happened.
    public var divergedAt: Int?
}

/// Trains networks for whole graphs on parts of a set.
///
/// An epoch goes once through the training graphs in batches, in an order that follows from the seed and the epoch. The next
/// batch is made while the last one trains. Results do not depend on threads.
public final class GraphTrainer: Sendable {
    /// The graphs.
    public let set: GraphSet
    private let inputs: GraphSetInputs

    /// How many graphs are judged at a time.
    static let evaluationBatch = 64

    /// Throws where the set has neither classes nor targets, or a negative weight.
    public init(_ set: GraphSet) throws(GraphError) {
        self.set = set
        if set.labels != nil, set.classCount < 2 {
            throw .splitImpossible(
                reason: "\(set.name) has one class, \(set.classNames.first ?? ""): there is nothing to tell apart")
        }
        // Squares of larger numbers, and their sums, leave Float32's range.
        if set.labels == nil, let targets = set.targets?.elements, let columns = set.targets?.columns,
            let place = targets.firstIndex(where: { abs($0) > 1e15 })
        {
            throw .graphLabel(
                graph: place / max(1, columns), found: "the target \(targets[place])",
                expected: "numbers of at most 1e15; use other units, or logarithms")
        }
        inputs = try GraphSetInputs(set)
        _ = try GraphObjective.of(set, training: [])
    }

    /// The network's configuration for this set.
    public func configuration(_ settings: GraphTrainingSettings) -> GraphModelConfiguration {
        var c = settings.network
        c.inputs = set.features.width
        c.edgeInputs = set.edgeFeatures?.columns ?? 0
        c.outputs = ((try? GraphObjective.of(set, training: []))?.outputs) ?? 1
        return c
    }

    /// A network with the initial weights of `seed`.
    public func makeModel(_ settings: GraphTrainingSettings, seed: Int) -> any GraphModel {
        let c = configuration(settings)
        guard let kind = GraphModels.named(c.model) else {
            preconditionFailure("GraphTrainer: no model is called \(c.model)")
        }
        return kind.make(c, RandomKey(seed: seed))
    }

    /// Trains from one seed on a fold's training graphs.
    ///
    /// - Parameters:
    ///   - settings: network and training.
    ///   - fold: which graphs train, validate and are judged.
    ///   - seed: what weights, orders and dropout are drawn by.
    ///   - progress: called after each epoch, on the calling thread.
    ///   - isInterrupted: asked after each epoch; when it says yes, what has been trained is returned.
    public func run(
        _ settings: GraphTrainingSettings, fold: Fold, seed: Int, progress: (GraphEpochMetrics) -> Void = { _ in },
        isInterrupted: () -> Bool = { false }
    ) throws(GraphError) -> GraphTrainingRun {
        if fold.train.isEmpty { throw .splitImpossible(reason: "fold \(fold.number) has no training graphs") }
        let objective = try GraphObjective.of(set, training: fold.train)
        let model = makeModel(settings, seed: seed)
        let replicas = Replicas(model) { self.makeModel(settings, seed: seed) }
        let optimizer = Adam([
            ParameterGroup(
                model.parameters.map(\.tensor), rate: settings.learningRate, weightDecay: settings.weightDecay)
        ])
        let loader = GraphLoader(set, indices: fold.train, batchSize: settings.batch, shuffles: true, seed: seed)
        let dropout = RandomKey(seed: seed).child("dropout")
        let validation = evaluation(of: fold.validation), test = evaluation(of: fold.test)
        let judgesTest = settings.selection == .bestMeanTest
        let clock = ContinuousClock()
        var history: [GraphEpochMetrics] = [], seconds: [Double] = [], predictions: [DenseArray] = []
        var best: (metrics: GraphEpochMetrics, state: [DenseArray])?
        var sinceBest = 0, interrupted = false, divergedAt: Int?
        var pace = EpochPace(isOpen: Threads.count > 1 && !Threads.isInside)
        for epoch in 1...settings.epochs {
            let begin = clock.now
            optimizer.groups[0].rate = settings.rate(epoch: epoch)
            var (loss, score) = (0.0, 0.0)
            let step = { (loss, score) = self.train(replicas, optimizer, loader, objective, settings, epoch, dropout.child(epoch)) }
            switch pace.mode {
            case .sideBySide: step()
            case .alone: if Threads.isInside { step() } else { Threads.limited(to: 1, step) }
            }
            seconds.append(clock.now - begin)
            pace.record(clock.now - begin)
            var metrics = GraphEpochMetrics(
                epoch: epoch, trainLoss: loss, trainScore: score, validationLoss: .nan, validationScore: .nan,
                testScore: .nan)
            if !loss.isFinite {
                divergedAt = epoch
                history.append(metrics)
                if best == nil { best = (metrics, model.stateValues) }
                break
            }
            if !fold.validation.isEmpty {
                let outputs = outputs(model, validation, fold.validation.count)
                metrics.validationLoss = self.loss(outputs, fold.validation, objective, settings)
                metrics.validationScore = self.score(outputs, fold.validation, objective, settings)
            }
            if judgesTest, !fold.test.isEmpty {
                let outputs = objective.meaning(outputs(model, test, fold.test.count))
                predictions.append(outputs)
                metrics.testScore = objective.score(
                    outputs, labels: labels(fold.test), targets: targets(fold.test), metric: settings.metric)
            }
            history.append(metrics)
            progress(metrics)
            if settings.selection != .validation || fold.validation.isEmpty
                || metrics.isBetter(than: best?.metrics, settings.metric ?? objective.standardMetric)
            {
                best = (metrics, model.stateValues)
                sinceBest = 0
            } else {
                sinceBest += 1
            }
            if settings.selection == .validation, settings.patience > 0, sinceBest >= settings.patience { break }
            if isInterrupted() {
                interrupted = true
                break
            }
        }
        guard var kept = best else { preconditionFailure("GraphTrainer: no epoch was trained") }
        model.stateValues = kept.state
        let said = objective.meaning(outputs(model, test, fold.test.count))
        kept.metrics.testScore = objective.score(
            said, labels: labels(fold.test), targets: targets(fold.test), metric: settings.metric)
        return GraphTrainingRun(
            seed: seed, fold: fold, settings: settings, configuration: configuration(settings), objective: objective,
            epochs: history.count, bestEpoch: kept.metrics.epoch, metrics: kept.metrics, history: history,
            state: kept.state, testPredictions: said, epochPredictions: predictions, epochSeconds: seconds,
            wasInterrupted: interrupted, divergedAt: divergedAt)
    }

    private func train(
        _ replicas: Replicas, _ optimizer: Adam, _ loader: GraphLoader, _ objective: GraphObjective,
        _ settings: GraphTrainingSettings, _ epoch: Int, _ key: RandomKey
    ) -> (loss: Double, score: Double) {
        let order = loader.order(epoch: epoch)
        let inputs = inputs, set = set, couples = replicas.model.couplesGraphs, pools = replicas.model.poolsFirst
        let cuts = order.map { BatchParts.cut($0, of: set, couples: couples, pools: pools) }
        // A batch of one part is made ahead on a thread of its own; of several, each thread makes its part itself: a third
        // thread would take one of them its processor away.
        let isAhead = cuts.allSatisfy { $0.count == 1 }
        let ahead = Prefetcher(count: isAhead ? order.count : 0) { inputs.batch(order[$0]) }
        var total = 0.0, score = 0.0, count = 0, number = 0
        for parts in cuts {
            optimizer.clearGradients()
            let graphs = parts.reduce(0) { $0 + $1.count }
            let step = PartStep(
                parts: parts, made: isAhead ? ahead.next() : nil, inputs: inputs, models: replicas.prepared(parts.count),
                mode: .training(key.child(number)), objective: objective, loss: settings.loss, graphs: graphs)
            let said = step.run()
            replicas.gather(parts.count)
            optimizer.step()
            total += said.loss * Double(graphs)
            score += said.score * Double(graphs)
            count += graphs
            number += 1
            if !total.isFinite { break }
        }
        let mean = score / Double(max(1, count))
        return (total / Double(max(1, count)), objective.standardMetric == .rmse ? mean.squareRoot() : mean)
    }

    /// The batches by which some graphs are judged, made once for all epochs.
    private func evaluation(of indices: [Int]) -> [GraphInput] {
        stride(from: 0, to: indices.count, by: Self.evaluationBatch).map {
            inputs.batch(Array(indices[$0..<min(indices.count, $0 + Self.evaluationBatch)]))
        }
    }

    private func outputs(_ model: any GraphModel, _ batches: [GraphInput], _ count: Int) -> DenseArray {
        if batches.isEmpty { return DenseArray(zeros: [0, model.configuration.outputs]) }
        if batches.count == 1 { return withoutGradients { model(batches[0], .evaluation).outputs.value } }
        // Side by side: in evaluation a network is read alone, and each batch has a place of its own.
        var parts = [DenseArray](repeating: DenseArray(zeros: [0]), count: batches.count)
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            nonisolated(unsafe) let model = model
            Threads.run(tasks: batches.count) { part in
                parts[part] = withoutGradients { model(batches[part], .evaluation).outputs.value }
            }
        }
        return withoutGradients { Tensor.concatenatingRows(parts.map { Tensor($0) }).value }
    }

    /// What a trained network says of some graphs of the set: probabilities `[graphs, classes]`, or numbers.
    public func predictions(_ run: GraphTrainingRun, of indices: [Int]) -> DenseArray {
        let model = makeModel(run.settings, seed: run.seed)
        model.stateValues = run.state
        return run.objective.meaning(outputs(model, evaluation(of: indices), indices.count))
    }

    private func loss(
        _ outputs: DenseArray, _ indices: [Int], _ objective: GraphObjective, _ settings: GraphTrainingSettings
    ) -> Double {
        withoutGradients {
            switch objective {
            case .classes: Double(Tensor(outputs).crossEntropy(labels: labels(indices) ?? []).scalar)
            case .answers:
                Double(objective.loss(Tensor(outputs), targets: targets(indices), kind: settings.loss).scalar)
            case .targets:
                // In the targets' own units, as the score.
                objective.score(
                    objective.meaning(outputs), labels: nil, targets: targets(indices))
            }
        }
    }

    private func score(
        _ outputs: DenseArray, _ indices: [Int], _ objective: GraphObjective, _ settings: GraphTrainingSettings
    ) -> Double {
        objective.score(
            objective.meaning(outputs), labels: labels(indices), targets: targets(indices), metric: settings.metric)
    }

    private func labels(_ indices: [Int]) -> [Int32]? { set.labels.map { labels in indices.map { labels[$0] } } }
    private func targets(_ indices: [Int]) -> DenseArray? { set.targets.map { $0.gatheringRows(indices) } }
}

extension GraphObjective {
    /// The fraction of right answers of a training step, or its mean squared error in the targets' units.
    func trainingScore(_ outputs: DenseArray, labels: [Int32]?, targets: DenseArray?) -> Double {
        switch self {
        case .classes: return score(outputs, labels: labels, targets: nil)
        case .answers:
            return standardMetric.mean(TargetMetric.accuracy.values(meaning(outputs), targets ?? outputs))
        case .targets:
            let roots = TargetMetric.rmse.values(meaning(outputs), targets ?? outputs)
            return standardMetric.mean(roots.map { $0 * $0 })
        }
    }
}

extension GraphTrainingSettings {
    /// The learning rate of an epoch, counted from 1.
    func rate(epoch: Int) -> Float {
        switch schedule {
        case .constant: learningRate
        case .halving: StepSchedule(every: 50, factor: 0.5).rate(epoch: epoch - 1, base: learningRate)
        case .cosine: CosineSchedule(period: epochs).rate(epoch: epoch - 1, base: learningRate)
        }
    }
}

extension GraphEpochMetrics {
    /// Whether this epoch's network is the better one on what is held out: by score, between equal ones by loss.
    func isBetter(than other: GraphEpochMetrics?, _ metric: TargetMetric) -> Bool {
        guard let other else { return true }
        // what is no number is worse than any
        if validationScore.isNaN || other.validationScore.isNaN { return !validationScore.isNaN }
        if validationScore != other.validationScore {
            return (validationScore > other.validationScore) == metric.isHigherBetter
        }
        return validationLoss < other.validationLoss
    }
}
