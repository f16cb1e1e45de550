import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices

/// A network that can be evaluated one layer after the other over all nodes, chunk by chunk: what bounds the memory of
/// evaluating a graph whose activations would not fit.
///
/// A layer first makes something of all nodes (`start`), then, from a chunk's rows of the propagation matrix, the chunk's
/// vectors (`finish`). The values are those of the network's evaluation on the whole graph.
public protocol LayerwiseModel: NodeModel {
    /// What a chunk's rows of the propagation matrix hold; nil where this network cannot be taken apart.
    var layerwisePropagation: LayerwisePropagation? { get }
    /// How many layers there are.
    var layerCount: Int { get }
    /// What the chunks of layer `layer` read, for all nodes `[nodes, width]`: the vectors, or their product with a weight.
    func start(_ layer: Int, _ x: NodeFeatures) -> (values: DenseArray, isProduct: Bool)
    /// The vectors behind layer `layer` of the nodes `chunk`; `matrix` `[chunk, nodes]` is their rows of the propagation.
    func finish(
        _ layer: Int, _ start: (values: DenseArray, isProduct: Bool), chunk: Range<Int>, _ matrix: SparseMatrix
    ) -> DenseArray
}

/// The matrices of `LayerwiseModel`.
public enum LayerwisePropagation: Sendable {
    /// Â
    case adjacency
    /// Each node's mean over what it receives.
    case mean
}

extension GCN: LayerwiseModel {
    public var layerwisePropagation: LayerwisePropagation? { .adjacency }
    public var layerCount: Int { convolutions.count }

    public func start(_ layer: Int, _ x: NodeFeatures) -> (values: DenseArray, isProduct: Bool) {
        let weight = convolutions[layer].weight.value
        switch x {
        // H = X W, or X itself      [nodes, outputs] or [nodes, inputs]
        case .dense(let array):
            let narrows = convolutions[layer].outputs < convolutions[layer].inputs
            return narrows ? (.product(array, weight), true) : (array, false)
        case .sparse(let rows): return (SparseMatrix(rows).product(weight), true)
        case .identity: return (weight, true)
        }
    }

    public func finish(
        _ layer: Int, _ start: (values: DenseArray, isProduct: Bool), chunk: Range<Int>, _ matrix: SparseMatrix
    ) -> DenseArray {
        let convolution = convolutions[layer]
        // Y = Â H + b, or Y = (Â X) W + b      [chunk, outputs]
        var y = matrix.product(start.values)
        if !start.isProduct { y = .product(y, convolution.weight.value) }
        y.activate(bias: convolution.bias?.value, relu: layer < convolutions.count - 1, mask: nil)
        return y
    }
}

extension LayeredNetwork: LayerwiseModel {
    private var convolutions: [SAGEConvolution] { layers.compactMap { $0.module as? SAGEConvolution } }

    /// Means, for GraphSAGE as published; nil for other layers.
    public var layerwisePropagation: LayerwisePropagation? {
        let found = convolutions
        let isPlain = found.allSatisfy { $0.aggregation == .mean && $0.projection == nil && !$0.normalizes }
        return found.count == layers.count && isPlain ? .mean : nil
    }

    public var layerCount: Int { layers.count }

    public func start(_ layer: Int, _ x: NodeFeatures) -> (values: DenseArray, isProduct: Bool) { (x.matrix, false) }

    public func finish(
        _ layer: Int, _ start: (values: DenseArray, isProduct: Bool), chunk: Range<Int>, _ matrix: SparseMatrix
    ) -> DenseArray {
        guard let convolution = layers[layer].module as? SAGEConvolution else {
            preconditionFailure("\(configuration.model): layer \(layer) cannot be evaluated in chunks")
        }
        // Y = (A X) W_l + X W_r + b      [chunk, outputs]
        var y = DenseArray.product(matrix.product(start.values), convolution.neighbours.weight.value)
        if let root = convolution.root { y.add(.product(start.values.rows(chunk), root.weight.value)) }
        y.activate(bias: convolution.neighbours.bias?.value, relu: layer < layers.count - 1, mask: nil)
        return y
    }
}
