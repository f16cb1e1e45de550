/// The numbers of a numpy array, as this toolkit holds them.
public struct NumpyArray: Equatable, Sendable {
    /// Single precision for f4 and f8; Int for whole numbers and truth values.
    public enum Storage: Equatable, Sendable {
        /// Any floating-point type.
        case floats([Float])
        /// Any whole numbers.
        case ints([Int])
    }

    /// The size along each axis; empty for a single number.
    public let shape: [Int]
    /// The numbers in C order: the last axis runs fastest.
    public let storage: Storage

    /// The number of elements.
    public var count: Int {
        switch storage {
        case .floats(let values): values.count
        case .ints(let values): values.count
        }
    }

    /// The numbers as floats, whole numbers converted.
    public var floats: [Float] {
        switch storage {
        case .floats(let values): values
        case .ints(let values): values.map { Float($0) }
        }
    }

    /// The numbers as whole numbers; nil for an array of floats.
    public var ints: [Int]? {
        if case .ints(let values) = storage { values } else { nil }
    }
}

/// numpy arrays, scipy sparse matrices and adjacency dictionaries, out of the values that `Pickle` reads.
///
/// These are the kinds of objects in the Planetoid files (Z. Yang, W. Cohen, R. Salakhutdinov, Revisiting
/// Semi-Supervised Learning with Graph Embeddings, ICML 2016, arXiv 1603.08861).
public enum PickleArrays {
    /// The allow list for `Pickle.read` that arrays, CSR matrices and `defaultdict` need, of old and new libraries.
    public static let allowed: Set<String> = {
        var names: Set<String> = [
            "collections.defaultdict", "collections.OrderedDict", "numpy.dtype", "numpy.ndarray", "_codecs.encode",
            "copy_reg._reconstructor", "copyreg._reconstructor", "numpy.core.numeric._frombuffer",
            "numpy._core.numeric._frombuffer", "numpy.core.multiarray._reconstruct",
            "numpy._core.multiarray._reconstruct",
        ]
        for module in ["scipy.sparse.csr", "scipy.sparse._csr"] {
            names.formUnion([module + ".csr_matrix", module + ".csr_array"])
        }
        return names
    }()

    /// Reads a pickle file with the allow list above. Throws as `Pickle.read`.
    public static func read(_ bytes: [UInt8], file: String) throws(FileError) -> PickleValue {
        try Pickle.read(bytes, file: file, allow: allowed)
    }

    /// A compressed sparse row matrix.
    ///
    /// For `scipy.sparse.csr_matrix` and `csr_array`, of `scipy.sparse.csr` and `scipy.sparse._csr`. Row r has the
    /// entries `rowStarts[r] ..< rowStarts[r + 1]` of `columnIndices` and `values`; as in scipy the columns of a row
    /// may be unsorted and repeated.
    /// Throws `.malformed`, naming the part, unless row starts rise from 0 to the number of entries, there is one more
    /// of them than rows, column indices are in range, and indices and values are equally many.
    public static func csr(
        _ value: PickleValue, file: String = "pickle"
    ) throws(FileError) -> (rows: Int, columns: Int, rowStarts: [Int], columnIndices: [Int], values: [Float]) {
        guard case .object(let object) = value, isCSR(object), let state = object.state else {
            throw malformed(file, "pickle", value.summary, "a scipy.sparse csr_matrix")
        }
        func part(_ name: String) throws(FileError) -> PickleValue {
            if let part = state[name] { return part }
            throw malformed(file, name, "no \(name) in the csr_matrix", "the parts _shape, data, indices and indptr")
        }
        let shapeValue = try part("_shape")
        guard let shape = shapeValue.elements?.compactMap(\.int), shape.count == 2, shape.allSatisfy({ $0 >= 0 }) else {
            throw malformed(file, "_shape", shapeValue.summary, "two sizes")
        }
        let (rows, columns) = (shape[0], shape[1])
        func indices(_ name: String) throws(FileError) -> [Int] {
            let array = try ndarray(try part(name), file: file)
            guard array.shape.count == 1, let ints = array.ints else {
                throw malformed(file, name, "an array of shape \(array.shape)", "a list of whole numbers")
            }
            return ints
        }
        let rowStarts = try indices("indptr")
        let columnIndices = try indices("indices")
        let values = try ndarray(try part("data"), file: file).floats
        guard rowStarts.count - 1 == rows else {
            throw malformed(file, "indptr", "\(rowStarts.count) row starts", "one more than the \(rows) rows")
        }
        guard values.count == columnIndices.count else {
            throw malformed(file, "data", "\(values.count) values", "\(columnIndices.count), as many as indices")
        }
        guard rowStarts.first == 0, rowStarts.last == values.count else {
            throw malformed(
                file, "indptr", "row starts from \(rowStarts.first ?? 0) to \(rowStarts.last ?? 0)",
                "from 0 to \(values.count), the number of entries")
        }
        for row in 0..<rows where rowStarts[row] > rowStarts[row + 1] {
            throw malformed(file, "indptr", "row \(row) that ends before it starts", "row starts that rise")
        }
        for column in columnIndices where column < 0 || column >= columns {
            throw malformed(file, "indices", "the column \(column)", "0..<\(columns)")
        }
        return (rows, columns, rowStarts, columnIndices, values)
    }

    /// The neighbours of each node, in the order of the file.
    ///
    /// For `collections.defaultdict(list)` and plain dicts of whole numbers. Throws `.malformed` for other content and
    /// for a node that occurs twice.
    public static func adjacency(
        _ value: PickleValue, file: String = "pickle"
    ) throws(FileError) -> [(node: Int, neighbours: [Int])] {
        let pairs: [(key: PickleValue, value: PickleValue)]
        switch value {
        case .dict(let members): pairs = members
        case .object(let object)
        where ["collections.defaultdict", "collections.OrderedDict"].contains(object.classPath):
            pairs = object.entries
        default: throw malformed(file, "pickle", value.summary, "a dict of node to list of neighbours")
        }
        var seen = Set<Int>(minimumCapacity: pairs.count)
        var result: [(node: Int, neighbours: [Int])] = []
        result.reserveCapacity(pairs.count)
        for (key, list) in pairs {
            guard let node = key.int else { throw malformed(file, "pickle", key.summary, "the number of a node") }
            guard seen.insert(node).inserted else {
                throw malformed(file, "node \(node)", "the node twice", "each node once")
            }
            guard let elements = list.elements else {
                throw malformed(file, "node \(node)", list.summary, "a list of neighbours")
            }
            var neighbours: [Int] = []
            neighbours.reserveCapacity(elements.count)
            for element in elements {
                guard let neighbour = element.int else {
                    throw malformed(file, "node \(node)", element.summary, "the number of a neighbour")
                }
                neighbours.append(neighbour)
            }
            result.append((node, neighbours))
        }
        return result
    }

    static func malformed(_ file: String, _ part: String, _ found: String, _ expected: String) -> FileError {
        FileError(kind: .malformed, file: file, place: .entry(part), found: found, expected: expected)
    }

    /// Old pickles name the class in the first argument of `copy_reg._reconstructor`.
    private static func isCSR(_ object: PickleObject) -> Bool {
        var (module, name) = (object.module, object.name)
        if name == "_reconstructor", case .global(let otherModule, let otherName)? = object.args.first {
            (module, name) = (otherModule, otherName)
        }
        return ["scipy.sparse.csr", "scipy.sparse._csr"].contains(module) && ["csr_matrix", "csr_array"].contains(name)
    }
}
