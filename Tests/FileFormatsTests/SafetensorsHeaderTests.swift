import Testing

@testable import FileFormats

private func failure(_ header: String, _ data: Int) -> String {
    let text = bytes(header)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return message { () throws(FileError) in
        try SafetensorsFile(bytes: length + text + [UInt8](repeating: 0, count: data), file: "f")
    }
}

private func tensor(_ type: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
}

@Test func headerMessagesNameTheTensor() {
    let w = tensor("F32", "[1]", 0, 4)
    #expect(failure("{\"w\":\(w)}", 4) == "no error")
    #expect(failure("{\"w\":\(w)}   ", 4) == "no error")
    #expect(failure("{}", 0) == "no error")
    #expect(failure(" {}", 0) == "f: byte 8: found \" {}\"; expected a JSON object")
    #expect(failure("{\"w\":}", 0) == "f: byte 13: found \"}\"; expected a value")
    #expect(failure("{\"w\":\(w),\"w\":\(w)}", 4) == "f: entry w: found the name twice; expected unique names")
    #expect(failure("{\"w\":1}", 0) == "f: entry w: found no object; expected dtype, shape and data_offsets")
    #expect(
        failure("{\"w\":\(tensor("F32", "[1.5]", 0, 4))}", 4)
            == "f: entry w: found 1.5 in shape; expected whole numbers from 0 up")
    #expect(
        failure("{\"w\":\(tensor("F32", "[2]", 0, 4))}", 4)
            == "f: entry w: found 4 bytes of data; expected 8 bytes for F32 of shape [2]")
    #expect(
        failure("{\"w\":\(tensor("F8", "[2]", 0, 4))}", 4)
            == "f: entry w: found the type F8; expected one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL")
    #expect(failure("{\"w\":\(w)}", 5) == "f: found 5 bytes of data after the header; expected 4 bytes")
    #expect(
        failure("{\"w\":\(w)}", 3)
            == "f: found 3 bytes of data after the header; expected 4 bytes; the file was cut off")
    #expect(
        failure("{\"w\":\(w),\"v\":\(tensor("U8", "[1]", 5, 6))}", 6)
            == "f: entry v: found data that begin at 5; expected 4, the end of the tensor before: "
            + "tensors lie side by side"
    )
    #expect(
        failure("{\"__metadata__\":{\"a\":1}}", 0)
            == "f: entry __metadata__: found the key a with a value that is no text; expected a text")
    #expect(
        failure("{\"w\":{\"dtype\":\"F32\",\"x\":1}}", 0)
            == "f: entry w: found the key x; expected dtype, shape and data_offsets")
    #expect(
        failure("{\"w\":\(tensor("U8", "[4294967296,4294967296]", 0, 0))}", 0)
            == "f: entry w: found the shape [4294967296, 4294967296]; expected fewer than 2^63 bytes")
}
