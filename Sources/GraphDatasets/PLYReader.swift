import DenseArrays
import FileFormats

/// Reads PLY: a header of elements and their properties, then the elements as text or as bytes.
enum PLYReader {
    private enum Kind {
        case whole(bytes: Int, signed: Bool)
        case float(bytes: Int)

        init?(_ name: String) {
            switch name {
            case "char", "int8": self = .whole(bytes: 1, signed: true)
            case "uchar", "uint8": self = .whole(bytes: 1, signed: false)
            case "short", "int16": self = .whole(bytes: 2, signed: true)
            case "ushort", "uint16": self = .whole(bytes: 2, signed: false)
            case "int", "int32": self = .whole(bytes: 4, signed: true)
            case "uint", "uint32": self = .whole(bytes: 4, signed: false)
            case "float", "float32": self = .float(bytes: 4)
            case "double", "float64": self = .float(bytes: 8)
            default: return nil
            }
        }

        var size: Int {
            switch self {
            case .whole(let bytes, _), .float(let bytes): bytes
            }
        }
    }

    private struct Property {
        let name: String
        let kind: Kind
        /// The kind of a list's length; nil for a single number.
        let length: Kind?
    }

    private struct Element {
        let name: String
        let count: Int
        let line: Int
        var properties: [Property] = []
        /// The fewest bytes that one takes: as text two for each number.
        func leastBytes(binary: Bool) -> Int {
            properties.reduce(0) { $0 + (binary ? ($1.length ?? $1.kind).size : 2) }
        }
    }

    private enum Form { case ascii, little, big }

    static func read(_ bytes: [UInt8], _ file: String) throws(DatasetError) -> Mesh {
        var reader = WordReader(bytes: bytes)
        let (form, elements) = try header(&reader, file)
        for element in elements {
            let least = element.leastBytes(binary: form != .ascii)
            guard least > 0 || element.count == 0, element.count <= (reader.remaining + 1) / max(1, least) else {
                throw .malformed(
                    file, line: element.line, found: "\(element.count) of element \(element.name)",
                    expected: "as many as \(reader.remaining) bytes can hold", advice: "copy or download the file again")
            }
        }
        var values: [Float] = [], normals: [Float] = [], faces: [[Int32]] = []
        var source = Source(bytes: bytes, file: file, form: form, words: reader, position: reader.position)
        for element in elements {
            let places = ["x", "y", "z", "nx", "ny", "nz"].map { name in
                element.properties.firstIndex { $0.name == name && $0.length == nil }
            }
            let corners = element.properties.firstIndex { $0.length != nil && $0.name.hasPrefix("vertex_ind") }
            for number in 0..<element.count {
                let row = try source.read(element.properties, element.name, number)
                if element.name == "vertex" {
                    for (axis, place) in places.enumerated() {
                        guard let place else { continue }
                        let value = Float(row[place][0])
                        guard value.isFinite else {
                            throw source.error("a position that is NaN or infinite", "a finite number")
                        }
                        if axis < 3 { values.append(value) } else { normals.append(value) }
                    }
                } else if element.name == "face", let corners {
                    guard row[corners].count >= 3 else {
                        throw source.error("a face of \(row[corners].count) corners", "three or more")
                    }
                    let count = Double(values.count / 3)
                    var face: [Int32] = []
                    for corner in row[corners] {
                        guard corner >= 0, corner < count else {
                            throw source.error("vertex \(Int(exactly: corner).map { "\($0)" } ?? "\(corner)")", "0 to \(values.count / 3 - 1)")
                        }
                        face.append(Int32(corner))
                    }
                    faces.append(face)
                }
            }
        }
        if values.isEmpty || values.count % 3 != 0 {
            throw .malformed(file, found: "no vertices", expected: "an element vertex with x, y and z")
        }
        let shape = [values.count / 3, 3]
        return Mesh(
            positions: DenseArray(values, shape: shape), faces: faces,
            normals: normals.count == values.count ? DenseArray(normals, shape: shape) : nil)
    }

    private static func header(
        _ reader: inout WordReader, _ file: String
    ) throws(DatasetError) -> (Form, [Element]) {
        guard let first = reader.next(), first.string(at: 0) == "ply" else {
            throw .malformed(file, line: 1, found: "another kind of file", expected: "ply")
        }
        var form: Form?
        var elements: [Element] = []
        while let row = reader.next() {
            let words = (0..<row.count).map { row.string(at: $0) }
            func unknown() -> DatasetError {
                .malformed(
                    file, line: row.line, found: DatasetError.quoted(words.joined(separator: " ")),
                    expected: "format, comment, element NAME COUNT, property TYPE NAME, or end_header")
            }
            switch (words[0], words.count) {
            case ("comment", _), ("obj_info", _): break
            case ("format", 3):
                switch words[1] {
                case "ascii": form = .ascii
                case "binary_little_endian": form = .little
                case "binary_big_endian": form = .big
                default: throw unknown()
                }
            case ("element", 3):
                guard let count = row.int(at: 2), count >= 0 else { throw unknown() }
                elements.append(Element(name: words[1], count: count, line: row.line))
            case ("property", 3):
                guard let kind = Kind(words[1]), !elements.isEmpty else { throw unknown() }
                elements[elements.count - 1].properties.append(Property(name: words[2], kind: kind, length: nil))
            case ("property", 5):
                guard words[1] == "list", let length = Kind(words[2]), let kind = Kind(words[3]), !elements.isEmpty
                else { throw unknown() }
                elements[elements.count - 1].properties.append(Property(name: words[4], kind: kind, length: length))
            case ("end_header", 1):
                guard let form else {
                    throw .malformed(file, line: row.line, found: "no format", expected: "format ascii 1.0 or the like")
                }
                return (form, elements)
            default: throw unknown()
            }
        }
        throw .malformed(file, line: reader.lastLine, found: "the end of the file", expected: "end_header")
    }

    /// The elements one after another.
    private struct Source {
        let bytes: [UInt8]
        let file: String
        let form: Form
        var words: WordReader
        var position: Int

        func error(_ found: String, _ expected: String, advice: String? = nil) -> DatasetError {
            .file(
                FileError(
                    kind: .malformed, file: file, place: form == .ascii ? .line(words.lastLine) : .byte(position),
                    found: found, expected: expected, advice: advice))
        }

        mutating func read(
            _ properties: [Property], _ name: String, _ number: Int
        ) throws(DatasetError) -> [[Double]] {
            var result: [[Double]] = []
            let row = form == .ascii ? words.next() : nil
            var field = 0
            for property in properties {
                var count = 1
                if let length = property.length {
                    let value = try next(length, row, &field, name, number)
                    let left = form == .ascii ? (row?.count ?? 0) - field : (bytes.count - position) / property.kind.size
                    guard value >= 0, value <= Double(left), let whole = Int(exactly: value) else {
                        throw error("a list of \(value) numbers", "at most \(left)")
                    }
                    count = whole
                }
                var values: [Double] = []
                for _ in 0..<count { values.append(try next(property.kind, row, &field, name, number)) }
                result.append(values)
            }
            return result
        }

        private mutating func next(
            _ kind: Kind, _ row: CSVRow?, _ field: inout Int, _ name: String, _ number: Int
        ) throws(DatasetError) -> Double {
            if form == .ascii {
                guard let row else {
                    throw error("the end of the file", "\(name) \(number)", advice: "copy or download the file again")
                }
                defer { field += 1 }
                guard field < row.count, let value = row.double(at: field) else {
                    throw error(field < row.count ? DatasetError.quoted(row.string(at: field)) : "no number", "a number")
                }
                return value
            }
            guard position + kind.size <= bytes.count else {
                throw error("the end of the file", "\(name) \(number)", advice: "copy or download the file again")
            }
            var bits: UInt64 = 0
            for byte in 0..<kind.size {
                bits |= UInt64(bytes[position + (form == .little ? byte : kind.size - 1 - byte)]) << (8 * UInt64(byte))
            }
            position += kind.size
            switch kind {
            case .float(4): return Double(Float(bitPattern: UInt32(bits)))
            case .float: return Double(bitPattern: bits)
            case .whole(let size, let signed):
                let shift = UInt64(64 - 8 * size)
                return signed ? Double(Int64(bitPattern: bits << shift) >> Int64(shift)) : Double(bits)
            }
        }
    }
}
