import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// Learns vectors of nodes by Deep Graph Infomax.
public struct InfomaxTrainer: Sendable {
    /// 512 in the paper.
    public var dimensions = 512
    /// Adam's; 0.001 in the paper.
    public var learningRate: Float = 0.001
    /// The most epochs.
    public var epochs = 300
    /// Training ends when the loss has not fallen for so many epochs; 20 in the paper. The weights of the lowest loss
    /// are kept.
    public var patience = 20
    /// Each node's features divided by their sum, as in the paper's code.
    public var scaling = FeatureScaling.rows

    /// The paper's settings.
    public init() {}

    /// What a training left.
    public struct Result: Sendable {
        /// `[nodes, dimensions]`
        public var vectors: DenseArray
        /// Of each epoch.
        public var losses: [Double]
        /// The epoch whose network was kept, counted from 1.
        public var bestEpoch: Int
        /// Of each epoch.
        public var epochSeconds: [Double]
        /// Whether it was ended early.
        public var wasInterrupted: Bool
    }

    /// Trains from one seed. Throws where a weight is negative.
    public func train(
        _ graph: Graph, seed: Int, progress: (Int, Double) -> Void = { _, _ in }, isInterrupted: () -> Bool = { false }
    ) throws(GraphError) -> Result {
        let features = scaling(graph.features)
        let input = NodeInput(features: features, adjacency: try graph.normalizedAdjacency(), layers: 1)
        let model = DeepGraphInfomax(inputs: features.width, dimensions: dimensions, key: RandomKey(seed: seed))
        let optimizer = Adam([ParameterGroup(model.parameters.map(\.tensor), rate: learningRate)])
        let key = RandomKey(seed: seed).child("infomax")
        let clock = ContinuousClock()
        var losses: [Double] = [], seconds: [Double] = []
        var best = (loss: Double.infinity, epoch: 0, parameters: model.parameterValues)
        var interrupted = false
        for epoch in 1...max(1, epochs) {
            let start = clock.now
            optimizer.clearGradients()
            // The loss is that of the weights before the step, so these are the ones to keep.
            let before = model.parameterValues
            let loss = model.loss(input, key: key.child(epoch))
            let value = Double(loss.scalar)
            loss.backward()
            losses.append(value)
            if !value.isFinite { break }
            if value < best.loss { best = (value, epoch, before) }
            optimizer.step()
            seconds.append(start.seconds(to: clock.now))
            progress(epoch, value)
            if epoch - best.epoch >= patience { break }
            if isInterrupted() {
                interrupted = true
                break
            }
        }
        model.parameterValues = best.parameters
        let vectors = withoutGradients { model.embeddings(input).value }
        return Result(
            vectors: vectors, losses: losses, bestEpoch: best.epoch, epochSeconds: seconds, wasInterrupted: interrupted)
    }
}
