/// Bytes that tensors are views of.
struct TorchStorage {
    let bytes: [UInt8]
    let range: Range<Int>
    let isBigEndian: Bool
}

/// What a pickle says of a storage.
struct TorchStorageID {
    let key: String
    let dtype: TensorElementType
    /// In elements.
    let count: Int
    /// Where in the storage, in elements, the view begins that old files have (else 0), and its end.
    let view: Range<Int>
}

/// Makes values and tensors of what a PyTorch file's pickle has noted down.
struct TorchDecoder {
    /// Gives a storage's bytes; nil while only the storages' names are gathered.
    typealias Resolve = (TorchStorageID) throws(FileError) -> TorchStorage?

    /// The names a state dictionary needs, and no other.
    static let allowed: Set<String> = {
        var names: Set<String> = [
            "collections.OrderedDict", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_parameter", "torch.Size", "torch.device", "torch.storage.UntypedStorage",
            "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset", Pickle.persistentID,
        ]
        names.formUnion(storages.keys)
        names.formUnion(types)
        return names
    }()

    private static let storages: [String: TensorElementType] = [
        "torch.DoubleStorage": .F64, "torch.FloatStorage": .F32, "torch.HalfStorage": .F16,
        "torch.BFloat16Storage": .BF16, "torch.LongStorage": .I64, "torch.IntStorage": .I32, "torch.ShortStorage": .I16,
        "torch.CharStorage": .I8, "torch.ByteStorage": .U8, "torch.BoolStorage": .BOOL,
        "torch.storage.UntypedStorage": .U8,
    ]

    private static let types: Set<String> = Set(
        [
            "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "strided",
        ].map { "torch." + $0 })

    /// Shared lists of shared lists may stand for more values than the file has bytes.
    private static let mostValues = 4_000_000
    private static let mostAxes = 64

    private let file: String
    private let fileSize: Int
    private var count = 0
    private var path: [String] = []

    init(file: String, fileSize: Int) { (self.file, self.fileSize) = (file, fileSize) }

    mutating func decode(_ value: PickleValue, _ resolve: Resolve) throws(FileError) -> TorchValue {
        count += 1
        guard count <= Self.mostValues else {
            throw FileError(kind: .unsupported, file: file, found: "more than \(Self.mostValues) values")
        }
        switch value {
        case .none: return .none
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .float(let value): return .float(value)
        case .string(let text): return .string(text)
        case .bytes(let bytes): return .bytes(bytes)
        case .list(let elements): return .list(try decode(elements, resolve))
        case .tuple(let elements): return .tuple(try decode(elements, resolve))
        case .dict(let members): return .dictionary(try decode(members, resolve))
        case .global(let module, let name):
            guard Self.types.contains("\(module).\(name)") else { throw wrong("the name \(module).\(name)", "a value") }
            return .string("\(module).\(name)")
        case .object(let object): return try decode(object, resolve)
        }
    }

    private mutating func decode(_ elements: [PickleValue], _ resolve: Resolve) throws(FileError) -> [TorchValue] {
        var result: [TorchValue] = []
        result.reserveCapacity(elements.count)
        for (number, element) in elements.enumerated() {
            path.append("\(number)")
            result.append(try decode(element, resolve))
            path.removeLast()
        }
        return result
    }

    private mutating func decode(
        _ members: [(key: PickleValue, value: PickleValue)], _ resolve: Resolve
    ) throws(FileError) -> [(key: TorchValue, value: TorchValue)] {
        var result: [(key: TorchValue, value: TorchValue)] = []
        result.reserveCapacity(members.count)
        for member in members {
            let key = try decode(member.key, resolve)
            path.append(key.keyText ?? key.summary)
            result.append((key, try decode(member.value, resolve)))
            path.removeLast()
        }
        return result
    }

    private mutating func decode(_ object: PickleObject, _ resolve: Resolve) throws(FileError) -> TorchValue {
        switch object.classPath {
        case "collections.OrderedDict":
            // The state (a module's `_metadata`) says nothing of the numbers.
            var members = object.entries
            for pair in object.args.first?.elements ?? [] {
                guard let pair = pair.elements, pair.count == 2 else { throw wrong(pair.summary, "a key and a value") }
                members.append((pair[0], pair[1]))
            }
            return .dictionary(try decode(members, resolve))
        case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor": return .tensor(try tensor(object, resolve))
        case "torch._utils._rebuild_parameter":
            guard let data = object.args.first, case .tensor(let tensor) = try decode(data, resolve) else {
                throw wrong("a parameter without a tensor", "a tensor")
            }
            return .tensor(TorchTensor(numbers: tensor.numbers, requiresGradient: isTrue(object.args, 1)))
        case "builtins.set", "builtins.frozenset", "__builtin__.set", "__builtin__.frozenset":
            return .list(try decode((object.args.first?.elements ?? []) + object.elements, resolve))
        case "torch.Size": return .tuple(try decode(object.args.first?.elements ?? [], resolve))
        case "torch.device":
            guard let name = object.args.first?.text else { throw wrong("a device without a name", "a name") }
            return .string(name)
        case Pickle.persistentID: throw wrong("a storage without a tensor", "tensors")
        default: throw wrong("an object \(object.classPath)", "tensors, numbers, texts and containers")
        }
    }

    private func isTrue(_ args: [PickleValue], _ place: Int) -> Bool {
        if place < args.count, case .bool(true) = args[place] { true } else { false }
    }

    // MARK: Tensors

    /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)`
    private func tensor(_ object: PickleObject, _ resolve: Resolve) throws(FileError) -> TorchTensor {
        let args = object.args
        guard args.count >= 4, case .object(let reference) = args[0], reference.classPath == Pickle.persistentID,
            let offset = args[1].int, let sizes = args[2].elements, let strides = args[3].elements
        else { throw wrong("a tensor without storage, offset, size or strides", "all four") }
        let shape = sizes.compactMap(\.int), steps = strides.compactMap(\.int)
        guard shape.count == sizes.count, steps.count == strides.count, shape.count == steps.count,
            shape.count <= Self.mostAxes, shape.allSatisfy({ $0 >= 0 }), steps.allSatisfy({ $0 >= 0 }), offset >= 0
        else {
            throw wrong("offset \(offset), shape \(shape), strides \(steps)", "numbers from 0 up, as many sizes as strides")
        }
        let id = try storageID(reference)
        let count = try count(shape)
        // The last element's place: offset + Σ (size - 1) · stride, which must lie in the storage.
        var last = offset, isInside = true
        for (size, step) in zip(shape, steps) where size > 1 {
            let (product, overflow) = (size - 1).multipliedReportingOverflow(by: step)
            let (sum, more) = last.addingReportingOverflow(product)
            (last, isInside) = (sum, isInside && !overflow && !more)
        }
        guard count == 0 || (isInside && last < id.view.count) else {
            throw wrong(
                "offset \(offset), shape \(shape), strides \(steps)",
                "a view inside its storage of \(id.view.count) numbers")
        }
        // A view may repeat its storage, but not fill memory out of nothing.
        guard count <= fileSize || count <= 1 << 20 else {
            throw FileError(
                kind: .unsupported, file: file, place: place, found: "a view that repeats \(id.view.count) numbers to \(count)",
                expected: "at most \(max(fileSize, 1 << 20)) numbers in a file of this size", advice: "save it with .contiguous()")
        }
        let size = id.dtype.size
        guard let storage = try resolve(id) else {
            return TorchTensor(
                numbers: StoredNumbers(bytes: [], start: 0, dtype: id.dtype, shape: [0], strides: [1]), requiresGradient: false)
        }
        guard id.count <= storage.range.count / size else {
            throw wrong(
                "a storage of \(storage.range.count) bytes (\(id.key))", "\(id.count) numbers of type \(id.dtype.rawValue)")
        }
        let start = storage.range.lowerBound + (count == 0 ? 0 : (id.view.lowerBound + offset) * size)
        return TorchTensor(
            numbers: StoredNumbers(
                bytes: storage.bytes, start: start, dtype: id.dtype, shape: shape, strides: steps,
                isBigEndian: storage.isBigEndian),
            requiresGradient: isTrue(args, 4))
    }

    private func count(_ shape: [Int]) throws(FileError) -> Int {
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            if overflow { throw wrong("the shape \(shape)", "fewer than 2^63 numbers") }
            count = product
        }
        return count
    }

    /// `("storage", torch.FloatStorage, key, device, count)`, in old files with a view `(key, offset, count)` or None.
    private func storageID(_ reference: PickleObject) throws(FileError) -> TorchStorageID {
        guard let parts = reference.args.first?.elements, parts.count >= 5, parts[0].text == "storage",
            case .global(let module, let name) = parts[1], let key = parts[2].text, let count = parts[4].int, count >= 0
        else { throw wrong("a tensor whose storage is not described", "type, key, device and size of a storage") }
        guard let dtype = Self.storages["\(module).\(name)"] else {
            throw FileError(
                kind: .unsupported, file: file, place: place, found: "a storage of type \(module).\(name)",
                expected: "one of \(Self.storages.keys.sorted().joined(separator: ", "))")
        }
        var view = 0..<count
        if parts.count > 5, let described = parts[5].elements {
            guard described.count == 3, let offset = described[1].int, let size = described[2].int, offset >= 0, size >= 0,
                offset <= count, size <= count - offset
            else { throw wrong("a view outside its storage \(key)", "offset and size inside its \(count) numbers") }
            view = offset..<offset + size
        }
        return TorchStorageID(key: key, dtype: dtype, count: count, view: view)
    }

    // MARK: Errors

    private var place: FileError.Place? { path.isEmpty ? nil : .entry(path.joined(separator: ".")) }

    private func wrong(_ found: String, _ expected: String) -> FileError {
        FileError(kind: .malformed, file: file, place: place, found: found, expected: expected)
    }
}
