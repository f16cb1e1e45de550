import DenseArrays
import GraphNetworks
import Graphs

/// What trains a node classifier: on the whole graph at once, or by sampling.
public protocol NodeTrainer {
    /// What it learns from.
    var graph: Graph { get }
    /// How it learns.
    var settings: NodeClassificationSettings { get }
    /// How the graph is sampled, as `--sampler` takes it; nil where it is not.
    var samplerText: String? { get }
    /// A network with the initial weights of `seed`.
    func makeModel(seed: Int) -> any NodeModel
    /// The network that a run kept.
    func classifier(_ run: NodeClassificationRun) -> NodeClassifier
    /// Trains from one seed.
    func train(
        seed: Int, split: NodeSplit, progress: (EpochMetrics) -> Void, isInterrupted: () -> Bool
    ) throws -> NodeClassificationRun
}

extension NodeClassificationTrainer: NodeTrainer {
    public var samplerText: String? { nil }

    public func classifier(_ run: NodeClassificationRun) -> NodeClassifier { NodeClassifier(run, of: self) }

    public func train(
        seed: Int, split: NodeSplit, progress: (EpochMetrics) -> Void, isInterrupted: () -> Bool
    ) throws -> NodeClassificationRun {
        try run(seed: seed, split: split, progress: progress, isInterrupted: isInterrupted)
    }
}

extension SampledNodeTrainer: NodeTrainer {
    public var samplerText: String? { sampler.text }

    public func train(
        seed: Int, split: NodeSplit, progress: (EpochMetrics) -> Void, isInterrupted: () -> Bool
    ) throws -> NodeClassificationRun {
        try run(seed: seed, split: split, progress: progress, isInterrupted: isInterrupted)
    }
}
