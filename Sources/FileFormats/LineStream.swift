#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads the lines of a file of any size: memory holds a piece of it. Lines end with LF or CRLF; a byte order mark is
/// skipped; `-` is standard input.
public struct LineStream: Sendable {
    private static let piece = 1 << 18
    /// The most bytes of a line.
    public static let longest = 1 << 26

    private let file: String
    private let descriptor: Descriptor
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// The number of the line that `next` gave last, from 1.
    public private(set) var line = 0

    /// Opens a file. Throws where there is none, or it is a folder.
    public init(path: String) throws(FileError) {
        file = path == "-" ? "standard input" : path
        descriptor = try Descriptor(path == "-" ? "/dev/stdin" : path, shown: file, flags: O_RDONLY)
        if try descriptor.status().isDirectory {
            throw FileError(kind: .malformed, file: file, found: "a folder", expected: "a file of lines")
        }
    }

    /// The next line without its end; nil behind the last. Throws for a line of more than `longest` bytes.
    public mutating func next() throws(FileError) -> [UInt8]? {
        var scanned = start
        while true {
            if let end = buffer.withUnsafeBufferPointer({ Self.lineEnd($0, from: scanned) }) {
                return take(upTo: end, next: end + 1)
            }
            if isAtEnd { return start < buffer.count ? take(upTo: buffer.count, next: buffer.count) : nil }
            if buffer.count - start > Self.longest {
                throw FileError(
                    kind: .malformed, file: file, place: .line(line + 1), found: "a line of more than \(Self.longest >> 20) MB",
                    expected: "lines that end")
            }
            scanned = buffer.count - start
            buffer.removeFirst(start)
            start = 0
            isAtEnd = try !descriptor.read(upTo: Self.piece, appendingTo: &buffer)
        }
    }

    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int? {
        guard position < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + position, 10, bytes.count - position)
        else { return nil }
        return base.distance(to: found.assumingMemoryBound(to: UInt8.self))
    }

    private mutating func take(upTo end: Int, next: Int) -> [UInt8] {
        var begin = start
        if line == 0, buffer[begin..<end].starts(with: [0xEF, 0xBB, 0xBF]) { begin += 3 }
        var end = end
        if end > begin, buffer[end - 1] == 13 { end -= 1 }
        start = next
        line += 1
        return Array(buffer[begin..<end])
    }
}
