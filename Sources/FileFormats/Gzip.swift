import CZlib

/// gzip files (RFC 1952), through the system's zlib.
public enum Gzip {
    /// gzip alone: 15 bits of window, and 16 for "with a gzip header".
    private static let windowBits: Int32 = 31
    private static let chunkSize = 1 << 18

    /// Whether the bytes begin as gzip does: 1f 8b.
    public static func isCompressed(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    }

    /// Unpacks a gzip file of one or more members; zero bytes after the last are skipped, as gzip does.
    ///
    /// - Parameters:
    ///   - bytes: the packed bytes.
    ///   - file: the name for messages.
    ///   - limit: the most bytes to give, 4 GiB; a small file may unpack to any size.
    /// - Throws: `.malformed` with the byte where the data end too early, are damaged, or fail their checksum;
    ///   `.unsupported` beyond the limit, or where the system has no zlib.
    public static func decompress(
        _ bytes: [UInt8], file: String, limit: Int = 4 << 30
    ) throws(FileError) -> [UInt8] {
        guard isCompressed(bytes) else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(0), found: FileError.quoted(bytes.prefix(2)),
                expected: "gzip data, which begin with 1f 8b")
        }
        var output: [UInt8] = []
        // The last four bytes tell the size of the last member; a likely one spares the array its growing.
        let told = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        if told <= min(limit, 16 * bytes.count) { output.reserveCapacity(told) }
        var chunk = [UInt8](repeating: 0, count: chunkSize)
        var position = 0
        repeat {
            let stream = czlib_inflate_new(windowBits)
            guard stream != nil else { throw unavailable(file) }
            defer { czlib_free(stream) }
            var code = CZLIB_OK
            while code != CZLIB_END {
                let (step, consumed, produced) = run(stream, bytes, from: position, into: &chunk, finish: false)
                code = step
                position += consumed
                guard output.count + produced <= limit else {
                    throw FileError(
                        kind: .unsupported, file: file, place: .byte(position),
                        found: "more than \(limit) bytes after unpacking", expected: "at most \(limit) bytes",
                        advice: "unpack it with gunzip if you trust it")
                }
                output.append(contentsOf: chunk[..<produced])
                if code == CZLIB_END { break }
                if code == CZLIB_BUFFER || (code == CZLIB_OK && consumed + produced == 0) {
                    throw FileError(
                        kind: .malformed, file: file, place: .byte(bytes.count),
                        found: "the end of the file inside gzip data", expected: "the rest of the packed data",
                        advice: "copy or download the file again")
                }
                guard code == CZLIB_OK else {
                    let words = czlib_message(stream).map { String(cString: $0) } ?? "zlib error \(code)"
                    throw FileError(
                        kind: .malformed, file: file, place: .byte(position), found: "damaged gzip data (\(words))",
                        advice: "copy or download the file again")
                }
            }
            while position < bytes.count, bytes[position] == 0 { position += 1 }
        } while try startsMember(bytes, at: position, file: file)
        return output
    }

    /// Packs bytes as one gzip member. `level` is 0...9; -1 stands for zlib's default, 6.
    ///
    /// Throws `.unsupported` where the system has no zlib.
    public static func compress(_ bytes: [UInt8], level: Int = -1) throws(FileError) -> [UInt8] {
        let stream = czlib_deflate_new(windowBits, Int32(clamping: level))
        guard stream != nil else { throw unavailable("gzip") }
        defer { czlib_free(stream) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkSize)
        var position = 0
        while true {
            let (code, consumed, produced) = run(stream, bytes, from: position, into: &chunk, finish: true)
            position += consumed
            output.append(contentsOf: chunk[..<produced])
            if code == CZLIB_END { return output }
            guard code == CZLIB_OK else {
                throw FileError(kind: .inputOutput, file: "gzip", found: "zlib error \(code) while packing")
            }
        }
    }

    private static func run(
        _ stream: OpaquePointer?, _ bytes: [UInt8], from position: Int, into chunk: inout [UInt8], finish: Bool
    ) -> (code: Int, consumed: Int, produced: Int) {
        var consumed = 0
        var produced = 0
        let code = bytes.withUnsafeBufferPointer { input in
            let rest = UnsafeBufferPointer(rebasing: input[position...])
            return chunk.withUnsafeMutableBufferPointer { output in
                czlib_step(
                    stream, rest.baseAddress, rest.count, &consumed, output.baseAddress, output.count, &produced,
                    finish ? 1 : 0)
            }
        }
        return (Int(code), consumed, produced)
    }

    /// Whether a further member begins at `position`; throws for other bytes.
    private static func startsMember(_ bytes: [UInt8], at position: Int, file: String) throws(FileError) -> Bool {
        if position == bytes.count { return false }
        if position + 1 < bytes.count, bytes[position] == 0x1F, bytes[position + 1] == 0x8B { return true }
        throw FileError(
            kind: .malformed, file: file, place: .byte(position),
            found: "\(bytes.count - position) bytes after the gzip data", expected: "the end of the file")
    }

    private static func unavailable(_ file: String) -> FileError {
        FileError(
            kind: .unsupported, file: file, found: "gzip data, but this system has no libz.so.1",
            advice: czlib_available() == 0 ? "install zlib1g" : "free some memory")
    }
}
