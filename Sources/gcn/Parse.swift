import ArgumentParser
import GraphLearning

struct Parse: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read molecules from SMILES and print what was perceived.",
        discussion: """
            Prints a line a molecule: formula, weight, atoms, bonds, rings and fragments, or what is wrong and where. With --json a \
            JSON object a line: smiles, formula, mol_weight, rings, fragments, canonical, atoms [atomic number, charge, hydrogens, degree, \
            aromatic, in ring, hybridization, chiral tag, isotope], bonds [begin, end, kind, conjugated, in ring, stereo]; or \
            smiles and error.

            A file is read as it comes, a line or a row at a time: .csv (and .tsv) with a header, .sdf and .mol with structures, \
            anything else a SMILES a line with a name behind a blank.

            Examples: gcn parse "CC(=O)Oc1ccccc1C(=O)O"
                      gcn parse --input drugs.csv --smiles-column smiles --json
                      cat drugs.smi | gcn parse --input -
            """)

    @Argument(help: ArgumentHelp("SMILES.", valueName: "SMILES"))
    var smiles: [String] = []

    @Option(
        help: ArgumentHelp("A file of molecules (.smi, .csv, .sdf), - for SMILES on standard input.", valueName: "FILE"),
        completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("CSV: the column of SMILES (smiles, else mol, in capitals or not).", valueName: "COLUMN"))
    var smilesColumn: String?

    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if smiles.isEmpty == (input == nil) { throw ValidationError("expected SMILES or --input FILE") }
        if smilesColumn != nil, input == nil { throw ValidationError("--smiles-column goes with --input") }
    }

    func run() throws {
        general.apply()
        var printer = ParsedPrinter(isJSON: general.json)
        for text in smiles { printer.print(Array(text.utf8)) }
        if let input {
            try SMILESSource(input, column: smilesColumn).forEach { printer.print($0.text, structure: $0.structure) }
        }
        printer.finish()
        if printer.refused > 0 {
            general.say("\(printer.refused) of \(printer.read + printer.refused) molecules refused")
        }
        // Words on the command line that cannot be read are the user's mistake; rows of a file are reported and passed over.
        if printer.read == 0, printer.refused > 0 {
            throw Failure(Failure.badData, "no molecule could be read")
        }
    }
}

/// Prints molecules as they are read, in blocks.
private struct ParsedPrinter {
    let isJSON: Bool
    private(set) var read = 0
    private(set) var refused = 0
    private var bytes: [UInt8] = []

    init(isJSON: Bool) { self.isJSON = isJSON }

    mutating func print(_ text: [UInt8], structure: Result<Molecule, MoleculeTable.Reason>? = nil) {
        if let structure, case .failure(let reason) = structure {
            refused += 1
            if isJSON {
                let members: [(key: String, value: JSONValue)] = [
                    ("smiles", .string(String(decoding: text, as: UTF8.self))), ("error", .string(reason.text)),
                ]
                bytes.append(contentsOf: JSONValue.object(members).encoded().utf8)
            } else {
                bytes.append(contentsOf: "error: \(reason.text)".utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
            return
        }
        let known = try? structure?.get()
        switch Result(catching: { () throws(SMILESError) in
            if let known { return known }
            return try Molecule(smilesBytes: text)
        }) {
        case .success(let molecule):
            read += 1
            // The SMILES alone: what follows a blank is the name.
            let start = text.firstIndex { !Self.isBlank($0) } ?? text.endIndex
            let end = text[start...].firstIndex(where: Self.isBlank) ?? text.endIndex
            if isJSON {
                molecule.appendJSON(
                    to: &bytes, smiles: text[start..<end],
                    extra: [("canonical", molecule.canonicalSMILES)] + (molecule.name.isEmpty ? [] : [("name", molecule.name)]))
            } else {
                line(molecule, String(decoding: text[start..<end], as: UTF8.self))
            }
        case .failure(let error):
            refused += 1
            if isJSON {
                Molecule.appendJSON(error: error, smiles: text, to: &bytes)
            } else {
                bytes.append(contentsOf: "error: \(error.description)".utf8)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count > 1 << 16 { finish() }
    }

    mutating func finish() {
        if bytes.isEmpty { return }
        Output.result(String(decoding: bytes, as: UTF8.self), terminator: "")
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func line(_ molecule: Molecule, _ smiles: String) {
        func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
        let fragments = molecule.fragments.count
        let name = molecule.name.isEmpty ? "" : "  \(molecule.name)"
        bytes.append(contentsOf: """
            \(smiles)\(name)  \(molecule.formula)  \(Output.fixed(molecule.weight, 3)) u  \(counted(molecule.atomCount, "atom")), \
            \(counted(molecule.bondCount, "bond")), \(counted(molecule.rings.count, "ring")), \(counted(fragments, "fragment"))
            """.utf8)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
}
