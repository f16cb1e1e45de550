/// Brings double bonds in chains to the side that the molecule says.
///
/// What is known: directions of the bonds beside (`/`, `\`), as they were read; else E and Z by the neighbours' priorities.
enum LayoutSides {
    static func orient(_ molecule: Molecule, members: [Int], _ places: inout [Point]) {
        guard molecule.bonds.contains(where: { $0.stereo == .e || $0.stereo == .z }) else { return }
        var isMember = [Bool](repeating: false, count: molecule.atomCount)
        for atom in members { isMember[atom] = true }
        for (index, bond) in molecule.bonds.enumerated() where isMember[Int(bond.begin)] && !bond.isInRing {
            guard let reference = reference(index, molecule) else { continue }
            let (begin, end) = (places[Int(bond.begin)], places[Int(bond.end)])
            let axis = Plane.unit(end - begin)
            let first = Plane.cross(axis, places[reference.first] - begin)
            let second = Plane.cross(axis, places[reference.second] - end)
            guard abs(first) > 1e-3, abs(second) > 1e-3, (first * second > 0) != reference.isTogether else { continue }
            for atom in LayoutRefinement.side(of: Int(bond.end), besides: Int(bond.begin), molecule) {
                places[atom] = Plane.mirrored(places[atom], origin: begin, axis: axis)
            }
        }
    }

    /// Whether places show another arrangement of a double bond than the molecule says; a picture must then not pretend to know.
    static func isWrong(_ index: Int, _ molecule: Molecule, _ places: [Point]) -> Bool {
        guard let reference = reference(index, molecule) else { return false }
        let bond = molecule.bonds[index]
        let (begin, end) = (places[Int(bond.begin)], places[Int(bond.end)])
        let first = Plane.cross(end - begin, places[reference.first] - begin)
        let second = Plane.cross(end - begin, places[reference.second] - end)
        return (first * second > 0) != reference.isTogether
    }

    /// One neighbour at each end of a double bond, and whether they lie on the same side; nil where nothing is said.
    static func reference(_ index: Int, _ molecule: Molecule) -> (first: Int, second: Int, isTogether: Bool)? {
        let bond = molecule.bonds[index]
        guard bond.stereo == .e || bond.stereo == .z, bond.kind == .double else { return nil }
        func side(_ atom: Int) -> (atom: Int, isAbove: Bool)? {
            for neighbor in molecule.neighbors(of: atom) where Int(neighbor.bond) != index {
                let beside = molecule.bonds[Int(neighbor.bond)]
                if beside.direction == .up || beside.direction == .down {
                    return (Int(neighbor.atom), (beside.direction == .up) == (Int(beside.begin) == atom))
                }
            }
            return nil
        }
        guard let first = side(Int(bond.begin)), let second = side(Int(bond.end)) else { return nil }
        return (first.atom, second.atom, first.isAbove == second.isAbove)
    }
}
