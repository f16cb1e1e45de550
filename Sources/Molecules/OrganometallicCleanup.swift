/// Turns single bonds between a metal and an atom with one bond too many into dative bonds, as RDKit does: `[NH3][Pt]`
/// becomes `[NH3]->[Pt]`.
extension Workbench {
    mutating func cleanUpOrganometallics() {
        for atom in 0..<atoms.count {
            let number = Int(atoms[atom].atomicNumber)
            switch number {
            case 0, 1, 2, 9, 10: continue
            default: break
            }
            if facts[number].isMetal || degree(atom) == 0 { continue }
            var hasMetal = false
            for place in neighborRange(atom) where isMetalLink(place) { hasMetal = true }
            if !hasMetal { continue }
            let effective = number - Int(atoms[atom].formalCharge)
            if effective <= 0 || effective > 118 { continue }
            let last = Int(facts[effective].lastValence)
            if last <= 0 || explicitValence(of: atom) <= last { continue }
            donate(from: atom)
        }
    }

    private func isMetalLink(_ place: Int) -> Bool {
        bonds[neighbors[place].bond].kind == .single && facts[Int(atoms[neighbors[place].atom].atomicNumber)].isMetal
    }

    /// To the metal with the fewest dative bonds; of equals the one with more neighbours, the heavier, the first. (RDKit
    /// takes the higher canonical rank, which mostly means the same.)
    private mutating func donate(from atom: Int) {
        var best = -1
        var least = (Int.max, 0, 0)
        for place in neighborRange(atom) where isMetalLink(place) {
            let metal = Int(neighbors[place].atom)
            var count = 0
            for other in neighborRange(metal) where bonds[neighbors[other].bond].kind == .dative { count += 1 }
            let rank = (count, -degree(metal), -Int(atoms[metal].atomicNumber))
            if rank < least { (best, least) = (place, rank) }
        }
        if best < 0 { return }
        let bond = Int(neighbors[best].bond)
        bonds[bond].kind = .dative
        bonds[bond].begin = Int32(truncatingIfNeeded: atom)
        bonds[bond].end = neighbors[best].atom
    }
}
