import DenseArrays

/// One layer of a sampled neighbourhood: some edges into some nodes.
///
/// Nodes are renumbered: target i is `sources[i]` for i below `targetCount` (a layer's targets are its first sources), so the
/// rows that a layer makes are the first rows of what it reads.
public struct SampledBlock: Sendable, Equatable {
    /// How many nodes receive.
    public let targetCount: Int
    /// The nodes that are read, by their numbers in the graph; the targets first.
    public let sources: [Int32]
    /// Offsets into the two lists below, `targetCount + 1`.
    public let rowStarts: [Int]
    /// For each edge its source's place in `sources`.
    public let neighbours: [Int32]
    /// For each edge its place in the table.
    public let edges: [Int32]
}

/// Samples, layer by layer, a few of the neighbours that each node hears from.
///
/// Hop 1 draws for the wanted nodes, hop 2 for these and those found, and so on: at most `fanOuts[h]` edges into each node,
/// without replacement, all of them where there are no more. What is drawn for a node follows from (seed, epoch, batch, hop,
/// node) alone.
///
/// Source: Hamilton, Ying & Leskovec, 2017, "Inductive Representation Learning on Large Graphs", arXiv:1706.02216; the
/// order of fan-outs is PyG's `NeighborLoader`'s.
public struct NeighbourSampler: Sendable {
    /// A fan-out that takes all neighbours.
    public static let all = Int.max

    /// The graph's edges.
    public let table: NeighbourTable
    /// The first is that of the hop nearest to the wanted nodes.
    public let fanOuts: [Int]
    private let key: RandomKey
    private let scratch: NodeNumbersPool

    /// So many neighbours of each node at each layer.
    public init(_ table: NeighbourTable, fanOuts: [Int], seed: Int = 0) {
        precondition(
            !fanOuts.isEmpty && fanOuts.allSatisfy { $0 > 0 },
            "NeighbourSampler: expected at least one positive fan-out, found \(fanOuts)")
        self.table = table
        self.fanOuts = fanOuts
        key = RandomKey(seed: seed).child("neighbours")
        scratch = NodeNumbersPool(nodeCount: table.nodeCount)
    }

    /// The blocks in the order in which layers run over them: the widest first, the last one's targets are `nodes` (no node
    /// twice). O(edges drawn), without memory of the graph's size.
    public func blocks(for nodes: [Int32], epoch: Int, batch: Int) -> [SampledBlock] {
        let batchKey = key.child(epoch).child(batch)
        return scratch.with { numbers in
            var blocks: [SampledBlock] = []
            var targets = nodes
            for (hop, fanOut) in fanOuts.enumerated() {
                let block = draw(targets, fanOut, batchKey.child(hop), numbers)
                targets = block.sources
                blocks.append(block)
            }
            return blocks.reversed()
        }
    }

    private func draw(_ targets: [Int32], _ fanOut: Int, _ key: RandomKey, _ numbers: NodeNumbers) -> SampledBlock {
        numbers.begin()
        for node in targets {
            precondition(
                node >= 0 && Int(node) < table.nodeCount && numbers.known(node) == nil,
                "NeighbourSampler: node \(node) is wanted twice or outside 0..<\(table.nodeCount)")
            _ = numbers.number(of: node)
        }
        var starts = [0], neighbours: [Int32] = [], edges: [Int32] = []
        starts.reserveCapacity(targets.count + 1)
        let expected = targets.count * min(fanOut, 1 + table.count / max(1, table.nodeCount))
        neighbours.reserveCapacity(expected)
        edges.reserveCapacity(expected)
        var chosen: [Int] = []
        table.sources.withUnsafeBufferPointer { sources in
            for node in targets {
                let row = table.range(Int(node))
                if row.count <= fanOut {
                    for edge in row {
                        neighbours.append(numbers.number(of: sources[edge]))
                        edges.append(Int32(edge))
                    }
                } else {
                    // Floyd's way to draw some of many: for j in the last places, any up to j, or j where that is taken
                    // (Bentley & Floyd, 1987, DOI 10.1145/30401.315746)
                    let nodeKey = key.child(Int(node))
                    chosen.removeAll(keepingCapacity: true)
                    for (draw, j) in (row.count - fanOut..<row.count).enumerated() {
                        let candidate = nodeKey.integer(draw, below: j + 1)
                        chosen.append(chosen.contains(candidate) ? j : candidate)
                    }
                    chosen.sort()
                    for place in chosen {
                        let edge = row.lowerBound + place
                        neighbours.append(numbers.number(of: sources[edge]))
                        edges.append(Int32(edge))
                    }
                }
                starts.append(neighbours.count)
            }
        }
        return SampledBlock(
            targetCount: targets.count, sources: numbers.nodes, rowStarts: starts, neighbours: neighbours, edges: edges)
    }
}
