import ArgumentParser
import GraphLearning

/// `gcn fingerprint`: Morgan fingerprints of molecules from the command line or a CSV file.
struct MoleculeFingerprintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fingerprint",
        abstract: "Morgan (ECFP) fingerprints of molecules.",
        discussion: """
            Prints one line a molecule: its SMILES, a tab, the bits that it sets (with --counts BIT:COUNT), or the reason why \
            it cannot be read. With --out a CSV file with the columns smiles, error and one for each bit. Radius 2 is ECFP4.

            A file is read as it comes: .csv (and .tsv) with a header, anything else a SMILES a line, - for standard input. A known \
            table may be named as for gcn data info.

            Examples:
              gcn fingerprint "CC(=O)Oc1ccccc1C(=O)O" CCO
              gcn fingerprint --input compounds --bits 1024 --out ecfp.csv
            """)

    @Argument(help: ArgumentHelp("Molecules as SMILES.", valueName: "SMILES"))
    var smiles: [String] = []

    @Option(
        help: ArgumentHelp("A file of SMILES (.smi, .csv), - for standard input, or a known table.", valueName: "FILE"),
        completion: .file())
    var input: String?

    @Option(help: ArgumentHelp("CSV: the column of SMILES (smiles, else mol, in capitals or not).", valueName: "COLUMN"))
    var smilesColumn: String?

    @Option(help: ArgumentHelp("How far an environment reaches, in bonds.", valueName: "R"))
    var radius = 2

    @Option(help: ArgumentHelp("The length of the fingerprint.", valueName: "N"))
    var bits = 2048

    @Flag(help: "How many environments set each bit, not only whether one does.")
    var counts = false

    @Flag(help: "Let stereo tell environments apart.")
    var chirality = false

    @Option(help: ArgumentHelp("Write a CSV file instead.", valueName: "FILE.csv"), completion: .file())
    var out: String?

    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if smiles.isEmpty == (input == nil) { throw ValidationError("expected molecules as SMILES, or --input FILE") }
        if !(0...10).contains(radius) { throw ValidationError("--radius \(radius): expected 0 to 10") }
        if !(1...1_048_576).contains(bits) { throw ValidationError("--bits \(bits): expected 1 to 1048576") }
        if smilesColumn != nil, input == nil { throw ValidationError("--smiles-column goes with --input") }
        if out == "" { throw ValidationError("--out \"\": expected the name of a file") }
    }

    func run() throws {
        general.apply()
        let source = try input.map { try SMILESSource($0, column: smilesColumn) }
        let fingerprint = MorganFingerprint(radius: radius, bits: bits, useChirality: chirality)
        if let out { try Files.makeDirectory(above: out) }
        let file = try out.map { try AtomicFileWriter($0) }
        try file?.write(CSVWriter.row(["smiles", "error"] + (0..<bits).map { "bit_\($0)" }))
        var (read, refused) = (0, 0)
        var list: [JSONValue] = []
        try forEachSMILES(source) { text in
            let result = fingerprinted(text, fingerprint)
            if result.error == nil { read += 1 } else { refused += 1 }
            if let file {
                try file.write(row(text, result))
            } else if general.json {
                list.append(json(text, result))
            } else {
                Output.result(text + "\t" + line(result))
            }
        }
        try file?.commit()
        if general.json { Output.json(summary(read, refused, list)) }
        if let out, !general.json { Output.result("\(out): \(read) fingerprints of \(bits) bits") }
        if refused > 0 { general.say("\(refused) of \(read + refused) molecules refused") }
        if read == 0, refused > 0 { throw Failure(Failure.badData, "no molecule could be read") }
    }

    private typealias Result = (counts: [(bit: Int, count: Int)], error: String?)

    private func fingerprinted(_ text: String, _ fingerprint: MorganFingerprint) -> Result {
        do {
            return (fingerprint.counts(of: try Molecule(smiles: text)), nil)
        } catch {
            return ([], "\(error)")
        }
    }

    private func forEachSMILES(_ source: SMILESSource?, _ body: (String) throws -> Void) throws {
        guard let source else { return try smiles.forEach(body) }
        try source.forEach { try body(String(decoding: $0.text, as: UTF8.self)) }
    }

    private func line(_ result: Result) -> String {
        if let error = result.error { return "error: " + error }
        return result.counts.map { counts ? "\($0.bit):\($0.count)" : "\($0.bit)" }.joined(separator: " ")
    }

    private func row(_ text: String, _ result: Result) -> String {
        var cells = [String](repeating: result.error == nil ? "0" : "", count: bits)
        for (bit, count) in result.counts { cells[bit] = counts ? "\(count)" : "1" }
        return CSVWriter.row([text, result.error ?? ""] + cells)
    }

    private func json(_ text: String, _ result: Result) -> JSONValue {
        if let error = result.error { return .object([("smiles", .string(text)), ("error", .string(error))]) }
        var fields: [(key: String, value: JSONValue)] = [
            ("smiles", .string(text)), ("on", .array(result.counts.map { .int($0.bit) })),
        ]
        if counts { fields.append(("counts", .array(result.counts.map { .int($0.count) }))) }
        return .object(fields)
    }

    private func summary(_ read: Int, _ refused: Int, _ list: [JSONValue]) -> JSONValue {
        var fields: [(key: String, value: JSONValue)] = [
            ("radius", .int(radius)), ("bits", .int(bits)), ("chirality", .bool(chirality)), ("read", .int(read)),
            ("refused", .int(refused)),
        ]
        if let out { fields.append(("out", .string(out))) } else { fields.append(("molecules", .array(list))) }
        return .object(fields)
    }
}
