import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import TestSupport

extension GoldenCase {
    /// The inner network of a hyper-parameter like `["Linear", 10, 6, "ReLU", "Linear", 6, 3]`: one `Linear` alone, or a
    /// `Sequential`; nil where there is none.
    func network(_ key: String) throws -> (any RowModule)? {
        guard let words = setting(key)?.array else { return nil }
        var steps: [Sequential.Step] = [], at = 0
        while at < words.count {
            switch words[at].string {
            case "Linear":
                guard at + 2 < words.count, let inputs = words[at + 1].int, let outputs = words[at + 2].int else {
                    throw UnknownNetwork(case: name)
                }
                steps.append(.module(Linear(inputs: inputs, outputs: outputs, key: RandomKey(seed: 1))))
                at += 3
            case "ReLU":
                steps.append(.relu)
                at += 1
            default: throw UnknownNetwork(case: name)
            }
        }
        if steps.count == 1, case .module(let only) = steps[0] { return only }
        return Sequential(steps)
    }

    /// The graph of each node (all of graph 0 where the case has none), and how many graphs there are.
    func batch(nodes: Int) throws -> (numbers: [Int], count: Int) {
        guard has("in.batch") else { return ([Int](repeating: 0, count: nodes), 1) }
        let numbers = try ints("in.batch")
        return (numbers, (numbers.max() ?? -1) + 1)
    }
}

struct UnknownNetwork: Error { let `case`: String }

/// A renumbering of `graph` and its edges: the new node i is the old `order[i]`.
func renumbered(_ graph: SmallGraph, seed: Int = 3) -> (order: [Int], edges: EdgeList) {
    let order = RandomKey(seed: seed).permutation(graph.nodeCount)
    var place = [Int32](repeating: 0, count: graph.nodeCount)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    let edges = EdgeList(
        sources: graph.edges.sources.map { place[Int($0)] }, targets: graph.edges.targets.map { place[Int($0)] },
        weights: graph.edges.weights)
    return (order, edges)
}
