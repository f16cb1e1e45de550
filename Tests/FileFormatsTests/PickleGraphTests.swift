import Testing

@testable import FileFormats

private func failure(_ program: [UInt8]) -> String {
    message { () throws(FileError) in try Pickle.read(program, file: "f") }
}

@Test func graphRefusesCyclesAndDepth() {
    #expect(failure(bytes("]q") + [0] + bytes("h") + [0] + bytes("a.")) == "f: found a container that holds itself")
    for depth in [257, 1000, 500_000] {
        let program =
            [UInt8](repeating: UInt8(ascii: "]"), count: depth)
            + [UInt8](repeating: UInt8(ascii: "a"), count: depth - 1) + bytes(".")
        #expect(failure(program) == "f: found containers nested more than 256 deep")
    }
}

@Test func graphRefusesListsThatMultiply() {
    // Each list holds the one before ten times: 10^12 values in 300 bytes.
    var program = bytes("]q") + [0]
    for level in 1...12 {
        program += bytes("(")
        for _ in 0..<10 { program += bytes("h") + [UInt8(level - 1)] }
        program += bytes("lq") + [UInt8(level)]
    }
    program = bytes("(") + program + bytes("t.")
    #expect(failure(program) == "f: found shared lists that stand for more than 100000000 values")
}
