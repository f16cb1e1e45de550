extension Molecule {
    /// The molecular formula, carbon and hydrogen first, then by symbol, the charge at its end: `C9H7O4-`, `Na+`,
    /// `C6H12N2+2`. Isotopes are not told apart; wildcards (`*`) stand behind hydrogen. As in RDKit, hydrogen comes
    /// first in the absence of carbon too, where Hill has it in its alphabetical place.
    ///
    /// Source: E. A. Hill, On a system of indexing chemical literature, J. Am. Chem. Soc. 22 (1900) 478-494.
    public var formula: String {
        var counts = [Int](repeating: 0, count: 119)
        var charge = 0
        for atom in atoms {
            counts[Int(atom.atomicNumber)] += 1
            counts[1] += atom.totalHydrogens
            charge += Int(atom.formalCharge)
        }
        var text = ""
        func write(_ number: Int) {
            if counts[number] == 0 { return }
            text += Element.numbered(number).symbol
            if counts[number] > 1 { text += String(counts[number]) }
            counts[number] = 0
        }
        write(6)
        write(1)
        for number in Self.alphabetical where counts[number] > 0 { write(number) }
        if charge != 0 {
            text += charge > 0 ? "+" : "-"
            if abs(charge) > 1 { text += String(abs(charge)) }
        }
        return text
    }

    /// Atomic numbers by symbol.
    private static let alphabetical: [Int] = (0...118).sorted { Element.table[$0].symbol < Element.table[$1].symbol }

    /// The mean molecular mass in unified atomic mass units; atoms with an isotope given count with that isotope's mass.
    public var weight: Double {
        var sum = 0.0
        for atom in atoms {
            let number = Int(atom.atomicNumber)
            sum += atom.isotope == 0 ? Element.table[number].weight : IsotopeMasses.mass(number, Int(atom.isotope))
            sum += Double(atom.totalHydrogens) * Element.table[1].weight
        }
        return sum
    }

    /// The pieces that hang together: the number of each atom's piece, numbered by their first atoms, and how many there are.
    public var fragments: (ofAtom: [Int], count: Int) {
        var piece = [Int](repeating: -1, count: atomCount)
        var count = 0
        var open: [Int] = []
        for first in 0..<atomCount where piece[first] < 0 {
            piece[first] = count
            open.append(first)
            while let atom = open.popLast() {
                for neighbor in neighbors(of: atom) where piece[Int(neighbor.atom)] < 0 {
                    piece[Int(neighbor.atom)] = count
                    open.append(Int(neighbor.atom))
                }
            }
            count += 1
        }
        return (piece, count)
    }
}
