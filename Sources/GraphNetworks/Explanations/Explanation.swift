import DenseArrays
import Graphs

/// What of a graph an answer rests on: a weight for each edge, node and feature of an `Explainable`.
public struct Explanation: Sendable {
    /// The method's name, such as "gnnexplainer".
    public let method: String
    /// The class whose score is explained.
    public let target: Int
    /// For each edge; the larger, the more the answer rests on it. Signed for integrated gradients and occlusion: below
    /// zero speaks against the class.
    public let edgeWeights: [Float]
    /// For each node.
    public let nodeWeights: [Float]
    /// For each feature column; nil where the method or the graph has none.
    public let featureWeights: [Float]?

    /// - Parameters:
    ///   - method: the explainer's name.
    ///   - target: the class that is explained.
    ///   - edges: the ties that have weights.
    ///   - nodeCount: how many nodes there are.
    ///   - edgeWeights: one for each tie.
    ///   - nodeWeights: for each node; when nil the largest weight of the edges at it.
    ///   - featureWeights: one for each feature; nil where the method gives none.
    public init(
        method: String, target: Int, edges: EdgeList, nodeCount: Int, edgeWeights: [Float], nodeWeights: [Float]? = nil,
        featureWeights: [Float]? = nil
    ) {
        precondition(
            edgeWeights.count == edges.count, "Explanation: \(edges.count) edges, \(edgeWeights.count) weights")
        self.method = method
        self.target = target
        self.edgeWeights = edgeWeights
        self.featureWeights = featureWeights
        if let nodeWeights {
            self.nodeWeights = nodeWeights
        } else {
            var largest = [Float](repeating: 0, count: nodeCount)
            for edge in 0..<edges.count {
                for end in [Int(edges.sources[edge]), Int(edges.targets[edge])] {
                    largest[end] = max(largest[end], edgeWeights[edge])
                }
            }
            self.nodeWeights = largest
        }
    }

    /// Two nodes and all edges between them, whatever their direction: what a reader takes for one line.
    public struct Tie: Sendable, Equatable {
        /// The lower node first; both the same for a self-loop.
        public let first: Int
        /// The other end, or the target of a directed tie.
        public let second: Int
        /// The edges, rising.
        public let edges: [Int]
        /// The sum of their weights.
        public let weight: Float
        /// Whether edges lead both ways.
        public let isMutual: Bool
    }

    /// The ties of a graph by falling size of their weight (of equal ones those of lower nodes first): what speaks for the
    /// class and what speaks against it both have a part in the answer.
    ///
    /// Of the two directions of a tie often one alone carries messages to the explained node. As in GNNExplainer's own code,
    /// which adds the mask's transpose, and as attributions add, a tie's weight is the sum of both.
    public func ties(_ edges: EdgeList) -> [Tie] {
        precondition(
            edges.count == edgeWeights.count, "Explanation.ties: \(edgeWeights.count) weights, \(edges.count) edges")
        struct Pair: Hashable { let first, second: Int32 }
        var groups: [Pair: [Int]] = [:]
        for edge in 0..<edges.count {
            let (s, t) = (edges.sources[edge], edges.targets[edge])
            groups[Pair(first: min(s, t), second: max(s, t)), default: []].append(edge)
        }
        return groups.map { pair, members in
            let directions = Set(members.map { edges.sources[$0] })
            return Tie(
                first: Int(pair.first), second: Int(pair.second), edges: members,
                weight: Float(members.reduce(0.0) { $0 + Double(edgeWeights[$1]) }),
                isMutual: directions.count == 2)
        }.sorted { (abs($1.weight), $0.first, $0.second) < (abs($0.weight), $1.first, $1.second) }
    }
}
