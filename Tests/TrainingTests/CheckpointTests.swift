import Autograd
import DenseArrays
import FileFormats
import NeuralNetworks
import TestSupport
import Testing

@Suite struct CheckpointTests {
    final class Pair: Module {
        let weight = Tensor(DenseArray(rows: [[1, 2], [3, 4], [5, 6]]), requiresGradient: true)
        let bias = Tensor(DenseArray([7, 8]), requiresGradient: true)
        var parameters: [Parameter] {
            [Parameter("lin.weight", weight, isStoredTransposed: true), Parameter("bias", bias)]
        }
    }

    private func file(_ tensors: [(name: String, shape: [Int], values: [Float])]) throws -> SafetensorsFile {
        try SafetensorsFile(bytes: SafetensorsFile.encode(tensors, metadata: [:]), file: "model.safetensors")
    }

    private let weight: (name: String, shape: [Int], values: [Float]) = (
        "lin.weight", [2, 3], [10, 30, 50, 20, 40, 60]
    )
    private let bias: (name: String, shape: [Int], values: [Float]) = ("bias", [2], [70, 80])

    /// What loading says; the module must be as it was.
    private func failure(_ tensors: [(name: String, shape: [Int], values: [Float])]) throws -> String {
        let module = Pair()
        let before = module.parameterValues
        let file = try file(tensors)
        do throws(FileError) {
            try Checkpoint.load(file, named: "model.safetensors", into: module)
            return "no error"
        } catch {
            #expect(module.parameterValues == before)
            return error.description
        }
    }

    /// PyTorch's layout: a weight is `[outputs, inputs]`.
    @Test func encodes() throws {
        let file = try SafetensorsFile(
            bytes: Checkpoint.encode(Pair(), metadata: ["format": "pt"]), file: "model.safetensors")
        #expect(file.entries.map(\.name) == ["lin.weight", "bias"])
        #expect(file.entries.map(\.shape) == [[2, 3], [2]])
        let areFloats = file.entries.allSatisfy { $0.dtype == .F32 }
        #expect(areFloats)
        #expect(try file.floats("lin.weight") == [1, 3, 5, 2, 4, 6])
        #expect(try file.floats("bias") == [7, 8])
        #expect(file.metadata == ["format": "pt"])
    }

    @Test func encodesOtherValues() throws {
        let module = Pair()
        let values = [DenseArray(zeros: [3, 2]), DenseArray([1, 2])]
        let bytes = Checkpoint.encode(module.parameters, values: values)
        #expect(try SafetensorsFile(bytes: bytes, file: "x").floats("bias") == [1, 2])
        #expect(module.bias.value == DenseArray([7, 8]))
    }

    @Test func loads() throws {
        let module = Pair()
        try Checkpoint.load(try file([weight, bias]), named: "model.safetensors", into: module)
        #expect(module.weight.value == DenseArray(rows: [[10, 20], [30, 40], [50, 60]]))
        #expect(module.bias.value == DenseArray([70, 80]))
        // the order in the file is of no matter
        let other = Pair()
        try Checkpoint.load(try file([bias, weight]), named: "model.safetensors", into: other)
        #expect(other.parameterValues == module.parameterValues)
    }

    @Test func roundTrip() throws {
        let module = Pair()
        module.weight.value = randomArray([3, 2], seed: 1)
        let again = Pair()
        try Checkpoint.load(
            try SafetensorsFile(bytes: Checkpoint.encode(module), file: "x"), named: "x", into: again)
        #expect(again.parameterValues == module.parameterValues)
    }

    @Test func missingEntry() throws {
        #expect(
            try failure([weight])
                == "model.safetensors: entry bias: found no such entry; expected an entry of shape [2]; the checkpoint belongs to another model"
        )
    }

    @Test func extraEntry() throws {
        #expect(
            try failure([weight, bias, ("convs.7.bias", [1], [1])])
                == "model.safetensors: entry convs.7.bias: found an entry this network does not have; expected lin.weight, bias; the checkpoint belongs to another model, or to another number of layers"
        )
    }

    /// The untransposed shape is wrong, though it holds as many numbers.
    @Test func wrongShape() throws {
        #expect(
            try failure([("lin.weight", [3, 2], weight.values), bias])
                == "model.safetensors: entry lin.weight: found shape [3, 2]; expected shape [2, 3]; the checkpoint was trained with other sizes, or on data with other columns or classes"
        )
    }

    @Test func wrongType() throws {
        let module = Pair()
        let before = module.parameterValues
        // the second entry fails after the first was fine: nothing may have been put in
        var bytes = SafetensorsFile.encode([weight, bias], metadata: [:])
        let text = Array("\"F32\"".utf8)
        let places = bytes.indices.dropLast(4).filter { Array(bytes[$0..<$0 + 5]) == text }
        let place = try #require(places.last)
        bytes.replaceSubrange(place..<place + 5, with: Array("\"I32\"".utf8))
        let file = try SafetensorsFile(bytes: bytes, file: "model.safetensors")
        let error = #expect(throws: FileError.self) {
            try Checkpoint.load(file, named: "model.safetensors", into: module)
        }
        #expect(error?.kind == .unsupported && error?.place == .entry("bias"))
        #expect(module.parameterValues == before)
    }
}
