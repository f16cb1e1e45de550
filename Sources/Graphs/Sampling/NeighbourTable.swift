import DenseArrays
import SparseMatrices

/// Who sends to each node, in compressed rows of 32-bit numbers: what samplers draw from and what large graphs are
/// evaluated with.
///
/// Row i holds the edges that arrive at node i, by rising source, repeated edges kept. Made once; four bytes an edge (eight
/// with weights) and eight a node. O(nodes + edges).
public struct NeighbourTable: Sendable {
    /// What is done with edges that join a node to itself.
    public enum SelfLoops: Sendable {
        /// They are edges like others.
        case kept
        /// They are taken out; `loopWeights` has them, 1 where a node had none: as Â wants them.
        case apart
    }

    /// `nodes + 1` rising offsets.
    public let rowStarts: [Int]
    /// Where edges come from, those into one node together.
    public let sources: [Int32]
    /// One an edge; all 1 when nil.
    public let weights: [Float]?
    /// The weight of each node's self-loop where loops stand apart (the last, where there are several); all 1 when nil.
    public let loopWeights: [Float]?
    /// Whether they are edges like others or stand apart.
    public let selfLoops: SelfLoops

    /// How many nodes there are.
    public var nodeCount: Int { rowStarts.count - 1 }
    /// How many edges there are, loops that stand apart left out.
    public var count: Int { sources.count }

    /// - Parameters:
    ///   - edges: pointing into `0 ..< nodeCount`, as those of a `Graph` do; traps where one does not.
    ///   - nodeCount: how many nodes there are.
    ///   - selfLoops: whether they are edges like others or stand apart.
    public init(_ edges: EdgeList, nodeCount: Int, selfLoops: SelfLoops = .kept) {
        let total = edges.count, apart = selfLoops == .apart
        precondition(
            nodeCount <= Int(Int32.max) && total <= Int(Int32.max),
            "NeighbourTable: at most 2³¹ - 1 nodes and edges, found \(nodeCount) and \(total)")
        var loops: [Float]?
        var outStarts = [Int](repeating: 0, count: nodeCount + 1)
        var starts = [Int](repeating: 0, count: nodeCount + 1)
        for edge in 0..<total {
            let (s, t) = (Int(edges.sources[edge]), Int(edges.targets[edge]))
            precondition(
                s >= 0 && s < nodeCount && t >= 0 && t < nodeCount,
                "NeighbourTable: edge \(edge) from \(s) to \(t) leaves 0..<\(nodeCount)")
            if apart, s == t {
                let weight = edges.weight(edge)
                if loops == nil, weight != 1 { loops = [Float](repeating: 1, count: nodeCount) }
                loops?[s] = weight
                continue
            }
            outStarts[s + 1] += 1
            starts[t + 1] += 1
        }
        for node in 0..<nodeCount {
            outStarts[node + 1] += outStarts[node]
            starts[node + 1] += starts[node]
        }
        // by source first, then by target: two stable counting sorts, so that sources rise in each row
        let kept = starts[nodeCount]
        let hasWeights = edges.weights != nil
        var targets = [Int32](repeating: 0, count: kept), carried = [Float](repeating: 0, count: hasWeights ? kept : 0)
        var next = outStarts
        for edge in 0..<total {
            let (s, t) = (edges.sources[edge], edges.targets[edge])
            if apart, s == t { continue }
            let place = next[Int(s)]
            next[Int(s)] += 1
            targets[place] = t
            if hasWeights { carried[place] = edges.weight(edge) }
        }
        var sources = [Int32](repeating: 0, count: kept), weights = [Float](repeating: 0, count: hasWeights ? kept : 0)
        next = starts
        for source in 0..<nodeCount {
            for place in outStarts[source]..<outStarts[source + 1] {
                let target = Int(targets[place]), to = next[target]
                next[target] += 1
                sources[to] = Int32(source)
                if hasWeights { weights[to] = carried[place] }
            }
        }
        rowStarts = starts
        self.sources = sources
        self.weights = hasWeights ? weights : nil
        loopWeights = loops
        self.selfLoops = selfLoops
    }

    /// The edges that arrive at `node`.
    public func range(_ node: Int) -> Range<Int> { rowStarts[node]..<rowStarts[node + 1] }

    /// How many edges arrive at `node`.
    public func degree(_ node: Int) -> Int { rowStarts[node + 1] - rowStarts[node] }

    /// The weight of an edge.
    public func weight(_ edge: Int) -> Float { weights?[edge] ?? 1 }

    /// The weight of a node's self-loop, where loops stand apart.
    public func loopWeight(_ node: Int) -> Float { loopWeights?[node] ?? 1 }

    /// d_i^-1/2, d_i the weights that arrive at node i with its loop: Â's entry (i, j) is scale_i · weight · scale_j. 0 where
    /// d_i is 0. Throws where a weight is negative.
    public func gcnScales() throws(GraphError) -> [Float] {
        precondition(selfLoops == .apart, "NeighbourTable.gcnScales: made with self-loops among the edges")
        var scales = [Float](repeating: 0, count: nodeCount)
        for node in 0..<nodeCount {
            let loop = loopWeight(node)
            if loop < 0 { throw .negativeWeight(edge: node, source: node, target: node, weight: loop) }
            var degree = Double(loop)
            if let weights {
                for edge in range(node) {
                    if weights[edge] < 0 {
                        throw .negativeWeight(
                            edge: edge, source: Int(sources[edge]), target: node, weight: weights[edge])
                    }
                    degree += Double(weights[edge])
                }
            } else {
                degree += Double(self.degree(node))
            }
            scales[node] = degree > 0 ? Float(1 / degree.squareRoot()) : 0
        }
        return scales
    }
}
