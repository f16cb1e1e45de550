/// The fragments of a molecule, ranked each by itself and put in order: large ones first, then by what they look like.
///
/// Fragments that look the same can be exchanged at will, so that many equal ones cost no more than as many different ones.
struct CanonicalFragments {
    /// The number of the fragment of each atom.
    private var fragmentOfAtom: [Int32]
    let count: Int

    init(_ molecule: borrowing Molecule) {
        var numbers = [Int32](repeating: -1, count: molecule.atoms.count)
        var found: Int32 = 0
        var stack: [Int32] = []
        for root in 0..<molecule.atoms.count where numbers[root] < 0 {
            numbers[root] = found
            stack.append(Int32(root))
            while let atom = stack.popLast() {
                for neighbor in molecule.neighbors(of: Int(atom)) where numbers[Int(neighbor.atom)] < 0 {
                    numbers[Int(neighbor.atom)] = found
                    stack.append(neighbor.atom)
                }
            }
            found += 1
        }
        fragmentOfAtom = numbers
        count = Int(found)
    }

    /// The canonical order of all atoms, and whether it was found for certain.
    func ranks(
        _ molecule: borrowing Molecule, isIsomeric: Bool, limit: Int
    ) -> (ranks: [Int32], isComplete: Bool) {
        // Atoms and bonds keep their order, so that senses of turning stay what they are.
        var members = [[Int32]](repeating: [], count: count)
        var numbers = fragmentOfAtom
        for atom in 0..<numbers.count {
            let fragment = Int(fragmentOfAtom[atom])
            numbers[atom] = Int32(members[fragment].count)
            members[fragment].append(Int32(atom))
        }
        var bonds = [[Bond]](repeating: [], count: count)
        for index in 0..<molecule.bonds.count {
            var bond = molecule.bonds[index]
            let fragment = Int(fragmentOfAtom[Int(bond.begin)])
            bond.begin = numbers[Int(bond.begin)]
            bond.end = numbers[Int(bond.end)]
            bonds[fragment].append(bond)
        }
        var rankings: [CanonicalRanking] = []
        var likenesses: [[UInt64]] = []
        for fragment in 0..<count {
            let part = Molecule(atoms: members[fragment].map { molecule.atoms[Int($0)] }, bonds: bonds[fragment])
            var likeness: [UInt64] = []
            rankings.append(CanonicalRanking(fragment: part, isIsomeric: isIsomeric, limit: limit, likeness: &likeness))
            likenesses.append(likeness)
        }
        let order = (0..<count).sorted { first, second in
            if members[first].count != members[second].count { return members[first].count > members[second].count }
            return likenesses[first].lexicographicallyPrecedes(likenesses[second])
        }
        var ranks = numbers
        var offset: Int32 = 0
        for fragment in order {
            for (number, atom) in members[fragment].enumerated() {
                ranks[Int(atom)] = offset + rankings[fragment].ranks[number]
            }
            offset += Int32(members[fragment].count)
        }
        return (ranks, rankings.allSatisfy(\.isComplete))
    }
}
