import Testing

@testable import FileFormats

@Test func jsonValuesAreBuiltFromLiterals() {
    let value: JSONValue = ["a": 1, "b": [true, nil, 2.5, "x"], "a": 3]
    #expect(value["a"] == 3)
    #expect(value["c"] == nil)
    #expect(value.duplicateKey == "a")
    #expect(value["b"]?.duplicateKey == nil)
    #expect(value["b"]?.array?.count == 4)
    #expect(value["b"]?.array?[0].bool == true)
    #expect(value["b"]?.array?[1].isNull == true)
    #expect(value["b"]?.array?[3].string == "x")
    #expect(value.object?.map(\.key) == ["a", "b", "a"])
    #expect(JSONValue.double(3).int == 3)
    #expect(JSONValue.double(3.5).int == nil)
    #expect(JSONValue.int(3).double == 3)
    #expect(JSONValue.string("3").double == nil)
}
