import DenseArrays
import TestSupport
import Testing

@testable import Molecules

@Suite struct MoleculeFeaturesTests {
    /// Propenamide with an aromatic stand-in's fields set by hand, so that no reader is needed:
    /// C(0)=C(1)-C(2)(=O(3))-N(4), and a chlorine with a charge and no bonds (5).
    private var molecule: Molecule {
        var atoms = [6, 6, 6, 8, 7, 17].map { Atom(atomicNumber: $0) }
        for (index, hydrogens) in [2, 1, 0, 0, 2, 0].enumerated() { atoms[index].implicitHydrogens = UInt8(hydrogens) }
        for index in 0..<5 { atoms[index].hybridization = .sp2 }
        atoms[5].formalCharge = -1
        atoms[5].hybridization = .sp3
        atoms[5].isotope = 37
        atoms[4].radicalElectrons = 1
        atoms[1].chirality = .counterclockwise
        atoms[2].isAromatic = true
        atoms[2].isInRing = true
        var bonds = [
            Bond(begin: 0, end: 1, kind: .double), Bond(begin: 1, end: 2, kind: .single),
            Bond(begin: 2, end: 3, kind: .double), Bond(begin: 2, end: 4, kind: .aromatic),
        ]
        bonds[0].stereo = .e
        bonds[1].isConjugated = true
        bonds[3].isInRing = true
        return Molecule(atoms: atoms, bonds: bonds)
    }

    /// The names of the columns of a row that are not 0, numbers with their value.
    private func told(_ row: ArraySlice<Float>, _ columns: [String]) -> [String] {
        zip(row, columns).compactMap { value, name in value == 0 ? nil : value == 1 ? name : "\(name) = \(value)" }
    }

    private func atom(_ index: Int, _ scheme: MoleculeFeatures.Scheme) -> [String] {
        let features = MoleculeFeatures(scheme)
        let rows = features.atomFeatures(of: molecule).elements
        return told(rows[index * features.atomWidth..<(index + 1) * features.atomWidth], features.atomColumns)
    }

    private func bond(_ index: Int, _ scheme: MoleculeFeatures.Scheme) -> [String] {
        let features = MoleculeFeatures(scheme), width = features.bondWidth
        let rows = features.bondFeatures(of: molecule).elements
        // both directions are told the same
        let there = rows[2 * index * width..<(2 * index + 1) * width]
        let back = rows[(2 * index + 1) * width..<(2 * index + 2) * width]
        #expect(there.elementsEqual(back))
        return told(there, features.bondColumns)
    }

    /// The widths of the originals.
    @Test func widths() {
        let expected: [MoleculeFeatures.Scheme: (Int, Int)] = [
            .ogb: (119 + 5 + 12 + 12 + 10 + 6 + 6 + 2 + 2, 5 + 6 + 2), .ogbPlaces: (9, 3), .deepchem: (30, 11),
            .convmol: (75, 6), .dgl: (74, 12), .chemprop: (133, 14),
        ]
        for scheme in MoleculeFeatures.Scheme.allCases {
            let features = MoleculeFeatures(scheme)
            #expect(features.atomColumns.count == features.atomWidth && features.bondColumns.count == features.bondWidth)
            #expect(Set(features.atomColumns).count == features.atomWidth, "\(scheme): names occur twice")
            #expect(Set(features.bondColumns).count == features.bondWidth, "\(scheme): names occur twice")
            if let (atoms, bonds) = expected[scheme] {
                #expect(features.atomWidth == atoms && features.bondWidth == bonds, "\(scheme)")
            }
        }
        #expect(MoleculeFeatures(named: "deepchem-convmol")?.scheme == .convmol && MoleculeFeatures(named: "x") == nil)
        #expect(MoleculeFeatures.names == ["standard", "ogb", "ogb-places", "deepchem", "deepchem-convmol", "dgl", "chemprop"])
    }

    @Test func deepchem() {
        #expect(atom(2, .deepchem) == ["element C", "hybridization SP2", "aromatic", "degree with hydrogens 3", "hydrogens 0"])
        #expect(
            atom(4, .deepchem) == [
                "element N", "hybridization SP2", "donor of hydrogen bonds", "degree with hydrogens 3", "hydrogens 2",
            ])
        #expect(
            atom(3, .deepchem) == [
                "element O", "hybridization SP2", "acceptor of hydrogen bonds", "degree with hydrogens 1", "hydrogens 0",
            ])
        #expect(
            atom(5, .deepchem) == ["element Cl", "charge = -1.0", "hybridization SP3", "degree with hydrogens 0", "hydrogens 0"])
        #expect(bond(0, .deepchem) == ["bond DOUBLE", "stereo STEREOE"])
        #expect(bond(1, .deepchem) == ["bond SINGLE", "conjugated", "stereo STEREONONE"])
        #expect(bond(3, .deepchem) == ["bond AROMATIC", "in ring", "stereo STEREONONE"])
    }

    @Test func ogb() {
        #expect(
            atom(1, .ogb) == [
                "element C", "chirality CHI_TETRAHEDRAL_CCW", "degree with hydrogens 3", "charge 0", "hydrogens 1",
                "radical electrons 0", "hybridization SP2", "aromatic no", "in ring no",
            ])
        #expect(bond(1, .ogb) == ["bond SINGLE", "stereo STEREONONE", "conjugated yes"])
        // as OGB stores them
        let places = MoleculeFeatures(.ogbPlaces)
        let rows = places.atomFeatures(of: molecule).elements
        #expect(Array(rows[9..<18]) == [5, 2, 3, 5, 1, 0, 1, 0, 0])
        #expect(Array(rows[18..<27]) == [5, 0, 3, 5, 0, 0, 1, 1, 1])
        #expect(Array(rows[36..<45]) == [6, 0, 3, 5, 2, 1, 1, 0, 0])
        #expect(Array(rows[45..<54]) == [16, 0, 0, 4, 0, 0, 2, 0, 0])
        let bonds = places.bondFeatures(of: molecule).elements
        #expect(Array(bonds[0..<3]) == [1, 2, 0] && Array(bonds[6..<9]) == [0, 0, 1] && Array(bonds[18..<21]) == [3, 0, 0])
    }

    @Test func dglAndConvMol() {
        let expected = [
            "element N", "degree 1", "implicit valence 2", "radical electrons", "hybridization SP2", "hydrogens 2",
        ]
        #expect(atom(4, .dgl) == expected && atom(4, .convmol) == expected)
        #expect(bond(0, .dgl) == ["bond DOUBLE", "stereo STEREOE"])
        #expect(bond(3, .convmol) == ["bond AROMATIC", "in ring"])
    }

    @Test func chemprop() {
        #expect(
            atom(5, .chemprop) == [
                "element Cl", "degree with hydrogens 0", "charge -1", "chirality CHI_UNSPECIFIED", "hydrogens 0",
                "hybridization SP3", "mass / 100 = 0.36965904",
            ])
        #expect(bond(3, .chemprop) == ["bond AROMATIC", "in ring", "stereo STEREONONE"])
        let carbon = MoleculeFeatures(.chemprop).atomFeatures(of: molecule)[0, 132]
        #expect(abs(carbon - 0.12011) < 1e-5)
    }

    /// What no column knows: a wildcard with six neighbours, charge +4, and an unspecified bond.
    @Test func others() {
        var atoms = (0..<13).map { _ in Atom(atomicNumber: 0) }
        atoms[0].formalCharge = 7
        atoms[0].explicitHydrogens = 9
        atoms[0].hybridization = .other
        atoms[0].radicalElectrons = 6
        let odd = Molecule(atoms: atoms, bonds: (1..<13).map { Bond(begin: 0, end: $0, kind: .quadruple) })
        func tell(_ scheme: MoleculeFeatures.Scheme) -> [String] {
            let features = MoleculeFeatures(scheme)
            return told(features.atomFeatures(of: odd).elements[..<features.atomWidth], features.atomColumns)
        }
        #expect(
            tell(.ogb) == [
                "element other", "chirality CHI_UNSPECIFIED", "degree with hydrogens other", "charge other",
                "hydrogens other", "radical electrons other", "hybridization other", "aromatic no", "in ring no",
            ])
        #expect(tell(.dgl) == ["implicit valence 0", "charge = 7.0", "radical electrons = 6.0"])
        #expect(
            tell(.convmol) == [
                "element other", "implicit valence 0", "charge = 7.0", "radical electrons = 6.0", "hybridization SP3D2",
                "hydrogens 4",
            ])
        let bonds = MoleculeFeatures(.ogb).bondFeatures(of: odd).elements
        #expect(told(bonds[..<13], MoleculeFeatures(.ogb).bondColumns) == ["bond other", "stereo STEREONONE", "conjugated no"])
        #expect(MoleculeFeatures(.dgl).bondFeatures(of: odd).elements[..<4].allSatisfy { $0 == 0 })
    }

    @Test func sizesOfRings() {
        var spiro = Molecule(
            atoms: (0..<12).map { _ in Atom(atomicNumber: 6) }, bonds: [Bond(begin: 0, end: 1, kind: .single)])
        spiro.rings = [[0, 1, 2], [2, 3, 4, 5], [2, 3, 4, 5, 6, 7, 8, 9, 10]]
        let features = MoleculeFeatures()
        let rows = features.atomFeatures(of: spiro).elements
        func rings(_ atom: Int) -> [String] {
            told(rows[atom * features.atomWidth..<(atom + 1) * features.atomWidth], features.atomColumns)
                .filter { $0.hasPrefix("in ring of") }
        }
        #expect(rings(0) == ["in ring of 3"])
        #expect(rings(2) == ["in ring of 3", "in ring of 4", "in ring of 8 or more"])
        #expect(rings(10) == ["in ring of 8 or more"] && rings(11) == [])
    }
}
