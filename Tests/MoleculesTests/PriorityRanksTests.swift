import Testing

@testable import Molecules

@Suite struct PriorityRanksTests {
    private func ranks(_ smiles: String) throws -> [Int32] { PriorityRanks(try Molecule(smiles: smiles)).ranks }

    @Test func heavierAtomsComeHigher() throws {
        // C, C, F, Cl: the inner carbon above the methyl group
        #expect(try ranks("CC(F)Cl") == [0, 1, 2, 3])
    }

    @Test func equivalentAtomsShareARank() throws {
        let found = try ranks("CC(C)C")
        #expect(found == [0, 3, 0, 0])
        #expect(Set(try ranks("c1ccccc1")) == [0])
    }

    @Test func doubleBondsCountTwice() throws {
        // OCC(C=O): the carbon of the aldehyde above that of the alcohol
        let found = try ranks("OCC(C)C=O")
        #expect(found[4] > found[1])
    }

    @Test func isotopesBreakTies() throws {
        let found = try ranks("[13CH3]C(C)C")
        #expect(found[0] > found[2])
        #expect(found[2] == found[3])
    }

    @Test func labelsSeparateWhatTheyDistinguish() throws {
        let molecule = try Molecule(smiles: "CC(O)C(Cl)C(C)O")
        var ranks = PriorityRanks(molecule)
        #expect(ranks.ranks[1] == ranks.ranks[5])
        ranks.supplement([0, 20, 0, 0, 0, 10, 0, 0])
        #expect(ranks.ranks[1] > ranks.ranks[5])
        #expect(ranks.ranks[0] > ranks.ranks[6])
    }
}
