import DenseArrays

/// A tree of questions "is this bit set?", whose leaves say the mean target of the rows that come to them.
struct DecisionTree: Sendable {
    struct Node: Sendable {
        /// The bit that is asked for; of a leaf -1.
        var bit: Int32
        /// Where rows without the bit go; those with it go to the next one.
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
}

/// Grows trees on the same rows, one after another, in memory of its own.
///
/// A node's sums of weight and target are counted for all bits at once by running over the rows' set bits: O(rows · set
/// bits) for a level of the tree, however many bits are candidates. Of the bits that tell the node's rows apart a random
/// choice competes, as if `candidates` of all `columns` had been drawn without replacement (where none of the drawn tells
/// apart, one that does is taken, as scikit-learn goes on drawing); equal ones are decided by lot. The split with the least
/// sum of squares wins, which for targets of 0 and 1 is that of the Gini impurity.
///
/// Source: Breiman, Friedman, Olshen & Stone, 1984, "Classification and Regression Trees"; Breiman, 2001, "Random forests",
/// DOI 10.1023/A:1010933404324.
struct TreeGrower {
    private let columns: Int
    private let candidates: Int
    /// Weight and weight · target of the node's rows that have each bit; zeros between nodes.
    private var sums: [SIMD2<Double>]
    /// The bits that have a sum.
    private var touched: [Int32]
    /// The rows of the tree, those of a node together.
    private var order: [Int32] = []
    private var moved: [Int32] = []

    init(columns: Int, candidates: Int) {
        self.columns = columns
        self.candidates = candidates
        sums = [SIMD2<Double>](repeating: .zero, count: columns + 1)
        // one more than ever used: the place after the last is written before it is known to be needed
        touched = [Int32](repeating: 0, count: columns + 1)
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
        var nodes = [DecisionTree.Node(bit: -1, child: 0, value: 0)]
        var open = [(node: 0, start: 0, end: order.count)]
        var drawn = 0
        while let (node, start, end) = open.popLast() {
            var weight = 0.0, sum = 0.0, lowest = Double.infinity, highest = -Double.infinity
            for place in start..<end {
                let row = Int(order[place])
                weight += Double(weights[row])
                sum += Double(weights[row]) * targets[row]
                lowest = min(lowest, targets[row])
                highest = max(highest, targets[row])
            }
            nodes[node].value = weight > 0 ? Float(sum / weight) : 0
            // one row, or rows that agree
            if lowest >= highest { continue }
            let count = countBits(start..<end, starts, indices, targets, weights)
            let bit = bestBit(count, weight: weight, sum: sum, key: key, drawn: &drawn)
            for place in 0..<count { sums[Int(touched[place])] = .zero }
            guard bit >= 0 else { continue }
            let middle = part(start..<end, by: bit, bits)
            nodes[node].bit = Int32(bit)
            nodes[node].child = Int32(nodes.count)
            for _ in 0..<2 { nodes.append(DecisionTree.Node(bit: -1, child: 0, value: 0)) }
            open.append((nodes.count - 1, middle, end))
            open.append((nodes.count - 2, start, middle))
        }
        return DecisionTree(nodes: nodes)
    }

    /// Sums up the rows' bits; the number of touched ones.
    private mutating func countBits(
        _ places: Range<Int>, _ starts: UnsafeBufferPointer<Int>, _ indices: UnsafeBufferPointer<Int32>,
        _ targets: [Double], _ weights: [Int32]
    ) -> Int {
        sums.withUnsafeMutableBufferPointer { sums in
            touched.withUnsafeMutableBufferPointer { touched in
                var count = 0
                for place in places {
                    let row = Int(order[place])
                    let weight = Double(weights[row])
                    let step = SIMD2(weight, weight * targets[row])
                    for entry in starts[row]..<starts[row + 1] {
                        let bit = indices[entry]
                        let sum = sums[Int(bit)]
                        touched[count] = bit
                        count += sum.x == 0 ? 1 : 0
                        sums[Int(bit)] = sum + step
                    }
                }
                return count
            }
        }
    }

    /// The best of the candidates; -1 where no bit tells the rows apart.
    private mutating func bestBit(_ count: Int, weight: Double, sum: Double, key: RandomKey, drawn: inout Int) -> Int {
        // those that some rows have and others have not
        var telling = 0
        for place in 0..<count {
            let bit = touched[place]
            if sums[Int(bit)].x < weight {
                touched.swapAt(telling, place)
                telling += 1
            }
        }
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
            let bit = Int(touched[place])
            let lot = random & 0xffff_ffff
            let gain = gain(sums[bit], weight, sum)
            if gain > bestGain || (gain == bestGain && lot > bestLot) { (best, bestGain, bestLot) = (bit, gain, lot) }
            if wanted == 0 { break }
        }
        if best < 0 {
            best = Int(touched[key.integer(drawn, below: telling)])
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
    private mutating func part(_ places: Range<Int>, by bit: Int, _ bits: BitRows) -> Int {
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
