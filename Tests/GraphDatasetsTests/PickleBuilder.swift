/// Writes the few pickles (protocol 2, as Python 2 wrote them) that Planetoid's files hold.
enum PickleBuilder {
    static func adjacency(_ lists: [(Int, [Int])]) -> [UInt8] {
        var bytes = start + text("ccollections\ndefaultdict\nc__builtin__\nlist\n") + [0x85] + text("R(")
        for (node, others) in lists { bytes += int(node) + text("](") + others.flatMap(int) + text("e") }
        return bytes + text("u.")
    }

    /// A matrix of 32-bit whole numbers.
    static func matrix(_ rows: [[Int32]]) -> [UInt8] {
        start + array(shape: [rows.count, rows.first?.count ?? 0], "i4", rows.flatMap { $0.flatMap(word) }) + text(".")
    }

    /// A scipy CSR matrix of 32-bit floats.
    static func sparse(_ rows: [[Float]], columns: Int? = nil) -> [UInt8] {
        var starts: [Int32] = [0], indices: [Int32] = [], values: [Float] = []
        for row in rows {
            for (column, value) in row.enumerated() where value != 0 {
                indices.append(Int32(column))
                values.append(value)
            }
            starts.append(Int32(values.count))
        }
        var bytes = start + text("cscipy.sparse.csr\ncsr_matrix\n)") + [0x81] + text("}(")
        bytes += string("_shape") + int(rows.count) + int(columns ?? rows.first?.count ?? 0) + [0x86]
        let data = values.flatMap { word(Int32(bitPattern: $0.bitPattern)) }
        bytes += string("data") + array(shape: [values.count], "f4", data)
        bytes += string("indices") + array(shape: [indices.count], "i4", indices.flatMap(word))
        bytes += string("indptr") + array(shape: [starts.count], "i4", starts.flatMap(word))
        return bytes + text("ub.")
    }

    /// A pickle that would run a command if it were executed.
    static let malicious = Array("cos\nsystem\n(S'touch /tmp/gcn-was-here'\ntR.".utf8)

    private static let start: [UInt8] = [0x80, 0x02]
    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
    private static func word(_ value: Int32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    private static func int(_ value: Int) -> [UInt8] { text("J") + word(Int32(value)) }
    private static func string(_ value: String) -> [UInt8] { text("U") + [UInt8(value.utf8.count)] + text(value) }

    private static func array(shape: [Int], _ type: String, _ data: [UInt8]) -> [UInt8] {
        var bytes = text("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n") + int(0) + [0x85] + string("b")
        bytes += [0x87] + text("R(") + int(1) + text("(") + shape.flatMap(int) + text("t")
        bytes += text("cnumpy\ndtype\n") + string(type) + int(0) + int(1) + [0x87] + text("R(") + int(3) + string("<")
        bytes += text("NNN") + int(-1) + int(-1) + int(0) + text("tb") + [0x89]
        bytes += text("T") + word(Int32(data.count)) + data + text("tb")
        return bytes
    }
}
