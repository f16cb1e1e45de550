import Testing

@testable import FileFormats

private func rows(_ text: String, delimiter: UInt8? = nil, hasHeader: Bool = true) throws -> [[String]] {
    var reader = try CSVReader(bytes: bytes(text), file: "t.csv", delimiter: delimiter, hasHeader: hasHeader)
    var result = hasHeader ? [reader.header] : []
    while let row = try reader.next() { result.append((0..<row.count).map { row.string(at: $0) }) }
    return result
}

@Test func csvReadsEveryKindOfLine() throws {
    #expect(try rows("a,b\n1,2\n3,4") == [["a", "b"], ["1", "2"], ["3", "4"]])
    #expect(try rows("\u{FEFF}a,b\r\n1,\r\n\r\n,4\r\n") == [["a", "b"], ["1", ""], ["", "4"]])
    #expect(try rows("a,b\r1,2\r") == [["a", "b"], ["1", "2"]])
    #expect(try rows("a;b\n\"x;y\";\"q\"\"q\"\n") == [["a", "b"], ["x;y", "q\"q"]])
    #expect(try rows("a\tb, c\n1\t2") == [["a", "b, c"], ["1", "2"]])
    #expect(try rows("\"a\nb\",c\n\"\",\"\"\"\"\n") == [["a\nb", "c"], ["", "\""]])
    #expect(try rows("1,2\n3,4", hasHeader: false) == [["1", "2"], ["3", "4"]])
    #expect(try rows("1 2\n3 4", delimiter: 32, hasHeader: false) == [["1", "2"], ["3", "4"]])
    #expect(try rows("", hasHeader: false) == [])
    #expect(try rows("a,b\n1,") == [["a", "b"], ["1", ""]])
}

@Test func csvCountsLinesThroughQuotes() throws {
    var reader = try CSVReader(bytes: bytes("a,b\n\n\"x\r\ny\nz\",1\n2,3\n"), file: "t.csv")
    #expect(try reader.next()?.line == 3)
    #expect(try reader.next()?.line == 6)
    #expect(try reader.next() == nil)
}

@Test func csvNamesTheLineOfATrouble() {
    #expect(
        message { () throws(FileError) in
            var reader = try CSVReader(bytes: bytes("id,club\n1,2\n3,4,5\n"), file: "t.csv")
            while try reader.next() != nil {}
        } == "t.csv:3: found 3 fields; expected 2 fields (id, club)")
    #expect(
        message { () throws(FileError) in
            var reader = try CSVReader(bytes: bytes("1,2\n3\n"), file: "t.csv", hasHeader: false)
            while try reader.next() != nil {}
        } == "t.csv:2: found 1 field; expected 2 fields")
    #expect(
        message { () throws(FileError) in
            var reader = try CSVReader(bytes: bytes("a,b\n1,\"x\n2,3\n4,5"), file: "t.csv")
            while try reader.next() != nil {}
        } == "t.csv:2: found a quote that is never closed; expected a closing \" before the end of the file; "
            + "a quote inside a quoted field is written \"\"")
    #expect(
        message { () throws(FileError) in
            var reader = try CSVReader(bytes: bytes("a,b\n1,\"x\"y\n"), file: "t.csv")
            while try reader.next() != nil {}
        } == "t.csv:2: found \"y\\x0a\" after a closing quote; expected the end of the field; "
            + "a quote inside a quoted field is written \"\"")
    #expect(
        message { () throws(FileError) in try CSVReader(bytes: [], file: "t.csv") }
            == "t.csv:1: found an empty file; expected a line with the names of the columns")
}

/// `id, label` names the columns id and label, as ` a ` is the field a where text is asked for without its blanks.
@Test func csvNamesHaveNoBlanksAround() throws {
    #expect(try rows(" id,label , \" x\",\tdays left\n1,2, 3,4\n") == [["id", "label", "\" x\"", "days left"], ["1", "2", " 3", "4"]])
    #expect(try CSVReader(bytes: bytes("\" id \",b\n"), file: "t.csv").header == ["id", "b"])
    var reader = try CSVReader(bytes: bytes("a,b,c\n x y\t,  ,\"\"\n"), file: "t.csv")
    let row = try #require(try reader.next())
    #expect((0..<3).map { row.textWithoutBlanks(at: $0) } == ["x y", "", ""])
}

@Test func csvFindsColumns() throws {
    let reader = try CSVReader(bytes: bytes("id,club\n"), file: "t.csv")
    #expect(try reader.column(named: "club") == 1)
    #expect(
        message { () throws(FileError) in try reader.column(named: "label") }
            == "t.csv:1: found the columns id, club; expected a column named label")
}

@Test func csvSurvivesRandomBytes() {
    var random = FixedRandom(state: 3)
    let alphabet = bytes("a1,\"\"\n\r;\t")
    for _ in 0..<3000 {
        let content = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        }
        _ = message { () throws(FileError) in
            var reader = try CSVReader(bytes: content, file: "f")
            while let row = try reader.next() {
                for field in 0..<row.count { _ = (row.string(at: field), row.double(at: field), row.int(at: field)) }
            }
        }
    }
}

@Test(
    .enabled(if: Shared.hasData, "the shared data folder is absent"),
    arguments: [
        ("BBBP.csv", 2050, "p_np"), ("ESOL_delaney-processed.csv", 1128, "smiles"), ("FreeSolv_SAMPL.csv", 642, "expt"),
        ("Lipophilicity.csv", 4200, "exp"), ("bace.csv", 1513, "Class"), ("tox21.csv", 7831, "mol_id"),
        ("clintox.csv", 1484, "CT_TOX"),
    ])
func csvReadsMoleculeFiles(name: String, count: Int, column: String) throws {
    var reader = try CSVReader(bytes: try Files.read(Shared.data + "/molecules/" + name), file: name)
    _ = try reader.column(named: column)
    var rows = 0
    while try reader.next() != nil { rows += 1 }
    #expect(rows == count)
}
