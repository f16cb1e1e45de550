import Molecules
import Testing

@Suite struct RingSearchTests {
    /// The union of all minimum cycle bases: as many rings as RDKit's symmetrized set has.
    @Test(arguments: [
        ("CCC", 0), ("C1CC1", 1), ("C1CCC2CCCCC2C1", 2), ("C1CC2CCC1C2", 2), ("C1CC2CCC1CC2", 3), ("C12C3C4C1C5C2C3C45", 6),
        ("C1C2CC3CC1CC(C2)C3", 4), ("C1CC2CCC1CCC1CCC(CC1)CC2", 6), ("C1CCC11CCC1", 2), ("c1ccc(cc1)C1CC1.C1CC1", 3),
        ("c1cc2cc3ccc(cc4ccc(cc5ccc(cc1n2)[nH]5)n4)[nH]3", 5), ("[NH2]1CC[NH2]->[Pt]1", 0), ("C1CC2CC1CCC2", 2),
    ])
    func countsTheRings(_ smiles: String, _ count: Int) throws {
        let molecule = try Molecule(smiles: smiles)
        #expect(molecule.rings.count == count)
        for ring in molecule.rings {
            for (atom, next) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
                #expect(molecule.bond(between: Int(atom), Int(next)) != nil)
            }
            #expect(ring.first == ring.min())
        }
    }

    @Test func chainsBetweenRingsAreNotInRings() throws {
        let molecule = try Molecule(smiles: "C1CC1CCC1CC1C")
        #expect(molecule.atoms.map(\.isInRing) == [true, true, true, false, false, true, true, true, false])
        #expect(molecule.bonds.count(where: \.isInRing) == 6)
    }

    /// Cyclophanes: 2^n equally short ways around.
    @Test func equalWaysAroundAreAllListed() throws {
        func phane(_ n: Int) -> String {
            "C12CCC(CC1)" + (10..<(10 + n)).map { "CC%\($0)CCC(CC%\($0))" }.joined() + "C2"
        }
        #expect(try Molecule(smiles: phane(8)).rings.count == 521)
        // beyond a million atoms in rings one of each kind stands for all
        #expect(try Molecule(smiles: phane(40)).rings.count == 43)
    }
}
