extension Workbench {
    /// Unpaired electrons of atoms in brackets: what is missing to a full shell, or to the next valence.
    ///
    /// As RDKit's: eight electrons (two for H and He) less the outer ones, the bonds and the charge; a metal without bonds
    /// has one when its count of outer electrons is odd.
    mutating func assignRadicals() {
        for atom in 0..<atoms.count where atoms[atom].forbidsImplicitHydrogens && atoms[atom].atomicNumber > 0 {
            let number = Int(atoms[atom].atomicNumber)
            let fact = facts[number]
            let charge = Int(atoms[atom].formalCharge)
            let outer = Int(fact.outerElectrons)
            if fact.defaultValence < 0 {
                let left = outer - charge
                atoms[atom].radicalElectrons = degree(atom) > 0 || left < 0 ? 0 : UInt8(left % 2)
                continue
            }
            var twice = 2 * Int(atoms[atom].explicitHydrogens)
            for place in neighborRange(atom) { twice += twiceContribution(neighbors[place].bond, atom) }
            let valence = twice / 2
            var radicals = (number <= 2 ? 2 : 8) - outer - valence + charge
            if radicals < 0 {
                radicals = 0
                for place in 0..<Int(fact.valenceCount) where fact.valence(place) - valence + charge >= 0 {
                    if fact.valenceCount > 1 || fact.valence0 > 0 { radicals = fact.valence(place) - valence + charge }
                    break
                }
            }
            // Elements at the left of the table have fewer electrons than that.
            let early = outer - valence - charge
            if early >= 0 { radicals = min(radicals, early) }
            atoms[atom].radicalElectrons = UInt8(clamping: radicals)
        }
    }
}
