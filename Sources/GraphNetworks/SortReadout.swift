import Autograd
import DenseArrays
import NeuralNetworks

/// A readout that lists a graph's first `count` nodes by falling last feature: their vectors one after the other,
/// `[graphs, count · width]`, zeros where a graph has fewer nodes.
///
/// Equal features keep the nodes' order. Without parameters. Time is O(nodes · log(nodes) + graphs · count · width).
///
/// Source: Zhang, Cui, Neumann & Chen, 2018, "An End-to-End Deep Learning Architecture for Graph Classification", AAAI.
/// Equal to PyG's `SortAggregation`.
public final class SortReadout: Readout {
    /// How many nodes of each graph are listed.
    public let count: Int

    /// The first so many nodes of each graph.
    public init(count: Int) {
        precondition(count > 0, "SortReadout: expected a positive count, found \(count)")
        self.count = count
    }

    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        checkBatch("SortReadout", x, batch, graphCount)
        let (n, width) = (x.shape[0], x.shape[1])
        precondition(width > 0, "SortReadout: x has no columns to sort by")
        let keys = x.value
        let order = (0..<n).sorted {
            batch[$0] != batch[$1]
                ? batch[$0] < batch[$1]
                : keys[$0, width - 1] != keys[$1, width - 1] ? keys[$0, width - 1] > keys[$1, width - 1] : $0 < $1
        }
        var seen = [Int](repeating: 0, count: graphCount)
        var nodes: [Int] = [], places: [Int] = []
        for node in order {
            let graph = batch[node]
            if seen[graph] < count {
                nodes.append(node)
                places.append(graph * count + seen[graph])
            }
            seen[graph] += 1
        }
        // Y[place] = X[node], 0 elsewhere     [graphs · count, width]
        return x.gatheringRows(nodes).segmentSum(places, rows: graphCount * count)
            .reshaped([graphCount, count * width])
    }

    public func outputs(inputs: Int) -> Int { count * inputs }
    public var title: String { "SortAggregation(k=\(count))" }

    public var parameters: [Parameter] { [] }
}
