/// Ranks of the atoms in the manner of Cahn, Ingold and Prelog, found by refinement: the higher rank is the higher priority.
///
/// Atoms begin with their atomic number, isotope and class. Then, round after round, atoms of equal rank are told apart by
/// the ranks of their neighbours, highest first, each counted twice per order of its bond (three times for an aromatic
/// bond), then by their hydrogens; a double bond to phosphorus with three or four neighbours counts once. It ends when a
/// round changes nothing, or after half as many rounds as there are atoms.
///
/// These are the ranks of RDKit's legacy stereo perception, which differ from the full rules in rare cases. The scheme is
/// P. Labute's (An Efficient Algorithm for the Determination of Topological RS Chirality, Journal of the Chemical
/// Computing Group, 1996). O(rounds x tied atoms); cut short for chains of many thousand atoms.
struct PriorityRanks {
    /// Equal for atoms that cannot be told apart; the number of atoms with a lower rank.
    private(set) var ranks: [Int32]
    /// The atoms by rising rank.
    private var order: [Int32]
    /// For the first place of each class: how many atoms it holds.
    private var sizes: [Int32]
    /// First places of classes with more than one atom.
    private var tied: [Int32] = []
    private var classCount = 0
    /// Of each atom: rank and multiplicity of its neighbours, highest rank first, `[atoms, width]`.
    private var keys: [Int]
    private var keyCounts: [Int32]
    private let width: Int

    init(_ molecule: borrowing Molecule) {
        let count = molecule.atoms.count
        order = (0..<Int32(count)).map { $0 }
        ranks = [Int32](repeating: 0, count: count)
        sizes = [Int32](repeating: 0, count: count)
        keyCounts = [Int32](repeating: 0, count: count)
        var degree = 0
        for atom in 0..<count { degree = max(degree, molecule.degree(of: atom)) }
        width = degree + 1
        keys = [Int](repeating: 0, count: count * width)
        guard count > 0 else { return }
        var seeds = [Int32](repeating: 0, count: count)
        molecule.atoms.withUnsafeBufferPointer { atoms in
            for index in 0..<count { seeds[index] = PriorityRanks.seed(atoms[index]) }
        }
        sizes[0] = Int32(count)
        classCount = 1
        if count > 1 { tied = [0] }
        split(by: seeds)
        refine(molecule)
    }

    /// Tells atoms of equal rank apart by what was found of them since (labels of centres and double bonds), and refines.
    mutating func supplement(_ values: [Int32], _ molecule: borrowing Molecule) {
        split(by: values)
        refine(molecule)
    }

    /// Atomic number, then the isotope as its distance from the most common one, then the class.
    private static func seed(_ atom: Atom) -> Int32 {
        var mass = 0
        if atom.isotope != 0 {
            mass = Int(atom.isotope) - Int(mostCommonIsotope(atom.atomicNumber))
            if mass >= 0 { mass += 1 }
        }
        mass = max(0, mass + 512) % 1024
        let mark = atom.atomClass == 0 ? 0 : Int(atom.atomClass % 1024 + 1) % 1024
        return Int32(truncatingIfNeeded: (Int(atom.atomicNumber % 128) << 10 | mass) << 10 | mark)
    }

    private mutating func split(by values: [Int32]) {
        let before = tied
        tied.removeAll(keepingCapacity: true)
        values.withUnsafeBufferPointer { values in
            for start in before {
                splitClass(Int(start), precedes: { values[Int($0)] < values[Int($1)] })
            }
        }
    }

    private mutating func refine(_ molecule: borrowing Molecule) {
        // Past fifty million keys (beyond any molecule) a hostile text would cost seconds.
        let limit = min(order.count / 2 + 1, 50_000_000 / max(1, order.count) + 1)
        var rounds = 0
        var last = -1
        while !tied.isEmpty, rounds < limit, last < classCount {
            last = classCount
            buildKeys(molecule)
            let before = tied
            tied.removeAll(keepingCapacity: true)
            // Taken out, so that the sorting closure may read them while `order` is changed.
            let (keys, keyCounts, width) = (keys, keyCounts, width)
            keys.withUnsafeBufferPointer { keys in
                keyCounts.withUnsafeBufferPointer { counts in
                    for start in before {
                        splitClass(Int(start)) { first, second in
                            let (a, b) = (Int(first) * width, Int(second) * width)
                            let common = Int(min(counts[Int(first)], counts[Int(second)]))
                            for index in 0..<common where keys[a + index] != keys[b + index] {
                                return keys[a + index] < keys[b + index]
                            }
                            return counts[Int(first)] < counts[Int(second)]
                        }
                    }
                }
            }
            rounds += 1
        }
    }

    /// Sorts one class and divides it where neighbours in the order differ.
    @inline(__always)
    private mutating func splitClass(_ start: Int, precedes: (Int32, Int32) -> Bool) {
        let end = start + Int(sizes[start])
        var newTied = tied
        tied = []
        var classes = classCount
        order.withUnsafeMutableBufferPointer { order in
            ranks.withUnsafeMutableBufferPointer { ranks in
                sizes.withUnsafeMutableBufferPointer { sizes in
                    sortIndices(UnsafeMutableBufferPointer(rebasing: order[start..<end]), precedes)
                    var first = start
                    while first < end {
                        var next = first + 1
                        while next < end, !precedes(order[next - 1], order[next]) { next += 1 }
                        sizes[first] = Int32(next - first)
                        for place in first..<next { ranks[Int(order[place])] = Int32(first) }
                        if next - first > 1 { newTied.append(Int32(first)) }
                        if first > start { classes += 1 }
                        first = next
                    }
                }
            }
        }
        tied = newTied
        classCount = classes
    }

    /// The keys of all atoms in classes of more than one.
    private mutating func buildKeys(_ molecule: borrowing Molecule) {
        let width = width
        for start in tied {
            for place in Int(start)..<Int(start + sizes[Int(start)]) {
                let atom = Int(order[place])
                let base = atom * width
                var count = 0
                for neighbor in molecule.neighbors(of: atom) {
                    let other = Int(neighbor.atom)
                    let weight = molecule.priorityWeight(ofBond: Int(neighbor.bond), to: other)
                    if weight == 0 { continue }
                    let word = Int(ranks[other] + 1) << 16 + weight
                    var at = base + count
                    while at > base, keys[at - 1] < word {
                        keys[at] = keys[at - 1]
                        at -= 1
                    }
                    keys[at] = word
                    count += 1
                }
                // Neighbours of one rank are counted together, so that only their number matters.
                var kept = 0
                for index in 0..<count {
                    let word = keys[base + index]
                    if kept > 0, keys[base + kept - 1] >> 16 == word >> 16 {
                        keys[base + kept - 1] += word & 0xFFFF
                    } else {
                        keys[base + kept] = word
                        kept += 1
                    }
                }
                let hydrogens = molecule.atoms[atom].totalHydrogens
                if hydrogens > 0 {
                    keys[base + kept] = hydrogens
                    kept += 1
                }
                keyCounts[atom] = Int32(kept)
            }
        }
    }
}

extension Molecule {
    /// How many times a neighbour counts in the ranks: twice the order of the bond.
    fileprivate func priorityWeight(ofBond index: Int, to neighbor: Int) -> Int {
        switch bonds[index].kind {
        case .single, .dative: return 2
        case .aromatic: return 3
        case .double:
            let degree = degree(of: neighbor)
            return atoms[neighbor].atomicNumber == 15 && (degree == 3 || degree == 4) ? 1 : 4
        case .triple: return 6
        case .quadruple: return 8
        case .unspecified: return 0
        }
    }
}

/// The mass number that is most common in nature (of elements without stable isotopes: the best known), by atomic number.
private func mostCommonIsotope(_ atomicNumber: UInt8) -> UInt16 {
    Int(atomicNumber) < mostCommonIsotopes.count ? mostCommonIsotopes[Int(atomicNumber)] : 0
}

private let mostCommonIsotopes: [UInt16] = [
    0, 1, 4, 7, 9, 11, 12, 14, 16, 19, 20, 23, 24, 27, 28, 31, 32, 35, 40, 39, 40, 45, 48, 51, 52, 55, 56, 59, 58, 63, 64,
    69, 74, 75, 80, 79, 84, 85, 88, 89, 90, 93, 98, 97, 102, 103, 106, 107, 114, 115, 120, 121, 130, 127, 132, 133, 138, 139,
    140, 141, 142, 145, 152, 153, 158, 159, 164, 165, 166, 169, 174, 175, 180, 181, 184, 187, 192, 193, 195, 197, 202, 205,
    208, 209, 209, 210, 222, 223, 226, 227, 232, 231, 238, 236, 238, 241, 243, 247, 249, 252, 257, 258, 259, 262, 267, 268,
    271, 270, 269, 278, 281, 281, 285, 284, 289, 288, 293, 292, 294,
]
