import Testing

@testable import Molecules

@Suite struct MoleculeLayoutTests {
    private func distance(_ places: [SIMD2<Double>], _ a: Int, _ b: Int) -> Double { Plane.distance(places[a], places[b]) / 1.5 }

    @Test(arguments: ["C1CC1", "C1CCC1", "c1ccoc1C", "c1ccccc1", "C1CCCCCC1", "c1ccc2ccccc2c1", "c1ccc2c(c1)ccc1ccccc12", "C1CC2(C1)CCCC2", "c1cc2ccc3cccc4ccc(c1)c2c34"])
    func ringsAreRegular(smiles: String) throws {
        let molecule = try Molecule(smiles: smiles.replacing("c1ccoc1C", with: "c1ccoc1C"))
        let places = molecule.layout()
        for ring in molecule.rings {
            let centre = ring.reduce(Point.zero) { $0 + places[Int($1)] } / Double(ring.count)
            let radii = ring.map { Plane.distance(centre, places[Int($0)]) }
            #expect((radii.max() ?? 0) - (radii.min() ?? 0) < 0.02, "\(smiles)")
        }
        for bond in molecule.bonds { #expect(abs(distance(places, Int(bond.begin), Int(bond.end)) - 1) < 0.02, "\(smiles)") }
    }

    @Test func chainsAreZigzag() throws {
        let molecule = try Molecule(smiles: "CCCCCCCC")
        let places = molecule.layout()
        for atom in 0..<6 { #expect(abs(distance(places, atom, atom + 2) - 3.0.squareRoot()) < 1e-6) }
        for atom in 0..<5 { #expect(distance(places, atom, atom + 3) > 2.6) }
        // along the page
        #expect(abs(places[0].x - places[7].x) > 3 * abs(places[0].y - places[7].y))
    }

    @Test func tripleBondsAreStraight() throws {
        let places = try Molecule(smiles: "CC#CC").layout()
        #expect(abs(distance(places, 0, 3) - 3) < 1e-6)
        let allene = try Molecule(smiles: "C=C=C").layout()
        #expect(abs(distance(allene, 0, 2) - 2) < 1e-6)
    }

    @Test(arguments: ["F/C=C/F", "F/C=C\\F", "CC(C)/C(=C/C)CCCO", "C/C=C/C=C\\C=C\\C", "C(/c1ccccc1)=N\\O", "CC(/C=C/Br)=C(/C)Cl", "C1CCC/C=C/CCCC1", "C1CCC/C=C\\CCCC1", "C1CC/C=C/CC/C=C/CC1"])
    func sidesOfDoubleBonds(smiles: String) throws {
        let molecule = try Molecule(smiles: smiles)
        var copy = molecule
        let places = molecule.layout()
        copy.positions = places.map { [$0.x, $0.y, 0] }
        let text = MolfileWriter().text(copy)
        #expect(try read(text).bonds.map(\.stereo) == molecule.bonds.map(\.stereo), "\(smiles)")
    }

    @Test(arguments: [
        "CC(C)(C)c1cc(C(C)(C)C)c(O)c(C(C)(C)C)c1", "C1C2CC3CC1CC(C2)C3", "C12C3C4C1C5C2C3C45", "CC1(C)C2CCC1(C)C(=O)C2", "C1CC2CCC1CC2", "CN1C2CCC1CC(C2)OC(=O)C(CO)c1ccccc1",
        "CN1CC[C@]23[C@@H]4[C@H]1CC5=C2C(=C(C=C5)O)O[C@H]3[C@H](C=C4)O", "CC1=C2[C@H](C(=O)[C@@]3([C@H](C[C@@H]4[C@](C3[C@@H]([C@@](C2(C)C)(C[C@@H]1O)O)OC(=O)c5ccccc5)(CO4)OC(=O)C)O)C)OC(=O)C",
        "C1CCCCCCCCCCC1", "C1=CC2=CC3=CC=C(N3)C=C4C=CC(=N4)C=C5C=CC(=CC1=N2)N5", "CC(C)C[C@H](NC(=O)[C@H](CO)NC(=O)CN)C(=O)N[C@@H](Cc1ccccc1)C(=O)O", "[Na+].[Cl-].O", "C", "C[C@@H]1CN[C@@H](C2CC2)C(=O)N(C)[C@H](C)C(=O)N[C@H](Cc3ccc(F)cc3)C(=O)NCCCc4ccccc4O1",
        "CO[C@@H]1CC[C@@]2(CC1)Cc3ccc(OCC(C)C)cc3C24N=C(C)C(=N4)N", "c1ccc(cc1)C(c1ccccc1)(c1ccccc1)c1ccccc1",
    ]) func noOverlaps(smiles: String) throws {
        let molecule = try Molecule(smiles: smiles)
        #expect(molecule.leastDistance(in: molecule.layout()) > 0.5, "\(smiles)")
    }

    @Test func fragmentsStandApart() throws {
        let molecule = try Molecule(smiles: "c1ccccc1.CCO.[Na+]")
        let places = molecule.layout()
        for first in 0..<6 { for second in 6..<10 { #expect(distance(places, first, second) > 1) } }
    }

    @Test func theSameMoleculeGivesTheSamePlaces() throws {
        let molecule = try Molecule(smiles: "CC1(C)SC2C(NC(=O)Cc3ccccc3)C(=O)N2C1C(=O)O")
        #expect(molecule.layout() == molecule.layout())
    }

    @Test func nothingAndUnperceived() throws {
        #expect(Molecule(atoms: [], bonds: []).layout().isEmpty)
        // Rings that nobody looked for are laid out as a chain, without harm.
        let ring = Molecule(
            atoms: (0..<6).map { _ in Atom(atomicNumber: 6) }, bonds: (0..<6).map { Bond(begin: $0, end: ($0 + 1) % 6, kind: .single) })
        #expect(ring.layout().count == 6)
    }

    @Test func largeMoleculesEnd() throws {
        #expect(try Molecule(smiles: String(repeating: "C", count: 4000)).layout().count == 4000)
        #expect(try Molecule(smiles: "C1" + String(repeating: "C", count: 500) + "1").layout().count == 501)
        #expect(try Molecule(smiles: String(repeating: "C(C(=O)N)", count: 150)).layout().count == 600)
    }
}
