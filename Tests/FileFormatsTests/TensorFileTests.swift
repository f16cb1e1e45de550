import Testing

@testable import FileFormats

@Suite struct TensorFileTests {
    /// Of any header length, also of 128, whose first byte is that of a pickle.
    @Test func safetensorsOfAnyHeaderLength() throws {
        for letters in stride(from: 1, to: 700, by: 7) {
            let name = String(repeating: "a", count: letters)
            let bytes = SafetensorsFile.encode([(name: name, shape: [1], values: [Float(letters)])])
            let file = try TensorFile(bytes: bytes, file: "f")
            #expect(file.form == .safetensors && file.floats(name) == [Float(letters)])
        }
    }

    @Test func neitherForm() {
        #expect(
            message { () throws(FileError) in try TensorFile(bytes: bytes("hello, world"), file: "f") }
                == "f: found \"hello, world\"; expected a checkpoint: safetensors, or a file of torch.save")
    }

    @Test func metadata() throws {
        let bytes = SafetensorsFile.encode([(name: "a", shape: [], values: [1])], metadata: ["k": "v"])
        #expect(try TensorFile(bytes: bytes, file: "f").metadata == ["k": "v"])
    }

    @Test func entriesAndNumbersByName() throws {
        let bytes = SafetensorsFile.encode([
            (name: "b", shape: [2, 1], values: [1.5, -2]), (name: "a", shape: [], values: [7]),
        ])
        let file = try TensorFile(bytes: bytes, file: "f")
        #expect(file.entry("b")?.shape == [2, 1] && file.entry("a")?.shape == [] && file.entry("c") == nil)
        #expect(file.floats("b") == [1.5, -2] && file.floats("a") == [7] && file.floats("c") == nil)
        #expect(file.wrapper.isEmpty && file.others.isEmpty)
    }

    /// A length that reaches beyond the file is refused as safetensors and not read as anything else.
    @Test func cutOffHeader() {
        let whole = SafetensorsFile.encode([(name: "a", shape: [1], values: [1])])
        let cut = Array(whole.prefix(12))
        #expect(message { () throws(FileError) in try TensorFile(bytes: cut, file: "f") }.hasPrefix("f:"))
    }
}
