import Testing

@testable import FileFormats

private func parse(_ text: String) throws(FileError) -> JSONValue { try JSONValue.parse(bytes(text), file: "f.json") }

@Test func jsonReadsEveryKindOfValue() throws {
    #expect(
        try parse(#" {"a" : [1, -2.5e1, true, false, null, "x"], "b":{}, "c":[ ]} "#)
            == ["a": [1, -25.0, true, false, nil, "x"], "b": .object([]), "c": .array([])])
    #expect(try parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#) == .string("\"\\/\u{8}\u{C}\n\r\té😀é"))
    #expect(try parse("9223372036854775807") == .int(.max))
    #expect(try parse("9223372036854775808") == .double(9_223_372_036_854_775_808))
    #expect(try parse("0.1") == .double(0.1))
    #expect(try parse("-0").double?.sign == .minus)
}

@Test(arguments: [
    ("", 0, "the end of the file", "a value"), ("[1,]", 3, "\"]\"", "a value"), ("[1 2]", 3, "\"2]\"", ", or ]"),
    ("{\"a\":1,}", 7, "\"}\"", "a key in quotes"), ("{\"a\" 1}", 5, "\"1}\"", ": after the key"),
    ("{a:1}", 1, "\"a:1}\"", "a key in quotes"), ("01", 1, "\"1\"", "the end of the file"),
    ("-", 1, "the end of the file", "a digit"), ("1.", 2, "the end of the file", "a digit"),
    ("1e", 2, "the end of the file", "a digit"), ("tru", 0, "\"tru\"", "true"), ("nan", 0, "\"nan\"", "null"),
    ("\"abc", 4, "the end of the file", "a closing quote"), ("1 x", 2, "\"x\"", "the end of the file"),
    ("\"a\nb\"", 2, "\"\\x0ab\\\"\"", "an escape such as \\n for a control character"),
    ("\"\\x\"", 2, "\"x\\\"\"", "one of \" \\ / b f n r t u after \\"),
    ("\"\\u12g4\"", 5, "\"g4\\\"\"", "four hexadecimal digits after \\u"), ("[1}", 2, "\"}\"", ", or ]"),
])
func jsonNamesTheByte(text: String, byte: Int, found: String, expected: String) {
    #expect(
        message { () throws(FileError) in try parse(text) }
            == "f.json: byte \(byte): found \(found); expected \(expected)")
}

@Test func jsonRefusesBadTextsAndNumbers() {
    let half = "found half of a surrogate pair; expected \\uD800...\\uDBFF followed by \\uDC00...\\uDFFF"
    for text in [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#] {
        #expect(message { () throws(FileError) in try parse(text) } == "f.json: byte 1: \(half)")
    }
    #expect(
        message { () throws(FileError) in try JSONValue.parse([34, 0xFF, 34], file: "f.json") }
            == "f.json: byte 1: found a text that is not UTF-8")
    #expect(
        message { () throws(FileError) in try parse("1e999") }
            == "f.json: byte 0: found \"1e999\"; expected a number that fits 64 bits")
}

@Test func jsonDepthIsBounded() throws {
    func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(512))
    #expect(
        message { () throws(FileError) in try parse(nested(513)) }
            == "f.json: byte 512: found JSON nested more than 512 deep")
    _ = message { () throws(FileError) in try parse(String(repeating: "[{\"a\":", count: 100_000)) }
}

@Test func jsonSurvivesRandomDamage() {
    let good = bytes(#"{"a":[1,-2.5e3,"x\u00e9\n",null,true],"b":{"c":"d"}}"#)
    var random = FixedRandom(state: 7)
    for _ in 0..<3000 {
        var damaged = good
        for _ in 0..<3 {
            damaged[Int.random(in: 0..<good.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        _ = message { () throws(FileError) in try JSONValue.parse(damaged, file: "f") }
    }
    for count in 0..<good.count {
        #expect(message { () throws(FileError) in try JSONValue.parse(Array(good[..<count]), file: "f") } != "no error")
    }
}

@Test(.enabled(if: Shared.hasData, "the shared data folder is absent"))
func jsonReadsTheFacebookFeatures() throws {
    let file = try JSONValue.parse(try Files.read(Shared.data + "/musae_facebook/facebook.json"), file: "facebook.json")
    #expect(file.object?.count == 22470)
    let largest = (file.object ?? []).flatMap { ($0.value.array ?? []).compactMap(\.int) }.max()
    #expect(largest == 4713)
}
