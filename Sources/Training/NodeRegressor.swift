import Autograd
import DenseArrays
import GraphNetworks
import Graphs

/// A trained network with what is needed to apply it: how features are prepared and what targets mean.
public struct NodeRegressor: Sendable {
    /// The network's sizes and settings.
    public var configuration: NodeModelConfiguration { network.configuration }
    /// What is done to features first.
    public var scaling: FeatureScaling { network.scaling }
    /// Of the training nodes' targets, one a target.
    public let mean: [Float]
    /// What outputs are multiplied by, one a target.
    public let deviation: [Float]
    /// The kept network's numbers.
    public var parameters: [DenseArray] { network.parameters }
    private let network: NodeNetwork

    init(_ network: NodeNetwork, mean: [Float], deviation: [Float]) {
        (self.network, self.mean, self.deviation) = (network, mean, deviation)
    }

    /// The predicted numbers `[nodes, targets]` in the targets' unit, for a graph whose features mean the same.
    ///
    /// Throws where the graph has another number of feature columns, or a negative weight.
    public func predict(_ graph: Graph) throws(NodeClassifierError) -> DenseArray {
        let (model, input) = try network.prepare(graph)
        return inUnits(withoutGradients { model(input, dropout: nil).value })
    }

    /// The vectors before the last layer `[nodes, hidden]`. Throws as `predict`.
    public func embed(_ graph: Graph) throws(NodeClassifierError) -> DenseArray { try network.embed(graph) }

    /// x · deviation + mean, column by column.
    func inUnits(_ x: DenseArray) -> DenseArray {
        var result = x
        let width = x.columns
        result.withUnsafeMutableElements { x in
            for i in 0..<x.count { x[i] = x[i] * deviation[i % width] + mean[i % width] }
        }
        return result
    }

    /// The bytes of `model.safetensors`.
    public func checkpoint() -> [UInt8] { network.checkpoint() }
}
