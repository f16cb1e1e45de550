import Testing

@testable import Molecules

@Suite struct OrderedPartitionTests {
    private func partition(_ smiles: String) throws -> OrderedPartition {
        OrderedPartition(try Molecule(smiles: smiles), isIsomeric: true)
    }

    @Test func equivalentAtomsStayTogether() throws {
        let benzene = try partition("c1ccccc1")
        #expect(benzene.classCount == 1)
        #expect(benzene.sizes[0] == 6)
        let toluene = try partition("Cc1ccccc1")
        #expect(toluene.classCount == 5)
        #expect(try partition("CCO").isDiscrete)
    }

    @Test func whatIsSetApartIsFoundByItsNeighboursAndCanBeUndone() throws {
        var benzene = try partition("c1ccccc1")
        let before = benzene.ranks
        let mark = benzene.mark
        benzene.individualize(2)
        #expect(benzene.classCount == 4)
        #expect(benzene.ranks[1] == benzene.ranks[3])
        benzene.undo(to: mark)
        #expect(benzene.ranks == before)
        #expect(benzene.classCount == 1)
    }

    @Test func equivalentChoicesLeaveTheSameTrace() throws {
        var molecule = try partition("Cc1ccc(CC)cc1")
        let mark = molecule.mark
        var traces: [UInt64] = []
        // The two atoms beside the methyl group, then those beside the ethyl group.
        for atom in [2, 8, 3, 7] {
            molecule.individualize(atom)
            traces.append(molecule.trace)
            molecule.undo(to: mark)
        }
        #expect(traces[0] == traces[1] && traces[2] == traces[3] && traces[0] != traces[2])
    }

    @Test func centresAreToldApartByTheirSense() throws {
        let same = try partition("C[C@H](O)C(Cl)[C@H](C)O")
        let opposite = try partition("C[C@H](O)C(Cl)[C@@H](C)O")
        #expect(same.ranks[1] == same.ranks[5])
        #expect(opposite.ranks[1] != opposite.ranks[5])
        #expect(same.areCentresKnown && opposite.areCentresKnown)
        let ring = try partition("C[C@H]1CC[C@@H](C)CC1")
        #expect(!ring.areCentresKnown)
    }
}
