import Testing

@testable import FileFormats

@Test func fileErrorTellsLineByteAndEntry() {
    let line = FileError(
        kind: .malformed, file: "edges.csv", place: .line(17), found: "\"abc\"", expected: "a number",
        advice: "remove the row")
    #expect(line.description == "edges.csv:17: found \"abc\"; expected a number; remove the row")
    let byte = FileError(kind: .unsupported, file: "a.bin", place: .byte(123), found: "x")
    #expect(byte.description == "a.bin: byte 123: found x")
    let entry = FileError(kind: .malformed, file: "m.safetensors", place: .entry("w"), found: "x", expected: "y")
    #expect(entry.description == "m.safetensors: entry w: found x; expected y")
    let system = FileError(kind: .inputOutput, file: "out", found: "no space left on device")
    #expect(system.description == "out: no space left on device")
}

@Test func fileErrorQuotesBytes() {
    #expect(FileError.quoted(bytes("a\"b\n")) == #""a\"b\x0a""#)
    #expect(FileError.quoted(repeatElement(65, count: 50)) == "\"" + String(repeating: "A", count: 40) + "...\"")
}
