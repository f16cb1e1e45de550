import FileFormats
import Molecules
import TestSupport

/// What RDKit makes of SMILES: `molecules.jsonl.gz` and `bad_smiles.json` of `GCN_GOLDEN`, `Tests/Golden` or
/// `../shared/golden`.
enum MoleculeGolden {
    /// The bytes of a file, unpacked; nil, with one line said, where there is none.
    static func file(_ name: String, for test: String = #function) throws -> [UInt8]? {
        for folder in [Golden.folder, PackageFolder.root + "/../shared/golden"] where Files.exists("\(folder)/\(name)") {
            return try Files.readMaybeCompressed("\(folder)/\(name)")
        }
        print("skipped \(test): no \(name) in \(Golden.folder); set GCN_GOLDEN to the folder that holds it")
        return nil
    }

    /// The fields in which a molecule differs from a line of the file; bonds are compared as pairs, weight within 0.0015.
    static func differences(_ molecule: Molecule, _ line: JSONValue) -> Set<String> {
        var fields: Set<String> = []
        func check(_ isEqual: Bool, _ field: String) { if !isEqual { fields.insert(field) } }
        check(molecule.formula == line["formula"]?.string, "formula")
        check(abs(molecule.weight - (line["mol_weight"]?.double ?? -1)) < 0.0015, "weight")
        check(molecule.rings.count == line["rings"]?.int, "rings")
        check(molecule.fragments.count == line["fragments"]?.int, "fragments")
        let atoms = line["atoms"]?.array ?? []
        let bonds = line["bonds"]?.array ?? []
        check(atoms.count == molecule.atomCount, "atoms")
        check(bonds.count == molecule.bondCount, "bonds")
        if !fields.isDisjoint(with: ["atoms", "bonds"]) { return fields }
        for (index, expected) in atoms.enumerated() {
            let atom = molecule.atoms[index]
            let row = expected.array ?? []
            guard row.count == 9 else { return ["atoms"] }
            let numbers = [
                Int(atom.atomicNumber), Int(atom.formalCharge), atom.totalHydrogens, molecule.degree(of: index), atom.isAromatic ? 1 : 0,
                atom.isInRing ? 1 : 0,
            ]
            let names = ["number", "charge", "hydrogens", "degree", "aromatic", "atom in ring"]
            for place in 0..<6 { check(row[place].int == numbers[place], names[place]) }
            check(row[6].string == atom.hybridization.name, "hybridization")
            check(row[7].string == atom.chirality.name, "chirality")
            check(row[8].int == Int(atom.isotope), "isotope")
        }
        for expected in bonds {
            let row = expected.array ?? []
            guard row.count == 6, let begin = row[0].int, let end = row[1].int, let index = molecule.bond(between: begin, end) else {
                return ["bonds"]
            }
            let bond = molecule.bonds[index]
            check(row[2].string == bond.kind.name, "kind")
            check(row[3].int == (bond.isConjugated ? 1 : 0), "conjugated")
            check(row[4].int == (bond.isInRing ? 1 : 0), "bond in ring")
            check(row[5].string == bond.stereo.name, "stereo")
        }
        return fields
    }
}
