import FileFormats

/// Reads molecules from molfiles (MOL), versions V2000 and V3000.
///
/// Format: Dassault Systèmes BIOVIA, CTfile Formats (2020). What is made of it follows RDKit 2026.09's defaults: hydrogens that
/// are atoms are folded into counts, the molecule is sanitized, tetrahedral centres come from wedges (in the plane) or from
/// the coordinates (in space), double bonds from the coordinates. Wildcards (`*`, `A`, `Q`, `X`, `M`, `R#`) become atoms of
/// number 0; atom lists and query bonds are refused.
/// Memory grows with what the file holds, never with what its counts line promises.
public struct MolfileReader: Sendable {
    /// Whether valences are checked and rings, aromaticity and stereo perceived.
    public var sanitizes: Bool
    /// Whether hydrogens that are atoms of their own are folded into counts, as RDKit does by default.
    public var removesHydrogens: Bool

    /// As RDKit reads: cleaned up, hydrogens without need left out.
    public init(sanitizes: Bool = true, removesHydrogens: Bool = true) {
        self.sanitizes = sanitizes
        self.removesHydrogens = removesHydrogens
    }

    /// Reads a file with one molecule; one packed with gzip is unpacked.
    ///
    /// Throws a `FileError` with file, line, what was found and what was expected.
    public func read(path: String) throws(FileError) -> Molecule {
        try read(try Files.readMaybeCompressed(path), file: path)
    }

    /// Reads a molecule from bytes.
    ///
    /// - Parameters:
    ///   - bytes: the file's text.
    ///   - file: the name for messages.
    ///   - firstLine: the number of the first line in that file.
    public func read(_ bytes: [UInt8], file: String, firstLine: Int = 1) throws(FileError) -> Molecule {
        let contents = try Self.contents(bytes, file: file, firstLine: firstLine)
        return try MoleculeFromFile(contents, file: file).molecule(sanitizes: sanitizes, removesHydrogens: removesHydrogens)
    }

    /// What the file says.
    static func contents(_ bytes: [UInt8], file: String, firstLine: Int) throws(FileError) -> MolfileContents {
        var lines = MolfileLines(bytes: bytes, file: file, firstLine: firstLine)
        var contents = MolfileContents()
        guard lines.advance() else { throw lines.failure(found: "nothing", expected: "a molfile", at: firstLine) }
        contents.name = lines.trimmedText
        if contents.name.unicodeScalars.first == "\u{FEFF}" { contents.name.unicodeScalars.removeFirst() }
        for part in ["the line of the program", "the comment", "the line of counts"] {
            guard lines.advance() else { throw lines.failure(found: "the end of the record", expected: part) }
            if part == "the line of the program" { contents.dimension = lines.string(lines.field(20, 22)) }
        }
        contents.countsLine = lines.line
        let version = lines.string(lines.field(33, 39))
        switch version {
        case "V3000": return try MolfileV3000.read(contents, &lines)
        case "V2000", "":
            let bounds = (atoms: lines.field(0, 3), bonds: lines.field(3, 6))
            guard !bounds.atoms.isEmpty, !bounds.bonds.isEmpty else {
                throw lines.failure(
                    found: lines.quoted(lines.field(0, 60)), expected: "the numbers of atoms and bonds, three columns each",
                    advice: "the counts stand in line 4 of a molfile")
            }
            let atoms = try lines.int(bounds.atoms, "the number of atoms")
            let bonds = try lines.int(bounds.bonds, "the number of bonds")
            guard atoms >= 0, bonds >= 0 else { throw lines.failure(found: "a count below 0", expected: "0 or more") }
            return try MolfileV2000.read(contents, &lines, atoms: atoms, bonds: bonds)
        default: throw lines.failure(.unsupported, found: "version \"\(version)\"", expected: "V2000 or V3000")
        }
    }
}
