import Testing

@testable import FileFormats

private func object(_ module: String, _ name: String, _ args: [PickleValue], _ state: PickleValue? = nil) -> PickleValue
{
    .object(PickleObject(module: module, name: name, args: args, state: state, entries: [], elements: []))
}

private func dtype(_ name: String, _ order: String) -> PickleValue {
    object("numpy", "dtype", [.string(name), .int(0), .int(1)], .tuple([.int(3), .string(order)]))
}

private func array(
    _ shape: [Int], _ type: String, _ order: String, _ content: [UInt8], isFortran: Bool = false
) -> PickleValue {
    let sizes = PickleValue.tuple(shape.map { .int($0) })
    return object(
        "numpy.core.multiarray", "_reconstruct", [],
        .tuple([.int(1), sizes, dtype(type, order), .bool(isFortran), .bytes(content)]))
}

@Test func numpyReadsEveryElementType() throws {
    func ints(_ type: String, _ order: String, _ content: [UInt8]) throws -> [Int]? {
        let size = Int(String(type.suffix(1))) ?? 1
        return try PickleArrays.ndarray(array([content.count / size], type, order, content)).ints
    }
    #expect(try ints("i1", "|", [255, 1]) == [-1, 1])
    #expect(try ints("u1", "|", [255, 1]) == [255, 1])
    #expect(try ints("b1", "|", [0, 1, 2]) == [0, 1, 1])
    #expect(try ints("i2", "<", [0xFE, 0xFF]) == [-2])
    #expect(try ints("i2", ">", [0xFF, 0xFE]) == [-2])
    #expect(try ints("u2", ">", [0xFF, 0xFE]) == [65534])
    #expect(try ints("i4", "<", [1, 0, 0, 0x80]) == [Int(Int32.min) + 1])
    #expect(try ints("u4", "<", [1, 0, 0, 0x80]) == [1 << 31 + 1])
    #expect(try ints("i8", "<", [1, 0, 0, 0, 1, 0, 0, 0]) == [1 << 32 + 1])
    #expect(try ints("i8", ">", [0, 0, 0, 1, 0, 0, 0, 1]) == [1 << 32 + 1])
    #expect(try PickleArrays.ndarray(array([1], "f4", "<", [0, 0, 0x80, 0x3F])).floats == [1])
    #expect(try PickleArrays.ndarray(array([1], "f4", ">", [0x3F, 0x80, 0, 0])).floats == [1])
    #expect(try PickleArrays.ndarray(array([1], "f8", ">", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])).floats == [1])
    #expect(try PickleArrays.ndarray(array([], "i1", "|", [7])).count == 1)
}

@Test func numpyTurnsFortranOrderAround() throws {
    let value = try PickleArrays.ndarray(array([2, 3], "i1", "|", [1, 4, 2, 5, 3, 6], isFortran: true))
    #expect(value == NumpyArray(shape: [2, 3], storage: .ints([1, 2, 3, 4, 5, 6])))
    let cube = try PickleArrays.ndarray(array([2, 2, 2], "u1", "|", [0, 4, 2, 6, 1, 5, 3, 7], isFortran: true))
    #expect(cube.ints == Array(0..<8))
    #expect(try PickleArrays.ndarray(array([0, 3], "i1", "|", [], isFortran: true)).count == 0)
}

@Test func numpyReadsTheOtherWaysOfWriting() throws {
    let buffer = object(
        "numpy._core.numeric", "_frombuffer",
        [.bytes([1, 3, 2, 4]), dtype("u1", "|"), .tuple([.int(2), .int(2)]), .string("F")])
    #expect(try PickleArrays.ndarray(buffer) == NumpyArray(shape: [2, 2], storage: .ints([1, 2, 3, 4])))
    let encoded = object("_codecs", "encode", [.string("\u{FF}\u{1}"), .string("latin1")])
    let state = PickleValue.tuple([.int(1), .tuple([.int(2)]), dtype("u1", "|"), .bool(false), encoded])
    #expect(try PickleArrays.ndarray(object("numpy._core.multiarray", "_reconstruct", [], state)).ints == [255, 1])
}

@Test func numpyTellsWhatDoesNotFit() {
    func failure(_ value: PickleValue) -> String {
        message { () throws(FileError) in try PickleArrays.ndarray(value, file: "f") }
    }
    #expect(
        failure(array([3], "i2", "<", [1, 2]))
            == "f: entry ndarray: found 2 bytes; expected 6 for the shape [3] and elements of 2 bytes")
    #expect(
        failure(array([1 << 40, 1 << 40], "i2", "<", []))
            == "f: entry ndarray: found the shape [1099511627776, 1099511627776]; expected fewer than 2^63 bytes")
    #expect(failure(array([-1], "i2", "<", [])) == "f: entry ndarray: found a tuple of 1; expected a shape")
    #expect(
        failure(array([1], "O8", "|", [1]))
            == "f: entry dtype: found the type O8; expected f4, f8, i1, i2, i4, i8, u1, u2, u4 or b1")
    #expect(failure(array([1], "i1", "x", [1])) == "f: entry dtype: found the byte order x; expected one of < > | =")
    #expect(failure(.int(3)) == "f: entry ndarray: found the number 3; expected a numpy array")
}
