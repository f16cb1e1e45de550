import FileFormats

/// Writes molecules with fields as an SDF file, one record at a time. The file appears at `finish()`, whole.
public final class SDFWriter: Sendable {
    private let writer: MolfileWriter
    private let file: AtomicFileWriter

    /// Begins a file. Throws `.inputOutput` where the folder is not there or the system refuses.
    public init(_ path: String, writer: MolfileWriter = MolfileWriter()) throws(FileError) {
        self.writer = writer
        file = try AtomicFileWriter(path)
    }

    /// Adds a record.
    public func write(_ molecule: Molecule, properties: [(name: String, value: String)] = []) throws(FileError) {
        try file.write(Self.record(molecule, properties: properties, writer: writer))
    }

    /// Puts the file in its place.
    public func finish() throws(FileError) { try file.commit() }

    /// A record's text, `$$$$` included.
    ///
    /// Empty lines of a value are left out, since one ends the value; so is what would end a name.
    public static func record(
        _ molecule: Molecule, properties: [(name: String, value: String)] = [], writer: MolfileWriter = MolfileWriter()
    ) -> String {
        var text = writer.text(molecule)
        for (name, value) in properties {
            let name = MolfileWriter.line(name).unicodeScalars.map { $0 == "<" || $0 == ">" ? "_" : String($0) }.joined()
            text += ">  <\(name)>\n"
            for line in value.unicodeScalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" })
            where line.contains(where: { $0 != " " && $0 != "\t" }) {
                text += (line.starts(with: "$$$$".unicodeScalars) ? " " : "") + String(line) + "\n"
            }
            text += "\n"
        }
        return text + "$$$$\n"
    }
}
