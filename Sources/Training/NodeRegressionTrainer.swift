import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// What one epoch left behind; losses are of standardized targets.
public struct RegressionEpoch: Sendable, Equatable {
    /// Counted from 1.
    public var epoch: Int
    /// The mean loss of the training steps.
    public var trainLoss: Double
    /// NaN without validation nodes.
    public var validationLoss: Double
}

/// One training from one seed.
public struct NodeRegressionRun: Sendable {
    /// What everything random is drawn by.
    public var seed: Int
    /// Epoch by epoch.
    public var history: [RegressionEpoch]
    /// The epoch whose network was kept, counted from 1.
    public var bestEpoch: Int
    /// Of the kept network, in the targets' unit, over all targets.
    public var train: RegressionMetrics
    /// How well validation nodes were told.
    public var validation: RegressionMetrics
    /// How well test nodes were told.
    public var test: RegressionMetrics
    /// What predicting the training targets' mean for every node gives on the test nodes.
    public var baseline: RegressionMetrics
    /// Which nodes did what.
    public var split: NodeSplit
    /// The network that was kept.
    public var regressor: NodeRegressor
    /// Of each epoch.
    public var epochSeconds: [Double]
    /// Whether it was ended early.
    public var wasInterrupted: Bool
    /// The epoch at which the loss was no longer a number, where that happened; training ended there.
    public var divergedAt: Int?
}

/// Trains a network to predict numbers of nodes.
///
/// Targets are standardized by the training nodes' mean and deviation. An epoch is a full-batch step on the training
/// nodes and an evaluation.
public final class NodeRegressionTrainer {
    /// What it learns from.
    public let graph: Graph
    /// How it was trained.
    public let settings: NodeRegressionSettings
    /// The network's sizes and settings.
    public let configuration: NodeModelConfiguration
    /// What is done to features first.
    public let scaling: FeatureScaling
    private let targets: DenseArray
    private let input: NodeInput
    private let kind: NodeModelKind

    /// - Parameters:
    ///   - graph: nodes with features and edges.
    ///   - targets: `[nodes, targets]`; NaN where a number is not known: such a node may be in no part of a split.
    ///   - settings: network and training.
    ///
    /// Throws where sizes disagree or a weight is negative.
    public init(_ graph: Graph, targets: DenseArray, _ settings: NodeRegressionSettings) throws(GraphError) {
        guard let kind = NodeModels.named(settings.model) else {
            preconditionFailure("NodeRegressionTrainer: no model is called \(settings.model)")
        }
        if targets.shape.count != 2 || targets.rows != graph.nodeCount || targets.columns == 0 {
            throw .sizesDiffer(what: "rows of targets", found: targets.rows, expected: graph.nodeCount)
        }
        self.graph = graph
        self.settings = settings
        self.targets = targets
        self.kind = kind
        scaling = .chosen(for: graph.features, rows: settings.normalizesFeatures, columns: settings.standardizesFeatures)
        let features = scaling(graph.features)
        configuration = NodeModelConfiguration(
            model: settings.model, inputs: features.width, hidden: settings.hidden, outputs: targets.columns,
            layers: settings.layers, dropout: settings.dropout, options: settings.options)
        input = NodeInput(
            features: features, adjacency: try graph.normalizedAdjacency(), layers: kind.steps(configuration),
            edges: graph.edges)
    }

    /// Trains from one seed. Throws where a part of the split names a node without a known target, or nothing trains.
    public func run(
        seed: Int, split: NodeSplit, progress: (RegressionEpoch) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
    ) throws(GraphError) -> NodeRegressionRun {
        let width = targets.columns
        for (part, nodes) in [("train", split.train), ("validation", split.validation), ("test", split.test)] {
            for node in nodes where (0..<width).contains(where: { targets[node, $0].isNaN }) {
                throw .splitImpossible(reason: "the \(part) part holds node \(graph.name(of: node)), whose target is not known")
            }
        }
        if split.train.isEmpty { throw .splitImpossible(reason: "no node is left for training") }
        let (mean, deviation) = NodeFeatures.dense(targets.gatheringRows(split.train)).columnStatistics
        let parts = [split.train, split.validation].map { nodes in
            (rows: nodes, wanted: standardized(nodes, mean, deviation))
        }
        let model = kind.make(configuration, RandomKey(seed: seed))
        let optimizer = Adam([
            ParameterGroup(
                model.parameters.map(\.tensor), rate: settings.learningRate, weightDecay: settings.weightDecay)
        ])
        let dropout = RandomKey(seed: seed).child("dropout")
        let clock = ContinuousClock()
        var history: [RegressionEpoch] = [], seconds: [Double] = []
        var best: (loss: Double, epoch: Int, parameters: [DenseArray]) = (.infinity, 0, model.parameterValues)
        var interrupted = false
        var divergedAt: Int?

        func train(_ epoch: Int) -> RegressionEpoch {
            optimizer.clearGradients()
            let loss = settings.loss(
                model(input, dropout: dropout.child(epoch)).gatheringRows(parts[0].rows), Tensor(parts[0].wanted))
            var result = RegressionEpoch(epoch: epoch, trainLoss: Double(loss.scalar), validationLoss: .nan)
            loss.backward()
            optimizer.step()
            if !parts[1].rows.isEmpty {
                result.validationLoss = withoutGradients {
                    Double(
                        settings.loss(
                            model(input, dropout: nil).gatheringRows(parts[1].rows), Tensor(parts[1].wanted)
                        ).scalar)
                }
            }
            return result
        }

        for epoch in 1...max(1, settings.epochs) {
            let start = clock.now
            var result = RegressionEpoch(epoch: epoch, trainLoss: .nan, validationLoss: .nan)
            Threads.limited(to: input.isSmall(width: settings.hidden) ? 1 : Threads.count) { result = train(epoch) }
            history.append(result)
            seconds.append(start.seconds(to: clock.now))
            if !result.trainLoss.isFinite || (!parts[1].rows.isEmpty && !result.validationLoss.isFinite) {
                divergedAt = epoch
                break
            }
            // without validation nodes the last network is kept
            if parts[1].rows.isEmpty || result.validationLoss < best.loss {
                best = (result.validationLoss, epoch, model.parameterValues)
            }
            progress(result)
            if !parts[1].rows.isEmpty, epoch - best.epoch >= settings.patience { break }
            if isInterrupted() {
                interrupted = true
                break
            }
        }
        let regressor = NodeRegressor(
            NodeNetwork(configuration: configuration, scaling: scaling, parameters: best.parameters), mean: mean, deviation: deviation)
        model.parameterValues = best.parameters
        let predicted = regressor.inUnits(withoutGradients { model(input, dropout: nil).value })
        let constant = DenseArray(repeatingRow: DenseArray(mean), rows: graph.nodeCount)
        func judge(_ nodes: [Int], _ predicted: DenseArray) -> RegressionMetrics {
            RegressionMetrics(
                actual: targets.gatheringRows(nodes).elements, predicted: predicted.gatheringRows(nodes).elements)
        }
        return NodeRegressionRun(
            seed: seed, history: history, bestEpoch: best.epoch, train: judge(split.train, predicted),
            validation: judge(split.validation, predicted), test: judge(split.test, predicted),
            baseline: judge(split.test, constant), split: split, regressor: regressor, epochSeconds: seconds,
            wasInterrupted: interrupted, divergedAt: divergedAt)
    }

    /// (target - mean) / deviation of these nodes, `[nodes, targets]`.
    private func standardized(_ nodes: [Int], _ mean: [Float], _ deviation: [Float]) -> DenseArray {
        var result = targets.gatheringRows(nodes)
        let width = targets.columns
        result.withUnsafeMutableElements { x in
            for i in 0..<x.count { x[i] = (x[i] - mean[i % width]) / deviation[i % width] }
        }
        return result
    }
}
