/// Where `/` and `\` are written so that each double bond with an arrangement, and no other, is read as arranged.
///
/// Each end of such a double bond needs one marked bond; a bond between two of them serves both. The directions in the
/// molecule fix which marks agree; the first mark of each connected group is `/`.
struct BondMarks {
    /// Of each bond: 1 for `/`, -1 for `\`, in the direction of writing; 0 without a mark. Empty where there are none.
    private var signs: [Int8] = []

    init() {}

    /// - Parameters:
    ///   - places: of each atom in the order of writing.
    ///   - isClosure: of each bond: whether it closes a ring.
    init(_ molecule: Molecule, places: [Int32], isClosure: [Bool]) {
        var arranged: [Int] = []
        for (index, bond) in molecule.bonds.enumerated() where bond.stereo == .e || bond.stereo == .z {
            arranged.append(index)
        }
        if arranged.isEmpty { return }
        func place(_ bond: Int) -> (Int32, Int32) {
            let (a, b) = (places[Int(molecule.bonds[bond].begin)], places[Int(molecule.bonds[bond].end)])
            return (min(a, b), max(a, b))
        }
        arranged.sort { place($0) < place($1) }
        var isMarked = [Bool](repeating: false, count: molecule.bondCount)
        for bond in arranged {
            for end in [Int(molecule.bonds[bond].begin), Int(molecule.bonds[bond].end)] {
                var best: (cost: Int, place: (Int32, Int32), bond: Int)?
                var isDone = false
                for neighbor in molecule.neighbors(of: end) where Int(neighbor.bond) != bond {
                    let side = Int(neighbor.bond)
                    if isMarked[side] { isDone = true }
                    guard molecule.bonds[side].kind == .single || molecule.bonds[side].kind == .aromatic else { continue }
                    // A mark near a double bond without arrangement may make it look arranged; closures are harder to read.
                    var cost = isClosure[side] ? 1 : 0
                    for far in molecule.neighbors(of: Int(neighbor.atom)) {
                        let other = molecule.bonds[Int(far.bond)]
                        if other.kind == .double, other.stereo != .e, other.stereo != .z { cost += 2 }
                    }
                    if let best, (best.cost, best.place.0, best.place.1) < (cost, place(side).0, place(side).1) { continue }
                    best = (cost, place(side), side)
                }
                if !isDone, let best { isMarked[best.bond] = true }
            }
        }
        signs = [Int8](repeating: 0, count: molecule.bondCount)
        solve(molecule, arranged, isMarked, places)
    }

    /// Gives the marked bonds signs that agree with the arrangements.
    private mutating func solve(_ molecule: Molecule, _ arranged: [Int], _ isMarked: [Bool], _ places: [Int32]) {
        // Pairs of marks that belong to one double bond, and whether they have the same sign.
        var pairs: [(first: Int, second: Int, isSame: Bool)] = []
        for bond in arranged {
            var marks: [(bond: Int, sign: Bool)] = []
            for end in [Int(molecule.bonds[bond].begin), Int(molecule.bonds[bond].end)] {
                guard let sides = molecule.directions(at: end, of: bond, ranks: nil) else { continue }
                for (atom, isUp) in [(sides.first.atom, sides.first.isUp), (sides.second?.atom ?? -1, sides.second?.isUp ?? false)] {
                    guard atom >= 0, let side = molecule.bond(between: end, atom), isMarked[side] else { continue }
                    // Seen from the end; a bond written towards the end is the other way round.
                    marks.append((side, isUp == (places[end] < places[atom])))
                }
            }
            for mark in marks.dropFirst() { pairs.append((marks[0].bond, mark.bond, marks[0].sign == mark.sign)) }
        }
        // From one mark of each group the others follow.
        for seed in pairs where signs[seed.first] == 0 && signs[seed.second] == 0 {
            signs[seed.first] = 1
            var isChanged = true
            while isChanged {
                isChanged = false
                for pair in pairs where (signs[pair.first] == 0) != (signs[pair.second] == 0) {
                    let sign = (signs[pair.first] + signs[pair.second]) * (pair.isSame ? 1 : -1)
                    if signs[pair.first] == 0 { signs[pair.first] = sign } else { signs[pair.second] = sign }
                    isChanged = true
                }
            }
        }
        normalize(molecule, pairs, places)
    }

    /// Turns each connected group of marks so that the one written first is `/`.
    private mutating func normalize(_ molecule: Molecule, _ pairs: [(first: Int, second: Int, isSame: Bool)], _ places: [Int32]) {
        var groups = Array(signs.indices)
        func root(_ bond: Int) -> Int {
            var bond = bond
            while groups[bond] != bond { bond = groups[bond] }
            return bond
        }
        for pair in pairs { groups[root(pair.first)] = root(pair.second) }
        var first = [Int](repeating: -1, count: signs.count)
        for bond in signs.indices where signs[bond] != 0 {
            let group = root(bond)
            if first[group] < 0 || writingPlace(molecule, bond, places) < writingPlace(molecule, first[group], places) {
                first[group] = bond
            }
        }
        let before = signs
        for bond in signs.indices where signs[bond] != 0 && before[first[root(bond)]] < 0 { signs[bond] = -signs[bond] }
    }

    /// A bond's place in the order of writing.
    private func writingPlace(_ molecule: Molecule, _ bond: Int, _ places: [Int32]) -> (Int32, Int32) {
        let (a, b) = (places[Int(molecule.bonds[bond].begin)], places[Int(molecule.bonds[bond].end)])
        return (max(a, b), min(a, b))
    }

    /// Whether the bond is marked `/` (in the direction of writing); nil without a mark.
    func isUp(_ bond: Int) -> Bool? {
        signs.isEmpty || signs[bond] == 0 ? nil : signs[bond] > 0
    }
}
