import FileFormats
import Testing

@Suite struct LineStreamTests {
    @Test func givesEachLine() throws {
        let path = "/tmp/lines-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? Files.remove(path) }
        let long = String(repeating: "x", count: 300_000)
        try Files.write("\u{FEFF}first\r\n\n\"open\n\(long)\nlast", to: path)
        var stream = try LineStream(path: path)
        var lines: [String] = []
        while let line = try stream.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        #expect(lines == ["first", "", "\"open", long, "last"])
        #expect(stream.line == 5)
        #expect(throws: FileError.self) { try LineStream(path: path + ".not") }
        #expect(throws: FileError.self) { try LineStream(path: "/tmp") }
    }
}
