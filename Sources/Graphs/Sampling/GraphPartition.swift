import DenseArrays

/// Cuts a graph into parts of about equal size with few edges between them.
public enum GraphPartition {
    /// Who cuts.
    public enum Method: String, Sendable {
        /// METIS where it is installed, else `grown`.
        case best
        /// Parts grown from random nodes by breadth-first search, then improved: a node moves to the part in which it has most
        /// neighbours, while that part has room.
        case grown
    }

    /// Whether METIS was found (Debian's `libmetis5`).
    public static var hasMETIS: Bool { METISLibrary.isAvailable }

    /// The part of each node, in `0 ..< parts`; directions and repeated edges are ignored, some parts may be empty.
    ///
    /// The same table, number and seed give the same parts with the same method. O(nodes + edges) a pass.
    public static func parts(
        of table: NeighbourTable, count parts: Int, seed: Int = 0, method: Method = .best
    ) -> [Int32] {
        precondition(parts > 0, "GraphPartition: expected at least one part, found \(parts)")
        let nodes = table.nodeCount
        if parts == 1 || nodes <= 1 { return [Int32](repeating: 0, count: nodes) }
        if parts >= nodes { return Array(0..<Int32(nodes)) }
        let (starts, neighbours) = undirected(table)
        if method == .best,
            let found = METISLibrary.partition(
                starts: starts.map { Int32($0) }, neighbours: neighbours, parts: parts, seed: seed)
        {
            return found
        }
        return grown(starts, neighbours, parts, seed)
    }

    /// How many of the table's edges join nodes of different parts.
    public static func cut(_ table: NeighbourTable, _ parts: [Int32]) -> Int {
        var total = 0
        for node in 0..<table.nodeCount {
            for edge in table.range(node) where parts[Int(table.sources[edge])] != parts[node] { total += 1 }
        }
        return total
    }

    /// Each edge in both directions, once, without loops: offsets and rising neighbours.
    private static func undirected(_ table: NeighbourTable) -> ([Int], [Int32]) {
        let nodes = table.nodeCount
        var outStarts = [Int](repeating: 0, count: nodes + 1)
        for source in table.sources { outStarts[Int(source) + 1] += 1 }
        for node in 0..<nodes { outStarts[node + 1] += outStarts[node] }
        var next = outStarts, out = [Int32](repeating: 0, count: table.count)
        for node in 0..<nodes {
            for edge in table.range(node) {
                let source = Int(table.sources[edge])
                out[next[source]] = Int32(node)
                next[source] += 1
            }
        }
        var starts = [0], neighbours: [Int32] = []
        starts.reserveCapacity(nodes + 1)
        neighbours.reserveCapacity(table.count)
        for node in 0..<nodes {
            // two rising lists merged
            var a = table.rowStarts[node], b = outStarts[node]
            let aEnd = table.rowStarts[node + 1], bEnd = outStarts[node + 1]
            var last = Int32(-1)
            while a < aEnd || b < bEnd {
                let takesA = b >= bEnd || (a < aEnd && table.sources[a] <= out[b])
                let other = takesA ? table.sources[a] : out[b]
                if takesA { a += 1 } else { b += 1 }
                if other != last, Int(other) != node { neighbours.append(other) }
                last = other
            }
            starts.append(neighbours.count)
        }
        return (starts, neighbours)
    }

    private static func grown(_ starts: [Int], _ neighbours: [Int32], _ parts: Int, _ seed: Int) -> [Int32] {
        let nodes = starts.count - 1
        let order = RandomKey(seed: seed).child("partition").permutation(nodes)
        let size = (nodes + parts - 1) / parts
        var part = [Int32](repeating: -1, count: nodes)
        var sizes = [Int](repeating: 0, count: parts)
        // one part after another, each filled from the first free node of a random order
        var current = 0, cursor = 0
        var queue: [Int32] = [], head = 0
        while cursor < nodes || head < queue.count {
            if head == queue.count {
                let node = order[cursor]
                cursor += 1
                if part[node] >= 0 { continue }
                queue = [Int32(node)]
                head = 0
                part[node] = -2
            }
            let node = Int(queue[head])
            head += 1
            if sizes[current] >= size, current + 1 < parts {
                // what waits in the queue is free again, but for this node, which begins the next part
                current += 1
                for waiting in queue[head...] { part[Int(waiting)] = -1 }
                queue = []
                head = 0
            }
            part[node] = Int32(current)
            sizes[current] += 1
            for place in starts[node]..<starts[node + 1] where part[Int(neighbours[place])] == -1 {
                part[Int(neighbours[place])] = -2
                queue.append(neighbours[place])
            }
            while cursor < nodes, part[order[cursor]] >= 0 { cursor += 1 }
        }
        // a few rounds of moves towards the neighbours, at most a tenth over the even size
        let room = size + max(1, size / 10)
        var votes = [Int32](repeating: 0, count: parts)
        for _ in 0..<8 {
            var moves = 0
            for node in order {
                let own = Int(part[node])
                var best = own
                for place in starts[node]..<starts[node + 1] { votes[Int(part[Int(neighbours[place])])] += 1 }
                for place in starts[node]..<starts[node + 1] {
                    let candidate = Int(part[Int(neighbours[place])])
                    if votes[candidate] > votes[best], sizes[candidate] < room { best = candidate }
                }
                for place in starts[node]..<starts[node + 1] { votes[Int(part[Int(neighbours[place])])] = 0 }
                if best != own, sizes[own] > 1 {
                    part[node] = Int32(best)
                    sizes[own] -= 1
                    sizes[best] += 1
                    moves += 1
                }
            }
            if moves == 0 { break }
        }
        return part
    }
}
