import Testing

@testable import FileFormats

private func read(_ content: [UInt8], allow: Set<String> = []) throws(FileError) -> PickleValue {
    try Pickle.read(content, file: "f.pkl", allow: allow)
}

/// {"a": [1, -2, 3.5, None, True], b"k": ("x", 2**70)} in protocol 4, made by hand with a memo and a frame.
private let small: [UInt8] =
    [0x80, 4, 0x95, 9, 0, 0, 0, 0, 0, 0, 0] + bytes("}") + [0x94] + bytes("(") + [0x8C, 1, 97, 0x94] + bytes("](")
    + bytes("K") + [1] + bytes("J") + [0xFE, 0xFF, 0xFF, 0xFF] + bytes("G") + [0x40, 0x0C, 0, 0, 0, 0, 0, 0]
    + bytes("N") + [0x88] + bytes("e") + bytes("C") + [1, 107] + [0x8C, 1, 120]
    + [0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x86] + bytes("u.")

private let oracle: [UInt8] = bytes("cposix\nsystem\n(S'touch PICKLE_WAS_EXECUTED'\ntR.")

@Test func pickleReadsProtocolFour() throws {
    let value = try read(small)
    let list = try #require(value["a"]?.elements)
    #expect(list[0].int == 1)
    #expect(list[1].int == -2)
    guard case .float(3.5) = list[2], case .none = list[3], case .bool(true) = list[4] else {
        Issue.record("\(list)")
        return
    }
    let tuple = try #require(value["k"]?.elements)
    #expect(tuple[0].text == "x")
    guard case .object(let long) = tuple[1], case .bytes(let digits)? = long.args.first else {
        Issue.record("\(tuple)")
        return
    }
    #expect(long.classPath == "builtins.int")
    #expect(digits == [0, 0, 0, 0, 0, 0, 0, 0, 0x40])
}

@Test func pickleReadsProtocolZero() throws {
    // Python 2: pickle.dumps({'a': [1, 2L, True, 1.5, u'\xe9'], 'b': None})
    let value = try read(bytes("(dp0\nS'a'\np1\n(lp2\nI1\naL2L\naI01\naF1.5\naV\\u00e9\np3\nasS'b'\nNs."))
    let list = try #require(value["a"]?.elements)
    #expect(list.count == 5)
    #expect(list[1].int == 2)
    #expect(list[4].text == "é")
    if case .bool(true) = list[2] {} else { Issue.record("01 is True") }
    if case .none? = value["b"] {} else { Issue.record("no None") }
}

@Test func pickleSharesListsThatGrowLater() throws {
    // x = []; y = [x, x]; x.append(7): the list is in the memo before it has its element.
    let value = try read(bytes("(lp0\n(lp1\nag1\nag1\nI7\na0."))
    let outer = try #require(value.elements)
    #expect(outer.count == 2)
    #expect(outer.allSatisfy { $0.elements?.first?.int == 7 })
}

@Test func pickleReadsSeveralInOneFile() throws {
    let content = bytes("I1\n.I2\n.")
    let first = try Pickle.readPrefix(content, file: "f", from: 0)
    let second = try Pickle.readPrefix(content, file: "f", from: first.end)
    #expect(first.value.int == 1)
    #expect(second.value.int == 2)
    #expect(second.end == content.count)
    #expect(
        message { () throws(FileError) in try read(content) }
            == "f.pkl: byte 4: found 4 bytes after the pickle; expected the end of the file")
}

@Test func pickleRefusesCallsAndExecutesNothing() throws {
    let refused = "found a call of the global posix system; expected plain values; refused, nothing was executed"
    #expect(message { () throws(FileError) in try read(oracle) } == "f.pkl: byte 0: \(refused)")
    #expect(
        message { () throws(FileError) in try read([0x80, 2] + bytes("(S'x'\niposix\nsystem\n.")) }
            == "f.pkl: byte 8: \(refused)")
    #expect(
        message { () throws(FileError) in try read(bytes("(cposix\nsystem\nS'x'\no.")) } == "f.pkl: byte 1: \(refused)")
    #expect(
        message { () throws(FileError) in try read(bytes("cposix\nsystem\n)") + [0x81, 46]) }
            == "f.pkl: byte 0: \(refused)")
    let stacked: [UInt8] = [0x80, 4, 0x8C, 5] + bytes("posix") + [0x8C, 6] + bytes("system") + [0x93] + bytes(")R.")
    #expect(message { () throws(FileError) in try read(stacked) } == "f.pkl: byte 17: \(refused)")
    #expect(
        message { () throws(FileError) in try read(oracle, allow: ["a.b", "a.c"]) }
            == "f.pkl: byte 0: found a call of the global posix system; expected one of a.b, a.c; "
            + "refused, nothing was executed")
    #expect(!Files.exists("PICKLE_WAS_EXECUTED"))
}

@Test(.enabled(if: Shared.hasGolden, "the shared golden folder is absent"))
func pickleRefusesTheMaliciousFile() throws {
    let content = try Files.read(Shared.golden + "/pth/malicious_bare.pth")
    #expect(
        message { () throws(FileError) in try PickleArrays.read(content, file: "malicious_bare.pth") }.hasPrefix(
            "malicious_bare.pth: byte 2: found a call of the global posix system; expected one of"))
    let legacy = try Files.read(Shared.golden + "/pth/malicious_legacy.pth")
    var position = 0
    let text = message { () throws(FileError) in
        while position < legacy.count {
            position = try Pickle.readPrefix(legacy, file: "legacy.pth", from: position).end
        }
    }
    #expect(text.hasPrefix("legacy.pth: byte 139: found a call of the global posix system"), "\(text)")
    #expect(!Files.exists("PICKLE_WAS_EXECUTED"))
}

@Test func pickleNamesTheByteWhereItWasCutOff() {
    for count in 0..<small.count {
        let text = message { () throws(FileError) in try read(Array(small[..<count])) }
        #expect(text.hasPrefix("f.pkl: byte \(count): found the end of the file; expected "), "\(text)")
        #expect(text.hasSuffix("; the pickle was cut off"))
    }
    for count in 0..<oracle.count {
        #expect(message { () throws(FileError) in try read(Array(oracle[..<count])) } != "no error")
    }
}

@Test func pickleSurvivesTwoThousandMutations() {
    var random = FixedRandom(state: 11)
    for _ in 0..<2000 {
        var damaged = small
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0..<damaged.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
            case 1: damaged.remove(at: index)
            default: damaged.insert(UInt8.random(in: 0...255, using: &random), at: index)
            }
        }
        _ = message { () throws(FileError) in try PickleArrays.read(damaged, file: "f") }
    }
    let opcodes = bytes("(.012FIJKLMNPQRSTUVXabcdeghijlopqrstuBC})]G\n0123") + Array(0x80...0x98)
    for _ in 0..<20_000 {
        let program = (0..<30).map { _ in opcodes[Int.random(in: 0..<opcodes.count, using: &random)] }
        _ = message { () throws(FileError) in try PickleArrays.read(program + [46], file: "f") }
    }
}

@Test func pickleLengthsAreCheckedBeforeUse() {
    for (content, expected) in [
        (
            bytes("T") + [0xFF, 0xFF, 0xFF, 0x7F],
            "f.pkl: byte 5: found the end of the file; expected 2147483647 bytes of a text; the pickle was cut off"
        ),
        (
            bytes("T") + [0xFF, 0xFF, 0xFF, 0xFF],
            "f.pkl: byte 0: found a negative or too large length; expected the length of a text"
        ),
        (
            [0x8E] + [UInt8](repeating: 0xFF, count: 8),
            "f.pkl: byte 0: found a negative or too large length; expected the length of a text"
        ),
        ([0x80, 9], "f.pkl: byte 0: found pickle protocol 9; expected 0 to 5"),
        (
            [0x82, 9],
            "f.pkl: byte 0: found the opcode 0x82; expected an opcode for plain values; "
                + "save it without extension codes and out-of-band buffers"
        ),
        ([0xF0], "f.pkl: byte 0: found the opcode 0xf0; expected an opcode for plain values"),
        (bytes("Ix\n."), "f.pkl: byte 0: found \"x\"; expected a whole number"),
        (bytes("Q"), "f.pkl: byte 0: found an empty stack; expected a value"),
        (bytes("Px\n."), "f.pkl: byte 0: found a persistent id; expected plain values"),
    ] {
        #expect(message { () throws(FileError) in try read(content) } == expected)
    }
}

@Test func pickleNotesPersistentIDsWhenAsked() throws {
    let value = try read(bytes("Pabc\n."), allow: [Pickle.persistentID])
    guard case .object(let object) = value else {
        Issue.record("\(value)")
        return
    }
    #expect(object.classPath == Pickle.persistentID)
    #expect(object.args.first?.text == "abc")
}
