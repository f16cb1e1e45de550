import DenseArrays

/// Random walks over a graph, biased as node2vec has it: from t over v, the next node x has the probability
/// weight(v, x) · (1/p where x = t; 1 where an edge leads from t to x; 1/q else), normalized over v's edges.
///
/// p = q = 1 makes walks without a memory (DeepWalk). Made once from a graph; each walk follows from its key alone, so
/// walks may be drawn on any number of threads. A walk ends early at a node that sends nothing.
///
/// The bias is drawn by rejection, O(log degree) a try and max(1, p, q, 1/p, 1/q) tries in the mean at most; after some
/// failures the node's probabilities are added up instead, which is the same distribution.
///
/// Source: Grover & Leskovec, 2016, "node2vec: Scalable Feature Learning for Networks", arXiv:1607.00653.
public struct RandomWalks: Sendable {
    /// How unlikely it is to go straight back.
    public let p: Double
    /// How unlikely it is to go further away.
    public let q: Double
    private let starts: [Int]
    private let neighbours: [Int32]
    /// Running sums of weights within each node's edges; nil where all weigh the same.
    private let sums: [Double]?

    static let tries = 32

    /// Throws where an edge has a negative weight. An edge that is there twice counts twice.
    public init(_ graph: Graph, p: Double = 1, q: Double = 1) throws(GraphError) {
        precondition(p > 0 && q > 0 && p.isFinite && q.isFinite, "RandomWalks: expected positive p and q, found \(p), \(q)")
        self.p = p
        self.q = q
        let edges = graph.edges
        for edge in 0..<edges.count where edges.weight(edge) < 0 {
            throw .negativeWeight(
                edge: edge, source: Int(edges.sources[edge]), target: Int(edges.targets[edge]), weight: edges.weight(edge))
        }
        var starts = [Int](repeating: 0, count: graph.nodeCount + 1)
        let used = (0..<edges.count).filter { edges.weight($0) > 0 }
        for edge in used { starts[Int(edges.sources[edge]) + 1] += 1 }
        for node in 0..<graph.nodeCount { starts[node + 1] += starts[node] }
        let order = used.sorted {
            (edges.sources[$0], edges.targets[$0], $0) < (edges.sources[$1], edges.targets[$1], $1)
        }
        neighbours = order.map { edges.targets[$0] }
        if edges.weights == nil {
            sums = nil
        } else {
            var running = [Double](repeating: 0, count: order.count)
            for node in 0..<graph.nodeCount {
                var sum = 0.0
                for place in starts[node]..<starts[node + 1] {
                    sum += Double(edges.weight(order[place]))
                    running[place] = sum
                }
            }
            sums = running
        }
        self.starts = starts
    }

    /// A walk for each of `nodes`, each of at most `length` nodes (the first included), one after the other in memory;
    /// -1 fills up what ended early. Walk i follows from `key.child(i)`.
    public func walks(from nodes: [Int], length: Int, key: RandomKey) -> [Int32] {
        precondition(length >= 1, "RandomWalks.walks: expected a length of at least 1, found \(length)")
        var result = [Int32](repeating: -1, count: nodes.count * length)
        result.withUnsafeMutableBufferPointer { buffer in
            let target = Target(start: buffer.baseAddress)
            Threads.run(over: nodes.count, by: 256) { piece in
                guard let start = target.start else { return }
                for walk in piece {
                    self.walk(
                        from: nodes[walk], length: length, key: key.child(walk), into: start + walk * length)
                }
            }
        }
        return result
    }

    /// Where threads write, each to walks of its own.
    private struct Target: @unchecked Sendable { let start: UnsafeMutablePointer<Int32>? }

    private func walk(from node: Int, length: Int, key: RandomKey, into out: UnsafeMutablePointer<Int32>) {
        precondition(node >= 0 && node + 1 < starts.count, "RandomWalks: node \(node) outside 0..<\(starts.count - 1)")
        var (previous, current, draws) = (-1, node, 0)
        out[0] = Int32(node)
        for step in 1..<max(1, length) {
            guard let next = next(after: current, from: previous, key, &draws) else { return }
            out[step] = Int32(next)
            (previous, current) = (current, next)
        }
    }

    private func next(after node: Int, from previous: Int, _ key: RandomKey, _ draws: inout Int) -> Int? {
        let range = starts[node]..<starts[node + 1]
        if range.isEmpty { return nil }
        func uniform() -> Double {
            draws += 1
            return key.uniform(draws)
        }
        if previous < 0 || (p == 1 && q == 1) || range.count == 1 { return Int(neighbours[place(in: range, uniform())]) }
        let highest = max(1, 1 / p, 1 / q)
        for _ in 0..<Self.tries {
            let candidate = Int(neighbours[place(in: range, uniform())])
            if uniform() * highest < bias(candidate, previous) { return candidate }
        }
        // the whole distribution
        var running: [Double] = [], total = 0.0
        for place in range {
            total += weight(place, in: range) * bias(Int(neighbours[place]), previous)
            running.append(total)
        }
        let wanted = uniform() * total
        return Int(neighbours[range.lowerBound + (running.firstIndex { $0 > wanted } ?? range.count - 1)])
    }

    private func bias(_ candidate: Int, _ previous: Int) -> Double {
        candidate == previous ? 1 / p : isEdge(previous, candidate) ? 1 : 1 / q
    }

    private func weight(_ place: Int, in range: Range<Int>) -> Double {
        guard let sums else { return 1 }
        return sums[place] - (place > range.lowerBound ? sums[place - 1] : 0)
    }

    /// The edge at which a number of 0 ..< 1 lies among the weights of a node's edges.
    private func place(in range: Range<Int>, _ number: Double) -> Int {
        guard let sums else { return range.lowerBound + min(range.count - 1, Int(number * Double(range.count))) }
        let wanted = number * sums[range.upperBound - 1]
        var (low, high) = (range.lowerBound, range.upperBound - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] <= wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func isEdge(_ source: Int, _ target: Int) -> Bool {
        var (low, high) = (starts[source], starts[source + 1])
        let wanted = Int32(target)
        while low < high {
            let middle = (low + high) / 2
            if neighbours[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < starts[source + 1] && neighbours[low] == wanted
    }
}
