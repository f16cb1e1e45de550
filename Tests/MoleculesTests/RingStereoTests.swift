import Testing

@testable import Molecules

@Suite struct RingStereoTests {
    private func kept(_ smiles: String) throws -> [Int] {
        var molecule = try Molecule(unsanitizedSMILES: smiles)
        try molecule.sanitize()
        let found = molecule.ringStereoAtoms(PriorityRanks(molecule).ranks, labels: [UInt8](repeating: 0, count: molecule.atomCount))
        return found.indices.filter { found[$0] }
    }

    @Test func twoOfARingKeepOneAnother() throws { #expect(try kept("C[C@H]1CC[C@@H](C)CC1") == [1, 4]) }
    @Test func oneAloneIsNotKept() throws { #expect(try kept("C[C@H]1CCC(C)CC1") == []) }
    @Test func twoInDifferentRingsAreNotKept() throws { #expect(try kept("C[C@H]1CCC(CC1)C1CC[C@@H](C)CC1") == []) }
    @Test func flatNitrogenIsNoCandidate() throws { #expect(try kept("C[C@H]1CC[N@](C)CC1") == []) }
}
