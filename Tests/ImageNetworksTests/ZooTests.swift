import Autograd
import Convolutions
import DenseArrays
import FileFormats
import ImageNetworks
import NeuralNetworks
import TestSupport
import Testing

/// Weights from the formula of `zoo.json`: the same numbers on any machine.
struct ZooFormula {
    let salt: UInt64
    let gain: Double
    let names: Set<String>

    /// Number i of the entry called `name`, in 0 ..< 1.
    func u(_ name: String, _ i: Int) -> Double {
        var h: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { h = (h ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var x = h &+ UInt64(i) &+ salt &* 0x9E37_79B9_7F4A_7C15
        x = x &+ 0x9E37_79B9_7F4A_7C15
        x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
        x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
        x = x ^ (x >> 31)
        return Double(x >> 40) / 0x1p24
    }

    func value(_ name: String, shape: [Int]) -> DenseArray {
        let count = shape.reduce(1, *)
        let parts = name.split(separator: ".").map(String.init)
        let prefix = parts.dropLast().joined(separator: "."), last = parts.last ?? ""
        let isNorm = names.contains(prefix + ".running_mean")
        let numbers = (0..<count).map { i -> Float in
            let u = u(name, i)
            if name == "input" { return Float(u) }
            if last == "num_batches_tracked" { return 0 }
            if isNorm {
                return Float(last == "weight" || last == "running_var" ? 0.8 + 0.4 * u : (2 * u - 1) * 0.1)
            }
            if last == "bias" { return Float((2 * u - 1) * 0.05) }
            let fan = Double(shape.dropFirst().reduce(1, *))
            return Float((2 * u - 1) * (3 / fan).squareRoot() * gain)
        }
        return DenseArray(numbers, shape: shape)
    }
}

@Suite struct ZooTests {
    /// The chapter's networks say what PyTorch says, with both engines.
    @Test(arguments: ["fashion_dnn", "fashion_cnn"])
    func equalsPyTorch(name: String) throws {
        let path = Golden.folder + "/zoo.json"
        let file = try JSONValue.parse(try Files.read(path), file: path)
        let models = file["models"]?.array ?? []
        let model = try #require(models.first { $0["name"]?.string == name })
        let shape = (model["input_shape"]?.array ?? []).compactMap(\.int)
        let entries = try #require(model["state_dict"]?.array)
        let names = entries.compactMap { $0.array?.first?.string }
        let formula = ZooFormula(
            salt: UInt64(file["salt"]?.int ?? 0), gain: model["gain"]?.double ?? 1, names: Set(names))
        let logits = (model["logits"]?.array ?? []).compactMap(\.double)
        let classes = try #require(model["logits_shape"]?.array?.last?.int)
        let kind = try #require(ImageModels.named(name == "fashion_dnn" ? "dnn" : "cnn"))
        let network = kind.make(
            ImageModelConfiguration(
                model: kind.name, height: shape[2], width: shape[3], channels: shape[1], classes: classes),
            key: RandomKey(seed: 0))
        #expect(Set(network.state.map(\.path)) == Set(names))
        for entry in network.state {
            entry.tensor.value = entry.restored(formula.value(entry.path, shape: entry.storedShape))
        }
        #expect(network.parameterCount == model["parameters"]?.int)
        let x = Tensor(formula.value("input", shape: shape).permuted([0, 2, 3, 1]))
        let error = try #require(model["f32_max_abs_err"]?.double)
        let most = try #require(model["max_abs"]?.double)
        for engine in ConvolutionEngines.available {
            let y = ConvolutionEngines.with(engine) { network(x, .evaluation).value }
            #expect(y.count == logits.count)
            let worst = zip(y.elements, logits).map { abs(Double($0) - $1) }.max() ?? .infinity
            #expect(worst <= max(20 * error, 1e-4 * most), "\(name), \(engine.name): \(worst)")
        }
    }
}
