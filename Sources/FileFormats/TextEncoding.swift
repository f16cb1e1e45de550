/// Whether bytes are text in UTF-8, and what to say where they are not.
///
/// Well-formed are the sequences of table 3-7 of the Unicode Standard, chapter 3.9: no overlong forms, no surrogates, nothing above
/// U+10FFFF.
public enum TextEncoding {
    private static let expected = "UTF-8"

    /// The place of the first byte that belongs to no well-formed character; nil where all do. ASCII goes by eight bytes at a time.
    public static func firstFault(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { raw in
            var index = 0
            let end = raw.count
            while index < end {
                while index + 8 <= end, raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                    index += 8
                }
                while index < end, raw[index] < 0x80 { index += 1 }
                if index == end { return nil }
                let length = characterLength(raw, at: index)
                if length == 0 { return index }
                index += length
            }
            return nil
        }
    }

    /// The length of the character of several bytes at `index`; 0 where there is no well-formed one.
    private static func characterLength(_ raw: UnsafeRawBufferPointer, at index: Int) -> Int {
        let lead = raw[index]
        // what the second byte may be; the third and fourth are any continuation
        let length: Int, second: ClosedRange<UInt8>
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard index + length <= raw.count, second.contains(raw[index + 1]) else { return 0 }
        for place in index + 2..<max(index + length, index + 2) where raw[place] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// Throws `.malformed` where a line's bytes are not UTF-8, with the line and the bytes.
    public static func check(_ bytes: [UInt8], file: String, line: Int) throws(FileError) {
        if let fault = firstFault(bytes) { throw notUTF8(bytes[...], fault: fault, column: nil, file: file, line: line) }
    }

    /// The error for text that is not UTF-8.
    ///
    /// - Parameters:
    ///   - text: the field or line.
    ///   - fault: the place of the byte among those of the array `text` is of.
    static func notUTF8(_ text: ArraySlice<UInt8>, fault: Int, column: String?, file: String, line: Int) -> FileError {
        // a long text is shown from a little before the byte
        let start = fault - text.startIndex > 24 ? fault - 12 : text.startIndex
        // 80 to 9F are letters in Windows' code page, and none in Latin-1
        let encoding = (0x80...0x9F).contains(text[fault]) ? "cp1252" : "latin1"
        return FileError(
            kind: .malformed, file: file, place: .line(line),
            found: "the bytes " + FileError.quoted(text[start...]) + (column.map { " in column \"\($0)\"" } ?? ""), expected: expected,
            advice: conversion(from: encoding, file: file))
    }

    /// Throws `.malformed` for bytes that are plainly no UTF-8 text: those that begin as UTF-16 does (with its byte order mark, or with a
    /// NUL beside the first letter), as gzip or as a zip archive, and those with a NUL in the first line.
    static func refuseOtherForms(_ bytes: [UInt8], file: String) throws(FileError) {
        func error(_ found: String, _ expected: String, _ advice: String) -> FileError {
            FileError(kind: .malformed, file: file, place: .line(1), found: found, expected: expected, advice: advice)
        }
        if Gzip.isCompressed(bytes) {
            throw error("gzip data", "text", "unpack it: gunzip -c \(quoted(file)) > NEW")
        }
        if bytes.starts(with: [0x50, 0x4B, 3, 4]) {
            throw error("a zip archive, as spreadsheets are kept in", "text", "save the sheet as CSV in UTF-8")
        }
        let isMarked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        if isMarked || bytes.count > 1 && (bytes[0] == 0) != (bytes[1] == 0) {
            let order = isMarked ? "" : bytes[0] == 0 ? "be" : "le"
            throw error(
                "UTF-16, which begins " + FileError.quoted(bytes.prefix(8)), Self.expected, conversion(from: "utf-16" + order, file: file))
        }
        let line = bytes.prefix(1 << 16).prefix { $0 != 10 && $0 != 13 }
        if let place = line.firstIndex(of: 0) {
            throw error(
                "a NUL byte behind " + FileError.quoted(bytes[max(0, place - 12)..<place]), Self.expected,
                "look at the file with file(1): it is no text, or text in another encoding")
        }
    }

    /// Whether an error says that a text is in another encoding.
    public static func isFault(_ error: FileError) -> Bool { error.kind == .malformed && error.expected == expected }

    private static func conversion(from encoding: String, file: String) -> String {
        let change = "iconv -f \(encoding) -t utf-8"
        if file == "standard input" { return "convert it: … | \(change) | gcn …" }
        return "convert it: " + (file.hasSuffix(".gz") ? "gunzip -c \(quoted(file)) | \(change)" : "\(change) \(quoted(file))") + " > NEW"
    }

    /// A file's name as a shell takes it.
    private static func quoted(_ file: String) -> String {
        let isPlain = !file.contains { " '\"\\$`&;()<>|*?".contains($0) }
        return isPlain ? file : "'" + file.replacing("'", with: "'\\''") + "'"
    }
}
