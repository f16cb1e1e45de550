import Testing

@testable import FileFormats

@Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
            + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
])
func sha256AgreesWithNIST(text: String, expected: String) { #expect(SHA256.hex(bytes(text)) == expected) }

@Test func sha256OfAMillionLetters() throws {
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(SHA256.hex(letters) == expected)
    var hash = SHA256()
    var start = 0
    var piece = 1
    while start < letters.count {
        let end = min(start + piece, letters.count)
        hash.update(Array(letters[start..<end]))
        start = end
        piece = piece % 200 + 7
    }
    #expect(hash.hexadecimal == expected)
    try withFolder { folder in
        try Files.write(letters, to: folder + "/a")
        #expect(try SHA256.hex(ofFile: folder + "/a") == expected)
    }
}

@Test func sha256TellsOfAMissingFile() {
    #expect(
        message { () throws(FileError) in try SHA256.hex(ofFile: "/tmp/nope/x") }
            == "/tmp/nope/x: no such file or directory")
    #expect(
        message { () throws(FileError) in try SHA256.hex(ofFile: "/tmp") } == "/tmp: this is a folder; expected a file")
}
