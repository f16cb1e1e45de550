import Testing

@testable import FileFormats

@Test func rowReadsNumbersAndTexts() throws {
    var reader = try CSVReader(
        bytes: bytes(" 12 ,-3.5e2,abc,\"7\",,nan,\"a \"\"b\"\"\",  \n"), file: "t.csv", delimiter: 44, hasHeader: false)
    let row = try #require(try reader.next())
    #expect(row.count == 8)
    #expect(row.int(at: 0) == 12)
    #expect(row.double(at: 0) == 12)
    #expect(row.string(at: 0) == " 12 ")
    #expect(row.float(at: 1) == -350)
    #expect(row.int(at: 1) == nil)
    #expect(row.double(at: 2) == nil)
    #expect(row.int(at: 3) == 7)
    #expect(row.isEmpty(at: 4))
    #expect(row.double(at: 4) == nil)
    #expect(row.double(at: 5)?.isNaN == true)
    #expect(row.string(at: 6) == "a \"b\"")
    #expect(row.isEmpty(at: 7))
    #expect(!row.isEmpty(at: 6))
}

@Test func rowsStayAsTheyWereWhenTheNextIsRead() throws {
    var reader = try CSVReader(bytes: bytes("a,b\n1,2\n33,44\n"), file: "t.csv")
    let first = try #require(try reader.next())
    let second = try #require(try reader.next())
    #expect(first.int(at: 1) == 2)
    #expect(second.int(at: 1) == 44)
}
