import Testing

@testable import FileFormats

private func sample(_ count: Int) -> [UInt8] {
    var random = FixedRandom(state: 5)
    return (0..<count).map { _ in UInt8.random(in: 0..<20, using: &random) }
}

@Test(arguments: [0, 1, 1000, 300_000, 1_000_000])
func gzipGivesBackWhatItPacked(count: Int) throws {
    let plain = sample(count)
    #expect(try Gzip.decompress(try Gzip.compress(plain), file: "f") == plain)
}

@Test func gzipReadsSeveralMembersAndPadding() throws {
    let packed = try Gzip.compress(bytes("ab")) + Gzip.compress(bytes("cd")) + [0, 0, 0]
    #expect(try Gzip.decompress(packed, file: "f") == bytes("abcd"))
    #expect(
        message { () throws(FileError) in try Gzip.decompress(packed + [7], file: "f.gz") }
            == "f.gz: byte \(packed.count): found 1 bytes after the gzip data; expected the end of the file")
}

@Test func gzipTellsWhereDataEndOrAreDamaged() throws {
    let packed = try Gzip.compress(sample(5000))
    for count in 2..<packed.count {
        #expect(
            message { () throws(FileError) in try Gzip.decompress(Array(packed[..<count]), file: "f.gz") }
                == "f.gz: byte \(count): found the end of the file inside gzip data; expected the rest of the packed "
                + "data; copy or download the file again")
    }
    var damaged = packed
    damaged[packed.count - 6] ^= 1  // the checksum
    #expect(
        message { () throws(FileError) in try Gzip.decompress(damaged, file: "f.gz") }.hasSuffix(
            ": found damaged gzip data (incorrect data check); copy or download the file again"))
    #expect(
        message { () throws(FileError) in try Gzip.decompress(bytes("PK"), file: "f.gz") }
            == "f.gz: byte 0: found \"PK\"; expected gzip data, which begin with 1f 8b")
}

@Test func gzipRefusesABomb() throws {
    let bomb = try Gzip.compress([UInt8](repeating: 0, count: 10_000_000))
    #expect(bomb.count < 20_000)
    let text = message { () throws(FileError) in try Gzip.decompress(bomb, file: "f.gz", limit: 1_000_000) }
    #expect(
        text.hasSuffix(
            "found more than 1000000 bytes after unpacking; expected at most 1000000 bytes; "
                + "unpack it with gunzip if you trust it"
        ))
    #expect(try Gzip.decompress(bomb, file: "f.gz", limit: 10_000_000).count == 10_000_000)
}
