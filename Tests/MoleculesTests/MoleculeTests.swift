import Molecules
import Testing

@Suite struct MoleculeTests {
    @Test func neighborsFollowTheOrderOfTheBonds() {
        // a triangle with a tail: 0-1, 1-2, 2-3, 0-2
        let molecule = Molecule(
            atoms: (0..<4).map { _ in Atom(atomicNumber: 6) },
            bonds: [(0, 1), (1, 2), (2, 3), (0, 2)].map { Bond(begin: $0.0, end: $0.1, kind: .single) })
        #expect(molecule.neighbors(of: 2).map(\.atom) == [1, 3, 0])
        #expect(molecule.neighbors(of: 2).map(\.bond) == [1, 2, 3])
        #expect(molecule.degree(of: 3) == 1)
        #expect(molecule.bond(between: 0, 2) == 3)
        #expect(molecule.bond(between: 0, 3) == nil)
    }
}
