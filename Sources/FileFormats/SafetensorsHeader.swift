/// The header of a safetensors file, read and checked.
struct SafetensorsHeader {
    struct Tensor {
        var entry: SafetensorsEntry
        /// First byte and end, counted from the end of the header.
        var begin: Int
        var end: Int
    }

    private(set) var metadata: [String: String] = [:]
    /// In the order of their bytes.
    private(set) var tensors: [Tensor] = []
    private let file: String

    init(_ json: [UInt8], file: String) throws(FileError) {
        self.file = file
        guard json.first == UInt8(ascii: "{") else {
            throw FileError(
                kind: .malformed, file: file, place: .byte(8), found: FileError.quoted(json.prefix(12)),
                expected: "a JSON object")
        }
        let header: JSONValue
        do throws(FileError) {
            header = try JSONValue.parse(json, file: file)
        } catch {
            var moved = error
            if case .byte(let byte) = error.place { moved.place = .byte(byte + 8) }
            throw moved
        }
        if let key = header.duplicateKey { throw malformed(key, "the name twice", "unique names") }
        for (name, value) in header.object ?? [] {
            if name == "__metadata__" {
                try readMetadata(value)
            } else {
                tensors.append(try readTensor(name, value))
            }
        }
        // Empty tensors may share their place; among those the order of the header stays.
        let order = tensors.indices.sorted { left, right in
            let (a, b) = (tensors[left], tensors[right])
            return (a.begin, a.end, left) < (b.begin, b.end, right)
        }
        tensors = order.map { tensors[$0] }
    }

    /// Throws unless the tensors fill all the bytes after the header, without holes and overlaps.
    func checkRanges(dataCount: Int) throws(FileError) {
        var position = 0
        for tensor in tensors {
            guard tensor.begin == position else {
                throw malformed(
                    tensor.entry.name, "data that begin at \(tensor.begin)",
                    "\(position), the end of the tensor before: tensors lie side by side")
            }
            position = tensor.end
        }
        guard position == dataCount else {
            throw FileError(
                kind: .malformed, file: file, found: "\(dataCount) bytes of data after the header",
                expected: "\(position) bytes", advice: dataCount < position ? "the file was cut off" : nil)
        }
    }

    private mutating func readMetadata(_ value: JSONValue) throws(FileError) {
        guard let members = value.object else { throw malformed("__metadata__", "no object", "an object of texts") }
        if let key = value.duplicateKey { throw malformed("__metadata__", "the key \(key) twice", "unique keys") }
        for (key, text) in members {
            guard let text = text.string else {
                throw malformed("__metadata__", "the key \(key) with a value that is no text", "a text")
            }
            metadata[key] = text
        }
    }

    private func readTensor(_ name: String, _ value: JSONValue) throws(FileError) -> Tensor {
        guard let members = value.object else { throw malformed(name, "no object", "dtype, shape and data_offsets") }
        if let key = value.duplicateKey { throw malformed(name, "the key \(key) twice", "unique keys") }
        if let other = members.first(where: { !["dtype", "shape", "data_offsets"].contains($0.key) }) {
            throw malformed(name, "the key \(other.key)", "dtype, shape and data_offsets")
        }
        guard let typeName = value["dtype"]?.string else { throw malformed(name, "no dtype", "a text under dtype") }
        guard let dtype = SafetensorsEntry.ElementType(rawValue: typeName) else {
            let known = SafetensorsEntry.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
            throw FileError(
                kind: .unsupported, file: file, place: .entry(name), found: "the type \(typeName)",
                expected: "one of \(known)")
        }
        let shape = try readSizes(name, value, "shape")
        let offsets = try readSizes(name, value, "data_offsets")
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw malformed(name, "the data_offsets \(offsets)", "two numbers, begin and end, in this order")
        }
        var size = dtype.size
        for extent in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw malformed(name, "the shape \(shape)", "fewer than 2^63 bytes") }
            size = product
        }
        guard size == offsets[1] - offsets[0] else {
            throw malformed(
                name, "\(offsets[1] - offsets[0]) bytes of data", "\(size) bytes for \(typeName) of shape \(shape)")
        }
        let entry = SafetensorsEntry(name: name, dtype: dtype, shape: shape)
        return Tensor(entry: entry, begin: offsets[0], end: offsets[1])
    }

    private func readSizes(_ name: String, _ value: JSONValue, _ key: String) throws(FileError) -> [Int] {
        guard let list = value[key]?.array else { throw malformed(name, "no \(key)", "a list under \(key)") }
        var sizes: [Int] = []
        for element in list {
            guard case .int(let size) = element, size >= 0 else {
                throw malformed(name, "\(element.encoded()) in \(key)", "whole numbers from 0 up")
            }
            sizes.append(size)
        }
        return sizes
    }

    private func malformed(_ entry: String, _ found: String, _ expected: String) -> FileError {
        FileError(kind: .malformed, file: file, place: .entry(entry), found: found, expected: expected)
    }
}
