extension SafetensorsFile {
    /// The bytes of a safetensors file with these F32 tensors, in this order.
    ///
    /// Names must differ and each count must be the product of its shape; anything else is a fault of the caller and
    /// stops the program. The header is padded with blanks to a multiple of 8, as the reference library does.
    public static func encode(
        _ tensors: [(name: String, shape: [Int], values: [Float])], metadata: [String: String] = [:]
    ) -> [UInt8] {
        encode(tensors.map { (name: $0.name, shape: $0.shape, values: .floats($0.values)) }, metadata: metadata)
    }

    /// The same for tensors of floats (F32) and whole numbers (I64).
    public static func encode(
        _ tensors: [(name: String, shape: [Int], values: SafetensorsValues)], metadata: [String: String] = [:]
    ) -> [UInt8] {
        var members: [(key: String, value: JSONValue)] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSONValue.string($0.value)) }
            members.append((key: "__metadata__", value: .object(texts)))
        }
        var seen: Set<String> = ["__metadata__"]
        var end = 0
        for (name, shape, values) in tensors {
            precondition(seen.insert(name).inserted, "SafetensorsFile.encode: the name \(name) occurs twice")
            let count = shape.reduce(1, *)
            precondition(
                count == values.count,
                "SafetensorsFile.encode: \(name) has \(values.count) values, shape \(shape) expects \(count)")
            let begin = end
            let typeName: JSONValue
            switch values {
            case .floats: (typeName, end) = ("F32", begin + 4 * count)
            case .ints: (typeName, end) = ("I64", begin + 8 * count)
            }
            let tensor: JSONValue = [
                "dtype": typeName, "shape": .array(shape.map { .int($0) }), "data_offsets": [.int(begin), .int(end)],
            ]
            members.append((key: name, value: tensor))
        }
        var header = Array(JSONValue.object(members).encoded(pretty: false).utf8)
        header.append(contentsOf: repeatElement(32, count: (8 - header.count % 8) % 8))

        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + end)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes += header
        for tensor in tensors {
            switch tensor.values {
            case .floats(let values): append(values.map { $0.bitPattern.littleEndian }, to: &bytes)
            case .ints(let values): append(values.map { Int64($0).littleEndian }, to: &bytes)
            }
        }
        return bytes
    }

    private static func append(_ words: [some FixedWidthInteger], to bytes: inout [UInt8]) {
        words.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
