import Testing

@testable import FileFormats

@Test func csvFieldsAreQuotedAsNeeded() throws {
    #expect(CSVWriter.field("plain text") == "plain text")
    #expect(CSVWriter.field("a,b") == "\"a,b\"")
    #expect(CSVWriter.field("say \"x\"") == "\"say \"\"x\"\"\"")
    #expect(CSVWriter.field("") == "")
    let fields = ["a\r\nb", " x", "é;", "\"", ""]
    var reader = try CSVReader(bytes: bytes(CSVWriter.row(fields)), file: "t", delimiter: 44, hasHeader: false)
    let row = try #require(try reader.next())
    #expect((0..<row.count).map { row.string(at: $0) } == fields)
}
