import Molecules
import Testing

@Suite struct CanonicalRankingTests {
    /// The same molecule with its atoms and bonds listed in another order, tags adapted.
    private func shuffled(_ molecule: Molecule, _ seed: UInt64) -> Molecule {
        var state = seed
        func random(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        var order = Array(0..<molecule.atomCount)
        for index in order.indices.reversed() where index > 0 { order.swapAt(index, random(index + 1)) }
        var numbers = [Int](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { numbers[old] = new }
        var bondOrder = Array(0..<molecule.bondCount)
        for index in bondOrder.indices.reversed() where index > 0 { bondOrder.swapAt(index, random(index + 1)) }
        var atoms = order.map { molecule.atoms[$0] }
        let bonds = bondOrder.map { index in
            var bond = molecule.bonds[index]
            bond.begin = Int32(numbers[Int(bond.begin)])
            bond.end = Int32(numbers[Int(bond.end)])
            return bond
        }
        for (new, old) in order.enumerated() {
            let places = molecule.neighbors(of: old).map { neighbor in bondOrder.firstIndex(of: Int(neighbor.bond)) ?? 0 }
            var isOdd = false
            for first in places.indices {
                for second in places.indices where second > first && places[second] < places[first] { isOdd.toggle() }
            }
            if isOdd {
                switch atoms[new].chirality {
                case .clockwise: atoms[new].chirality = .counterclockwise
                case .counterclockwise: atoms[new].chirality = .clockwise
                default: break
                }
            }
        }
        return Molecule(atoms: atoms, bonds: bonds)
    }

    static let molecules = [
        "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "C[C@H](N)C(=O)O", "OC[C@H]1OC(O)[C@H](O)[C@@H](O)[C@@H]1O",
        "C[C@H]1CC[C@@H](C)CC1", "C[C@H]1CC[C@H](C)CC1", "F/C=C/C=C\\F", "F/C=C/CC/C=C/F", "FC(F)(F)CC(F)(F)F",
        "[Na+].[Na+].[O-]S(=O)(=O)[O-]", "O.O.O.CCO.OCC", "C12C3C4C1C5C2C3C45", "C1CC2CCC1CC2", "c1ccc(cc1)-c1ccccc1",
        "C[C@H](O)[C@H](Cl)[C@@H](C)O", "C1(C2CC2)(C2CC2)CC1", "[13CH3]C[2H]", "N#N.N#N.O=O", "CC(C)(C)c1cc(C(C)(C)C)cc(C(C)(C)C)c1",
        "O[C@H]1[C@H](O)[C@@H](O)[C@H](O)[C@H](O)[C@@H]1O", "C[C@H]1CC[C@H](CC1)[C@H]1CC[C@@H](C)CC1", "C[N+](C)(C)C.[Cl-]",
    ]

    @Test(arguments: molecules) func theOrderOfTheAtomsDoesNotMatter(_ smiles: String) throws {
        let molecule = try Molecule(smiles: smiles)
        let expected = molecule.canonicalSMILES
        for seed in 1...20 { #expect(shuffled(molecule, UInt64(seed)).canonicalSMILES == expected) }
    }

    @Test(arguments: molecules) func ranksAreAPermutation(_ smiles: String) throws {
        let molecule = try Molecule(smiles: smiles)
        #expect(molecule.canonicalRanks.sorted() == Array(0..<molecule.atomCount))
    }

    @Test(arguments: molecules) func readingTheCanonicalTextGivesItAgain(_ smiles: String) throws {
        let text = try Molecule(smiles: smiles).canonicalSMILES
        #expect(try Molecule(smiles: text).canonicalSMILES == text)
    }

    @Test(arguments: [
        ("C[C@H](F)Cl", "C[C@@H](F)Cl"), ("F/C=C/F", "F/C=C\\F"), ("C[C@H]1CC[C@@H](C)CC1", "C[C@H]1CC[C@H](C)CC1"),
        ("CCO", "CC[18OH]"), ("C1CCCCC1C1CCCCC1", "C1CCCCC1CC1CCCC1"), ("C1CCC2CCCCC2C1", "C1CCC(C1)C1CCCC1"),
        ("C[C@H](O)[C@H](Cl)[C@@H](C)O", "C[C@H](O)[C@@H](Cl)[C@@H](C)O"), ("[CH3:1]C", "CC"), ("C[CH2]", "CC"),
        // Ten-membered rings that refinement alone cannot tell from two five-membered ones.
        ("C1CCC2CC1CCC2", "C1CC2CCC1CC2"),
    ])
    func differentMoleculesDiffer(_ first: String, _ second: String) throws {
        #expect(try Molecule(smiles: first).canonicalSMILES != Molecule(smiles: second).canonicalSMILES)
    }

    @Test(arguments: [
        ("OCC", "CCO"), ("C(C)O", "CCO"), ("[CH3][CH2][OH]", "CCO"), ("c1ccccc1", "C1=CC=CC=C1"),
        ("C[C@@H](F)Cl", "F[C@H](C)Cl"), ("F/C=C/F", "F\\C=C\\F"), ("[H]C([H])([H])C", "CC"), ("N(=O)(=O)C", "C[N+](=O)[O-]"),
        ("C[C@H]1CC[C@@H](C)CC1", "C[C@@H]1CC[C@H](C)CC1"),
    ])
    func oneMoleculeHasOneText(_ first: String, _ second: String) throws {
        #expect(try Molecule(smiles: first).canonicalSMILES == Molecule(smiles: second).canonicalSMILES)
    }

    @Test func verySymmetricMoleculesAreBounded() throws {
        let fullerene = try Molecule(smiles: CanonicalRankingTests.buckminsterfullerene)
        let expected = fullerene.canonicalSMILES
        for seed in 1...3 { #expect(shuffled(fullerene, UInt64(seed)).canonicalSMILES == expected) }
        // A dendrimer with 3 x 2^6 ends.
        func arm(_ depth: Int) -> String { depth == 0 ? "C" : "C(\(arm(depth - 1)))\(arm(depth - 1))" }
        let dendrimer = try Molecule(smiles: "N(\(arm(6)))(\(arm(6)))\(arm(6))")
        let text = dendrimer.canonicalSMILES
        #expect(shuffled(dendrimer, 1).canonicalSMILES == text)
    }

    static let buckminsterfullerene =
        "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9c%10c5c5c1c1c6c6c%11c2c2c7c3c3c8c4c4c9c5c1c1c6c2c3c41"
}
