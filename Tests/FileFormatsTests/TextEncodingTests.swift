import Testing

@testable import FileFormats

/// Latin-1 é, ï and ß.
private let latin = (e: UInt8(0xE9), i: UInt8(0xEF), s: UInt8(0xDF))

private func readAll(_ bytes: [UInt8], file: String = "t.csv", hasHeader: Bool = true) -> String {
    message { () throws(FileError) in
        var reader = try CSVReader(bytes: bytes, file: file, hasHeader: hasHeader)
        while try reader.next() != nil {}
    }
}

@Test func utf8IsToldFromOtherBytes() {
    for text in ["", "plain ASCII, longer than eight bytes", "é", "12345678é", "€ 𝄞 a", "\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"] {
        #expect(TextEncoding.firstFault(bytes(text)) == nil, "\(text)")
    }
    let wrong: [([UInt8], Int)] = [
        ([0x63, 0xE9], 1), (bytes("123456789") + [0xE9, 0x20, 0x20], 9), ([0x80], 0), ([0xC0, 0xAF], 0), ([0xC1, 0x80], 0),
        ([0xE0, 0x9F, 0x80], 0), ([0xED, 0xA0, 0x80], 0), ([0xF0, 0x8F, 0x80, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0),
        ([0x61, 0xE2, 0x82], 1), ([0xE2, 0x82, 0x41], 0), ([0xF0, 0x9D, 0x84, 0x41], 0), (bytes("é") + [0xFF], 2),
    ]
    for (text, place) in wrong { #expect(TextEncoding.firstFault(text) == place, "\(text)") }
    // the same verdict as the standard library's
    var random = FixedRandom(state: 7)
    let alphabet: [UInt8] = [0x41, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC2, 0xDF, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xFF]
    for _ in 0..<20_000 {
        let text = (0..<Int.random(in: 0..<12, using: &random)).map { _ in alphabet[Int.random(in: 0..<16, using: &random)] }
        #expect((TextEncoding.firstFault(text) == nil) == (String(validating: text, as: UTF8.self) != nil), "\(text)")
    }
}

/// A file in Latin-1 is refused where the byte stands, with the bytes and the command that converts it.
@Test func latin1IsRefused() {
    let advice = "convert it: iconv -f latin1 -t utf-8"
    #expect(
        readAll(bytes("id,label\na,caf") + [latin.e] + bytes("\nb,x\n"))
            == "t.csv:2: found the bytes \"caf\\xe9\" in column \"label\"; expected UTF-8; \(advice) t.csv > NEW")
    #expect(
        readAll(bytes("id,na") + [latin.i] + bytes("f\na,b\n"))
            == "t.csv:1: found the bytes \"na\\xeff\"; expected UTF-8; \(advice) t.csv > NEW")
    // within quotes, behind line ends; the bytes around it
    #expect(
        readAll(bytes("a,b\n1,2\n\"x\r\ny\n0123456789012345678901234567890") + [latin.s] + bytes("\",3\n"))
            == "t.csv:5: found the bytes \"901234567890\\xdf\" in column \"a\"; expected UTF-8; \(advice) t.csv > NEW")
    #expect(readAll([latin.e, 0x2C, 0x31], file: "my t.csv", hasHeader: false).hasSuffix("\(advice) 'my t.csv' > NEW"))
    #expect(readAll(bytes("a\n") + [0x93], file: "t.csv.gz").hasSuffix("convert it: gunzip -c t.csv.gz | iconv -f cp1252 -t utf-8 > NEW"))
    #expect(readAll(bytes("a\n") + [latin.e], file: "standard input").hasSuffix("convert it: … | \(advice.dropFirst(12)) | gcn …"))
    #expect(readAll(bytes("id,label\na,café\n")) == "no error")
}

@Test func otherFormsAreNamed() {
    let text = bytes("id,x\na,1\n")
    let little: [UInt8] = text.flatMap { (byte: UInt8) -> [UInt8] in [byte, 0] }
    let big: [UInt8] = text.flatMap { (byte: UInt8) -> [UInt8] in [0, byte] }
    let found = "t.csv:1: found UTF-16, which begins "
    #expect(
        readAll([0xFF, 0xFE] + little)
            == found + "\"\\xff\\xfei\\x00d\\x00,\\x00\"; expected UTF-8; convert it: iconv -f utf-16 -t utf-8 t.csv > NEW")
    #expect(readAll([0xFE, 0xFF] + big).contains("iconv -f utf-16 -t utf-8 t.csv"))
    #expect(readAll(little).contains("UTF-16, which begins \"i\\x00d") && readAll(little).contains("iconv -f utf-16le "))
    #expect(readAll(big).contains("iconv -f utf-16be "))
    #expect(readAll(bytes("ab,c") + [0] + bytes("\n1,2\n")).hasPrefix("t.csv:1: found a NUL byte behind \"ab,c\"; expected UTF-8"))
    #expect(readAll([0x50, 0x4B, 3, 4, 20, 0]).contains("a zip archive"))
    #expect(readAll([0x1F, 0x8B, 8, 0]).contains("unpack it: gunzip -c t.csv > NEW"))
}

/// Pieces of a long file: the byte is found in the piece in which it stands.
@Test func aStreamFindsItFarDown() throws {
    try withFolder { folder in
        let path = folder + "/long.csv"
        var text = bytes("id,name\n")
        for row in 0..<90_000 { text += bytes("\(row),name of \(row)\n") }
        text += bytes("x,M") + [0xFC] + bytes("ller\ny,z\n")
        try Files.write(text, to: path)
        #expect(text.count > 1 << 20)
        var count = 0
        let said = message { () throws(FileError) in
            var stream = try CSVStream(path: path)
            while try stream.next() != nil { count += 1 }
        }
        #expect(count == 90_000)
        #expect(said.hasPrefix("\(path):90002: found the bytes \"M\\xfcller\" in column \"name\"; expected UTF-8; "))
    }
}
