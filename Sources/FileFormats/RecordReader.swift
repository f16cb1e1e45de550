#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads a file record by record, where a line that begins with a given mark ends a record (`$$$$` in SDF).
///
/// The file is read in pieces, so that memory grows with the largest record and not with the file; one packed with gzip
/// is unpacked whole at first. Time grows with the bytes.
public struct RecordReader: Sendable {
    /// One record: its lines without the mark's.
    public struct Record: Sendable {
        /// Without what ends it.
        public let bytes: [UInt8]
        /// The file's line that the record begins with, counted from 1.
        public let line: Int
        /// Whether the mark stood behind it; false for what follows the last mark.
        public let isComplete: Bool
    }

    private static let pieceSize = 1 << 18

    private let mark: [UInt8]
    private let file: Descriptor?
    private var buffer: [UInt8]
    /// Where the record at hand begins in `buffer`.
    private var start = 0
    private var line = 1
    private var isAtEnd: Bool

    /// Begins to read a file. Throws as `Files.read` and `Gzip.decompress`.
    public init(path: String, mark: String) throws(FileError) {
        let file = try Descriptor(path, shown: path, flags: O_RDONLY)
        if try file.status().isDirectory {
            throw FileError(kind: .inputOutput, file: path, found: "this is a folder", expected: "a file")
        }
        var buffer: [UInt8] = []
        let hasMore = try file.read(upTo: Self.pieceSize, appendingTo: &buffer)
        if Gzip.isCompressed(buffer) {
            while try file.read(upTo: Self.pieceSize, appendingTo: &buffer) {}
            self.init(bytes: try Gzip.decompress(buffer, file: path), mark: mark)
        } else {
            self.init(mark: Array(mark.utf8), file: hasMore ? file : nil, buffer: buffer)
        }
    }

    /// Begins to read bytes that are in memory.
    public init(bytes: [UInt8], mark: String) {
        self.init(mark: Array(mark.utf8), file: nil, buffer: bytes)
    }

    private init(mark: [UInt8], file: Descriptor?, buffer: [UInt8]) {
        (self.mark, self.file, self.buffer) = (mark, file, buffer)
        isAtEnd = file == nil
    }

    /// The next record; nil at the end. What follows the last mark is a record if it holds more than blanks.
    public mutating func next() throws(FileError) -> Record? {
        var scanned = start
        var lines = 0
        while true {
            let found = scan(from: &scanned, &lines)
            if let found {
                let record = Record(bytes: Array(buffer[start..<found.mark]), line: line, isComplete: true)
                start = found.next
                line += lines
                return record
            }
            if isAtEnd { break }
            if start > 0 {
                buffer.removeFirst(start)
                scanned -= start
                start = 0
            }
            isAtEnd = try !(file?.read(upTo: Self.pieceSize, appendingTo: &buffer) ?? false)
        }
        let rest = Array(buffer[start...])
        start = buffer.count
        guard rest.contains(where: { $0 > 32 }) else { return nil }
        defer { line += lines }
        return Record(bytes: rest, line: line, isComplete: false)
    }

    /// Steps over whole lines; stops behind one that begins with the mark. A line is whole when its LF was read, or at the
    /// end of the file.
    private func scan(from position: inout Int, _ lines: inout Int) -> (mark: Int, next: Int)? {
        buffer.withUnsafeBufferPointer { bytes -> (mark: Int, next: Int)? in
            while position < bytes.count {
                var end = position
                if let base = bytes.baseAddress, let found = memchr(base + position, 10, bytes.count - position) {
                    end = base.distance(to: found.assumingMemoryBound(to: UInt8.self))
                } else {
                    guard isAtEnd else { return nil }
                    end = bytes.count
                }
                let lineStart = position
                position = min(end + 1, bytes.count)
                lines += 1
                if end - lineStart >= mark.count, bytes[lineStart..<lineStart + mark.count].elementsEqual(mark) {
                    return (lineStart, position)
                }
            }
            return nil
        }
    }
}
