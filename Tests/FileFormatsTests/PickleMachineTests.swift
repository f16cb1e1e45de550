import Testing

@testable import FileFormats

private func failure(_ program: [UInt8]) -> String {
    message { () throws(FileError) in try Pickle.read(program, file: "f", allow: ["m.C"]) }
}

@Test func machineRefusesProgramsThatDoNotAddUp() {
    #expect(failure(bytes("a.")) == "f: byte 0: found an empty stack; expected a value")
    #expect(failure(bytes("]N(a.")) == "f: byte 3: found an empty stack; expected a value")
    #expect(failure(bytes("]Ne.")) == "f: byte 2: found no mark on the stack; expected a mark")
    #expect(failure(bytes("NN.")) == "f: byte 2: found 1 values left on the stack; expected the result alone")
    #expect(
        failure(bytes("g5\n.")) == "f: byte 0: found the memo number 5, which was never put; expected an earlier number"
    )
    #expect(failure(bytes("Np-1\n.")) == "f: byte 1: found the memo number -1; expected 0 or more")
    #expect(failure(bytes("NNa.")) == "f: byte 2: found a plain value; expected a list")
    #expect(failure(bytes("}Na.")) == "f: byte 2: found something else under the elements; expected a list")
    #expect(failure(bytes("](NNu.")) == "f: byte 4: found something else under the keys and values; expected a dict")
    #expect(failure(bytes("}(Nu.")) == "f: byte 3: found a key without a value; expected keys and values in pairs")
    #expect(failure(bytes("]}b.")) == "f: byte 2: found a state for something that is no object; expected an object")
    #expect(
        failure(bytes("cm\nC\n]R.")) == "f: byte 6: found something else than a tuple of arguments; expected a tuple")
    #expect(
        failure(bytes("])R."))
            == "f: byte 2: found a call of something that is no name; expected the name of a class or function")
}

@Test func machineNotesAllowedCalls() throws {
    // C(1); state {'x': 2}; obj[3] = 4; obj.append(5)
    let program = bytes("cm\nC\n(I1\ntR}S'x'\nI2\nsb(I3\nI4\nuI5\na.")
    guard case .object(let object) = try Pickle.read(program, file: "f", allow: ["m.C"]) else {
        Issue.record("no object")
        return
    }
    #expect(object.classPath == "m.C")
    #expect(object.args.map(\.int) == [1])
    #expect(object.state?["x"]?.int == 2)
    #expect(object.entries.first?.key.int == 3)
    #expect(object.entries.first?.value.int == 4)
    #expect(object.elements.map(\.int) == [5])
}

@Test func machineTakesFarMemoNumbers() throws {
    let value = try Pickle.read(
        bytes("I7\nr") + [0xFF, 0xFF, 0xFF, 0xFF] + bytes("0j") + [0xFF, 0xFF, 0xFF, 0xFF, 46], file: "f")
    #expect(value.int == 7)
}
