import CZlib

/// Reads zip archives from memory: stored and deflated members, found through the central directory.
///
/// Nothing is written to disk, so a member's name cannot lead out of a folder. Every offset and length is checked
/// against the archive before it is used, and no memory is taken by a declared size that the packed bytes cannot fill.
///
/// Source: PKWARE, APPNOTE.TXT, .ZIP File Format Specification, version 6.3.10, 2022.
public struct ZipArchive: Sendable {
    /// A file in the archive.
    public struct Entry: Sendable, Equatable {
        /// Its path; repeated slashes are one (`MUTAG//MUTAG_A.txt` is `MUTAG/MUTAG_A.txt`).
        public let name: String
        /// Its bytes once unpacked.
        public let size: Int
        /// Its bytes in the archive.
        public let packedSize: Int
        /// The CRC-32 of the unpacked bytes.
        public let checksum: UInt32
        let method: Int
        let flags: Int
        /// Where its local header begins.
        let header: Int
    }

    /// The files in the order of the central directory; folders are left out.
    public let entries: [Entry]

    /// Deflate cannot do better than 1032 to 1 (zlib's technical notes).
    static let largestRatio = 1032
    static let directoryHeaderSize = 46
    static let localHeaderSize = 30
    static let endSize = 22

    /// The whole archive.
    let bytes: [UInt8]
    private let file: String
    private let places: [String: Int]
    private let skipsZeroChecksums: Bool
    /// Where the central directory begins: no member reaches beyond.
    private let directory: Int

    /// Whether the bytes begin as a zip archive does: PK and 3, 4, or 5, 6 when it is empty.
    public static func isArchive(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
    }

    /// Reads an archive's directory.
    ///
    /// - Parameters:
    ///   - bytes: the whole archive.
    ///   - file: its name for messages.
    ///   - limit: the most bytes that all members together may declare, 4 GiB.
    ///   - skipsZeroChecksums: whether a CRC-32 of 0 means that none was computed, as PyTorch writes it when it is told
    ///     to save the time.
    /// - Throws: `.malformed` with the byte where the directory is missing, cut off or points outside the file, for a
    ///   name that occurs twice, and for members that overlap; `.unsupported` for archives in several parts, of more than 4 GiB (zip64), and beyond the limit.
    public init(
        bytes: [UInt8], file: String, limit: Int = 4 << 30, skipsZeroChecksums: Bool = false
    ) throws(FileError) {
        self.skipsZeroChecksums = skipsZeroChecksums
        let end = try Self.end(bytes, file)
        directory = end.directory
        var entries: [Entry] = []
        var places: [String: Int] = [:]
        var position = end.directory
        var total = 0
        for number in 0..<end.count {
            let (entry, next) = try Self.entry(bytes, at: position, end: end.position, number: number, file)
            position = next
            if entry.name.hasSuffix("/") { continue }
            if places.updateValue(entries.count, forKey: entry.name) != nil {
                throw FileError(
                    kind: .malformed, file: file, place: .entry(entry.name), found: "two members of this name",
                    expected: "each name once")
            }
            total += entry.size
            guard total <= limit else {
                throw FileError(
                    kind: .unsupported, file: file, place: .entry(entry.name),
                    found: "more than \(limit) bytes after unpacking", expected: "at most \(limit) bytes",
                    advice: "unpack it with unzip if you trust it")
            }
            entries.append(entry)
        }
        let byPlace = entries.sorted { ($0.header, $0.packedSize) < ($1.header, $1.packedSize) }
        for (first, second) in zip(byPlace, byPlace.dropFirst())
        where first.header + Self.localHeaderSize + first.packedSize > second.header {
            throw FileError(
                kind: .malformed, file: file, place: .entry(second.name), found: "a member inside \(first.name)",
                expected: "members that do not overlap", advice: "the archive may be made to do harm")
        }
        (self.bytes, self.file, self.entries, self.places) = (bytes, file, entries, places)
    }

    /// Reads the archive at `path`. Throws as `Files.read` and as the designated initializer.
    public init(path: String) throws(FileError) {
        try self.init(bytes: try Files.read(path), file: path)
    }

    /// Whether there is a member of this name (single slashes).
    public func contains(_ name: String) -> Bool { places[name] != nil }

    /// A member's bytes, unpacked and checked.
    ///
    /// Throws `.missing` where there is no member of this name; `.unsupported` for an encrypted one or a method other
    /// than stored and deflated; `.malformed` where bytes are missing, damaged, or have another CRC-32.
    public func read(_ name: String) throws(FileError) -> [UInt8] {
        if let range = try storedRange(name) { return Array(bytes[range]) }
        let entry = try entry(name)
        guard entry.method == 8 else {
            throw FileError(
                kind: .unsupported, file: file, place: .entry(name), found: "compression method \(entry.method)",
                expected: "0 (stored) or 8 (deflated)", advice: "unpack it with unzip, or pack it with zip -Z deflate")
        }
        let plain = try inflated(entry, from: try dataStart(entry))
        try check(entry, plain[...])
        return plain
    }

    /// Where in the archive a stored member's bytes lie, checked as by `read`, so that they need not be copied; nil for a
    /// packed one.
    func storedRange(_ name: String) throws(FileError) -> Range<Int>? {
        let entry = try entry(name)
        let start = try dataStart(entry)
        if entry.method != 0 { return nil }
        guard entry.size == entry.packedSize else {
            throw malformed(entry, "\(entry.packedSize) stored bytes", "\(entry.size) bytes, as the directory says")
        }
        let range = start..<start + entry.packedSize
        try check(entry, bytes[range])
        return range
    }

    private func entry(_ name: String) throws(FileError) -> Entry {
        if let place = places[name] { return entries[place] }
        throw FileError(kind: .missing, file: file, place: .entry(name), found: "no such member in the archive")
    }

    private func check(_ entry: Entry, _ plain: ArraySlice<UInt8>) throws(FileError) {
        if skipsZeroChecksums, entry.checksum == 0 { return }
        guard czlib_available() != 0 else { throw unavailable(entry) }
        let sum = plain.withUnsafeBufferPointer { czlib_crc32(0, $0.baseAddress, $0.count) }
        guard sum == entry.checksum else {
            throw malformed(
                entry, "the CRC-32 \(String(sum, radix: 16))", String(entry.checksum, radix: 16),
                advice: "copy or download the file again")
        }
    }

    /// Where a member's packed bytes begin, after its local header.
    private func dataStart(_ entry: Entry) throws(FileError) -> Int {
        if entry.flags & 1 != 0 {
            throw FileError(
                kind: .unsupported, file: file, place: .entry(entry.name), found: "an encrypted member",
                advice: "unpack it with unzip")
        }
        let header = entry.header
        guard header + Self.localHeaderSize <= directory, Self.word(bytes, header) == 0x0403_4B50 else {
            throw malformed(entry, "no header at byte \(header)", "a member's header, PK 3 4")
        }
        let start = header + Self.localHeaderSize + Self.half(bytes, header + 26) + Self.half(bytes, header + 28)
        guard start + entry.packedSize <= directory else {
            throw malformed(
                entry, "\(max(0, directory - start)) bytes before the directory", "\(entry.packedSize) packed bytes",
                advice: "copy or download the file again")
        }
        return start
    }

    /// Unpacks raw deflate data (RFC 1951) of a known size.
    private func inflated(_ entry: Entry, from start: Int) throws(FileError) -> [UInt8] {
        let rawDeflate: Int32 = -15
        let stream = czlib_inflate_new(rawDeflate)
        guard stream != nil else { throw unavailable(entry) }
        defer { czlib_free(stream) }
        var code = CZLIB_OK
        var (consumed, produced) = (0, 0)
        // One byte more than declared shows data that go on. `entry` has checked the size against the packed bytes.
        let plain = [UInt8](unsafeUninitializedCapacity: entry.size + 1) { output, count in
            bytes.withUnsafeBufferPointer { input in
                while code == CZLIB_OK, produced <= entry.size {
                    var (taken, given) = (0, 0)
                    code = Int(
                        czlib_step(
                            stream, input.baseAddress.map { $0 + start + consumed }, entry.packedSize - consumed,
                            &taken, output.baseAddress.map { $0 + produced }, entry.size + 1 - produced, &given, 0))
                    consumed += taken
                    produced += given
                    if taken + given == 0 { break }
                }
            }
            count = min(produced, entry.size)
        }
        if produced > entry.size {
            throw malformed(entry, "more than \(entry.size) bytes after unpacking", "\(entry.size), as the directory says")
        }
        guard code == CZLIB_END else {
            if code == CZLIB_OK || code == CZLIB_BUFFER {
                throw malformed(
                    entry, "the end of the packed data after \(produced) bytes", "\(entry.size) bytes",
                    advice: "copy or download the file again")
            }
            let words = czlib_message(stream).map { String(cString: $0) } ?? "zlib error \(code)"
            throw malformed(entry, "damaged data (\(words))", "deflated data", advice: "copy or download the file again")
        }
        guard produced == entry.size else {
            throw malformed(entry, "\(produced) bytes after unpacking", "\(entry.size), as the directory says")
        }
        return plain
    }

    private func malformed(_ entry: Entry, _ found: String, _ expected: String, advice: String? = nil) -> FileError {
        FileError(
            kind: .malformed, file: file, place: .entry(entry.name), found: found, expected: expected, advice: advice)
    }

    private func unavailable(_ entry: Entry) -> FileError {
        FileError(
            kind: .unsupported, file: file, place: .entry(entry.name),
            found: "zip data, but this system has no libz.so.1",
            advice: czlib_available() == 0 ? "install zlib1g" : "free some memory")
    }
}

extension ZipArchive {
    static func half(_ bytes: [UInt8], _ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }

    static func word(_ bytes: [UInt8], _ place: Int) -> Int { half(bytes, place) | half(bytes, place + 2) << 16 }

    /// Finds the end record, which stands before a comment of at most 65535 bytes, and checks it.
    private static func end(
        _ bytes: [UInt8], _ file: String
    ) throws(FileError) -> (position: Int, directory: Int, count: Int) {
        let lowest = max(0, bytes.count - endSize - 0xFFFF)
        var position = bytes.count - endSize
        while position >= lowest {
            if word(bytes, position) == 0x0605_4B50, position + endSize + half(bytes, position + 20) == bytes.count {
                break
            }
            position -= 1
        }
        guard position >= lowest else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(bytes.count), found: "no directory at the end of the file",
                expected: "a zip archive", advice: "copy or download the file again")
        }
        let count = half(bytes, position + 10)
        let (size, start) = (word(bytes, position + 12), word(bytes, position + 16))
        if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
            throw FileError(
                kind: .unsupported, file: file, place: .byte(position), found: "a zip64 archive",
                expected: "at most 65534 members and 4 GiB", advice: "unpack it with unzip")
        }
        guard half(bytes, position + 4) == 0, half(bytes, position + 6) == 0, half(bytes, position + 8) == count else {
            throw FileError(
                kind: .unsupported, file: file, place: .byte(position), found: "one part of a split archive",
                expected: "the whole archive in one file")
        }
        guard start + size <= position, count * directoryHeaderSize <= size else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(position),
                found: "a directory of \(count) members in \(size) bytes from byte \(start)",
                expected: "one that lies in the file's first \(position) bytes",
                advice: "copy or download the file again")
        }
        return (position, start, count)
    }

    /// The member whose directory header begins at `position`, and where the next begins.
    private static func entry(
        _ bytes: [UInt8], at position: Int, end: Int, number: Int, _ file: String
    ) throws(FileError) -> (entry: Entry, next: Int) {
        guard position + directoryHeaderSize <= end, word(bytes, position) == 0x0201_4B50 else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(position),
                found: "no header of member \(number + 1) in the directory", expected: "PK 1 2")
        }
        let nameStart = position + directoryHeaderSize
        let nameEnd = nameStart + half(bytes, position + 28)
        let next = nameEnd + half(bytes, position + 30) + half(bytes, position + 32)
        guard next <= end else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(position),
                found: "a name and fields of \(next - nameStart) bytes", expected: "at most \(end - nameStart)")
        }
        var name: [UInt8] = []
        for byte in bytes[nameStart..<nameEnd] where !(byte == UInt8(ascii: "/") && name.last == byte) {
            name.append(byte)
        }
        let entry = Entry(
            name: String(decoding: name, as: UTF8.self), size: word(bytes, position + 24),
            packedSize: word(bytes, position + 20), checksum: UInt32(word(bytes, position + 16)),
            method: half(bytes, position + 10), flags: half(bytes, position + 8), header: word(bytes, position + 42))
        guard entry.packedSize <= bytes.count, entry.header < bytes.count else {
            throw FileError(
                kind: .malformed, file: file, place: .entry(entry.name),
                found: "\(entry.packedSize) packed bytes at byte \(entry.header)",
                expected: "a place in the file's \(bytes.count) bytes", advice: "copy or download the file again")
        }
        guard entry.size <= (entry.packedSize + 1) * largestRatio else {
            throw FileError(
                kind: .malformed, file: file, place: .entry(entry.name),
                found: "\(entry.size) bytes said to be packed into \(entry.packedSize)",
                expected: "at most \((entry.packedSize + 1) * largestRatio)",
                advice: "the archive is damaged, or made to do harm")
        }
        return (entry, next)
    }
}
