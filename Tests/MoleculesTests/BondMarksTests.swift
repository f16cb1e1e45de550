import Molecules
import Testing

@Suite struct BondMarksTests {
    @Test(arguments: [
        // A bond between two arranged double bonds is marked once for both.
        ("F/C=C/C=C/F", 3), ("F/C=C\\F", 2), ("F/C(Cl)=C(/Br)I", 2), ("F/C=C/CC/C=C\\F", 4), ("FC=CF", 0),
        // The bond beside the double bond without arrangement is left alone where another can be marked.
        ("C/C(C=CC)=C/F", 2),
    ])
    func marksAreAsFewAsCanBe(_ smiles: String, _ expected: Int) throws {
        let molecule = try Molecule(smiles: smiles)
        for text in [molecule.smiles, molecule.canonicalSMILES] {
            #expect(text.utf8.count { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") } == expected, "\(text)")
        }
    }

    @Test func theFirstMarkOfEachGroupRises() throws {
        #expect(try Molecule(smiles: "F\\C=C\\CC\\C=C\\F").smiles == "F/C=C/CC/C=C/F")
    }

    @Test func doubleBondsWithoutArrangementStayWithoutOne() throws {
        let molecule = try Molecule(smiles: "C/C(C=CC)=C/F")
        let again = try Molecule(smiles: molecule.canonicalSMILES)
        #expect(again.bonds.filter { $0.stereo != .none }.count == 1)
    }
}
