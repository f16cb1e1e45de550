import FileFormats
import Testing

@Suite struct CSVStreamTests {
    private func file(_ text: String) throws -> String {
        let path = "/tmp/csvstream-\(UInt64.random(in: 0...UInt64.max)).csv"
        try Files.write(text, to: path)
        return path
    }

    /// The rows of a file of several pieces, with quotes, line ends within them and CRLF, are those of the reader of whole files.
    @Test(arguments: ["\n", "\r\n", "\r"]) func readsWhatTheReaderReads(end: String) throws {
        var text = "id,text,number" + end
        for row in 0..<60_000 {
            text += row % 7 == 0 ? "\(row),\"a \"\"b\"\"\(end)c, d\",\(row * 3)" : "\(row),x\" y\(row),\(row * 3)"
            text += end
        }
        let path = try file(text)
        defer { try? Files.remove(path) }
        var stream = try CSVStream(path: path)
        var reader = try CSVReader(bytes: Array(text.utf8), file: path)
        #expect(text.utf8.count > 1 << 20)
        #expect(stream.header == ["id", "text", "number"])
        var count = 0
        while let expected = try reader.next() {
            let row = try #require(try stream.next())
            if (0..<3).map({ row.string(at: $0) }) != (0..<3).map({ expected.string(at: $0) }) || row.line != expected.line {
                Issue.record("row \(count): line \(row.line), expected line \(expected.line)")
                return
            }
            count += 1
        }
        #expect(try stream.next() == nil)
        #expect(count == 60_000)
    }

    @Test func aRowOfAnotherWidth() throws {
        let path = try file("a,b\n1,2\n3\n4,5\n")
        defer { try? Files.remove(path) }
        var stream = try CSVStream(path: path)
        _ = try stream.next()
        let short = try #require(try stream.next(checksWidth: false))
        #expect(short.count == 1)
        #expect(short.line == 3)
        #expect(try stream.next()?.string(at: 1) == "5")
        var strict = try CSVStream(path: path)
        _ = try strict.next()
        #expect(throws: FileError(
            kind: .malformed, file: path, place: .line(3), found: "1 field", expected: "2 fields (a, b)")
        ) { try strict.next() }
    }

    @Test func emptyMissingAndFolder() throws {
        let path = try file("")
        defer { try? Files.remove(path) }
        #expect(throws: FileError.self) { try CSVStream(path: path) }
        #expect(throws: FileError.self) { try CSVStream(path: path + ".not") }
        #expect(throws: FileError.self) { try CSVStream(path: "/tmp") }
        let unclosed = try file("a,b\n1,\"2\n")
        defer { try? Files.remove(unclosed) }
        var stream = try CSVStream(path: unclosed)
        #expect(throws: FileError.self) { try stream.next() }
    }
}
