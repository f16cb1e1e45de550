/// The two texts with escapes of pickle protocol 0.
enum PickleText {
    /// STRING: a Python 2 `str` as `repr` writes it, in quotes, with backslash escapes.
    static func python2String(_ line: ArraySlice<UInt8>, _ machine: PickleMachine) throws(FileError) -> [UInt8] {
        guard line.count >= 2, let quote = line.first, line.last == quote,
            quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        else { throw machine.malformed(FileError.quoted(line), "a text in quotes") }
        var plain: [UInt8] = []
        var rest = line.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                continue
            }
            guard let escape = rest.popFirst() else { throw machine.malformed("a \\ at the end", "an escape") }
            switch UnicodeScalar(escape) {
            case "\\", "'", "\"": plain.append(escape)
            case "a": plain.append(7)
            case "b": plain.append(8)
            case "t": plain.append(9)
            case "n": plain.append(10)
            case "v": plain.append(11)
            case "f": plain.append(12)
            case "r": plain.append(13)
            case "x":
                guard let code = hexadecimal(&rest, digits: 2) else {
                    throw machine.malformed("a broken escape \\x", "two hexadecimal digits after \\x")
                }
                plain.append(UInt8(truncatingIfNeeded: code))
            case "0"..."7":
                var code = Int(escape - 48)
                for _ in 0..<2 {
                    guard let digit = rest.first, (48...55).contains(digit) else { break }
                    code = code * 8 + Int(digit - 48)
                    rest.removeFirst()
                }
                plain.append(UInt8(truncatingIfNeeded: code))
            default: plain += [byte, escape]
            }
        }
        return plain
    }

    /// UNICODE: latin-1, with \uXXXX and \UXXXXXXXX alone as escapes ("raw-unicode-escape").
    static func rawUnicode(_ line: ArraySlice<UInt8>, _ machine: PickleMachine) throws(FileError) -> String {
        var units: [UInt16] = []
        var rest = line
        while let byte = rest.popFirst() {
            let next = rest.first ?? 0
            guard byte == UInt8(ascii: "\\"), next == UInt8(ascii: "u") || next == UInt8(ascii: "U") else {
                units.append(UInt16(byte))
                continue
            }
            rest.removeFirst()
            let digits = next == UInt8(ascii: "u") ? 4 : 8
            guard let code = hexadecimal(&rest, digits: digits), code <= 0x10FFFF else {
                throw machine.malformed("a broken escape \\u", "\(digits) hexadecimal digits of a character")
            }
            if let scalar = UnicodeScalar(code) {
                units += UTF16.encode(scalar).map { Array($0) } ?? []
            } else {
                units.append(UInt16(truncatingIfNeeded: code))  // half of a surrogate pair; checked below
            }
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw machine.malformed("half of a surrogate pair", "whole characters")
        }
        return text
    }

    private static func hexadecimal(_ rest: inout ArraySlice<UInt8>, digits: Int) -> UInt32? {
        var code: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = rest.popFirst(), let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                return nil
            }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}
