import Molecules
import Testing

@Suite struct MorganFingerprintTests {
    private func kinds(_ smiles: String, _ radius: Int, chirality: Bool = false) throws -> Int {
        let fingerprint = MorganFingerprint(radius: radius, useChirality: chirality)
        return try Set(fingerprint.environments(of: Molecule(smiles: smiles)).map(\.code)).count
    }

    /// How many different environments there are: those of RDKit's Morgan generator.
    @Test(arguments: [
        ("CC(=O)Oc1ccccc1C(=O)O", [7, 17, 25, 32]), ("c1ccccc1", [1, 2, 3, 4]), ("CCO", [3, 6, 6, 6]),
        ("CN1C=NC2=C1C(=O)N(C(=O)N2C)C", [6, 16, 25, 34]),
    ])
    func environmentsAreCountedAsByRDKit(_ smiles: String, _ expected: [Int]) throws {
        #expect(try (0...3).map { try kinds(smiles, $0) } == expected)
    }

    @Test func theFingerprintDoesNotDependOnTheWriting() throws {
        let fingerprint = MorganFingerprint(radius: 3, bits: 1024)
        #expect(try fingerprint.bits(of: Molecule(smiles: "OCC(C)=O")) == fingerprint.bits(of: Molecule(smiles: "CC(=O)CO")))
    }

    @Test func chiralityIsSeenOnlyWhenAskedFor() throws {
        let (left, right) = (try Molecule(smiles: "C[C@H](F)Cl"), try Molecule(smiles: "C[C@@H](F)Cl"))
        #expect(MorganFingerprint().bits(of: left) == MorganFingerprint().bits(of: right))
        let chiral = MorganFingerprint(useChirality: true)
        #expect(chiral.bits(of: left) != chiral.bits(of: right))
        #expect(try chiral.bits(of: Molecule(smiles: "F[C@@H](C)Cl")) == chiral.bits(of: left))
    }

    @Test func countsVectorsAndBitsAgree() throws {
        let molecule = try Molecule(smiles: "CCCCCC(=O)NC")
        let fingerprint = MorganFingerprint(radius: 2, bits: 64)
        let counts = fingerprint.counts(of: molecule)
        #expect(counts.map(\.bit) == fingerprint.bits(of: molecule))
        #expect(counts.map(\.count).reduce(0, +) == fingerprint.environments(of: molecule).count)
        let vector = fingerprint.vector(of: molecule, counted: true)
        #expect(vector.count == 64)
        for (bit, count) in counts { #expect(vector[bit] == Float(count)) }
        #expect(fingerprint.vector(of: molecule).reduce(0, +) == Float(counts.count))
    }

    @Test func aBitKnowsItsAtoms() throws {
        let molecule = try Molecule(smiles: "CCCO")
        let fingerprint = MorganFingerprint(radius: 1)
        let oxygen = try #require(fingerprint.environments(of: molecule).last { $0.atom == 3 })
        #expect(oxygen.radius == 1)
        #expect(fingerprint.atoms(of: oxygen, in: molecule) == [2, 3])
        #expect(fingerprint.environments(of: molecule, setting: fingerprint.bit(of: oxygen)).contains(oxygen))
    }

    @Test func tanimotoIsTheShareInCommon() {
        #expect(MorganFingerprint.tanimoto([1, 2, 3], [2, 3, 4]) == 0.5)
        #expect(MorganFingerprint.tanimoto([1], [2]) == 0)
        #expect(MorganFingerprint.tanimoto([5, 9], [5, 9]) == 1)
        #expect(MorganFingerprint.tanimoto([], []) == 1)
    }

    @Test func atomsAloneHaveOneEnvironment() throws {
        #expect(try kinds("[Na+]", 2) == 1)
        #expect(try Molecule(smiles: "").atomCount == 0)
        #expect(try MorganFingerprint().bits(of: Molecule(smiles: "")) == [])
    }
}
