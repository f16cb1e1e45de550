import Testing

@testable import FileFormats

@Test func safetensorsComesBackTheSame() throws {
    let encoded = SafetensorsFile.encode(
        [
            (name: "z", shape: [2, 2], values: .floats([1, -0.0, .infinity, 1e-45])),
            (name: "empty", shape: [0, 3], values: .floats([])), (name: "a", shape: [], values: .ints([.min])),
        ], metadata: ["b": "2", "a": "1 \"quoted\""])
    let file = try SafetensorsFile(bytes: encoded, file: "f")
    #expect(file.entries.map(\.name) == ["z", "empty", "a"])
    #expect(file.entries.map(\.shape) == [[2, 2], [0, 3], []])
    #expect(
        try file.floats("z").map(\.bitPattern)
            == [1, -0.0, .infinity, 1e-45].map { (value: Float) in value.bitPattern })
    #expect(try file.floats("empty") == [])
    #expect(try file.ints("a") == [.min])
    #expect(file.metadata == ["a": "1 \"quoted\"", "b": "2"])
    #expect(file.contains("z") && !file.contains("y"))
}

@Test func safetensorsHeaderIsTheReferences() {
    let encoded = SafetensorsFile.encode([(name: "w", shape: [1], values: [1])], metadata: ["k": "v"])
    let header = #"{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(encoded == [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + bytes(padded) + [0, 0, 0x80, 0x3F])
}
