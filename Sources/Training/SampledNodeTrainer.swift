import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices

/// Trains a node classifier by minibatches from a sampled graph: for graphs whose activations outgrow the memory.
///
/// An epoch goes once through the sampler's batches, one optimizer step each, the next batch being made on a thread of its
/// own; then all nodes are judged. Networks that can be taken apart layer by layer (`gcn`, `sage`) are judged in chunks of
/// nodes, others over the whole graph at once. Which networks learn from what: `neighbours` needs one that reads layers with
/// edges of their own (`gcn`, `sgc`, `sage`, `mlp`), `clusters` and `walks` train every network; the factors of messages
/// (GraphSAINT's aggregator normalization) reach `gcn`, `sgc` and `sage`, the factors of the loss all.
///
/// The same seed gives the same bits for any number of threads, and whether or not batches are made ahead.
public final class SampledNodeTrainer {
    public let graph: Graph
    public let settings: NodeClassificationSettings
    /// The network's sizes and settings.
    public let configuration: NodeModelConfiguration
    /// What is done to features first.
    public let scaling: FeatureScaling
    /// How the graph is sampled.
    public let sampler: SamplerSpecification
    /// Training nodes a batch, for `neighbours`.
    public let batchSize: Int
    /// Of the last run: the seconds of each epoch's batches, without the evaluation.
    public private(set) var trainingSeconds: [Double] = []
    private let kind: NodeModelKind
    private let labels: NodeLabels
    private let features: NodeFeatures
    private let table: NeighbourTable
    private let scales: [Float]
    private let messages: SampledBatches.Messages
    private let partition: [Int32]?

    /// - Parameters:
    ///   - graph: with labels.
    ///   - settings: network and training.
    ///   - sampler: how the graph is sampled.
    ///   - batchSize: training nodes a batch with `neighbours`; 1024 as in PyG's examples. Others have their own
    ///     sizes.
    ///
    /// Throws `SampledTrainingError`: the graph has no labels or a negative weight, or the model cannot be trained so.
    public init(
        _ graph: Graph, _ settings: NodeClassificationSettings, sampler: SamplerSpecification, batchSize: Int = 1024
    ) throws(SampledTrainingError) {
        precondition(batchSize > 0, "SampledNodeTrainer: expected a positive batch size, found \(batchSize)")
        guard let labels = graph.labels else {
            throw .graph(.sizesDiffer(what: "labels", found: 0, expected: graph.nodeCount))
        }
        guard let kind = NodeModels.named(settings.model) else {
            preconditionFailure("SampledNodeTrainer: no model is called \(settings.model)")
        }
        self.graph = graph
        self.settings = settings
        self.sampler = sampler
        self.batchSize = batchSize
        self.labels = labels
        self.kind = kind
        if settings.standardizesFeatures, graph.features.columnStatistics.mean.count > 0 {
            let (mean, deviation) = graph.features.columnStatistics
            scaling = .columns(mean: mean, deviation: deviation)
        } else {
            scaling = settings.normalizesFeatures && !settings.standardizesFeatures ? .rows : .none
        }
        features = scaling(graph.features)
        configuration = NodeModelConfiguration(
            model: settings.model, inputs: features.width, hidden: settings.hidden, outputs: labels.classCount,
            layers: settings.layers, dropout: settings.dropout, inputDropout: settings.inputDropout, bias: settings.bias,
            options: settings.options)
        let layers = kind.steps(configuration)
        switch sampler {
        case .neighbours(let fanOuts):
            guard kind.readsBlocks else {
                throw .sampler(
                    .model(
                        name: settings.model, sampler: sampler.text,
                        able: NodeModels.all.filter(\.readsBlocks).map(\.name)))
            }
            // one that hears from nobody needs no fan-outs
            if layers > 0, fanOuts.count != layers {
                throw .sampler(.fanOuts(found: fanOuts.count, layers: layers, model: settings.model))
            }
        case .clusters(let parts, _):
            if parts > graph.nodeCount { throw .sampler(.parts(found: parts, nodes: graph.nodeCount)) }
        case .walks: break
        }
        messages = settings.model == "sage" ? .mean : kind.readsBlocks && layers > 0 ? .gcn : .plain
        table = NeighbourTable(
            graph.edges, nodeCount: graph.nodeCount, selfLoops: messages == .mean ? .kept : .apart)
        do { scales = messages == .mean ? [] : try table.gcnScales() } catch { throw .graph(error) }
        if case .clusters(let parts, _) = sampler {
            partition = GraphPartition.parts(of: table, count: parts)
        } else {
            partition = nil
        }
    }

    /// A network with the initial weights of `seed`.
    public func makeModel(seed: Int) -> any NodeModel { kind.make(configuration, RandomKey(seed: seed)) }

    /// The network that a run kept.
    public func classifier(_ run: NodeClassificationRun) -> NodeClassifier {
        NodeClassifier(
            configuration: configuration, classNames: labels.classNames, scaling: scaling, parameters: run.parameters)
    }

    /// What makes the logits of all nodes.
    private func logitsOfAllNodes(_ model: any NodeModel) throws(SampledTrainingError) -> (any NodeModel) -> DenseArray {
        if let layerwise = model as? any LayerwiseModel, let propagation = layerwise.layerwisePropagation {
            let evaluation = LayerwiseEvaluation(
                table: table, scales: propagation == .adjacency ? scales : nil, features: features)
            return { model in
                guard let model = model as? any LayerwiseModel else { return DenseArray(zeros: [0, 0]) }
                return evaluation.logits(model)
            }
        }
        let input: NodeInput
        do {
            input = NodeInput(
                features: features, adjacency: try graph.normalizedAdjacency(), layers: kind.steps(configuration),
                edges: graph.edges)
        } catch { throw .graph(error) }
        return { model in withoutGradients { model(input, dropout: nil).value } }
    }

    private func batches(seed: Int, split: NodeSplit) -> SampledBatches {
        SampledBatches(
            sampler, batchSize: batchSize, table: table, scales: scales, features: features, labels: labels.values,
            train: split.train, layers: kind.steps(configuration), messages: messages, partition: partition, seed: seed)
    }

    /// The first batch of the first epoch.
    func firstBatch(seed: Int, split: NodeSplit) -> SampledBatch? { batches(seed: seed, split: split).epoch(1).next() }

    /// Trains from one seed; the arguments are those of `NodeClassificationTrainer.run`.
    public func run(
        seed: Int, split: NodeSplit, progress: (EpochMetrics) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
    ) throws(SampledTrainingError) -> NodeClassificationRun {
        do { try split.check(against: labels) } catch { throw .graph(error) }
        let clock = ContinuousClock()
        let model = makeModel(seed: seed)
        let judged = makeModel(seed: seed)
        let evaluator = NodeEvaluator(judged, logits: try logitsOfAllNodes(judged), labels, split, settings)
        let batches = batches(seed: seed, split: split)
        let all = model.parameters.map(\.tensor)
        let decayed = settings.decayAll ? all : model.firstLayerParameters
        let free = all.filter { tensor in !decayed.contains { $0 === tensor } }
        let optimizer = Adam([
            ParameterGroup(decayed, rate: settings.learningRate, weightDecay: settings.weightDecay),
            ParameterGroup(free, rate: settings.learningRate, weightDecay: settings.otherWeightDecay),
        ])
        let dropout = RandomKey(seed: seed).child("dropout")

        /// The mean loss of an epoch's batches, each counting by its training nodes (or their factors).
        func train(on prefetcher: Prefetcher<SampledBatch>, _ epoch: Int) -> Double {
            var total = 0.0, weight = 0.0
            var number = 0
            while let batch = prefetcher.next() {
                defer { number += 1 }
                if batch.labels.isEmpty { continue }
                optimizer.clearGradients()
                let logits = model(batch.input, dropout: dropout.child(epoch).child(number))
                let loss =
                    batch.weights.map { logits.weightedCrossEntropy(labels: batch.labels, rows: batch.rows, weights: $0) }
                    ?? logits.crossEntropy(labels: batch.labels, rows: batch.rows)
                let share = batch.weights == nil ? Double(batch.labels.count) : 1
                total += Double(loss.scalar) * share
                weight += share
                loss.backward()
                optimizer.step()
            }
            return weight > 0 ? total / weight : .nan
        }

        trainingSeconds = []
        var chooser = EpochChooser(settings)
        var history: [EpochMetrics] = [], seconds: [Double] = []
        var best: (metrics: EpochMetrics, parameters: [DenseArray])?
        var interrupted = false
        var divergedAt: Int?
        for epoch in 1...settings.epochs {
            let begin = clock.now
            // One processor is left to the thread that makes the batches: the pool's threads, which spin while they wait,
            // would take it away.
            let prefetcher = batches.epoch(epoch)
            var loss = 0.0
            Threads.limited(to: max(1, Threads.count - 1)) { loss = train(on: prefetcher, epoch) }
            trainingSeconds.append(begin.duration(to: clock.now).seconds)
            let parameters = model.parameterValues
            let metrics = evaluator.evaluate(parameters, epoch: epoch, trainLoss: loss)
            history.append(metrics)
            seconds.append(begin.duration(to: clock.now).seconds)
            if !loss.isFinite {
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
        guard let best else { preconditionFailure("SampledNodeTrainer: no epoch was trained") }
        return NodeClassificationRun(
            seed: seed, epochs: history.count, bestEpoch: best.metrics.epoch, metrics: best.metrics, history: history,
            split: split, parameters: best.parameters, epochSeconds: seconds, wasInterrupted: interrupted,
            divergedAt: divergedAt)
    }
}

/// Why a graph cannot be trained on by sampling.
public enum SampledTrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong with the graph.
    case graph(GraphError)
    /// What is wrong with the sampler.
    case sampler(SamplerError)

    public var description: String {
        switch self {
        case .graph(let error): error.description
        case .sampler(let error): error.description
        }
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension Tensor {
    /// Σ weights[i] · -log softmax(X[rows[i]])[labels[i]], a scalar.
    func weightedCrossEntropy(labels: [Int32], rows: [UInt32]?, weights: [Float]) -> Tensor {
        precondition(
            labels.count == weights.count && labels.count == rows?.count ?? shape[0],
            "Tensor.weightedCrossEntropy: \(labels.count) labels, \(weights.count) weights, \(rows?.count ?? shape[0]) rows")
        let width = shape[1]
        let logs = value.logSoftmaxRows()
        let places = rows.map { $0.map { Int($0) } } ?? Array(0..<labels.count)
        var total = 0.0
        for (i, row) in places.enumerated() { total -= Double(weights[i]) * Double(logs[row * width + Int(labels[i])]) }
        let probabilities = value.softmaxRows()
        return .custom("weightedCrossEntropy", inputs: [self], value: DenseArray(Float(total))) { [shape] upstream in
            // dX[row] = weight (softmax - onehot)
            let scale = upstream.scalar
            var dx = DenseArray(zeros: shape)
            dx.withUnsafeMutableElements { dx in
                probabilities.withUnsafeElements { p in
                    for (i, row) in places.enumerated() {
                        let factor = weights[i] * scale
                        for c in 0..<width { dx[row * width + c] += factor * p[row * width + c] }
                        dx[row * width + Int(labels[i])] -= factor
                    }
                }
            }
            return [dx]
        }
    }
}
