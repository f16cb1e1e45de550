import Testing

@testable import FileFormats

@Suite struct RecordReaderTests {
    @Test(arguments: ["\n", "\r\n"]) func recordsAndTheirLines(lineEnd: String) throws {
        let text = ["a", "b", "$$$$", "c$$$$", "$$$$ more", "", "d", ""].joined(separator: lineEnd)
        var reader = RecordReader(bytes: Array(text.utf8), mark: "$$$$")
        let first = try #require(try reader.next())
        #expect(String(decoding: first.bytes, as: UTF8.self) == "a\(lineEnd)b\(lineEnd)")
        #expect(first.line == 1 && first.isComplete)
        let second = try #require(try reader.next())
        #expect(String(decoding: second.bytes, as: UTF8.self) == "c$$$$\(lineEnd)")
        #expect(second.line == 4)
        let rest = try #require(try reader.next())
        #expect(rest.line == 6 && !rest.isComplete)
        #expect(try reader.next() == nil)
    }

    @Test func blanksBehindTheLastMarkAreNoRecord() throws {
        var reader = RecordReader(bytes: Array("a\n$$$$\n \n\n".utf8), mark: "$$$$")
        #expect(try reader.next() != nil)
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }

    @Test func aFileIsReadInPieces() throws {
        // Records larger than a piece, and marks across the pieces' borders.
        let path = "/tmp/gcn-records-\(UInt64.random(in: 0 ... .max)).sdf"
        defer { try? Files.remove(path) }
        var text = ""
        for number in 0..<40 { text += String(repeating: "line of record \(number)\n", count: 1 + number * 300) + "$$$$\n" }
        try Files.write(text, to: path)
        var reader = try RecordReader(path: path, mark: "$$$$")
        var line = 1
        for number in 0..<40 {
            let record = try #require(try reader.next())
            #expect(record.line == line)
            #expect(record.bytes.count(where: { $0 == 10 }) == 1 + number * 300)
            line += 2 + number * 300
        }
        #expect(try reader.next() == nil)
        // packed
        try Files.write(try Gzip.compress(Array(text.utf8)), to: path)
        var packed = try RecordReader(path: path, mark: "$$$$")
        var count = 0
        while try packed.next() != nil { count += 1 }
        #expect(count == 40)
    }

    @Test func missingFilesAndFolders() throws {
        #expect(throws: FileError.self) { try RecordReader(path: "/nonexistent/x.sdf", mark: "$$$$") }
        #expect(throws: FileError.self) { try RecordReader(path: "/tmp", mark: "$$$$") }
    }
}
