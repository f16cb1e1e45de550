extension PickleArrays {
    /// Element type and byte order of a numpy array.
    private struct ElementType {
        /// "f", "i", "u" or "b".
        var letter: Character
        var size: Int
        var isBigEndian: Bool
    }

    /// A numpy array of f4, f8 (rounded to single precision), i1, i2, i4, i8, u1, u2, u4 or b1.
    ///
    /// Little- and big-endian, C and Fortran order (the result is always in C order).
    /// Throws `.unsupported` for other element types, `.malformed` for anything that is no array and where bytes,
    /// shape and type disagree.
    public static func ndarray(_ value: PickleValue, file: String = "pickle") throws(FileError) -> NumpyArray {
        guard case .object(let object) = value else { throw malformed(file, "ndarray", value.summary, "a numpy array") }
        let parts: (shape: PickleValue, dtype: PickleValue, isFortran: Bool, bytes: PickleValue)
        switch (object.classPath, object.state?.elements) {
        case ("numpy.core.multiarray._reconstruct", let state?), ("numpy._core.multiarray._reconstruct", let state?):
            // (version, shape, dtype, is Fortran order, bytes)
            guard state.count == 5 else {
                throw malformed(
                    file, "ndarray", "a state of \(state.count) parts", "5: version, shape, dtype, order, bytes")
            }
            var isFortran = state[3].int == 1
            if case .bool(true) = state[3] { isFortran = true }
            parts = (state[1], state[2], isFortran, state[4])
        case ("numpy.core.numeric._frombuffer", _), ("numpy._core.numeric._frombuffer", _):
            // (bytes, dtype, shape, "C" or "F")
            guard object.args.count == 4 else {
                throw malformed(file, "ndarray", "\(object.args.count) arguments", "4: bytes, dtype, shape, order")
            }
            parts = (object.args[2], object.args[1], object.args[3].text == "F", object.args[0])
        default: throw malformed(file, "ndarray", value.summary, "a numpy array")
        }
        guard let shape = parts.shape.elements?.compactMap(\.int), shape.count == parts.shape.elements?.count,
            shape.allSatisfy({ $0 >= 0 })
        else { throw malformed(file, "ndarray", parts.shape.summary, "a shape") }
        let type = try elementType(parts.dtype, file: file)
        let bytes = try rawBytes(parts.bytes, file: file)
        var size = type.size
        for extent in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw malformed(file, "ndarray", "the shape \(shape)", "fewer than 2^63 bytes") }
            size = product
        }
        guard size == bytes.count else {
            throw malformed(
                file, "ndarray", "\(bytes.count) bytes",
                "\(size) for the shape \(shape) and elements of \(type.size) bytes")
        }
        let storage = numbers(bytes, type)
        guard parts.isFortran, shape.count > 1 else { return NumpyArray(shape: shape, storage: storage) }
        switch storage {
        case .floats(let values): return NumpyArray(shape: shape, storage: .floats(rowMajor(values, shape)))
        case .ints(let values): return NumpyArray(shape: shape, storage: .ints(rowMajor(values, shape)))
        }
    }

    private static func elementType(_ value: PickleValue, file: String) throws(FileError) -> ElementType {
        guard case .object(let object) = value, object.classPath == "numpy.dtype", let name = object.args.first?.text
        else { throw malformed(file, "dtype", value.summary, "a numpy.dtype") }
        guard ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1"].contains(name), let letter = name.first,
            let size = name.last?.wholeNumberValue
        else {
            throw FileError(
                kind: .unsupported, file: file, place: .entry("dtype"), found: "the type \(name)",
                expected: "f4, f8, i1, i2, i4, i8, u1, u2, u4 or b1")
        }
        // State: (version, byte order, ...); without one the type has the order of the machine that wrote it.
        let order = object.state?.elements?.dropFirst().first?.text ?? "<"
        guard ["<", ">", "|", "="].contains(order) else {
            throw malformed(file, "dtype", "the byte order \(order)", "one of < > | =")
        }
        return ElementType(letter: letter, size: size, isBigEndian: order == ">")
    }

    /// The array's bytes. Python 3 writes them in protocol 2 as a text and a call of `_codecs.encode` to latin-1.
    private static func rawBytes(_ value: PickleValue, file: String) throws(FileError) -> [UInt8] {
        if case .bytes(let bytes) = value { return bytes }
        if case .object(let object) = value, object.classPath == "_codecs.encode", object.args.count == 2,
            ["latin1", "latin-1"].contains(object.args[1].text), case .string(let text) = object.args[0]
        {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.utf8.count)
            for scalar in text.unicodeScalars {
                guard let byte = UInt8(exactly: scalar.value) else {
                    throw malformed(file, "ndarray", "a character beyond latin-1", "bytes written as latin-1")
                }
                bytes.append(byte)
            }
            return bytes
        }
        throw malformed(file, "ndarray", value.summary, "the bytes of the array")
    }

    private static func numbers(_ bytes: [UInt8], _ type: ElementType) -> NumpyArray.Storage {
        let big = type.isBigEndian
        switch (type.letter, type.size) {
        case ("f", 4): return .floats(load(bytes, UInt32.self, big) { Float(bitPattern: $0) })
        case ("f", _): return .floats(load(bytes, UInt64.self, big) { Float(Double(bitPattern: $0)) })
        case ("i", 1): return .ints(load(bytes, Int8.self, big) { Int($0) })
        case ("i", 2): return .ints(load(bytes, Int16.self, big) { Int($0) })
        case ("i", 4): return .ints(load(bytes, Int32.self, big) { Int($0) })
        case ("i", _): return .ints(load(bytes, Int64.self, big) { Int($0) })
        case ("u", 2): return .ints(load(bytes, UInt16.self, big) { Int($0) })
        case ("u", 4): return .ints(load(bytes, UInt32.self, big) { Int($0) })
        case ("b", _): return .ints(bytes.map { $0 == 0 ? 0 : 1 })
        default: return .ints(bytes.map { Int($0) })
        }
    }

    @inline(__always)
    private static func load<Word: FixedWidthInteger, Number>(
        _ bytes: [UInt8], _ word: Word.Type, _ isBigEndian: Bool, _ convert: (Word) -> Number
    ) -> [Number] {
        let size = MemoryLayout<Word>.size
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / size).map { index in
                let word = raw.loadUnaligned(fromByteOffset: index * size, as: Word.self)
                return convert(isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
            }
        }
    }

    /// From Fortran order (the first axis runs fastest) to C order.
    private static func rowMajor<Number>(_ values: [Number], _ shape: [Int]) -> [Number] {
        var strides: [Int] = []
        var step = 1
        for extent in shape {
            strides.append(step)
            step *= extent
        }
        var index = [Int](repeating: 0, count: shape.count)
        var offset = 0
        var result: [Number] = []
        result.reserveCapacity(values.count)
        for _ in values.indices {
            result.append(values[offset])
            var axis = shape.count - 1
            while axis >= 0 {
                index[axis] += 1
                offset += strides[axis]
                if index[axis] < shape[axis] { break }
                offset -= strides[axis] * shape[axis]
                index[axis] = 0
                axis -= 1
            }
        }
        return result
    }
}
