import Molecules
import Testing

@Suite struct SMILESParserTests {
    /// Atoms as symbol, charge, hydrogens; bonds as pairs with their kind.
    private func shown(_ molecule: Molecule) -> String {
        let atoms = molecule.atoms.map { atom in
            var text = atom.isotope > 0 ? "\(atom.isotope)" : ""
            text += Element.numbered(Int(atom.atomicNumber)).symbol
            if atom.totalHydrogens > 0 { text += "H\(atom.totalHydrogens)" }
            if atom.formalCharge != 0 { text += atom.formalCharge > 0 ? "+\(atom.formalCharge)" : "\(atom.formalCharge)" }
            return text
        }
        let bonds = molecule.bonds.map { "\($0.begin)-\($0.end) \($0.kind.name.prefix(4))" }
        return atoms.joined(separator: " ") + " | " + bonds.joined(separator: ", ")
    }

    @Test(arguments: [
        ("CCO", "CH3 CH2 OH1 | 0-1 SING, 1-2 SING"),
        ("C(=O)(O)C", "C O OH1 CH3 | 0-1 DOUB, 0-2 SING, 0-3 SING"),
        ("[13CH4]", "13CH4 | "),
        ("[NH4+].[Cl-]", "NH4+1 Cl-1 | "),
        ("[Fe++].[Fe+3].[O--]", "Fe+2 Fe+3 O-2 | "),
        ("C#N", "CH1 N | 0-1 TRIP"),
        ("C$C", "C C | 0-1 QUAD"),
        ("BrCCl", "Br CH2 Cl | 0-1 SING, 1-2 SING"),
        ("*C", "* CH3 | 0-1 SING"),
        ("[#6]", "C | "),
        ("[2H]C", "2H CH3 | 0-1 SING"),
        ("C1CC1", "CH2 CH2 CH2 | 0-1 SING, 1-2 SING, 2-0 SING"),
        ("C=1CC1", "CH1 CH2 CH1 | 0-1 SING, 1-2 SING, 0-2 DOUB"),
        ("C%12CC%12", "CH2 CH2 CH2 | 0-1 SING, 1-2 SING, 2-0 SING"),
        ("C%(345)CC%(345)", "CH2 CH2 CH2 | 0-1 SING, 1-2 SING, 2-0 SING"),
        ("C0CC0", "CH2 CH2 CH2 | 0-1 SING, 1-2 SING, 2-0 SING"),
        // closures come last, by number
        ("C2CC1CC2C1", "CH2 CH2 CH1 CH2 CH1 CH2 | 0-1 SING, 1-2 SING, 2-3 SING, 3-4 SING, 4-5 SING, 5-2 SING, 4-0 SING"),
        ("C1.C1", "CH3 CH3 | 1-0 SING"),
        ("C(C)1CC1", "CH1 CH3 CH2 CH2 | 0-1 SING, 0-2 SING, 2-3 SING, 3-0 SING"),
        ("C~C", "CH4 CH4 | 0-1 UNSP"),
        ("[NH3]->[Pt]", "NH3 Pt | 0-1 DATI"),
        ("[Pt]<-[NH3]", "Pt NH3 | 1-0 DATI"),
        ("c1ccccc1", "CH1 CH1 CH1 CH1 CH1 CH1 | 0-1 AROM, 1-2 AROM, 2-3 AROM, 3-4 AROM, 4-5 AROM, 5-0 AROM"),
        ("[te]1cccc1", "Te CH1 CH1 CH1 CH1 | 0-1 AROM, 1-2 AROM, 2-3 AROM, 3-4 AROM, 4-0 AROM"),
        ("", " | "),
    ])
    func reads(_ smiles: String, _ expected: String) throws {
        #expect(shown(try Molecule(smiles: smiles)) == expected)
    }

    @Test func whatFollowsABlankIsTheName() throws {
        let molecule = try Molecule(smiles: "  CCO\t ethanol, pure \n")
        #expect(molecule.name == "ethanol, pure")
        #expect(molecule.atomCount == 3)
        #expect(try Molecule(smilesBytes: Array("C methane".utf8)).name == "methane")
    }

    @Test func atomClassesAndDirectionsAreKept() throws {
        let molecule = try Molecule(unsanitizedSMILES: "F/[CH:7]=C\\F")
        #expect(molecule.atoms[1].atomClass == 7)
        #expect(molecule.bonds.map(\.direction) == [.up, .none, .down])
        // At a closure the direction belongs to the end that it is written at.
        let ring = try Molecule(unsanitizedSMILES: "C/1CCC1")
        #expect(ring.bonds[3].begin == 3)
        #expect(ring.bonds[3].direction == .down)
    }

    /// The sense relative to the order of the bonds, as RDKit has it before any cleaning.
    @Test(arguments: [
        ("C[C@H](F)Cl", 1, Chirality.counterclockwise), ("C[C@@H](F)Cl", 1, .clockwise), ("[C@H](C)(F)Cl", 0, .clockwise),
        ("[C@@](C)(F)(Cl)Br", 0, .clockwise), ("C[C@TH2](F)(Cl)Br", 1, .clockwise), ("C[C@]1(F)CCO1", 1, .counterclockwise),
        ("C[C@](F)1CCO1", 1, .clockwise), ("C[C@]12CCO1.C2", 1, .counterclockwise), ("C[C@]21CCO1.C2", 1, .clockwise),
        ("O.[C@H](C)(F)Cl", 1, .clockwise), ("C[Pt@SP1](F)(Cl)Br", 1, .other), ("C[Fe@OH12](F)(Cl)(Br)(O)N", 1, .other),
    ])
    func sensesFollowTheOrderOfTheBonds(_ smiles: String, _ atom: Int, _ expected: Chirality) throws {
        #expect(try Molecule(unsanitizedSMILES: smiles).atoms[atom].chirality == expected)
    }

    @Test func longAndDeepTextsAreRead() throws {
        #expect(try Molecule(smiles: String(repeating: "C", count: 20_000)).atomCount == 20_000)
        let deep = String(repeating: "C(", count: 20_000) + "C" + String(repeating: ")", count: 20_000)
        #expect(try Molecule(smiles: deep).bondCount == 20_000)
        let many = (0..<500).map { "C%(\(1000 + $0))" }.joined() + "CC" + (0..<500).reversed().map { "C%(\(1000 + $0))" }.joined()
        #expect(try Molecule(smiles: many).rings.count == 500)
    }
}
