import Testing

@testable import Molecules

@Suite struct DoubleBondStereoTests {
    @Test(arguments: [("CC=CC", 1), ("C=C", 0), ("C1CCCCC=C1", 0), ("C1CCCCCC=C1", 1), ("CC(=O)C", 0), ("CC=NO", 1), ("c1ccccc1", 0)])
    func candidatesHaveNeighboursAtBothEndsAndNoSmallRing(_ smiles: String, _ expected: Int) throws {
        #expect(try Molecule(smiles: smiles).stereoCandidateBonds().count == expected)
    }

    @Test func oneDirectionGivesTheOther() throws {
        let molecule = try Molecule(unsanitizedSMILES: "F/C(Cl)=CBr")
        let bond = try #require(molecule.bonds.firstIndex { $0.kind == .double })
        let sides = try #require(molecule.directions(at: 1, of: bond, ranks: nil))
        // F stands before the atom: it lies below, chlorine above.
        #expect(sides.first.atom == 0 && !sides.first.isUp)
        #expect(sides.second?.atom == 2 && sides.second?.isUp == true)
        #expect(!sides.isContradictory)
        #expect(molecule.directions(at: 3, of: bond, ranks: nil) == nil)
        // With equal ranks nothing is arranged.
        #expect(molecule.directions(at: 1, of: bond, ranks: [1, 0, 1, 0, 0]) == nil)
        #expect(sides.leading([2, 0, 1, 0, 0]) == false)
        #expect(sides.leading([1, 0, 2, 0, 0]) == true)
    }

    @Test func contradictionsAreSeen() throws {
        let molecule = try Molecule(unsanitizedSMILES: "F/C(/Cl)=CBr")
        let bond = try #require(molecule.bonds.firstIndex { $0.kind == .double })
        #expect(try #require(molecule.directions(at: 1, of: bond, ranks: nil)).isContradictory == false)
        let wrong = try Molecule(unsanitizedSMILES: "F/C(\\Cl)=CBr")
        #expect(try #require(wrong.directions(at: 1, of: bond, ranks: nil)).isContradictory == true)
    }
}
