import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// What a pooling that keeps some nodes leaves of a batch of graphs.
public struct PooledGraphs {
    /// The kept nodes' vectors `[kept, width]`, scaled by their scores.
    public let x: Tensor
    /// The edges between kept nodes in their original order, the nodes renumbered.
    public let edges: EdgeList
    /// The places of these edges in the original list, for their features.
    public let keptEdges: [Int]
    /// The graph of each kept node, rising.
    public let batch: [Int]
    /// The kept nodes' original numbers, in their new order.
    public let nodes: [Int]
    /// Their scores `[kept]`.
    public let scores: Tensor
}

/// Which nodes of each graph are kept.
public enum NodeSelection: Sendable {
    /// ⌈share · nodes⌉ of each graph, by falling score.
    case share(Float)
    /// At most so many of each graph, by falling score.
    case count(Int)
    /// Those whose softmax of scores over the graph is above this, or within 1e-7 of the graph's largest; in their order.
    case minimumScore(Float)

    /// As PyG prints it.
    var title: String {
        switch self {
        case .share(let share): "ratio=\(PythonText.number(share))"
        case .count(let count): "ratio=\(count)"
        case .minimumScore(let score): "min_score=\(PythonText.number(score))"
        }
    }
}

/// Keeps the nodes of the highest score: s = tanh(X p / |p|), x' = s x · multiplier for the kept nodes; with a minimum score
/// s = softmax(X p) over each graph instead.
///
/// X `[nodes, inputs]`, p `[inputs, 1]`. Every graph that has nodes keeps at least one by share or minimum; equal scores keep
/// the lower number. Time is O(nodes · (inputs + log(nodes)) + edges).
///
/// Source: Gao & Ji, 2019, "Graph U-Nets", arXiv:1905.05178; Cangea et al., 2018, arXiv:1811.01287; Knyazev, Taylor & Amer,
/// 2019, arXiv:1905.02850 (minimum score). Equal to PyG's `TopKPooling`, whose name (`select.weight`) a checkpoint uses.
public final class TopKPooling: Module {
    /// p `[inputs, 1]`
    public let weight: Tensor
    /// Which nodes stay.
    public let selection: NodeSelection
    /// What the vectors of those that stay are multiplied by.
    public let multiplier: Float

    /// A layer with this p.
    public init(weight: Tensor, selection: NodeSelection = .share(0.5), multiplier: Float = 1) {
        precondition(
            weight.shape.count == 2 && weight.shape[1] == 1,
            "TopKPooling: expected a weight [inputs, 1], found shape \(weight.shape)")
        (self.weight, self.selection, self.multiplier) = (weight, selection, multiplier)
    }

    /// A new layer: p from ±√(1 / inputs).
    public convenience init(
        inputs: Int, selection: NodeSelection = .share(0.5), multiplier: Float = 1, key: RandomKey
    ) {
        let bound = 1 / Float(max(1, inputs)).squareRoot()
        self.init(
            weight: Tensor(DenseArray(uniform: [inputs, 1], low: -bound, high: bound, key: key), requiresGradient: true),
            selection: selection, multiplier: multiplier)
    }

    /// The kept part of graphs with nodes X `[nodes, inputs]`, `edges` and `batch` (rising graph numbers).
    public func callAsFunction(_ x: Tensor, edges: EdgeList, batch: [Int], graphCount: Int) -> PooledGraphs {
        checkBatch("TopKPooling", x, batch, graphCount)
        precondition(
            x.shape[1] == weight.shape[0],
            "TopKPooling: x has \(x.shape[1]) features, weight expects \(weight.shape[0])")
        return Self.pool(
            x, rated: x, by: weight, edges: edges, batch: batch, graphCount: graphCount, selection: selection,
            multiplier: multiplier)
    }

    /// Pools `x` by scores of `rated` `[nodes, k]` times `weight` `[k, 1]`.
    static func pool(
        _ x: Tensor, rated: Tensor, by weight: Tensor, edges: EdgeList, batch: [Int], graphCount: Int,
        selection: NodeSelection, multiplier: Float
    ) -> PooledGraphs {
        let n = x.shape[0]
        // S = R p     [nodes, 1]
        var scores = rated.matrixProduct(weight)
        if case .minimumScore = selection {
            scores = scores.segmentSoftmax(batch, rows: graphCount)
        } else {
            // S = tanh(R p / |p|)
            let inverse = (weight * weight).sum().power(-0.5).reshaped([1, 1])
            scores = scores.matrixProduct(inverse).tanh()
        }
        let nodes = select(scores.value.elements, batch, graphCount, selection)
        var place = [Int32](repeating: -1, count: n)
        for (new, old) in nodes.enumerated() { place[old] = Int32(new) }
        let keptEdges = (0..<edges.count).filter {
            place[Int(edges.sources[$0])] >= 0 && place[Int(edges.targets[$0])] >= 0
        }
        let kept = EdgeList(
            sources: keptEdges.map { place[Int(edges.sources[$0])] },
            targets: keptEdges.map { place[Int(edges.targets[$0])] },
            weights: edges.weights.map { weights in keptEdges.map { weights[$0] } })
        let keptScores = scores.gatheringRows(nodes)
        // X' = s X · multiplier     [kept, width]
        var y = x.gatheringRows(nodes).scalingRows(keptScores)
        if multiplier != 1 { y = y * multiplier }
        return PooledGraphs(
            x: y, edges: kept, keptEdges: keptEdges, batch: nodes.map { batch[$0] }, nodes: nodes,
            scores: keptScores.reshaped([nodes.count]))
    }

    private static func select(
        _ scores: [Float], _ batch: [Int], _ graphCount: Int, _ selection: NodeSelection
    ) -> [Int] {
        if case .minimumScore(let least) = selection {
            var top = [Float](repeating: -.infinity, count: graphCount)
            for (node, graph) in batch.enumerated() { top[graph] = max(top[graph], scores[node]) }
            return batch.indices.filter { scores[$0] > min(least, top[batch[$0]] - 1e-7) }
        }
        var sizes = [Int](repeating: 0, count: graphCount)
        for graph in batch { sizes[graph] += 1 }
        let kept = sizes.map { size -> Int in
            switch selection {
            case .share(let share): min(size, Int((share * Float(size)).rounded(.up)))
            case .count(let count): min(size, count)
            case .minimumScore: size
            }
        }
        let order = batch.indices.sorted {
            batch[$0] != batch[$1]
                ? batch[$0] < batch[$1] : scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
        }
        var seen = [Int](repeating: 0, count: graphCount)
        return order.filter {
            seen[batch[$0]] += 1
            return seen[batch[$0]] <= kept[batch[$0]]
        }
    }

    public var title: String {
        "TopKPooling(\(weight.shape[0]), \(selection.title), multiplier=\(PythonText.number(multiplier)))"
    }

    public var parameters: [Parameter] { [Parameter("select.weight", weight, isStoredTransposed: true)] }
}
