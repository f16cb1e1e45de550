import FileFormats

/// One record of an SDF file: a molecule, or why there is none, and the fields behind it.
public struct SDFRecord: Sendable {
    /// Which record of the file, counted from 1.
    public let number: Int
    /// The file's line that it begins with, counted from 1.
    public let line: Int
    /// What was read, or what is wrong with it.
    public let molecule: Result<Molecule, FileError>
    /// The fields (`> <NAME>`) in the order of the file; lines of a value are joined with LF.
    public let properties: [(name: String, value: String)]

    /// The value of the first field of this name.
    public subscript(name: String) -> String? { properties.first { $0.name == name }?.value }
}

/// Reads an SDF file one record at a time: memory grows with the largest record, not with the file.
///
/// A record that cannot be read does not stop the next; records end with `$$$$`. Lines end with LF or CRLF. Molecules are read
/// as `MolfileReader` reads them. A file packed with gzip is unpacked whole.
///
///     var reader = try SDFReader(path: "molecules.sdf")
///     while let record = try reader.next() { … }
public struct SDFReader: Sendable {
    private let reader: MolfileReader
    private let file: String
    private var records: RecordReader
    private var count = 0

    /// Begins to read a file. Throws `.missing` where there is none, `.inputOutput` where the system refuses.
    public init(path: String, reader: MolfileReader = MolfileReader()) throws(FileError) {
        (self.reader, file) = (reader, path)
        records = try RecordReader(path: path, mark: "$$$$")
    }

    /// Begins to read bytes that are in memory.
    public init(bytes: [UInt8], file: String, reader: MolfileReader = MolfileReader()) {
        (self.reader, self.file) = (reader, file)
        records = RecordReader(bytes: bytes, mark: "$$$$")
    }

    /// The next record; nil at the end. Throws only where the file itself cannot be read on.
    public mutating func next() throws(FileError) -> SDFRecord? {
        guard let record = try records.next() else { return nil }
        count += 1
        let molecule: Result<Molecule, FileError>
        do throws(FileError) {
            molecule = .success(try reader.read(record.bytes, file: file, firstLine: record.line))
        } catch {
            molecule = .failure(error)
        }
        return SDFRecord(
            number: count, line: record.line, molecule: molecule,
            properties: Self.properties(record.bytes, file: file, firstLine: record.line))
    }

    /// The fields behind the molecule: a line that begins with `>` and has the name in `<…>`, then lines up to an empty one.
    private static func properties(_ bytes: [UInt8], file: String, firstLine: Int) -> [(name: String, value: String)] {
        var lines = MolfileLines(bytes: bytes, file: file, firstLine: firstLine)
        var result: [(name: String, value: String)] = []
        // The first four lines are the molfile's own, whatever they begin with.
        for _ in 0..<4 where !lines.advance() { return [] }
        while lines.advance() {
            guard lines.hasPrefix(">") else { continue }
            let header = bytes[lines.start + 1..<lines.end]
            var name = ""
            if let open = header.firstIndex(of: UInt8(ascii: "<")), let close = header.lastIndex(of: UInt8(ascii: ">")), open < close {
                name = String(decoding: bytes[open + 1..<close], as: UTF8.self)
            } else {
                name = String(lines.trimmedText.dropFirst())
                while name.first == " " { name.removeFirst() }
            }
            var values: [String] = []
            while lines.advance(), !lines.field(0, 1 << 40).isEmpty { values.append(lines.text) }
            result.append((name, values.joined(separator: "\n")))
        }
        return result
    }
}
