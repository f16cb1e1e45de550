import Autograd
import DenseArrays
import NeuralNetworks

/// Makes one vector of each graph's node vectors.
///
/// - X `[nodes, width]`; `batch` holds each node's graph, rising numbers in `0 ..< graphCount`; the result is
///   `[graphCount, outputs(width)]`. A graph without nodes gives zeros.
public protocol Readout: Module {
    /// The graphs' vectors `[graphs, outputs]` from node vectors X; `batch` has each node's graph.
    func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor
    /// The width of the result for node vectors of width `inputs`.
    func outputs(inputs: Int) -> Int
}

extension Readout {
    /// One vector `[1, outputs]` of a single graph.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        self(x, batch: [Int](repeating: 0, count: x.shape.first ?? 0), graphCount: 1)
    }
}

/// What all readouts ask of their arguments.
func checkBatch(_ operation: StaticString, _ x: Tensor, _ batch: [Int], _ graphCount: Int) {
    precondition(
        x.shape.count == 2 && x.shape[0] == batch.count,
        "\(operation): x has shape \(x.shape), batch has \(batch.count) graph numbers")
    var last = 0
    for graph in batch {
        precondition(
            graph >= last && graph < graphCount,
            "\(operation): graph numbers must rise from 0 to \(graphCount - 1), found \(graph) after \(last)")
        last = graph
    }
}
