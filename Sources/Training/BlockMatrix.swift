import Graphs
import SparseMatrices

/// The propagation matrices of sampled parts of a graph.
enum BlockMatrix {
    /// The matrix `[targets, sources]` of a sampled layer. With `scales` (d^-1/2) Â's entries, those of drawn edges times
    /// (edges that arrive) / (edges drawn), so that a row's product has Â's as its mean; without, the mean over the drawn
    /// edges. With every neighbour drawn both are the whole graph's.
    static func rows(_ block: SampledBlock, _ table: NeighbourTable, _ scales: [Float]?) -> CompressedRows {
        var builder = RowBuilder(rows: block.targetCount, columns: block.sources.count, entries: block.neighbours.count)
        for target in 0..<block.targetCount {
            let node = Int(block.sources[target])
            let drawn = block.rowStarts[target]..<block.rowStarts[target + 1]
            if let scales {
                let own = scales[node]
                builder.add(Int32(target), own * table.loopWeight(node) * own)
                let factor = drawn.isEmpty ? 0 : own * Float(table.degree(node)) / Float(drawn.count)
                for edge in drawn {
                    let source = block.neighbours[edge]
                    builder.add(
                        source, factor * table.weight(Int(block.edges[edge])) * scales[Int(block.sources[Int(source)])])
                }
            } else {
                let share = drawn.isEmpty ? 0 : 1 / Float(drawn.count)
                for edge in drawn { builder.add(block.neighbours[edge], share) }
            }
            builder.endRow()
        }
        return builder.matrix
    }

    /// The matrix of a part of the graph. Without a sampler the part is a graph of its own: Â of its edges (with scales), or
    /// means over them. With one, the whole graph's Â or means, each entry times the sampler's factor of its edge.
    static func rows(
        _ part: SampledSubgraph, _ table: NeighbourTable, _ scales: [Float]?, _ sampler: GraphSAINTSampler?
    ) -> CompressedRows {
        let count = part.nodes.count
        var starts = [Int](repeating: 0, count: count + 1)
        for target in part.edges.targets { starts[Int(target) + 1] += 1 }
        for node in 0..<count { starts[node + 1] += starts[node] }
        var own: [Float] = []
        if let scales {
            own = (0..<count).map { node in
                if sampler != nil { return scales[Int(part.nodes[node])] }
                var degree = Double(table.loopWeight(Int(part.nodes[node])))
                for edge in starts[node]..<starts[node + 1] { degree += Double(part.edges.weight(edge)) }
                return degree > 0 ? Float(1 / degree.squareRoot()) : 0
            }
        }
        var builder = RowBuilder(rows: count, columns: count, entries: part.edges.count)
        for target in 0..<count {
            let node = Int(part.nodes[target])
            if scales != nil { builder.add(Int32(target), own[target] * table.loopWeight(node) * own[target]) }
            let arriving = sampler == nil ? starts[target + 1] - starts[target] : table.degree(node)
            let share = arriving == 0 ? 0 : 1 / Float(arriving)
            for edge in starts[target]..<starts[target + 1] {
                let source = part.edges.sources[edge]
                let factor = sampler?.messageFactor(Int(part.edgePlaces[edge]), target: node) ?? 1
                let entry = scales == nil ? share : own[target] * part.edges.weight(edge) * own[Int(source)]
                builder.add(source, entry * factor)
            }
            builder.endRow()
        }
        return builder.matrix
    }

    /// Rows `chunk` of the whole graph's Â (with scales) or means, `[chunk, nodes]`.
    static func rows(_ chunk: Range<Int>, _ table: NeighbourTable, _ scales: [Float]?) -> CompressedRows {
        var builder = RowBuilder(
            rows: chunk.count, columns: table.nodeCount,
            entries: table.rowStarts[chunk.upperBound] - table.rowStarts[chunk.lowerBound])
        for node in chunk {
            let edges = table.range(node)
            if let scales {
                let own = scales[node]
                builder.add(Int32(node), own * table.loopWeight(node) * own)
                for edge in edges {
                    let source = table.sources[edge]
                    builder.add(source, own * table.weight(edge) * scales[Int(source)])
                }
            } else {
                let share = edges.isEmpty ? 0 : 1 / Float(edges.count)
                for edge in edges { builder.add(table.sources[edge], share) }
            }
            builder.endRow()
        }
        return builder.matrix
    }
}

/// Builds compressed rows from entries in any order, those at one place summed.
private struct RowBuilder {
    private let rows: Int
    private let columns: Int
    private var starts = [0]
    private var places: [Int32] = []
    private var values: [Float] = []
    private var rises = true

    init(rows: Int, columns: Int, entries: Int) {
        (self.rows, self.columns) = (rows, columns)
        starts.reserveCapacity(rows + 1)
        places.reserveCapacity(entries + rows)
        values.reserveCapacity(entries + rows)
    }

    @inline(__always)
    mutating func add(_ column: Int32, _ value: Float) {
        if places.count > (starts.last ?? 0), column <= places[places.count - 1] { rises = false }
        places.append(column)
        values.append(value)
    }

    mutating func endRow() {
        let start = starts[starts.count - 1]
        if !rises { sortRow(start) }
        rises = true
        starts.append(places.count)
    }

    private mutating func sortRow(_ start: Int) {
        let count = places.count - start
        if count <= 48 {
            for i in start + 1..<places.count {
                let (place, value) = (places[i], values[i])
                var j = i
                while j > start, places[j - 1] > place {
                    places[j] = places[j - 1]
                    values[j] = values[j - 1]
                    j -= 1
                }
                places[j] = place
                values[j] = value
            }
        } else {
            // equal places keep their order, so that sums have the same bits
            let order = (start..<places.count).sorted { (places[$0], $0) < (places[$1], $1) }
            let (p, v) = (order.map { places[$0] }, order.map { values[$0] })
            for i in 0..<count { (places[start + i], values[start + i]) = (p[i], v[i]) }
        }
        var to = start
        for from in start..<places.count {
            if to > start, places[to - 1] == places[from] {
                values[to - 1] += values[from]
            } else {
                (places[to], values[to]) = (places[from], values[from])
                to += 1
            }
        }
        places.removeLast(places.count - to)
        values.removeLast(values.count - to)
    }

    var matrix: CompressedRows {
        CompressedRows(rows: rows, columns: columns, rowStarts: starts, columnIndices: places, values: values)
    }
}
