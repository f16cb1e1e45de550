import Testing

@testable import Molecules

@Suite struct StereoCentresTests {
    @Test(arguments: [
        ("CC(F)(Cl)Br", 1, true), ("CC(F)Cl", 1, true), ("CCC", 1, false), ("CN(C)C", 1, false), ("CP(C)C", 1, true),
        ("CS(=O)C", 1, true), ("CSC", 1, false), ("C[S+](C)C", 1, true), ("CN1CC1", 1, true), ("CN1CCC1", 1, false),
        ("C1CN2CCC1CC2", 2, true), ("CPC", 1, true), ("FS(F)(F)(F)(F)F", 1, false),
    ])
    func whatMayBeACentre(_ smiles: String, _ atom: Int, _ expected: Bool) throws {
        #expect(try Molecule(smiles: smiles).mayBeCentre(atom) == expected)
    }

    @Test func ringsOfThreeAndBridgeheads() throws {
        let bridged = try Molecule(smiles: "C1CN2CCC1CC2")
        #expect(bridged.isBridgehead(2) && bridged.isBridgehead(5) && !bridged.isBridgehead(0))
        let fused = try Molecule(smiles: "C1CCC2CCCCC2C1")
        #expect(!fused.isBridgehead(3))
        let small = try Molecule(smiles: "C1CC1CCC")
        #expect(small.isInRingOfThree(0) && !small.isInRingOfThree(4))
    }

    @Test func theSmallestRingOfABond() throws {
        let molecule = try Molecule(smiles: "C1CC2CC2CC1C")
        let shared = try #require(molecule.bond(between: 2, 4))
        #expect(molecule.smallestRing(ofBond: shared) == 3)
        let chain = try #require(molecule.bond(between: 6, 7))
        #expect(molecule.smallestRing(ofBond: chain) == 0)
    }
}
