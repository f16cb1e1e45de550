/// A restricted reader of Python pickles, protocols 0 to 5 (Python's `pickletools.py` describes every opcode).
///
/// A pickle is a program; this reader runs none of it. Names of classes and functions are kept as names, and a call is
/// noted down as a `PickleObject` only where the caller's allow list has the name; any other call is refused.
/// Time and memory grow with the bytes of the file, whatever numbers it holds.
public enum Pickle {
    /// The name under which persistent ids (the tensors' storages in PyTorch's files) are noted down; to read them,
    /// put it in the allow list. The one argument is the id.
    public static let persistentID = "pickle.persistent_id"

    /// Reads a file that holds one pickle.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: its name for messages.
    ///   - allow: classes and functions whose calls are noted down: "collections.OrderedDict".
    ///   - checksNames: whether any other name is refused, also where nothing calls it.
    /// - Throws: `.unsupported` naming the global and its byte for a call that is not allowed, and for containers that
    ///   hold themselves or are more than 256 deep; `.malformed` with the byte otherwise, bytes after the end included.
    public static func read(
        _ bytes: [UInt8], file: String, allow: Set<String> = [], checksNames: Bool = false
    ) throws(FileError) -> PickleValue {
        let (value, end) = try readPrefix(bytes, file: file, from: 0, allow: allow, checksNames: checksNames)
        guard end == bytes.count else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(end), found: "\(bytes.count - end) bytes after the pickle",
                expected: "the end of the file")
        }
        return value
    }

    /// Reads the pickle that begins at byte `start`, of several in one file; gives its value and the byte after it.
    ///
    /// Throws as `read`, but for bytes after the end.
    public static func readPrefix(
        _ bytes: [UInt8], file: String, from start: Int, allow: Set<String> = [], checksNames: Bool = false
    ) throws(FileError) -> (value: PickleValue, end: Int) {
        var reader = PickleReader(bytes, file: file, from: start, allow: allow, checksNames: checksNames)
        let root = try reader.run()
        return (try reader.machine.graph.value(of: root, bytes: bytes, file: file), reader.position)
    }
}

/// Reads opcodes and their arguments, and drives the machine.
struct PickleReader {
    private let bytes: [UInt8]
    private(set) var position: Int
    var machine: PickleMachine

    init(_ bytes: [UInt8], file: String, from start: Int, allow: Set<String>, checksNames: Bool) {
        self.bytes = bytes
        position = max(0, start)
        machine = PickleMachine(file: file, allowed: allow, checksNames: checksNames)
    }

    /// Runs to STOP and gives the result.
    mutating func run() throws(FileError) -> PickleSlot {
        while true {
            machine.opcodeByte = position
            let opcode = try byte("an opcode")
            if opcode == UInt8(ascii: ".") { return try machine.finish() }
            if opcode < 0x80 { try runEarly(opcode) } else { try runLate(opcode) }
        }
    }

    /// The opcodes of protocols 0 and 1, which are ASCII characters; B and C came with protocol 3.
    private mutating func runEarly(_ opcode: UInt8) throws(FileError) {
        switch UnicodeScalar(opcode) {
        case "K": machine.push(.int(try unsigned(1)))
        case "M": machine.push(.int(try unsigned(2)))
        case "J": machine.push(.int(Int(Int32(truncatingIfNeeded: try unsigned(4)))))
        case "q": try machine.put(try unsigned(1))
        case "r": try machine.put(try unsigned(4))
        case "h": try machine.get(try unsigned(1))
        case "j": try machine.get(try unsigned(4))
        case "]": machine.push(.list)
        case "(": machine.mark()
        case "e": try machine.append(try machine.popToMark())
        case "a": try machine.append([try machine.pop()])
        case "u": try machine.setItems(try machine.popToMark())
        case "s":
            let value = try machine.pop()
            try machine.setItems([try machine.pop(), value])
        case "}": machine.push(.dict)
        case ")": machine.push(.tuple)
        case "t": machine.push(.tuple, try machine.popToMark())
        case "l": machine.push(.list, try machine.popToMark())
        case "d":
            let items = try machine.popToMark()
            machine.push(.dict)
            try machine.setItems(items)
        case "N": machine.push(.none)
        case "G": machine.push(.float(Double(bitPattern: UInt64(bitPattern: Int64(try unsigned(8))).byteSwapped)))
        case "U": machine.push(.slice(try slice(try unsigned(1))))
        case "T": machine.push(.slice(try slice(Int(Int32(truncatingIfNeeded: try unsigned(4))))))
        case "X": machine.push(.string(try utf8(try slice(try unsigned(4)))))
        case "B": machine.push(.slice(try slice(try unsigned(4))))
        case "C": machine.push(.slice(try slice(try unsigned(1))))
        case "0": try machine.discard()
        case "1": _ = try machine.popToMark()
        case "2": machine.push(try machine.top())
        case "R": try machine.call()
        case "b": try machine.build()
        case "c":
            let module = try nameLine()
            try machine.pushGlobal(module, try nameLine())
        case "i":
            let module = try nameLine()
            try machine.pushGlobal(module, try nameLine())
            let callee = try machine.pop()
            try machine.call(callee, try machine.popToMark())
        case "o":
            let items = try machine.popToMark()
            guard let callee = items.first else { throw machine.malformed("no class after the mark", "a class") }
            try machine.call(callee, Array(items.dropFirst()))
        case "p": try machine.put(try intLine())
        case "g": try machine.get(try intLine())
        case "I": try pushIntLine()
        case "L": try pushLongLine()
        case "F": try pushFloatLine()
        case "S": machine.push(.bytes(try PickleText.python2String(bytes[try line()], machine)))
        case "V": machine.push(.string(try PickleText.rawUnicode(bytes[try line()], machine)))
        case "P":
            let id = String(decoding: bytes[try line()], as: UTF8.self)
            try pushPersistent(machine.graph.add(.string(id)))
        case "Q": try pushPersistent(try machine.pop())
        default: throw unknown(opcode)
        }
    }

    /// The opcodes of protocols 2 to 5.
    private mutating func runLate(_ opcode: UInt8) throws(FileError) {
        switch opcode {
        case 0x80:
            let version = try unsigned(1)
            guard version <= 5 else { throw machine.malformed("pickle protocol \(version)", "0 to 5") }
        case 0x81: try machine.call()
        case 0x85, 0x86, 0x87: try machine.pushTuple(of: Int(opcode) - 0x84)
        case 0x88: machine.push(.bool(true))
        case 0x89: machine.push(.bool(false))
        case 0x8A: try pushLong(try unsigned(1))
        case 0x8B: try pushLong(Int(Int32(truncatingIfNeeded: try unsigned(4))))
        case 0x8C: machine.push(.string(try utf8(try slice(try unsigned(1)))))
        case 0x8D: machine.push(.string(try utf8(try slice(try unsigned(8)))))
        case 0x8E, 0x96: machine.push(.slice(try slice(try unsigned(8))))
        case 0x8F: machine.push(.object(module: "builtins", name: "set"))
        case 0x90: try machine.append(try machine.popToMark())
        case 0x91:
            let items = try machine.popToMark()
            machine.push(.object(module: "builtins", name: "frozenset"))
            try machine.append(items)
        case 0x92: try machine.call(keywords: true)
        case 0x93: try machine.stackGlobal(bytes: bytes)
        case 0x94: try machine.memoize()
        case 0x95: _ = try unsigned(8)  // FRAME: a hint for buffering
        default: throw unknown(opcode)
        }
    }

    private func unknown(_ opcode: UInt8) -> FileError {
        let isKnownElsewhere = (0x82...0x84).contains(opcode) || opcode == 0x97 || opcode == 0x98
        return FileError(
            kind: isKnownElsewhere ? .unsupported : .malformed, file: machine.file, place: .byte(machine.opcodeByte),
            found: "the opcode 0x\(String(opcode, radix: 16))", expected: "an opcode for plain values",
            advice: isKnownElsewhere ? "save it without extension codes and out-of-band buffers" : nil)
    }

    private mutating func pushPersistent(_ id: PickleSlot) throws(FileError) {
        guard machine.allowed.contains(Pickle.persistentID) else {
            throw FileError(
                kind: .unsupported, file: machine.file, place: .byte(machine.opcodeByte), found: "a persistent id",
                expected: "plain values")
        }
        machine.push(.object(module: "pickle", name: "persistent_id"), [id])
    }

    // MARK: Arguments

    private mutating func byte(_ expected: String) throws(FileError) -> UInt8 {
        guard position < bytes.count else { throw truncated(expected) }
        position += 1
        return bytes[position - 1]
    }

    /// A little-endian number of up to 8 bytes; one of 8 bytes beyond Int comes out negative.
    private mutating func unsigned(_ count: Int) throws(FileError) -> Int {
        guard count <= bytes.count - position else { throw truncated("\(count) bytes of a number") }
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += count
        return Int(truncatingIfNeeded: value)
    }

    private mutating func slice(_ count: Int) throws(FileError) -> Range<Int> {
        guard count >= 0 else { throw machine.malformed("a negative or too large length", "the length of a text") }
        guard count <= bytes.count - position else { throw truncated("\(count) bytes of a text") }
        position += count
        return (position - count)..<position
    }

    private func utf8(_ range: Range<Int>) throws(FileError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw machine.malformed("a text that is not UTF-8", "UTF-8")
        }
        return text
    }

    /// A line without its end, and without the CR before it.
    private mutating func line() throws(FileError) -> Range<Int> {
        let start = position
        while position < bytes.count, bytes[position] != 10 { position += 1 }
        guard position < bytes.count else { throw truncated("the end of a line") }
        position += 1
        let end = position - 1
        return start..<(end > start && bytes[end - 1] == 13 ? end - 1 : end)
    }

    private mutating func nameLine() throws(FileError) -> String { try utf8(try line()) }

    private mutating func intLine() throws(FileError) -> Int {
        let range = try line()
        guard let value = NumberParser.int(bytes, range.lowerBound, range.upperBound) else {
            throw machine.malformed(FileError.quoted(bytes[range]), "a whole number")
        }
        return value
    }

    private mutating func pushIntLine() throws(FileError) {
        let start = position
        let value = try intLine()
        // Protocol 0 writes True and False as 01 and 00.
        let isBool = position - start == 3 && bytes[start] == UInt8(ascii: "0") && value <= 1 && value >= 0
        machine.push(isBool ? .bool(value == 1) : .int(value))
    }

    private mutating func pushLongLine() throws(FileError) {
        let range = try line()
        let hasSuffix = range.count > 1 && bytes[range.upperBound - 1] == UInt8(ascii: "L")
        guard let value = NumberParser.int(bytes, range.lowerBound, range.upperBound - (hasSuffix ? 1 : 0)) else {
            throw machine.malformed(FileError.quoted(bytes[range]), "a whole number that fits 64 bits")
        }
        machine.push(.int(value))
    }

    private mutating func pushFloatLine() throws(FileError) {
        let range = try line()
        guard let value = NumberParser.double(bytes, range.lowerBound, range.upperBound) else {
            throw machine.malformed(FileError.quoted(bytes[range]), "a number")
        }
        machine.push(.float(value))
    }

    /// LONG1, LONG4: two's complement, the lowest byte first.
    private mutating func pushLong(_ count: Int) throws(FileError) {
        let range = try slice(count)
        guard range.count <= 8 else {
            machine.push(.object(module: "builtins", name: "int"), [machine.graph.add(.slice(range))])
            return
        }
        var value: UInt64 = 0
        for (index, byte) in bytes[range].enumerated() { value |= UInt64(byte) << UInt64(8 * index) }
        if let last = bytes[range].last, last >= 0x80, count < 8 { value |= UInt64.max << UInt64(8 * count) }
        machine.push(.int(Int(Int64(bitPattern: value))))
    }

    private func truncated(_ expected: String) -> FileError {
        FileError(
            kind: .malformed, file: machine.file, place: .byte(bytes.count), found: "the end of the file",
            expected: expected, advice: "the pickle was cut off")
    }
}
