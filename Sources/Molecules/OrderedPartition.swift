/// The atoms of a molecule in classes, in an order that depends on the molecule alone and not on how its atoms are numbered.
///
/// Classes begin with what is known of each atom, and are divided by refinement until atoms of one class have the same
/// classes around them; centres are then told apart by their sense of turning, where the neighbours' classes all differ.
/// A class can be divided by hand (one atom set apart), and every division can be undone, which is what a search for the
/// canonical order needs (`CanonicalRanking`). `trace` sums up what the last refinement saw; it is the same for equivalent
/// choices.
///
/// Refinement looks only at neighbours of atoms that changed, as H. L. Morgan's extended connectivities and B. D. McKay's
/// Practical Graph Isomorphism (Congressus Numerantium 30, 1981) do; a division costs the bonds of the atoms that change.
struct OrderedPartition {
    /// The atoms by rising rank, and where each stands.
    private(set) var order: [Int32]
    private var place: [Int32]
    /// The first place of each atom's class.
    private(set) var ranks: [Int32]
    /// For the first place of each class: how many atoms it holds.
    private(set) var sizes: [Int32]
    private(set) var classCount = 0
    /// What the last refinement saw.
    private(set) var trace: UInt64 = 0
    /// Atoms looked at since the beginning.
    var work = 0

    /// The neighbours of atom a are `neighborStarts[a]..<neighborStarts[a + 1]` of `neighbors`, with `codes` of the bonds.
    let neighborStarts: [Int32]
    let neighbors: [Int32]
    let codes: [Int32]
    /// What was known of each atom at first.
    let seeds: [UInt64]
    /// Centres with a sense of turning, and the sense: 1 for clockwise in the order of the neighbours, -1 for the other.
    private var centres: [Int32] = []
    private let senses: [Int8]

    /// First places and sizes of the classes that were divided, in the order of the divisions.
    private var divisions: [(start: Int32, size: Int32)] = []
    private var changed: [Int32] = []
    private var touchedClasses: [Int32] = []
    private var touchedCounts: [Int32]
    private var isTouched: [Bool]
    private var keys: [Int32]

    init(_ molecule: borrowing Molecule, isIsomeric: Bool) {
        let count = molecule.atoms.count
        var starts = [Int32](repeating: 0, count: count + 1)
        var list: [Int32] = []
        var codes: [Int32] = []
        var senses = [Int8](repeating: 0, count: count)
        list.reserveCapacity(molecule.bonds.count * 2)
        codes.reserveCapacity(molecule.bonds.count * 2)
        var seeds = [UInt64](repeating: 0, count: count)
        for atom in 0..<count {
            for neighbor in molecule.neighbors(of: atom) {
                list.append(neighbor.atom)
                codes.append(OrderedPartition.code(molecule.bonds[Int(neighbor.bond)], from: atom, isIsomeric: isIsomeric))
            }
            starts[atom + 1] = Int32(list.count)
            let it = molecule.atoms[atom]
            if isIsomeric, it.chirality == .clockwise || it.chirality == .counterclockwise {
                senses[atom] = it.chirality == .clockwise ? 1 : -1
            }
            seeds[atom] = OrderedPartition.seed(it, degree: Int(starts[atom + 1] - starts[atom]), isIsomeric: isIsomeric)
        }
        neighborStarts = starts
        neighbors = list
        self.codes = codes
        self.senses = senses
        self.seeds = seeds
        for atom in 0..<count where senses[atom] != 0 { centres.append(Int32(atom)) }
        order = (0..<Int32(count)).map { $0 }
        place = order
        ranks = [Int32](repeating: 0, count: count)
        sizes = ranks
        touchedCounts = ranks
        isTouched = [Bool](repeating: false, count: count)
        keys = [Int32](repeating: 0, count: list.count)
        let classes = molecule.atoms.map(\.atomClass)
        order.withUnsafeMutableBufferPointer { order in
            sortIndices(order) {
                let (first, second) = (Int($0), Int($1))
                if seeds[first] != seeds[second] { return seeds[first] < seeds[second] }
                return classes[first] < classes[second]
            }
        }
        var first = 0
        while first < count {
            let atom = Int(order[first])
            var next = first + 1
            while next < count, seeds[Int(order[next])] == seeds[atom], classes[Int(order[next])] == classes[atom] { next += 1 }
            sizes[first] = Int32(next - first)
            for index in first..<next {
                ranks[Int(order[index])] = Int32(first)
                place[Int(order[index])] = Int32(index)
            }
            classCount += 1
            first = next
        }
        changed = order
        refine()
        divisions.removeAll(keepingCapacity: true)
    }

    var isDiscrete: Bool { classCount == order.count }
    func degree(_ atom: Int) -> Int { Int(neighborStarts[atom + 1] - neighborStarts[atom]) }
    func isCentre(_ atom: Int) -> Bool { senses[atom] != 0 }

    /// A mark to go back to with `undo(to:)`.
    var mark: Int { divisions.count }

    /// Takes back all divisions since the mark.
    mutating func undo(to mark: Int) {
        while divisions.count > mark {
            let (start, size) = divisions.removeLast()
            var first = Int(start)
            while first < Int(start + size) {
                if first > Int(start) { classCount -= 1 }
                first += Int(sizes[first])
            }
            sizes[Int(start)] = size
            for index in Int(start)..<Int(start + size) { ranks[Int(order[index])] = start }
        }
    }

    /// Sets one atom of a class apart, behind the others, and refines.
    mutating func individualize(_ atom: Int) {
        let start = Int(ranks[atom])
        let size = Int(sizes[start])
        trace = 0
        divisions.append((Int32(start), Int32(size)))
        move(atom, to: start + size - 1)
        sizes[start] = Int32(size - 1)
        sizes[start + size - 1] = 1
        ranks[atom] = Int32(start + size - 1)
        classCount += 1
        changed.append(Int32(atom))
        refine()
    }

    /// Divides a class into single atoms in any order: for atoms that can be exchanged at will.
    mutating func separate(_ start: Int) {
        let size = Int(sizes[start])
        divisions.append((Int32(start), Int32(size)))
        for index in start..<start + size {
            sizes[index] = 1
            ranks[Int(order[index])] = Int32(index)
        }
        classCount += size - 1
    }

    /// Takes over a full order.
    mutating func settle(_ ranks: [Int32]) {
        self.ranks = ranks
        for atom in ranks.indices { order[Int(ranks[atom])] = Int32(atom) }
    }

    private mutating func move(_ atom: Int, to target: Int) {
        let (from, other) = (Int(place[atom]), order[target])
        order[target] = Int32(atom)
        order[from] = other
        place[Int(other)] = Int32(from)
        place[atom] = Int32(target)
    }

    @inline(__always)
    private mutating func mix(_ value: Int) {
        trace = (trace ^ UInt64(truncatingIfNeeded: value)) &* 0x9E37_79B9_7F4A_7C15
        trace ^= trace >> 29
    }

    private mutating func refine() {
        repeat {
            while !changed.isEmpty { refineRound() }
        } while divideBySense()
    }

    /// Divides the classes around the atoms that changed.
    private mutating func refineRound() {
        touchedClasses.removeAll(keepingCapacity: true)
        for atom in changed {
            for at in Int(neighborStarts[Int(atom)])..<Int(neighborStarts[Int(atom) + 1]) {
                let other = Int(neighbors[at])
                let start = Int(ranks[other])
                guard sizes[start] > 1, !isTouched[other] else { continue }
                isTouched[other] = true
                if touchedCounts[start] == 0 { touchedClasses.append(Int32(start)) }
                touchedCounts[start] += 1
                move(other, to: start + Int(sizes[start] - touchedCounts[start]))
            }
        }
        changed.removeAll(keepingCapacity: true)
        touchedClasses.withUnsafeMutableBufferPointer { sortIndices($0) { $0 < $1 } }
        // All keys are read before any rank is changed.
        for start in touchedClasses {
            let end = Int(start + sizes[Int(start)])
            for index in end - Int(touchedCounts[Int(start)])..<end {
                isTouched[Int(order[index])] = false
                buildKey(Int(order[index]))
            }
        }
        for start in touchedClasses { divide(Int(start)) }
    }

    /// Rank and bond of an atom's neighbours, sorted.
    private mutating func buildKey(_ atom: Int) {
        let begin = Int(neighborStarts[atom])
        let end = Int(neighborStarts[atom + 1])
        work += 1
        for at in begin..<end {
            let word = ranks[Int(neighbors[at])] << 8 | codes[at]
            var slot = at
            while slot > begin, keys[slot - 1] > word {
                keys[slot] = keys[slot - 1]
                slot -= 1
            }
            keys[slot] = word
        }
    }

    /// Divides a class by the keys of its touched atoms; untouched ones, whose keys did not change, stay in front.
    private mutating func divide(_ start: Int) {
        let end = start + Int(sizes[start])
        let touched = end - Int(touchedCounts[start])
        touchedCounts[start] = 0
        keys.withUnsafeBufferPointer { keys in
            neighborStarts.withUnsafeBufferPointer { starts in
                order.withUnsafeMutableBufferPointer { order in
                    sortIndices(UnsafeMutableBufferPointer(rebasing: order[touched..<end])) {
                        let (a, b) = (Int(starts[Int($0)]), Int(starts[Int($1)]))
                        for index in 0..<Int(starts[Int($0) + 1]) - a where keys[a + index] != keys[b + index] {
                            return keys[a + index] < keys[b + index]
                        }
                        return false
                    }
                }
            }
        }
        if touched > start {
            divisions.append((Int32(start), Int32(end - start)))
            sizes[start] = Int32(touched - start)
        }
        if touched == start { bringLargestRunForward(start, end) }
        var first = touched
        while first < end {
            let atom = Int(order[first])
            var next = first
            while next < end, hasSameKey(atom, Int(order[next])) {
                place[Int(order[next])] = Int32(next)
                next += 1
            }
            if first == start, next < end { divisions.append((Int32(start), Int32(end - start))) }
            sizes[first] = Int32(next - first)
            if first > start {
                classCount += 1
                for index in first..<next {
                    ranks[Int(order[index])] = Int32(first)
                    changed.append(order[index])
                }
            }
            mix(first << 24 | (next - first))
            for at in Int(neighborStarts[atom])..<Int(neighborStarts[atom + 1]) { mix(Int(keys[at])) }
            first = next
        }
    }

    /// Puts the largest run of equal keys first, so that the fewest atoms change their rank.
    private mutating func bringLargestRunForward(_ start: Int, _ end: Int) {
        var best = start..<start
        var first = start
        while first < end {
            let atom = Int(order[first])
            var next = first + 1
            while next < end, hasSameKey(atom, Int(order[next])) { next += 1 }
            if next - first > best.count { best = first..<next }
            first = next
        }
        if best.lowerBound == start { return }
        let others = order[start..<best.lowerBound]
        order.replaceSubrange(start..<best.upperBound, with: Array(order[best]) + others)
    }

    private func hasSameKey(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (Int(neighborStarts[first]), Int(neighborStarts[second]))
        for index in 0..<Int(neighborStarts[first + 1]) - a where keys[a + index] != keys[b + index] { return false }
        return true
    }

    /// The sense of turning around a centre with its neighbours by rising rank: 1 or -1; 0 where two have the same rank,
    /// and for atoms that are no centres.
    func sense(_ atom: Int) -> Int8 {
        var sense = senses[atom]
        let end = Int(neighborStarts[atom + 1])
        for first in Int(neighborStarts[atom])..<end {
            let rank = ranks[Int(neighbors[first])]
            for second in first + 1..<max(first + 1, end) {
                let other = ranks[Int(neighbors[second])]
                if other == rank { return 0 }
                if other < rank { sense = -sense }
            }
        }
        return sense
    }

    /// Whether all centres are told apart from their mirror images.
    var areCentresKnown: Bool { centres.allSatisfy { sense(Int($0)) != 0 } }

    /// Divides the classes in which some centres turn one way and some the other; whether there was one.
    private mutating func divideBySense() -> Bool {
        if centres.isEmpty { return false }
        ranks.withUnsafeBufferPointer { ranks in
            centres.withUnsafeMutableBufferPointer { sortIndices($0) { ranks[Int($0)] < ranks[Int($1)] } }
        }
        var isDivided = false
        var index = 0
        while index < centres.count {
            let start = Int(ranks[Int(centres[index])])
            let size = Int(sizes[start])
            // Centres are a class by themselves, and their neighbours are alike: all senses are known, or none.
            var left: [Int32] = []
            var known = 0
            for place in start..<start + size {
                let sense = sense(Int(order[place]))
                if sense < 0 { left.append(order[place]) }
                if sense != 0 { known += 1 }
            }
            if known > 0 { mix((start << 24 | left.count) << 1 | 1) }
            if !left.isEmpty, left.count < size {
                let first = start + size - left.count
                divisions.append((Int32(start), Int32(size)))
                for (offset, atom) in left.enumerated() { move(Int(atom), to: start + size - 1 - offset) }
                sizes[start] = Int32(size - left.count)
                sizes[first] = Int32(left.count)
                for atom in left { ranks[Int(atom)] = Int32(first) }
                changed.append(contentsOf: left)
                classCount += 1
                isDivided = true
            }
            index += size
        }
        return isDivided
    }
}
