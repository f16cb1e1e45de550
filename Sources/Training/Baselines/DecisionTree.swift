import DenseArrays

/// A tree of questions "is this bit set?", whose leaves say the mean target of the rows that come to them.
struct DecisionTree: Sendable {
    struct Node: Sendable {
        /// The bit that is asked for; of a leaf -1.
        var bit: Int32
        /// Where rows without the bit go, those with it going to the next one; of a leaf itself.
        var child: Int32
        /// The mean of the rows that came here.
        var value: Float
    }

    var nodes: [Node]

    /// What the tree says of a row, its words of bits.
    @inline(__always)
    func predict(_ words: UnsafePointer<UInt64>, _ nodes: UnsafePointer<Node>) -> Float {
        var node = nodes[0]
        while node.bit >= 0 {
            let isSet = (words[Int(node.bit) >> 6] >> UInt64(node.bit & 63)) & 1
            node = nodes[Int(node.child) + Int(isSet)]
        }
        return node.value
    }

    /// What the tree says of four rows: side by side, so that the processor need not wait for one to go on with another.
    @inline(__always)
    func predict(
        _ words: (UnsafePointer<UInt64>, UnsafePointer<UInt64>, UnsafePointer<UInt64>, UnsafePointer<UInt64>),
        _ nodes: UnsafePointer<Node>
    ) -> SIMD4<Float> {
        var (a, b, c, d) = (nodes[0], nodes[0], nodes[0], nodes[0])
        while a.bit & b.bit & c.bit & d.bit >= 0 {
            a = Self.next(a, words.0, nodes)
            b = Self.next(b, words.1, nodes)
            c = Self.next(c, words.2, nodes)
            d = Self.next(d, words.3, nodes)
        }
        return SIMD4(a.value, b.value, c.value, d.value)
    }

    /// Where a row goes from a node; a leaf, whose child is itself, keeps it.
    @inline(__always)
    private static func next(
        _ node: Node, _ words: UnsafePointer<UInt64>, _ nodes: UnsafePointer<Node>
    ) -> Node {
        let bit = Int(max(node.bit, 0))
        let isSet = Int((words[bit >> 6] >> UInt64(bit & 63)) & 1)
        return nodes[Int(node.child) + (node.bit < 0 ? 0 : isSet)]
    }
}

/// Grows trees on the same rows, one after another, in memory of its own.
///
/// A node's sums of weight and target are counted for all bits at once by running over its rows' set bits, however many bits
/// are candidates. Of two children only the smaller is counted; the larger one's sums are what is left of the parent's. Of
/// the bits that tell the node's rows apart a random choice competes, as if `candidates` of all `columns` had been drawn
/// without replacement (where none of the drawn tells apart, one that does is taken, as scikit-learn goes on drawing); equal
/// ones are decided by lot. The split with the least sum of squares wins, which for targets of 0 and 1 is that of the Gini
/// impurity.
///
/// Source: Breiman, Friedman, Olshen & Stone, 1984, "Classification and Regression Trees"; Breiman, 2001, "Random forests",
/// DOI 10.1023/A:1010933404324.
struct TreeGrower {
    /// Rows that are told apart no further, or a node that waits to be split.
    private struct Part {
        var start: Int
        var end: Int
        var weight = 0.0
        var sum = 0.0
        var isPure = true

        var value: Float { weight > 0 ? Float(sum / weight) : 0 }
        var count: Int { end - start }
    }

    private let columns: Int
    private let candidates: Int
    /// Cleared sums that wait for use.
    private var free: [BitSums] = []
    /// The rows of the tree, those of a node together.
    private var order: [Int32] = []
    private var moved: [Int32] = []

    init(columns: Int, candidates: Int) {
        self.columns = columns
        self.candidates = candidates
    }

    /// - Parameters:
    ///   - starts, indices: the set bits of all rows, compressed.
    ///   - bits: the same to ask for single ones.
    ///   - weights: how often each row counts; those of 0 take no part.
    ///   - key: of this tree alone.
    mutating func grow(
        starts: UnsafeBufferPointer<Int>, indices: UnsafeBufferPointer<Int32>, bits: BitRows, targets: [Double],
        weights: [Int32], key: RandomKey
    ) -> DecisionTree {
        order.removeAll(keepingCapacity: true)
        for row in weights.indices where weights[row] > 0 { order.append(Int32(row)) }
        let rows = ForestRows(starts: starts, indices: indices, targets: targets, weights: weights)
        let root = part(0, order.count, rows)
        var nodes = [DecisionTree.Node(bit: -1, child: 0, value: root.value)]
        if root.isPure { return DecisionTree(nodes: nodes) }
        let sums = take()
        sums.add(order[...], rows)
        var open = [(node: 0, part: root, sums: sums)]
        var drawn = 0
        while let (node, parent, sums) = open.popLast() {
            let bit = bestBit(sums, weight: parent.weight, sum: parent.sum, key: key, drawn: &drawn)
            guard bit >= 0 else {
                give(sums)
                continue
            }
            let middle = divide(parent.start..<parent.end, by: bit, bits)
            let without = part(parent.start, middle, rows), with = part(middle, parent.end, rows)
            let child = nodes.count
            nodes[node].bit = Int32(bit)
            nodes[node].child = Int32(child)
            nodes.append(DecisionTree.Node(bit: -1, child: Int32(child), value: without.value))
            nodes.append(DecisionTree.Node(bit: -1, child: Int32(child + 1), value: with.value))
            let isSmallFirst = without.count <= with.count
            let small = isSmallFirst ? without : with, large = isSmallFirst ? with : without
            let (smallNode, largeNode) = isSmallFirst ? (child, child + 1) : (child + 1, child)
            if large.isPure {
                sums.clear()
                if small.isPure {
                    free.append(sums)
                } else {
                    sums.add(order[small.start..<small.end], rows)
                    open.append((smallNode, small, sums))
                }
                continue
            }
            let counted = take()
            counted.add(order[small.start..<small.end], rows)
            sums.subtract(counted)
            open.append((largeNode, large, sums))
            if small.isPure {
                give(counted)
            } else {
                // the smaller one is next, so that no more sums are alive than there are halvings
                open.append((smallNode, small, counted))
            }
        }
        return DecisionTree(nodes: nodes)
    }

    private mutating func take() -> BitSums { free.popLast() ?? BitSums(columns: columns) }

    private mutating func give(_ sums: BitSums) {
        sums.clear()
        free.append(sums)
    }

    /// What some rows of `order` say together.
    private func part(_ start: Int, _ end: Int, _ rows: ForestRows) -> Part {
        var result = Part(start: start, end: end)
        var lowest = Double.infinity, highest = -Double.infinity
        for place in start..<end {
            let row = Int(order[place])
            result.weight += Double(rows.weights[row])
            result.sum += Double(rows.weights[row]) * rows.targets[row]
            lowest = min(lowest, rows.targets[row])
            highest = max(highest, rows.targets[row])
        }
        result.isPure = lowest >= highest
        return result
    }

    /// The best of the candidates; -1 where no bit tells the rows apart.
    private func bestBit(_ sums: BitSums, weight: Double, sum: Double, key: RandomKey, drawn: inout Int) -> Int {
        let telling = sums.sortTelling(weight: weight)
        if telling == 0 { return -1 }
        // Knuth's selection sampling, the telling bits first: each is chosen with (still wanted) / (still there)
        var wanted = candidates, left = columns
        var best = -1, bestGain = -Double.infinity, bestLot: UInt64 = 0
        for place in 0..<telling {
            let random = key.bits(drawn)
            drawn += 1
            let isChosen = UInt64(random >> 32) &* UInt64(left) < UInt64(wanted) << 32
            left -= 1
            guard isChosen else { continue }
            wanted -= 1
            let bit = Int(sums.touched[place])
            let lot = random & 0xffff_ffff
            let gain = gain(sums.sums[bit], weight, sum)
            if gain > bestGain || (gain == bestGain && lot > bestLot) { (best, bestGain, bestLot) = (bit, gain, lot) }
            if wanted == 0 { break }
        }
        if best < 0 {
            best = Int(sums.touched[key.integer(drawn, below: telling)])
            drawn += 1
        }
        return best
    }

    /// What a split takes from the sum of squares, but for a constant: s₁²/n₁ + s₀²/n₀.
    @inline(__always)
    private func gain(_ with: SIMD2<Double>, _ weight: Double, _ sum: Double) -> Double {
        let rest = sum - with.y
        return with.y * with.y / with.x + rest * rest / (weight - with.x)
    }

    /// Puts the rows without the bit first, in the order they had; where those with it begin.
    private mutating func divide(_ places: Range<Int>, by bit: Int, _ bits: BitRows) -> Int {
        moved.removeAll(keepingCapacity: true)
        let (word, shift) = (bit >> 6, UInt64(bit & 63))
        var next = places.lowerBound
        for place in places {
            let row = order[place]
            if (bits.words[Int(row) * bits.wordsPerRow + word] >> shift) & 1 == 1 {
                moved.append(row)
            } else {
                order[next] = row
                next += 1
            }
        }
        for (offset, row) in moved.enumerated() { order[next + offset] = row }
        return next
    }
}
