import Testing

@testable import FileFormats

@Test func wordsComeLineByLine() {
    var reader = WordReader(bytes: bytes("# head\nv 1 -2.5\r\n\n  f\t3 # tail\rlast#x"), comment: UInt8(ascii: "#"))
    let first = reader.next()
    #expect(first?.line == 2 && first?.count == 3 && first?.int(at: 1) == 1 && first?.float(at: 2) == -2.5)
    let second = reader.next()
    #expect(second?.line == 4 && second?.count == 2 && second?.string(at: 1) == "3")
    let third = reader.next()
    #expect(third?.line == 5 && third?.count == 1 && third?.string(at: 0) == "last")
    #expect(reader.next().map(\.line) == nil && reader.remaining == 0)
}
