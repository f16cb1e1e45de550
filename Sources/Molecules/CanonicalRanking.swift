/// An order of a molecule's atoms that is the same however the molecule was written.
///
/// Atoms that refinement (`OrderedPartition`) leaves alike are told apart by a search: one of a class is set apart, the rest
/// refined, and so on to a full order; of all such orders the one with the smallest description (who is bound to whom, by
/// which bonds, centres turning which way) is the canonical one. Choices that a symmetry maps onto earlier ones are left
/// out, as are those whose refinements already compare worse: the search of B. D. McKay (Practical Graph Isomorphism, 1981)
/// with the pruning of McKay and A. Piperno (Practical graph isomorphism II, 2014, arXiv:1301.1493). Stereo is part of what
/// is compared, so that stereoisomers get different descriptions and true symmetries alone are used.
///
/// The work is bounded: beyond `limit` atom visits the best order so far is taken. Ordinary molecules need a few hundred,
/// buckminsterfullerene a few thousand.
struct CanonicalRanking {
    /// The place of each atom, from 0, all different.
    private(set) var ranks: [Int32]
    /// Whether the search came to its end, so that the order is canonical.
    private(set) var isComplete = true

    /// A class whose atoms are tried one after another.
    fileprivate struct Node {
        let members: [Int32]
        /// For each member the first one known to be equivalent.
        var equivalents: [Int32]
        var next = 0
        let mark: Int
        /// Whether the choices so far compare equal to those of the best order (else they are better).
        var isEqual: Bool
    }

    /// - Parameters:
    ///   - isIsomeric: whether isotopes and stereo count.
    ///   - limit: the most atom visits before the search is cut short.
    init(_ molecule: borrowing Molecule, isIsomeric: Bool = true, limit: Int = 1_000_000) {
        let fragments = CanonicalFragments(molecule)
        if fragments.count > 1 {
            (ranks, isComplete) = fragments.ranks(molecule, isIsomeric: isIsomeric, limit: limit)
            return
        }
        var partition = OrderedPartition(molecule, isIsomeric: isIsomeric)
        ranks = []
        search(&partition, isTree: molecule.bonds.count < molecule.atoms.count, limit: limit)
    }

    /// Of a molecule of one fragment: the order, and what it looks like in this order, by which fragments are compared.
    init(fragment: borrowing Molecule, isIsomeric: Bool, limit: Int, likeness: inout [UInt64]) {
        var partition = OrderedPartition(fragment, isIsomeric: isIsomeric)
        ranks = []
        search(&partition, isTree: fragment.bonds.count < fragment.atoms.count, limit: limit)
        // The partition stands where the search ended; the description is that of the best order.
        partition.settle(ranks)
        likeness = partition.order.map { partition.seeds[Int($0)] }
        likeness += partition.order.map { UInt64(fragment.atoms[Int($0)].atomClass) }
        likeness += CanonicalRanking.description(&partition).map { UInt64(bitPattern: Int64($0)) }
    }

    /// - Parameter isTree: whether there is no ring, so that atoms which refinement leaves alike are equivalent (given that
    ///   all centres are told apart from their mirror images), and any choice is as good.
    private mutating func search(_ partition: inout OrderedPartition, isTree: Bool, limit: Int) {
        guard let first = CanonicalRanking.nextClass(&partition) else {
            ranks = partition.ranks
            return
        }
        if isTree, partition.areCentresKnown {
            var start: Int? = first
            while let first = start {
                partition.individualize(Int(partition.order[first]))
                start = CanonicalRanking.nextClass(&partition, from: first)
            }
            ranks = partition.ranks
            return
        }
        var nodes = [Node(first, &partition, isEqual: true)]
        var path: [Int32] = []
        var traces: [UInt64] = []
        var best = Best()
        while var node = nodes.popLast() {
            partition.undo(to: node.mark)
            while node.next < node.members.count, node.representative(node.next) < node.next { node.next += 1 }
            guard node.next < node.members.count else { continue }
            if !best.ranks.isEmpty, partition.work > limit {
                isComplete = false
                break
            }
            let depth = nodes.count
            let atom = node.members[node.next]
            node.next += 1
            path.removeLast(path.count - depth)
            traces.removeLast(traces.count - depth)
            path.append(atom)
            partition.individualize(Int(atom))
            traces.append(partition.trace)
            var isEqual = node.isEqual && !best.ranks.isEmpty
            nodes.append(node)
            if isEqual {
                let bestTrace = depth < best.traces.count ? best.traces[depth] : 0
                if traces[depth] > bestTrace { continue }
                isEqual = traces[depth] == bestTrace
            }
            if let start = CanonicalRanking.nextClass(&partition) {
                nodes.append(Node(start, &partition, isEqual: isEqual))
                continue
            }
            let description = CanonicalRanking.description(&partition)
            if isEqual, !best.isWorse(than: description) {
                guard best.description == description else { continue }
                // A symmetry: what it maps onto something earlier need not be tried, here and where the paths part.
                let parting = zip(path, best.path).prefix { $0 == $1 }.count
                nodes.removeLast(max(0, nodes.count - 1 - parting))
                for depth in nodes.indices {
                    nodes[depth].join { atom in partition.order[Int(best.ranks[Int(atom)])] }
                    partition.work += nodes[depth].members.count
                }
            } else {
                best = Best(ranks: partition.ranks, description: description, path: path, traces: traces)
                for index in nodes.indices { nodes[index].isEqual = true }
            }
        }
        ranks = best.ranks
    }

    private struct Best {
        var ranks: [Int32] = []
        var description: [Int32] = []
        var path: [Int32] = []
        var traces: [UInt64] = []

        func isWorse(than other: [Int32]) -> Bool { other.lexicographicallyPrecedes(description) }
    }

    /// The first class with more than one atom, one with more than one neighbour if there is; nil where all atoms are told
    /// apart. Single neighbours of one and the same atom can be exchanged at will and are separated on the way.
    ///
    /// - Parameter from: a place before which there is no such class.
    private static func nextClass(_ partition: inout OrderedPartition, from: Int = 0) -> Int? {
        if partition.isDiscrete { return nil }
        partition.work += (partition.order.count - from) / 16
        var terminal: Int?
        var start = from
        while start < partition.order.count {
            let size = Int(partition.sizes[start])
            if size > 1 {
                if partition.degree(Int(partition.order[start])) > 1 { return start }
                if terminal == nil { terminal = start }
            }
            start += size
        }
        guard let terminal = from == 0 ? terminal : 0 else { return nil }
        start = terminal
        var rest: Int?
        while start < partition.order.count {
            let size = Int(partition.sizes[start])
            if size > 1 {
                if areTwins(start, size, partition) {
                    partition.separate(start)
                } else if rest == nil {
                    rest = start
                }
            }
            start += size
        }
        return rest
    }

    private static func areTwins(_ start: Int, _ size: Int, _ partition: OrderedPartition) -> Bool {
        var parent: Int32 = -1
        for place in start..<start + size {
            let atom = Int(partition.order[place])
            if partition.degree(atom) == 0 { continue }
            let other = partition.neighbors[Int(partition.neighborStarts[atom])]
            if parent >= 0, other != parent { return false }
            parent = other
        }
        return parent < 0 || (!partition.isCentre(Int(parent)) && partition.degree(Int(parent)) > 1)
    }

    /// Who is bound to whom in the order of the ranks: for each place the earlier neighbours with the bonds, then the sense
    /// of turning.
    private static func description(_ partition: inout OrderedPartition) -> [Int32] {
        var words: [Int32] = []
        words.reserveCapacity(partition.neighbors.count / 2 + partition.order.count)
        for place in partition.order.indices {
            let atom = Int(partition.order[place])
            let begin = words.count
            for at in Int(partition.neighborStarts[atom])..<Int(partition.neighborStarts[atom + 1]) {
                let rank = partition.ranks[Int(partition.neighbors[at])]
                guard rank < Int32(place) else { continue }
                let word = rank << 8 | partition.codes[at]
                words.append(word)
                var slot = words.count - 1
                while slot > begin, words[slot - 1] > word {
                    words[slot] = words[slot - 1]
                    slot -= 1
                }
                words[slot] = word
            }
            words.append(-2 - Int32(partition.sense(atom)))
        }
        partition.work += partition.order.count
        return words
    }
}

extension CanonicalRanking.Node {
    /// Where some centre is not yet told apart from its mirror image, members are compared by what refinement sees after
    /// each, and the best alone are kept, before one is followed: else each centre would double the work.
    fileprivate init(_ start: Int, _ partition: inout OrderedPartition, isEqual: Bool) {
        var members = Array(partition.order[start..<start + Int(partition.sizes[start])])
        mark = partition.mark
        if !partition.areCentresKnown {
            var traces: [UInt64] = []
            for member in members {
                partition.individualize(Int(member))
                traces.append(partition.trace)
                partition.undo(to: mark)
            }
            let best = traces.min()
            members = members.indices.filter { traces[$0] == best }.map { members[$0] }
        }
        self.members = members
        equivalents = Array(0..<Int32(members.count))
        self.isEqual = isEqual
    }

    fileprivate func representative(_ index: Int) -> Int {
        var index = index
        while Int(equivalents[index]) != index { index = Int(equivalents[index]) }
        return index
    }

    /// Joins each member with its image, where that is a member too.
    fileprivate mutating func join(_ image: (Int32) -> Int32) {
        let sorted = members.indices.sorted { members[$0] < members[$1] }
        for index in members.indices {
            let other = image(members[index])
            if other == members[index] { continue }
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if members[sorted[middle]] < other { low = middle + 1 } else { high = middle }
            }
            guard low < sorted.count, members[sorted[low]] == other else { continue }
            let (a, b) = (representative(index), representative(sorted[low]))
            if a < b { equivalents[b] = Int32(a) } else { equivalents[a] = Int32(b) }
        }
    }
}

extension Molecule {
    /// The place of each atom in an order that depends on the molecule alone, not on how it was written: numbers from 0, all
    /// different. Stereo and isotopes count. Atoms that a symmetry exchanges are ordered arbitrarily among themselves.
    ///
    /// Time grows with the atoms and the symmetries; it is bounded for very symmetric molecules, see `CanonicalRanking`.
    public var canonicalRanks: [Int] { CanonicalRanking(self).ranks.map(Int.init) }
}
