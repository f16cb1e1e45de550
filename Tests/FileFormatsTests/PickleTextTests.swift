import Testing

@testable import FileFormats

private func bytesOf(_ program: String) throws -> [UInt8] {
    guard case .bytes(let content) = try Pickle.read(bytes(program), file: "f") else { return [] }
    return content
}

@Test func pickleTextUndoesEscapes() throws {
    #expect(try bytesOf(#"S'a\\\'\"\n\t\r\x41\101\0\q'"# + "\n.") == bytes("a\\'\"\n\t\rAA") + [0] + bytes("\\q"))
    #expect(try bytesOf("S\"it's\"\n.") == bytes("it's"))
    #expect(try Pickle.read(bytes(#"V\u0416\U0001F600 \n \ud83d\ude00"# + "\n."), file: "f").text == "Ж😀 \\n 😀")
    #expect(try Pickle.read(bytes("V") + [0xE9] + bytes("\n."), file: "f").text == "é")
}

@Test func pickleTextTellsOfBrokenEscapes() {
    for (program, expected) in [
        ("S'abc\n.", "found \"'abc\"; expected a text in quotes"), ("S'\n.", "found \"'\"; expected a text in quotes"),
        ("S'\\x4'\n.", "found a broken escape \\x; expected two hexadecimal digits after \\x"),
        ("S'\\'\n.", "found a \\ at the end; expected an escape"),
        ("V\\u12\n.", "found a broken escape \\u; expected 4 hexadecimal digits of a character"),
        ("V\\UFFFFFFFF\n.", "found a broken escape \\u; expected 8 hexadecimal digits of a character"),
        ("V\\ud800\n.", "found half of a surrogate pair; expected whole characters"),
    ] {
        #expect(
            message { () throws(FileError) in try Pickle.read(bytes(program), file: "f") } == "f: byte 0: \(expected)")
    }
}
