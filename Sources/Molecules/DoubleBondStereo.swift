/// The bond directions around one end of a double bond.
struct DoubleBondEnd {
    /// The neighbours other than the double bond's, at most two, and whether the bond to each points up, seen from the end.
    var first: (atom: Int, isUp: Bool)
    var second: (atom: Int, isUp: Bool)?

    /// Whether both substituents are said to lie on the same side, which cannot be.
    var isContradictory: Bool { second.map { $0.isUp == first.isUp } ?? false }

    /// The direction to the substituent of higher priority.
    func leading(_ ranks: [Int32]) -> Bool {
        guard let second, ranks[second.atom] >= ranks[first.atom] else { return first.isUp }
        return second.isUp
    }
}

extension Molecule {
    /// The double bonds that may have an arrangement: not in a ring of fewer than eight, two or three neighbours at
    /// either end.
    func stereoCandidateBonds() -> [Int32] {
        var found: [Int32] = []
        for (index, bond) in bonds.enumerated() where bond.kind == .double {
            let (begin, end) = (degree(of: Int(bond.begin)), degree(of: Int(bond.end)))
            guard begin == 2 || begin == 3, end == 2 || end == 3 else { continue }
            if bond.isInRing, smallestRing(ofBond: index) < 8 { continue }
            found.append(Int32(index))
        }
        return found
    }

    /// What is written of the directions at `atom`, an end of a double bond; nil where nothing is, or where the two
    /// substituents have the same rank.
    ///
    /// - Parameter ranks: priorities, or nil where substituents of equal rank do not matter.
    func directions(at atom: Int, of doubleBond: Int, ranks: [Int32]?) -> DoubleBondEnd? {
        var first: (atom: Int, isUp: Bool?)?
        var second: (atom: Int, isUp: Bool?)?
        for neighbor in neighbors(of: atom) where Int(neighbor.bond) != doubleBond {
            let bond = bonds[Int(neighbor.bond)]
            var isUp: Bool?
            if bond.direction == .up || bond.direction == .down {
                isUp = (bond.direction == .up) == (Int(bond.begin) == atom)
            }
            if first == nil {
                first = (Int(neighbor.atom), isUp)
            } else if second == nil {
                second = (Int(neighbor.atom), isUp)
            }
        }
        guard let first else { return nil }
        guard let second else { return first.isUp.map { DoubleBondEnd(first: (first.atom, $0), second: nil) } }
        guard let known = first.isUp ?? second.isUp.map({ !$0 }) else { return nil }
        if let ranks, ranks[first.atom] == ranks[second.atom] { return nil }
        // Where one direction alone is written, the other substituent lies opposite.
        return DoubleBondEnd(first: (first.atom, known), second: (second.atom, second.isUp ?? !known))
    }

    /// Takes directions from single bonds that no double bond with an arrangement needs.
    mutating func clearIdleDirections() {
        for index in bonds.indices where bonds[index].kind == .double {
            guard bonds[index].stereo == .none || bonds[index].stereo == .any else { continue }
            for atom in [Int(bonds[index].begin), Int(bonds[index].end)] {
                for neighbor in neighbors(of: atom) where Int(neighbor.bond) != index {
                    let near = bonds[Int(neighbor.bond)]
                    guard near.direction == .up || near.direction == .down, near.kind == .single || near.kind == .aromatic
                    else { continue }
                    let isNeeded = neighbors(of: near.other(than: atom)).contains {
                        let far = bonds[Int($0.bond)]
                        return far.kind == .double && (far.stereo == .e || far.stereo == .z)
                    }
                    if !isNeeded { bonds[Int(neighbor.bond)].direction = .none }
                }
            }
        }
    }
}
