/// Extended-connectivity fingerprints (Morgan, ECFP): the circular environments of a molecule's atoms as numbers.
///
/// An environment of radius 0 is an atom with its element, neighbours, hydrogens, charge, mass and whether it lies in a
/// ring; each round joins an atom's number with those of its neighbours and the bonds to them. An environment with the same
/// bonds as an earlier one is left out. Radius 2 is ECFP4. The numbers depend on the molecule alone; they are not those of
/// RDKit, but nearly always as many.
/// D. Rogers and M. Hahn, Extended-Connectivity Fingerprints, Journal of Chemical Information and Modeling 50 (2010),
/// doi:10.1021/ci100050t. O(radius x bonds x words of bonds).
public struct MorganFingerprint: Sendable, Hashable {
    /// The largest radius, in bonds.
    public let radius: Int
    /// The length of the folded fingerprint.
    public let bitCount: Int
    /// Whether centres and double bonds tell environments apart by their stereo.
    public let useChirality: Bool

    /// - Parameters:
    ///   - radius: 0 or more; 2 is usual.
    ///   - bits: 1 or more; 2048 is usual.
    ///   - useChirality: false, as is usual.
    public init(radius: Int = 2, bits: Int = 2048, useChirality: Bool = false) {
        precondition(radius >= 0, "MorganFingerprint: radius \(radius), expected 0 or more")
        precondition(bits >= 1, "MorganFingerprint: \(bits) bits, expected 1 or more")
        (self.radius, bitCount, self.useChirality) = (radius, bits, useChirality)
    }

    /// An environment: its number, the atom in the middle and the distance in bonds to which it reaches.
    public struct Environment: Sendable, Hashable {
        /// What it looks like.
        public let code: UInt64
        /// Its centre.
        public let atom: Int
        /// How many bonds it reaches.
        public let radius: Int
    }

    /// The bit that an environment sets.
    public func bit(of environment: Environment) -> Int { Int(environment.code % UInt64(bitCount)) }

    /// The bits that the molecule sets, rising.
    public func bits(of molecule: borrowing Molecule) -> [Int] { counts(of: molecule).map(\.bit) }

    /// The bits that the molecule sets, rising, and how many environments set each.
    public func counts(of molecule: borrowing Molecule) -> [(bit: Int, count: Int)] {
        var bits = environments(of: molecule).map { bit(of: $0) }
        bits.sort()
        var counts: [(bit: Int, count: Int)] = []
        for bit in bits {
            if let last = counts.last, last.bit == bit {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((bit, 1))
            }
        }
        return counts
    }

    /// The fingerprint as numbers, `[bits]`: 0 and 1, or how many environments set each bit.
    public func vector(of molecule: borrowing Molecule, counted: Bool = false) -> [Float] {
        var vector = [Float](repeating: 0, count: bitCount)
        for (bit, count) in counts(of: molecule) { vector[bit] = counted ? Float(count) : 1 }
        return vector
    }

    /// The environments that set one bit.
    public func environments(of molecule: borrowing Molecule, setting bit: Int) -> [Environment] {
        environments(of: molecule).filter { self.bit(of: $0) == bit }
    }

    /// The atoms within an environment, rising: those that are at most its radius in bonds from its middle.
    public func atoms(of environment: Environment, in molecule: borrowing Molecule) -> [Int] {
        var isInside = [Bool](repeating: false, count: molecule.atoms.count)
        isInside[environment.atom] = true
        var shell = [environment.atom]
        for _ in 0..<environment.radius {
            var next: [Int] = []
            for atom in shell {
                for neighbor in molecule.neighbors(of: atom) where !isInside[Int(neighbor.atom)] {
                    isInside[Int(neighbor.atom)] = true
                    next.append(Int(neighbor.atom))
                }
            }
            shell = next
        }
        return isInside.indices.filter { isInside[$0] }
    }

    /// All environments, by rising radius; one for each set of bonds.
    public func environments(of molecule: borrowing Molecule) -> [Environment] {
        let count = molecule.atoms.count
        var codes = [UInt64](repeating: 0, count: count)
        var found: [Environment] = []
        found.reserveCapacity(count * (radius + 1))
        for atom in 0..<count {
            codes[atom] = atomCode(molecule, atom)
            found.append(Environment(code: codes[atom], atom: atom, radius: 0))
        }
        if radius == 0 { return found }
        var environments = BondSets(count: count, bonds: molecule.bonds.count)
        var isDone = (0..<count).map { molecule.degree(of: $0) == 0 }
        var isTurned = [Bool](repeating: false, count: count)
        var next = codes
        for reach in 1...radius {
            environments.grow(molecule)
            for atom in 0..<count {
                next[atom] = neighborhoodCode(molecule, atom, reach, codes, &isTurned)
            }
            codes = next
            // Of atoms whose environments have the same bonds one is kept: the one with the lowest number.
            let order = (0..<count).filter { !isDone[$0] }.sorted { (codes[$0], $0) < (codes[$1], $1) }
            var isNew = [Bool](repeating: false, count: count)
            for atom in order {
                isNew[atom] = environments.remember(atom)
                if !isNew[atom] { isDone[atom] = true }
            }
            for atom in 0..<count where isNew[atom] {
                found.append(Environment(code: codes[atom], atom: atom, radius: reach))
            }
        }
        return found
    }

    /// How much two sets of bits have in common, from 0 to 1: those in both over those in either; 1 for two empty sets.
    /// Both must be rising, as `bits(of:)` gives them.
    public static func tanimoto(_ first: [Int], _ second: [Int]) -> Double {
        var (a, b, common) = (0, 0, 0)
        while a < first.count, b < second.count {
            if first[a] == second[b] {
                common += 1
                a += 1
                b += 1
            } else if first[a] < second[b] {
                a += 1
            } else {
                b += 1
            }
        }
        let either = first.count + second.count - common
        return either == 0 ? 1 : Double(common) / Double(either)
    }

    private func atomCode(_ molecule: borrowing Molecule, _ atom: Int) -> UInt64 {
        let it = molecule.atoms[atom]
        // Heavy hydrogen is an atom of its own, and counted as hydrogen too.
        var hydrogens = it.totalHydrogens
        for neighbor in molecule.neighbors(of: atom) where molecule.atoms[Int(neighbor.atom)].atomicNumber == 1 {
            hydrogens += 1
        }
        var code: UInt64 = 0x5EED
        code = mixed(code, UInt64(it.atomicNumber))
        code = mixed(code, UInt64(molecule.degree(of: atom) + it.totalHydrogens))
        code = mixed(code, UInt64(hydrogens))
        code = mixed(code, UInt64(UInt8(bitPattern: it.formalCharge)))
        code = mixed(code, UInt64(bitPattern: Int64(massDifference(it))))
        return mixed(code, it.isInRing ? 1 : 0)
    }

    /// How far a written isotope lies from the element's mean weight, in whole units: 0 for carbon-13, 1 for deuterium.
    private func massDifference(_ atom: Atom) -> Int {
        if atom.isotope == 0 { return 0 }
        let number = Int(atom.atomicNumber)
        return Int(IsotopeMasses.mass(number, Int(atom.isotope)) - Element.numbered(number).weight)
    }

    /// The number of an atom with its neighbours' numbers, in an order that does not depend on how the molecule was written.
    private func neighborhoodCode(
        _ molecule: borrowing Molecule, _ atom: Int, _ reach: Int, _ codes: [UInt64], _ isTurned: inout [Bool]
    ) -> UInt64 {
        let around = molecule.neighbors(of: atom)
        let chirality = useChirality ? molecule.atoms[atom].chirality : .none
        var turns = !isTurned[atom] && (chirality == .clockwise || chirality == .counterclockwise)
        var isOdd = false
        var parts: [(bond: UInt64, code: UInt64)] = []
        parts.reserveCapacity(around.count)
        for neighbor in around {
            let bond = molecule.bonds[Int(neighbor.bond)]
            var kind = UInt64(bond.kind.rawValue)
            if useChirality { kind = kind << 2 | UInt64(bond.stereo.rawValue) }
            let part = (kind, codes[Int(neighbor.atom)])
            var slot = parts.count
            parts.append(part)
            while slot > 0, part < parts[slot - 1] {
                parts[slot] = parts[slot - 1]
                isOdd.toggle()
                slot -= 1
            }
            parts[slot] = part
            if slot > 0, parts[slot - 1] == part { turns = false }
        }
        var code = mixed(mixed(0xE4F, UInt64(reach)), codes[atom])
        for part in parts { code = mixed(mixed(code, part.bond), part.code) }
        // A centre counts from the first round on in which its neighbours differ.
        if turns {
            isTurned[atom] = true
            code = mixed(code, (chirality == .clockwise) != isOdd ? 2 : 1)
        }
        return code
    }

    private func mixed(_ code: UInt64, _ value: UInt64) -> UInt64 {
        var mixed = (code ^ value) &* 0xBF58_476D_1CE4_E5B9
        mixed ^= mixed >> 31
        mixed = mixed &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 29)
    }
}

/// For each atom a set of bonds, and which sets were seen.
private struct BondSets {
    private let words: Int
    private var sets: [UInt64]
    private var seen: [UInt64] = []
    /// Places in `seen` by hash, -1 where free; a power of two long.
    private var table: [Int32]

    init(count: Int, bonds: Int) {
        words = max(1, (bonds + 63) / 64)
        sets = [UInt64](repeating: 0, count: count * words)
        table = [Int32](repeating: -1, count: 64)
    }

    /// Adds to each atom's set its own bonds and its neighbours' sets.
    mutating func grow(_ molecule: borrowing Molecule) {
        let before = sets
        for atom in 0..<molecule.atoms.count {
            for neighbor in molecule.neighbors(of: atom) {
                sets[atom * words + Int(neighbor.bond) / 64] |= 1 << UInt64(neighbor.bond % 64)
                for word in 0..<words { sets[atom * words + word] |= before[Int(neighbor.atom) * words + word] }
            }
        }
    }

    /// Notes the atom's set; false where it was noted before.
    mutating func remember(_ atom: Int) -> Bool {
        var hash: UInt64 = 0
        for word in 0..<words { hash = (hash ^ sets[atom * words + word]) &* 0x9E37_79B9_7F4A_7C15 ^ (hash >> 32) }
        hash ^= hash >> 32
        var slot = Int(hash & UInt64(table.count - 1))
        while table[slot] >= 0 {
            let place = Int(table[slot]) * words
            if (0..<words).allSatisfy({ seen[place + $0] == sets[atom * words + $0] }) { return false }
            slot = (slot + 1) & (table.count - 1)
        }
        table[slot] = Int32(seen.count / words)
        seen.append(contentsOf: sets[atom * words..<(atom + 1) * words])
        if seen.count / words * 2 > table.count { enlarge() }
        return true
    }

    private mutating func enlarge() {
        table = [Int32](repeating: -1, count: table.count * 2)
        for place in 0..<seen.count / words {
            var hash: UInt64 = 0
            for word in 0..<words { hash = (hash ^ seen[place * words + word]) &* 0x9E37_79B9_7F4A_7C15 ^ (hash >> 32) }
            hash ^= hash >> 32
            var slot = Int(hash & UInt64(table.count - 1))
            while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = Int32(place)
        }
    }
}
