import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices

/// What one epoch left behind: the losses and accuracies of the network after its training step.
public struct EpochMetrics: Sendable, Equatable {
    /// Counted from 1.
    public var epoch: Int
    /// The training step's loss (with dropout), cross-entropy alone.
    public var trainLoss: Double
    /// Cross-entropy on the validation nodes plus the penalty on weights; NaN without validation nodes.
    public var validationLoss: Double
    /// Fractions of right answers, NaN where a part of the split is empty.
    public var trainAccuracy: Double
    /// The share of right answers on validation, NaN without.
    public var validationAccuracy: Double
    /// The share of right answers on the test, NaN without.
    public var testAccuracy: Double
}

/// One training from one seed.
public struct NodeClassificationRun: Sendable {
    /// What everything random is drawn by.
    public var seed: Int
    /// How many epochs were trained.
    public var epochs: Int
    /// The epoch whose network is judged and kept, counted from 1.
    public var bestEpoch: Int
    /// Of the network that was kept.
    public var metrics: EpochMetrics
    /// Epoch by epoch.
    public var history: [EpochMetrics]
    /// Which nodes did what.
    public var split: NodeSplit
    /// The kept network's parameters in the module's order.
    public var parameters: [DenseArray]
    /// Seconds of each epoch: a training step and an evaluation over all nodes.
    public var epochSeconds: [Double]
    /// Whether it was interrupted.
    public var wasInterrupted: Bool
    /// The epoch at which the loss was no longer a number, where that happened; training ended there.
    public var divergedAt: Int?
}

/// Trains a network, by default a graph convolutional one, to tell the classes of nodes.
///
/// An epoch is one full-batch training step on the training nodes and one evaluation over all nodes. The step runs on
/// what the training nodes see (`ReceptiveField`) where that is less than the whole graph: the loss knows no other node.
/// On small graphs, which do not repay sharing a product among threads, the evaluation of one epoch's network runs beside
/// the next training step (`EpochPace`). Neither changes a bit of the result.
public final class NodeClassificationTrainer {
    public let graph: Graph
    public let settings: NodeClassificationSettings
    /// The network's sizes and settings.
    public let configuration: NodeModelConfiguration
    /// What is done to the features first.
    public let scaling: FeatureScaling
    private let kind: NodeModelKind
    private let labels: NodeLabels
    private let whole: NodeInput
    private let isSmall: Bool
    private var restrictedInputs: (train: [Int], input: NodeInput)?

    /// Below this many multiply-adds in an evaluation a product is not shared among threads.
    static let smallWork = 60_000_000

    /// Throws where the graph has no labels or a negative weight.
    public init(_ graph: Graph, _ settings: NodeClassificationSettings) throws(GraphError) {
        guard let labels = graph.labels else {
            throw .sizesDiffer(what: "labels", found: 0, expected: graph.nodeCount)
        }
        self.graph = graph
        self.settings = settings
        self.labels = labels
        guard let kind = NodeModels.named(settings.model) else {
            preconditionFailure("NodeClassificationTrainer: no model is called \(settings.model)")
        }
        self.kind = kind
        if settings.standardizesFeatures, graph.features.columnStatistics.mean.count > 0 {
            let (mean, deviation) = graph.features.columnStatistics
            scaling = .columns(mean: mean, deviation: deviation)
        } else {
            scaling = settings.normalizesFeatures && !settings.standardizesFeatures ? .rows : .none
        }
        let features = scaling(graph.features)
        configuration = NodeModelConfiguration(
            model: settings.model, inputs: features.width, hidden: settings.hidden, outputs: labels.classCount, layers: settings.layers,
            dropout: settings.dropout, inputDropout: settings.inputDropout, bias: settings.bias, options: settings.options)
        let adjacency = try graph.normalizedAdjacency()
        let steps = kind.steps(configuration)
        whole = NodeInput(features: features, adjacency: adjacency, layers: steps, edges: graph.edges)
        let entries: Int
        switch features {
        case .dense(let array): entries = array.count
        case .sparse(let rows): entries = rows.count
        case .identity: entries = 0
        }
        let width = settings.layers == 1 ? labels.classCount : settings.hidden
        let dense = max(0, settings.layers - 1) * graph.nodeCount * width
        isSmall = (entries + steps * adjacency.count + dense) * width < Self.smallWork
    }

    /// A network with the initial weights of `seed`.
    public func makeModel(seed: Int) -> any NodeModel { kind.make(configuration, RandomKey(seed: seed)) }

    /// The input for the whole graph.
    public var input: NodeInput { whole }

    private func trainingInput(_ train: [Int]) -> (input: NodeInput, rows: [UInt32]?) {
        if let restrictedInputs, restrictedInputs.train == train { return (restrictedInputs.input, nil) }
        if train.count * 2 > graph.nodeCount || !kind.isRestrictable { return (whole, train.map { UInt32($0) }) }
        let input = whole.restricted(to: train)
        restrictedInputs = (train, input)
        return (input, nil)
    }

    /// Trains from one seed.
    ///
    /// - Parameters:
    ///   - seed: what initial weights and dropout are drawn by.
    ///   - split: which nodes train, validate and are judged.
    ///   - progress: called after each epoch.
    ///   - isInterrupted: asked after each epoch; when it says yes, what has been trained is returned.
    ///
    /// Throws where the split leaks, names unlabelled nodes or leaves a class without training nodes.
    public func run(
        seed: Int, split: NodeSplit, progress: (EpochMetrics) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
    ) throws(GraphError) -> NodeClassificationRun {
        try split.check(against: labels)
        let clock = ContinuousClock()
        let model = makeModel(seed: seed)
        let evaluator = NodeEvaluator(makeModel(seed: seed), whole, labels, split, settings)
        let (input, lossRows) = trainingInput(split.train)
        let trainLabels = split.train.map { labels.values[$0] }
        let all = model.parameters.map(\.tensor)
        let decayed = settings.decayAll ? all : model.firstLayerParameters
        let free = all.filter { tensor in !decayed.contains { $0 === tensor } }
        let optimizer = Adam([
            ParameterGroup(decayed, rate: settings.learningRate, weightDecay: settings.weightDecay),
            ParameterGroup(free, rate: settings.learningRate, weightDecay: settings.otherWeightDecay),
        ])
        let dropout = RandomKey(seed: seed).child("dropout")

        func step(_ epoch: Int) -> Double {
            optimizer.clearGradients()
            let loss = model(input, dropout: dropout.child(epoch)).crossEntropy(labels: trainLabels, rows: lossRows)
            let value = Double(loss.scalar)
            loss.backward()
            optimizer.step()
            return value
        }

        var chooser = EpochChooser(settings)
        var history: [EpochMetrics] = [], seconds: [Double] = []
        var best: (metrics: EpochMetrics, parameters: [DenseArray])?
        var interrupted = false
        var divergedAt: Int?
        var pace = EpochPace(isOpen: isSmall && Threads.count > 1)
        var trainLoss = step(1)
        var last = clock.now
        for epoch in 1...settings.epochs {
            let parameters = model.parameterValues
            let currentLoss = trainLoss
            var metrics = EpochMetrics(
                epoch: epoch, trainLoss: currentLoss, validationLoss: .nan, trainAccuracy: .nan, validationAccuracy: .nan,
                testAccuracy: .nan)
            let evaluate = { metrics = evaluator.evaluate(parameters, epoch: epoch, trainLoss: currentLoss) }
            // The next step is taken before the evaluation has told whether it is needed; else it goes unused.
            let next = { if epoch < self.settings.epochs { trainLoss = step(epoch + 1) } }
            switch pace.mode {
            case .sideBySide: Threads.both(next, evaluate)
            case .alone:
                Threads.limited(to: isSmall ? 1 : Threads.count) {
                    evaluate()
                    next()
                }
            }
            history.append(metrics)
            let now = clock.now
            seconds.append(now - last)
            pace.record(now - last)
            last = now
            if !currentLoss.isFinite || !trainLoss.isFinite {
                divergedAt = epoch
                if best == nil { best = (metrics, parameters) }
                break
            }
            if chooser.isBest(metrics) { best = (metrics, parameters) }
            progress(metrics)
            if chooser.shouldStop(after: metrics) { break }
            if isInterrupted() {
                interrupted = true
                break
            }
        }
        guard let best else { preconditionFailure("NodeClassificationTrainer: no epoch was trained") }
        return NodeClassificationRun(
            seed: seed, epochs: history.count, bestEpoch: best.metrics.epoch, metrics: best.metrics, history: history,
            split: split, parameters: best.parameters, epochSeconds: seconds, wasInterrupted: interrupted, divergedAt: divergedAt)
    }
}

extension ContinuousClock.Instant {
    /// The seconds between two instants.
    static func - (left: Self, right: Self) -> Double {
        let (whole, fraction) = right.duration(to: left).components
        return Double(whole) + Double(fraction) * 1e-18
    }
}
