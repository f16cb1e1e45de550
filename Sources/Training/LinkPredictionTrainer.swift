import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices

/// What one epoch of a link predictor left behind.
public struct LinkEpoch: Sendable, Equatable {
    /// Counted from 1.
    public var epoch: Int
    /// The training step's loss.
    public var trainLoss: Double
    /// NaN without validation edges.
    public var validationAUC: Double
    /// On the validation edges.
    public var validationAveragePrecision: Double
}

/// One training of a link predictor from one seed.
public struct LinkPredictionRun: Sendable {
    /// What everything random is drawn by.
    public var seed: Int
    /// Epoch by epoch.
    public var history: [LinkEpoch]
    /// The epoch whose network is judged and kept, counted from 1.
    public var bestEpoch: Int
    /// On the test edges and as many pairs without one; likewise for validation.
    public var test: LinkMetrics
    /// How many edges judge; as many pairs without one judge beside them.
    public var testEdgeCount: Int
    /// On the validation edges.
    public var validation: LinkMetrics
    /// What scores without training make of the same test pairs, by name.
    public var baselines: [(name: String, metrics: LinkMetrics)]
    /// The kept network's numbers.
    public var parameters: [DenseArray]
    /// Of each epoch.
    public var epochSeconds: [Double]
    /// Whether it was ended early.
    public var wasInterrupted: Bool
    /// The epoch at which the loss was no longer a number, where that happened; training ended there.
    public var divergedAt: Int?
}

/// Trains a graph autoencoder to tell which edges there are.
///
/// Messages pass over training edges only, in training, validation and test. An epoch is one full-batch step on all
/// training edges and as many (or `negatives` times as many) pairs that no training edge joins, drawn anew, and a look at the validation edges.
public final class LinkPredictionTrainer {
    /// What it learns from.
    public let graph: Graph
    /// How it was trained.
    public let settings: LinkPredictionSettings
    /// The network's sizes and settings.
    public let configuration: NodeModelConfiguration
    /// What is done to the features first.
    public let scaling: FeatureScaling
    private let kind: NodeModelKind
    private let features: NodeFeatures

    /// Throws where an edge has a negative weight.
    public init(_ graph: Graph, _ settings: LinkPredictionSettings) throws(GraphError) {
        guard let kind = NodeModels.named(settings.encoder) else {
            preconditionFailure("LinkPredictionTrainer: no model is called \(settings.encoder)")
        }
        self.graph = graph
        self.settings = settings
        self.kind = kind
        scaling = .chosen(
            for: graph.features, rows: settings.normalizesFeatures, columns: settings.standardizesFeatures)
        features = scaling(graph.features)
        configuration = settings.configuration(inputs: features.width)
        for edge in 0..<graph.edges.count where graph.edges.weight(edge) < 0 {
            throw .negativeWeight(
                edge: edge, source: Int(graph.edges.sources[edge]), target: Int(graph.edges.targets[edge]),
                weight: graph.edges.weight(edge))
        }
    }

    /// A network with the initial weights of `seed`.
    public func makeModel(seed: Int) -> any GraphAutoencoder {
        let encoder = kind.make(configuration, RandomKey(seed: seed))
        return settings.kind == .vgae ? VGAE(encoder: encoder) : GAE(encoder: encoder)
    }

    /// What the encoder reads of a graph with the same nodes and features.
    func input(_ edges: Graph) throws(GraphError) -> NodeInput {
        NodeInput(
            features: features, adjacency: try edges.normalizedAdjacency(), layers: kind.steps(configuration),
            edges: edges.edges)
    }

    /// Trains from one seed.
    ///
    /// - Parameters:
    ///   - seed: what weights, dropout and pairs without an edge are drawn by.
    ///   - split: of the trainer's graph.
    ///   - progress: called after each epoch.
    ///   - isInterrupted: asked after each epoch; when it says yes, what has been trained is judged and returned.
    public func run(
        seed: Int, split: LinkSplit, progress: (LinkEpoch) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
    ) throws(GraphError) -> LinkPredictionRun {
        let input = try input(split.train)
        let model = makeModel(seed: seed)
        let optimizer = Adam([ParameterGroup(model.parameters.map(\.tensor), rate: settings.learningRate)])
        let sampler = NegativeSampler(split.train)
        let key = RandomKey(seed: seed).child("link prediction")
        let clock = ContinuousClock()
        var history: [LinkEpoch] = [], seconds: [Double] = []
        var interrupted = false
        var divergedAt: Int?
        var best: (score: Double, epoch: Int, parameters: [DenseArray])?

        func epoch(_ number: Int) -> LinkEpoch {
            let negatives = sampler.sample(
                split.trainEdges.count * settings.negatives, key: key.child("negatives").child(number))
            optimizer.clearGradients()
            let loss = model.loss(
                input, positives: split.trainEdges, negatives: negatives, key: key.child(number))
            let value = Double(loss.scalar)
            loss.backward()
            optimizer.step()
            var result = LinkEpoch(
                epoch: number, trainLoss: value, validationAUC: .nan, validationAveragePrecision: .nan)
            if split.validationEdges.count > 0 {
                let z = withoutGradients { model.embeddings(input).value }
                let positives = InnerProductDecoder.scores(z, split.validationEdges)
                let others = InnerProductDecoder.scores(z, split.validationNegatives)
                result.validationAUC = RankingMetrics.rocAUC(positives: positives, negatives: others)
                result.validationAveragePrecision = RankingMetrics.averagePrecision(
                    positives: positives, negatives: others)
            }
            return result
        }

        for number in 1...max(1, settings.epochs) {
            let start = clock.now
            var result = LinkEpoch(epoch: number, trainLoss: .nan, validationAUC: .nan, validationAveragePrecision: .nan)
            Threads.limited(to: input.isSmall(width: settings.hidden) ? 1 : Threads.count) { result = epoch(number) }
            history.append(result)
            seconds.append(start.seconds(to: clock.now))
            if !result.trainLoss.isFinite {
                divergedAt = number
                break
            }
            let score = result.validationAUC + result.validationAveragePrecision
            if settings.keepsBest, !score.isNaN, score > best?.score ?? -1 {
                best = (score, number, model.parameterValues)
            }
            progress(result)
            if isInterrupted() {
                interrupted = true
                break
            }
        }
        if let best { model.parameterValues = best.parameters }
        let z = withoutGradients { model.embeddings(input).value }
        return LinkPredictionRun(
            seed: seed, history: history, bestEpoch: best?.epoch ?? history.count, test: Self.judge(z, split.testEdges, split.testNegatives),
            testEdgeCount: split.testEdges.count,
            validation: Self.judge(z, split.validationEdges, split.validationNegatives),
            baselines: Self.baselines(split), parameters: model.parameterValues, epochSeconds: seconds,
            wasInterrupted: interrupted, divergedAt: divergedAt)
    }

    private static func judge(_ z: DenseArray, _ edges: EdgeList, _ others: EdgeList) -> LinkMetrics {
        LinkMetrics(
            positives: InnerProductDecoder.scores(z, edges), negatives: InnerProductDecoder.scores(z, others))
    }

    /// Adamic & Adar's index and the cosine of features, from the same training edges on the same test pairs.
    static func baselines(_ split: LinkSplit) -> [(name: String, metrics: LinkMetrics)] {
        let heuristics = LinkHeuristics(split.train)
        var result = [
            (
                name: "adamic-adar",
                metrics: LinkMetrics(
                    positives: heuristics.adamicAdar(split.testEdges),
                    negatives: heuristics.adamicAdar(split.testNegatives))
            )
        ]
        if heuristics.hasFeatures {
            result.append(
                (
                    name: "feature-cosine",
                    metrics: LinkMetrics(
                        positives: heuristics.featureCosines(split.testEdges),
                        negatives: heuristics.featureCosines(split.testNegatives))
                ))
        }
        return result
    }

    /// The vectors that trained weights make of the nodes, messages passing over all edges of the trainer's graph.
    public func embeddings(_ parameters: [DenseArray]) throws(GraphError) -> DenseArray {
        let model = makeModel(seed: 0)
        model.parameterValues = parameters
        let input = try input(graph)
        return withoutGradients { model.embeddings(input).value }
    }

    /// The bytes of `model.safetensors`.
    public func checkpoint(_ parameters: [DenseArray]) -> [UInt8] {
        Checkpoint.encode(
            makeModel(seed: 0).parameters, values: parameters,
            metadata: ["format": "pt", "model": settings.kind.rawValue])
    }
}
