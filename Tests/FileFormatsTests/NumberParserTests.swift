import Testing

@testable import FileFormats

private func double(_ text: String) -> Double? { NumberParser.double(bytes(text), 0, text.utf8.count) }
private func float(_ text: String) -> Float? { NumberParser.float(bytes(text), 0, text.utf8.count) }
private func int(_ text: String) -> Int? { NumberParser.int(bytes(text), 0, text.utf8.count) }

@Test func numberParserRoundsAsTheStandardLibrary() {
    var random = FixedRandom(state: 1)
    for _ in 0..<20_000 {
        let value = Double(bitPattern: random.next())
        if value.isFinite { #expect(double(value.description) == value) }
        let single = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        if single.isFinite { #expect(float(single.description) == single) }
        let digits = String(Int.random(in: 0...Int.max, using: &random)) + "." + String(random.next() % 1000)
        #expect(double(digits) == Double(digits))
        let short = String(random.next() % 100_000) + "e" + String(Int.random(in: -30...30, using: &random))
        #expect(double(short) == Double(short))
        #expect(float(short) == Float(short))
    }
    #expect(float("1.00000017881393432617187499") == 1.0000001)  // rounding twice would give 1.0000002
    #expect(float("1.0000001788139343261718750001") == Float("1.0000001788139343261718750001"))
    for text in ["1e400", "-1e400", "1e-400", "4.9e-324", "123456789012345678901234567890", "0.1e1", "+5", ".5", "5."] {
        #expect(double(text) == Double(text.hasSuffix(".") ? text + "0" : text), "\(text)")
    }
    #expect(double("123456789012345678901.") == 123_456_789_012_345_683_968)
    #expect(double(".12345678901234567890123") == 0.12345678901234567890123)
    #expect(double("+1.2345678901234567890123") == 1.2345678901234567890123)
    #expect(double("1" + String(repeating: "0", count: 400)) == .infinity)
    #expect(double("0." + String(repeating: "0", count: 320) + "1e300")?.bitPattern == 1e-21.bitPattern)
    #expect(double("-0")?.sign == .minus)
}

@Test func numberParserKnowsWhatIsNoNumber() {
    for text in ["", "-", "+", ".", "e5", "1e", "1e+", "abc", "1x", "0x10", "1 2", "1,5", "--1", "nanx", "infinit"] {
        #expect(double(text) == nil, "\(text)")
        #expect(float(text) == nil, "\(text)")
        #expect(int(text) == nil, "\(text)")
    }
    #expect(double("NaN")?.isNaN == true)
    #expect(double("-inf") == -.infinity)
    #expect(double("Infinity") == .infinity)
    #expect(float("inf") == .infinity)
}

@Test func numberParserStopsAtSixtyFourBits() {
    #expect(int("9223372036854775807") == .max)
    #expect(int("-9223372036854775808") == .min)
    #expect(int("9223372036854775808") == nil)
    #expect(int("-9223372036854775809") == nil)
    #expect(int("00000000000000000000017") == 17)
    #expect(int("+3") == 3)
    #expect(int("3.0") == nil)
}
