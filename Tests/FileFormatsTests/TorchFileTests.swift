import Testing

@testable import FileFormats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One file of `pth.json`.
struct CheckpointCase: Sendable, CustomStringConvertible {
    let name: String
    let expect: String
    let value: JSONValue?

    var path: String { Shared.checkpoints + "/pth/" + name }
    var description: String { name }
    var isTorch: Bool { name.hasSuffix(".pth") }

    static let all: [CheckpointCase] = {
        guard let bytes = try? Files.read(Shared.checkpoints + "/pth.json"),
            let manifest = try? JSONValue.parse(bytes, file: "pth.json")
        else { return [] }
        return (manifest["files"]?.array ?? []).map {
            CheckpointCase(name: $0["file"]?.string ?? "", expect: $0["expect"]?.string ?? "", value: $0["value"])
        }
    }()
}

/// Whether what was read is what the manifest says.
private func compare(_ found: TorchValue, _ expected: JSONValue, _ path: String) {
    if let tensor = expected["tensor"] {
        guard case .tensor(let found) = found else {
            Issue.record("\(path): no tensor")
            return
        }
        #expect(found.dtype.rawValue.lowercased() == tensor["dtype"]?.string, "\(path)")
        #expect(found.shape == tensor["shape"]?.array?.compactMap(\.int), "\(path)")
        let values = tensor["values"]?.array?.compactMap(\.double) ?? []
        #expect(found.doubles == values, "\(path)")
        if found.dtype.isFloatingPoint {
            #expect(found.floats == values.map { Float($0) } && found.ints == nil, "\(path)")
        } else {
            #expect(found.ints == values.map { Int($0) }, "\(path)")
        }
        return
    }
    switch found {
    case .none: #expect(expected.isNull, "\(path)")
    case .bool(let value): #expect(expected.bool == value, "\(path)")
    case .int(let value): #expect(expected.int == value, "\(path)")
    case .float(let value): #expect(expected.double == value, "\(path)")
    case .string(let value): #expect(expected.string == value, "\(path)")
    case .list(let values), .tuple(let values):
        #expect(expected.array?.count == values.count, "\(path)")
        for (number, pair) in zip(values, expected.array ?? []).enumerated() {
            compare(pair.0, pair.1, "\(path).\(number)")
        }
    case .dictionary(let members):
        #expect(members.map { $0.key.keyText } == expected.object?.map(\.key), "\(path)")
        for (pair, member) in zip(members, expected.object ?? []) {
            compare(pair.value, member.value, "\(path).\(member.key)")
        }
    case .bytes, .tensor: Issue.record("\(path): unexpected \(found.summary)")
    }
}

@Suite struct TorchFileTests {
    @Test func manifestIsThere() {
        #expect(CheckpointCase.all.count >= 40)
        #expect(Set(CheckpointCase.all.map(\.expect)) == ["load", "refuse", "either"])
    }

    @Test(arguments: CheckpointCase.all.filter { $0.isTorch })
    func golden(_ item: CheckpointCase) throws {
        let text = message { () throws(FileError) in try TorchFile(path: item.path) }
        if item.expect == "refuse" {
            #expect(text.hasPrefix(item.path + ":") && text != "no error", "\(text)")
        } else if item.expect == "load" || text == "no error" {
            compare(try TorchFile(path: item.path).value, try #require(item.value), item.name)
        }
        #expect(!Files.exists("PICKLE_WAS_EXECUTED"))
    }

    @Test(arguments: CheckpointCase.all)
    func bothForms(_ item: CheckpointCase) throws {
        let text = message { () throws(FileError) in try TensorFile(path: item.path) }
        if item.expect == "refuse" { #expect(text.hasPrefix(item.path + ":"), "\(text)") }
        if item.expect == "load", let members = item.value?.object, members.allSatisfy({ $0.value["tensor"] != nil }) {
            let file = try TensorFile(path: item.path)
            #expect(Set(file.entries.map(\.name)) == Set(members.map(\.key)))
            #expect(file.form == (item.isTorch ? .torch : .safetensors) && file.wrapper.isEmpty && file.others.isEmpty)
            for (name, value) in members {
                #expect(file.floats(name) == value["tensor"]?["values"]?.array?.compactMap { $0.double.map { Float($0) } })
                #expect(file.entry(name)?.shape == value["tensor"]?["shape"]?.array?.compactMap(\.int))
            }
            #expect(file.floats("nothing") == nil && file.entry("nothing") == nil)
        }
    }

    /// What each bad file of the set beside the tests is refused for.
    @Test(arguments: [
        ("malicious_system.pth", "found the global posix system"), ("malicious_eval.pth", "global __builtin__ eval"),
        ("malicious_nested.pth", "found the global "), ("malicious_getattr.pth", "global __builtin__ getattr"),
        ("malicious_open.pth", "found the global io open"), ("malicious_legacy.pth", "found the global "),
        ("malicious_bare.pth", "found the global "), ("bad_oob_size.pth", "shape [1000]"),
        ("bad_oob_offset.pth", "found offset 3, shape [4], strides [1]; expected a view inside its storage of 4 numbers"),
        ("bad_oob_stride.pth", "strides [100, 1]"), ("bad_negative_offset.pth", "offset -1"),
        ("truncated_half.pth", "no directory at the end"), ("truncated_tail.pth", "no directory at the end"),
        ("truncated_head.pth", "no directory at the end"), ("truncated_legacy.pth", "the file was cut off"),
        ("empty.pth", "an empty file"), ("text.pth", "expected a file of torch.save"),
        ("no_pickle.pth", "0 entries NAME/data.pkl"), ("missing_storage.pth", "no such storage in the archive"),
        ("short_storage.pth", "a storage of "),
    ])
    func messages(name: String, part: String) throws {
        let path = Shared.checkpoints + "/pth/" + name
        guard Files.exists(path) else { return }
        let text = message { () throws(FileError) in try TorchFile(path: path) }
        #expect(text.contains(part), "\(text)")
    }

    /// A good file's bytes with the zip's checksums set to 0 (not computed), so that damage reaches the pickle and the
    /// decoder instead of ending at a checksum.
    private func withoutChecksums(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for i in 0..<max(0, bytes.count - 20) where bytes[i...].starts(with: [0x50, 0x4B, 1, 2]) {
            for k in 16..<20 { bytes[i + k] = 0 }
        }
        return bytes
    }

    private func readAll(_ bytes: [UInt8]) {
        _ = message { () throws(FileError) in
            let file = try TensorFile(bytes: bytes, file: "f")
            for entry in file.entries { #expect(file.floats(entry.name)?.count == entry.count) }
        }
        _ = message { () throws(FileError) in try TorchFile(bytes: bytes, file: "f") }
    }

    @Test func refusalIsExplained() throws {
        let path = Shared.checkpoints + "/pth/malicious_system.pth"
        guard Files.exists(path) else { return }
        let text = message { () throws(FileError) in try TorchFile(path: path) }
        #expect(
            text.hasSuffix(
                ": found the global posix system; expected tensors, numbers, texts and containers; refused, nothing was executed; save model.state_dict() with torch.save"
            ), "\(text)")
    }

    /// A zip archive with this pickle, stored; no checksums, as `torch.save` may write it.
    private func archive(_ pickle: [UInt8]) -> [UInt8] {
        func word(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let name = Array("x/data.pkl".utf8), size = word(pickle.count, 4) + word(pickle.count, 4)
        let middle = word(20, 2) + word(0, 12) + size + word(name.count, 2)
        var bytes: [UInt8] = [0x50, 0x4B, 3, 4] + middle + word(0, 2) + name + pickle
        let directory = bytes.count
        bytes += [0x50, 0x4B, 1, 2] + word(20, 2) + middle + word(0, 2 + 2 + 2 + 2 + 4 + 4) + name
        let length = bytes.count - directory
        bytes += [0x50, 0x4B, 5, 6] + word(0, 4) + word(1, 2) + word(1, 2) + word(length, 4) + word(directory, 4) + word(0, 2)
        return bytes
    }

    private func value(_ pickle: String) throws(FileError) -> TorchValue {
        try TorchFile(bytes: archive(bytes(pickle)), file: "f").value
    }

    @Test func plainValues() throws {
        // {'a': [None, True, 1.5], 2: ('x',), 's': set([3])}
        let text = "(dS'a'\n(lNaI01\naF1.5\nasI2\n(Vx\ntsS's'\nc__builtin__\nset\n((lI3\natRs."
        let value = try value(text)
        guard case .dictionary(let members) = value else {
            Issue.record("no dictionary: \(value.summary)")
            return
        }
        #expect(members.map { $0.key.keyText } == ["a", "2", "s"])
        #expect(members.map(\.value.summary) == ["a list of 3", "a tuple of 1", "a list of 1"])
    }

    /// Lists of the same lists stand for 10^30 values, in 500 bytes.
    @Test func bombsAreRefused() {
        var bomb = "]"
        for level in 0..<30 {
            bomb += "p\(level)\n0]("
            for _ in 0..<10 { bomb += "g\(level)\n" }
            bomb += "e"
        }
        #expect(message { () throws(FileError) in try value(bomb + ".") }.contains("stand for more than"))
        let deep = String(repeating: "](", count: 5000) + String(repeating: "e", count: 5000) + "."
        #expect(message { () throws(FileError) in try value(deep) }.contains("nested more than 256 deep"))
        let cycle = "]p0\ng0\na."
        #expect(message { () throws(FileError) in try value(cycle) }.contains("a container that holds itself"))
    }

    /// A storage that does not exist is not asked for memory: every number is checked first.
    @Test(arguments: [
        ("I0\n(I4611686018427387904\nI4611686018427387904\nt(I1\nI1\nt", "fewer than 2^63 numbers"),
        ("I0\n(I1000000000\nt(I0\nt", "a view that repeats 1 numbers to 1000000000"),
        ("I9223372036854775807\n(I2\nt(I9223372036854775807\nt", "a view inside its storage of 1 numbers"),
        ("I0\n(I2\nI2\nt(I1\nt", "as many sizes as strides"),
        ("I0\n(I1\nt(I9223372036854775807\nt", "no such storage in the archive"),
    ])
    func hostileViews(view: String, part: String) {
        let storage = "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI1\ntQ"
        let text = "ctorch._utils\n_rebuild_tensor_v2\n(" + storage + view + "I00\nNtR."
        let error = message { () throws(FileError) in try value(text) }
        #expect(error.contains(part), "\(error)")
    }

    /// `GCN_FUZZ` sets how often each file is damaged.
    @Test func survivesDamage() throws {
        let rounds = getenv("GCN_FUZZ").flatMap { Int(String(cString: $0)) } ?? 150
        var random = FixedRandom(state: 5)
        for item in CheckpointCase.all where item.expect != "refuse" {
            let original = try Files.read(item.path)
            for round in 0..<rounds {
                var bytes = round % 3 == 0 ? original : withoutChecksums(original)
                if round % 4 == 3 {
                    bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
                }
                for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                    // mostly in the front, where pickles are
                    let end = Bool.random(using: &random) ? bytes.count : min(bytes.count, 900)
                    let place = Int.random(in: 0..<end, using: &random)
                    bytes[place] =
                        Bool.random(using: &random)
                        ? UInt8.random(in: 0...255, using: &random) : bytes[place] ^ (1 << UInt8.random(in: 0..<8, using: &random))
                }
                readAll(bytes)
            }
        }
    }

    @Test func checksumOfZeroIsNotCompared() throws {
        let item = try #require(CheckpointCase.all.first { $0.name == "module.pth" })
        let bytes = withoutChecksums(try Files.read(item.path))
        compare(try TorchFile(bytes: bytes, file: "f").value, try #require(item.value), item.name)
        #expect(
            message { () throws(FileError) in
                let archive = try ZipArchive(bytes: bytes, file: "f")
                for entry in archive.entries { _ = try archive.read(entry.name) }
            }.contains("found the CRC-32"))
    }
}

@Suite struct TorchStateDictionaryTests {
    private func file(_ name: String) throws -> TorchFile {
        try TorchFile(path: Shared.checkpoints + "/pth/" + name)
    }

    @Test func aModulesOwn() throws {
        let dictionary = try file("module.pth").stateDictionary()
        #expect(dictionary.wrapper.isEmpty && dictionary.others.isEmpty)
        #expect(dictionary.tensors.first?.name == "0.weight")
        #expect(dictionary.tensors.contains { $0.name.hasSuffix("num_batches_tracked") && $0.tensor.dtype == .I64 })
    }

    @Test func insideATrainingCheckpoint() throws {
        let dictionary = try file("checkpoint.pth").stateDictionary()
        #expect(dictionary.wrapper == ["model_state_dict"])
        #expect(dictionary.tensors.first?.name == "0.weight")
    }

    @Test func parametersSaySo() throws {
        let dictionary = try file("parameters.pth").stateDictionary()
        let areParameters = dictionary.tensors.allSatisfy { $0.tensor.requiresGradient }
        #expect(areParameters)
    }

    @Test(arguments: [("list.pth", "a list of 4"), ("tensor.pth", "a tensor of shape [2, 2]")])
    func otherThings(name: String, found: String) throws {
        let file = try file(name)
        let text = message { () throws(FileError) in try file.stateDictionary() }
        #expect(
            text.hasSuffix(
                ": found \(found); expected a dictionary of named tensors; save model.state_dict() with torch.save"), "\(text)")
    }
}

@Suite struct StoredNumbersTests {
    private let bytes: [UInt8] = [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0, 0x40, 0x40, 0, 0, 0x40, 0x80, 0, 0]

    @Test func bigEndianAndStrides() {
        let all = StoredNumbers(bytes: bytes, start: 0, dtype: .F32, shape: [2, 2], strides: [2, 1], isBigEndian: true)
        #expect(all.floats == [1, 2, 3, 4])
        let turned = StoredNumbers(bytes: bytes, start: 0, dtype: .F32, shape: [2, 2], strides: [1, 2], isBigEndian: true)
        #expect(turned.floats == [1, 3, 2, 4] && turned.doubles == [1, 3, 2, 4] && turned.ints == nil)
        let spread = StoredNumbers(
            bytes: bytes, start: 4, dtype: .F32, shape: [2, 1, 3], strides: [2, Int.max, 0], isBigEndian: true)
        #expect(spread.floats == [2, 2, 2, 4, 4, 4])
        let nothing = StoredNumbers(bytes: [], start: 0, dtype: .F64, shape: [0, Int.max, Int.max], strides: [1, 1, 1])
        #expect(nothing.floats == [] && StoredNumbers.rowMajor([0, Int.max, Int.max]).count == 3)
    }

    @Test func integers() {
        func read(_ dtype: TensorElementType, _ shape: [Int]) -> StoredNumbers {
            StoredNumbers(
                bytes: [0xFF, 0xFE, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF], start: 0, dtype: dtype, shape: shape,
                strides: StoredNumbers.rowMajor(shape))
        }
        #expect(read(.I8, [4]).ints == [-1, -2, 0, 1] && read(.U8, [4]).ints == [255, 254, 0, 1])
        #expect(read(.BOOL, [4]).ints == [1, 1, 0, 1] && read(.I16, [2]).ints == [-257, 256])
        #expect(read(.I32, [2]).ints == [0x0100_FEFF, -1] && read(.I32, [2]).doubles == [16_842_495, -1])
        #expect(read(.I64, []).ints == [Int(bitPattern: 0xFFFF_FFFF_0100_FEFF)])
    }
}
