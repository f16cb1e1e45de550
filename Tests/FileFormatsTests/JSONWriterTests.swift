import Testing

@testable import FileFormats

@Test func jsonWritesPlainAndPretty() {
    let value: JSONValue = ["a": [1, 2], "b": [["c": 0.1]], "d": .object([]), "e": .array([])]
    #expect(value.encoded(pretty: false) == #"{"a":[1,2],"b":[{"c":0.1}],"d":{},"e":[]}"#)
    #expect(
        value.encoded(pretty: true) == """
            {
              "a": [1, 2],
              "b": [
                {
                  "c": 0.1
                }
              ],
              "d": {},
              "e": []
            }
            """)
    #expect(JSONValue.array([.double(.nan), .double(.infinity), .double(-0.0)]).encoded() == "[null,null,-0.0]")
    #expect(JSONValue.string("\"\\\n\u{1}é/").encoded() == #""\"\\\n\u0001é/""#)
}

@Test func jsonDoublesComeBackTheSame() throws {
    var random = FixedRandom(state: 2)
    for _ in 0..<5000 {
        let value = Double(bitPattern: random.next())
        guard value.isFinite else { continue }
        #expect(try JSONValue.parse(bytes(JSONValue.double(value).encoded()), file: "f") == .double(value))
    }
}
