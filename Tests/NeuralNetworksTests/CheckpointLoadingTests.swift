import Autograd
import DenseArrays
import FileFormats
import NeuralNetworks
import TestSupport
import Testing

@Suite struct CheckpointLoadingTests {
    /// Two layers, the second one a head, and a counter that is not learned.
    final class Network: Module {
        let body = Linear(weight: Tensor(DenseArray(zeros: [3, 2]), requiresGradient: true), bias: nil)
        let head = Linear(weight: Tensor(DenseArray(zeros: [2, 1]), requiresGradient: true), bias: nil)
        let counter = Tensor(DenseArray(0))
        var parameters: [Parameter] {
            body.parameters.map { $0.prefixed("body") } + head.parameters.map { $0.prefixed("fc") }
        }
        var buffers: [Parameter] { [Parameter("bn.num_batches_tracked", counter)] }
    }

    private typealias Entry = (name: String, shape: [Int], values: SafetensorsValues)

    private func file(_ entries: [Entry]) throws -> TensorFile {
        try TensorFile(bytes: SafetensorsFile.encode(entries), file: "m.safetensors")
    }

    private let body: Entry = ("body.weight", [2, 3], .floats([1, 3, 5, 2, 4, 6]))
    private let head: Entry = ("fc.weight", [1, 2], .floats([7, 8]))
    private let counter: Entry = ("bn.num_batches_tracked", [], .ints([9]))

    private func message(_ entries: [Entry], _ options: Checkpoint.Options = .init()) throws -> String {
        let network = Network(), file = try file(entries)
        do throws(FileError) {
            try Checkpoint.load(file, into: network, options)
            return "no error"
        } catch {
            let isUntouched = network.stateValues.allSatisfy { $0.elements.allSatisfy { $0 == 0 } }
            #expect(isUntouched)
            return error.description
        }
    }

    @Test func wholeNumbersForBuffers() throws {
        let network = Network()
        let report = try Checkpoint.load(try file([counter, head, body]), into: network)
        #expect(network.body.weight.value == DenseArray(rows: [[1, 2], [3, 4], [5, 6]]) && network.counter.scalar == 9)
        #expect(report.loaded == ["body.weight", "fc.weight", "bn.num_batches_tracked"] && report.missing.isEmpty)
        #expect(report.description == "m.safetensors: 3 entries loaded (safetensors)")
        #expect(
            try message([("body.weight", [2, 3], .ints([1, 2, 3, 4, 5, 6])), head])
                == "m.safetensors: entry body.weight: found the type I64; expected F64, F32, F16 or BF16")
    }

    @Test func oldFilesLackTheCounter() throws {
        #expect(try Checkpoint.load(try file([head, body]), into: Network()).missing == ["bn.num_batches_tracked"])
        // and hold single numbers as lists of one
        #expect(try message([head, body, ("bn.num_batches_tracked", [1], .ints([4]))]) == "no error")
    }

    @Test func renaming() throws {
        let other: [Entry] = [("module.features.weight", [2, 3], body.values), ("module.fc.weight", [1, 2], head.values)]
        let network = Network()
        var report = try Checkpoint.load(
            try file(other), into: network, .init(prefixes: ["module.features.": "body.", "module.": ""]))
        #expect(report.loaded == ["body.weight", "fc.weight"] && network.head.weight.value == DenseArray(rows: [[7], [8]]))
        report = try Checkpoint.load(
            try file(other), into: Network(),
            .init(isStrict: false) { $0 == "module.fc.weight" ? nil : "body.weight" })
        #expect(report.loaded == ["body.weight"] && report.ignored == ["module.fc.weight"])
        #expect(report.missing == ["fc.weight", "bn.num_batches_tracked"])
        #expect(
            try message(other, .init { _ in "fc.weight" })
                == "m.safetensors: entry module.fc.weight: found a second entry for fc.weight; expected module.features.weight alone; look at the renaming"
        )
    }

    /// Another head: its shape is of no matter.
    @Test func ignoring() throws {
        let network = Network()
        let report = try Checkpoint.load(
            try file([body, ("fc.weight", [5, 5], .floats(Array(repeating: 1, count: 25))), ("fc.bias", [1], .floats([1]))]),
            into: network, .init(ignoring: ["fc."]))
        #expect(report.loaded == ["body.weight"] && Set(report.ignored) == ["fc.weight", "fc.bias"])
        #expect(network.head.weight.value == DenseArray(zeros: [2, 1]))
        #expect(report.description.contains("\nmissing: bn.num_batches_tracked\nignored: fc."))
    }

    @Test func strictAndNot() throws {
        let extra: Entry = ("extra", [1], .floats([1]))
        #expect(
            try message([body, head, extra])
                == "m.safetensors: entry extra: found an entry this network does not have; expected body.weight, fc.weight, bn.num_batches_tracked; the checkpoint belongs to another model, or to another number of layers"
        )
        #expect(
            try message([body])
                == "m.safetensors: entry fc.weight: found no such entry; expected an entry of shape [1, 2]; the checkpoint belongs to another model"
        )
        let report = try Checkpoint.load(try file([body, extra]), into: Network(), .init(isStrict: false))
        #expect(report.unexpected == ["extra"] && report.missing == ["fc.weight", "bn.num_batches_tracked"])
        // a wrong shape is an error all the same
        #expect(
            try message([("body.weight", [3, 2], body.values)], .init(isStrict: false)).contains(
                "entry body.weight: found shape [3, 2]; expected shape [2, 3]"))
    }

    /// PyTorch's own file by its path: one of the golden set, whatever layers it has.
    @Test(arguments: ["module.pth", "module_legacy.pth", "checkpoint.pth", "parameters.pth", "modern.safetensors"])
    func byPath(name: String) throws {
        let path = "\(Golden.folder)/pth/\(name)"
        let file = try TensorFile(path: path)
        let module = Copy(file)
        let report = try Checkpoint.load(path, into: module)
        #expect(report.loaded == file.entries.map(\.name) && report.wrapper == file.wrapper)
        for (entry, tensor) in zip(file.entries, module.tensors) {
            #expect(tensor.value.elements == file.floats(entry.name) && tensor.shape == entry.shape)
        }
    }

    /// A module with the entries of a file, all as buffers.
    final class Copy: Module {
        let tensors: [Tensor]
        private let names: [String]
        init(_ file: TensorFile) {
            names = file.entries.map(\.name)
            tensors = file.entries.map { Tensor(DenseArray(zeros: $0.shape)) }
        }
        var parameters: [Parameter] { [] }
        var buffers: [Parameter] { zip(names, tensors).map { Parameter($0, $1) } }
    }

    @Test func aMissingFile() {
        let error = #expect(throws: FileError.self) { try Checkpoint.load("/no/such.pth", into: Network()) }
        #expect(error?.kind == .missing && error?.file == "/no/such.pth")
    }
}
