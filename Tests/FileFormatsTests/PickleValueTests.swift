import Testing

@testable import FileFormats

@Test func pickleValuesAreReadAndDescribed() {
    let dict = PickleValue.dict([(key: .bytes([0xE9]), value: .int(1)), (key: .string("é"), value: .int(2))])
    #expect(dict["é"]?.int == 2)
    #expect(dict["x"] == nil)
    #expect(PickleValue.bytes([0xE9]).text == "é")
    #expect(PickleValue.tuple([.none, .none]).elements?.count == 2)
    let object = PickleObject(module: "m", name: "C", args: [], state: nil, entries: [], elements: [])
    let all: [PickleValue] = [
        .none, .bool(true), .int(3), .float(0.5), .string("é"), .bytes([1]), .list([]), .tuple([.none]), dict,
        .global(module: "m", name: "f"), .object(object),
    ]
    #expect(
        all.map(\.summary) == [
            "None", "True", "the number 3", "the number 0.5", "a text of 2 bytes", "1 bytes", "a list of 0",
            "a tuple of 1", "a dict of 2", "the name m.f", "an object m.C",
        ])
}
