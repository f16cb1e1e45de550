/// The valence model: which numbers of bonds an element takes, and the hydrogens that follow.
///
/// As RDKit's: an atom is judged by the valences of the element as many places to the left or right of it as its charge
/// says (N+ as C, O- as F), save that negative P, S, As and Se may keep the higher valences of their own.
/// Source: G. Landrum and others, The RDKit Book, "Valence calculation and allowed valences".
extension Workbench {
    /// Twice what a bond adds to an atom's valence.
    @inline(__always)
    func twiceContribution(_ bond: Int32, _ atom: Int) -> Int {
        switch bonds[bond].kind {
        case .single: 2
        case .double: 4
        case .triple: 6
        case .quadruple: 8
        case .aromatic: 3
        case .dative: Int(bonds[bond].end) == atom ? 2 : 0
        case .unspecified: 0
        }
    }

    /// Whether the atom or one of its bonds is aromatic.
    @inline(__always)
    func touchesAromaticity(_ atom: Int) -> Bool {
        if atoms[atom].isAromatic { return true }
        for place in neighborRange(atom) {
            let bond = bonds[neighbors[place].bond]
            if bond.isAromatic || bond.kind == .aromatic { return true }
        }
        return false
    }

    /// The element whose valences count.
    @inline(__always)
    func effectiveNumber(_ atom: Int) -> Int {
        let number = Int(atoms[atom].atomicNumber)
        if facts[number].defaultValence < 0 { return number }
        return min(118, max(0, number - Int(atoms[atom].formalCharge)))
    }

    /// Negative P and S, As and Se, which may be hypervalent though Cl and Br may not.
    @inline(__always)
    private func keepsHigherValences(_ atom: Int, _ effective: Int) -> Bool {
        let number = atoms[atom].atomicNumber
        return (effective > 16 && (number == 15 || number == 16)) || (effective > 34 && (number == 33 || number == 34))
    }

    /// The valence that bonds and written hydrogens use up.
    func explicitValence(of atom: Int) -> Int {
        var twice = 2 * Int(atoms[atom].explicitHydrogens)
        var isAromatic = atoms[atom].isAromatic
        for place in neighborRange(atom) {
            let bond = neighbors[place].bond
            twice += twiceContribution(bond, atom)
            if bonds[bond].isAromatic || bonds[bond].kind == .aromatic { isAromatic = true }
        }
        if isAromatic {
            let fact = facts[effectiveNumber(atom)]
            var valence = Int(fact.defaultValence)
            if twice > 2 * valence {
                // An aromatic atom beyond its first valence takes no hydrogen: the next lower permitted valence, if it
                // is within one and a half, is what it will have in the Kekulé form.
                for place in 0..<Int(fact.valenceCount) {
                    if 2 * fact.valence(place) > twice { break }
                    valence = fact.valence(place)
                }
                if twice - 2 * valence <= 3 { twice = 2 * valence }
            }
        }
        // One and a half rounds up.
        return (twice + 1) / 2
    }

    /// Whether a valence is beyond what the atom takes.
    func exceedsValence(_ atom: Int, _ valence: Int) -> Bool {
        let number = Int(atoms[atom].atomicNumber)
        let own = facts[number].lastValence
        if own < 0 { return false }
        let effective = effectiveNumber(atom)
        if number == 1, atoms[atom].formalCharge == -1 { return valence > 2 }
        if keepsHigherValences(atom, effective) { return valence - Int(atoms[atom].formalCharge) > Int(own) }
        let last = Int(facts[effective].lastValence)
        return last >= 0 && valence > last
    }

    /// The hydrogens that are missing to the next permitted valence; -1 where the valence of an aromatic atom is none of
    /// the permitted ones.
    func missingHydrogens(_ atom: Int, _ valence: Int) -> Int {
        let one = atoms[atom]
        if one.forbidsImplicitHydrogens || one.atomicNumber == 0 { return 0 }
        var effective = effectiveNumber(atom)
        if effective == 0 { return 0 }
        var used = valence + Int(one.radicalElectrons)
        if keepsHigherValences(atom, effective) {
            effective = Int(one.atomicNumber)
            used -= Int(one.formalCharge)
        }
        let fact = facts[effective]
        let first = Int(fact.defaultValence)
        if first < 0 { return 0 }
        if touchesAromaticity(atom) {
            if used <= first { return first - used }
            for place in 0..<Int(fact.valenceCount) where fact.valence(place) == used { return 0 }
            return fact.lastValence < 0 ? 0 : -1
        }
        for place in 0..<Int(fact.valenceCount) where used <= fact.valence(place) { return fact.valence(place) - used }
        return 0
    }

    /// Finds every atom's valence and implicit hydrogens, and refuses what no element takes.
    mutating func perceiveValences() throws(SanitizationError) {
        explicitValence.fill(atoms.count, 0)
        for atom in 0..<atoms.count {
            let valence = explicitValence(of: atom)
            if exceedsValence(atom, valence) { throw valenceError(atom, valence) }
            explicitValence[atom] = Int32(truncatingIfNeeded: valence)
            let missing = missingHydrogens(atom, valence)
            if missing < 0 { throw valenceError(atom, valence) }
            atoms[atom].implicitHydrogens = UInt8(truncatingIfNeeded: missing)
        }
    }

    func valenceError(_ atom: Int, _ valence: Int) -> SanitizationError {
        let element = Element.numbered(Int(atoms[atom].atomicNumber))
        return SanitizationError(kind: .valence(element: element.name, valence: valence), atom: atom)
    }

    /// Valence with implicit hydrogens.
    @inline(__always)
    func totalValence(_ atom: Int) -> Int { Int(explicitValence[atom]) + Int(atoms[atom].implicitHydrogens) }

    /// Neighbours and hydrogens.
    @inline(__always)
    func totalDegree(_ atom: Int) -> Int { degree(atom) + atoms[atom].totalHydrogens }
}
