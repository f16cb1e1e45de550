import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

/// All activation layers, kinks included: values, gradients and titles.
@Suite struct ActivationLayerTests {
    /// The layer of a golden case.
    private func layer(_ golden: GoldenCase) throws -> any Layer {
        switch golden.kind {
        case "ReLU": ReLU()
        case "LeakyReLU": LeakyReLU(try golden.float("negative_slope"))
        case "ELU": ELU(alpha: try golden.float("alpha"))
        case "GELU": GELU(tanh: try golden.string("approximate") == "tanh")
        case "SiLU": SiLU()
        case "Hardswish": Hardswish()
        case "Hardsigmoid": Hardsigmoid()
        case "ReLU6": ReLU6()
        case "Sigmoid": Sigmoid()
        case "Tanh": Tanh()
        case "Softplus": Softplus(beta: try golden.float("beta"), threshold: try golden.float("threshold"))
        case "LogSigmoid": LogSigmoid()
        case "SELU": SELU()
        case "Hardtanh": Hardtanh(low: try golden.float("min_val"), high: try golden.float("max_val"))
        case "Mish": Mish()
        case "Softsign": Softsign()
        case "Softmax": Softmax(axis: try golden.int("dim"))
        case "LogSoftmax": LogSoftmax(axis: try golden.int("dim"))
        default: throw Golden.Failure.missing(file: "nn", case: golden.name, what: "layer \(golden.kind)")
        }
    }

    @Test(arguments: [
        "ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Hardswish", "Hardsigmoid", "ReLU6", "Sigmoid", "Tanh", "Softplus",
        "LogSigmoid", "SELU", "Hardtanh", "Mish", "Softsign", "Softmax", "LogSoftmax",
    ]) func equalsPyTorch(kind: String) throws {
        for golden in try Golden.load("nn").cases(ofKind: kind) {
            let x = try golden.input("x")
            let layer = try layer(golden)
            #expect(layer.parameters.isEmpty)
            try golden.check(outputs: ["y": layer(x, .evaluation)], inputs: ["x": x])
        }
    }

    /// PyTorch has the channels second, here they are last.
    @Test func preluEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "PReLU") {
            let layer = PReLU(channels: try golden.int("num_parameters"))
            try golden.load(into: layer.goldenParameters)
            let x = try golden.input("x")
            let y = layer(x.channelsLast()).channelsFirst()
            try golden.check(outputs: ["y": y], inputs: ["x": x], parameters: layer.goldenParameters)
        }
    }

    @Test func titles() {
        let layers: [any Layer] = [
            ReLU(), LeakyReLU(), PReLU(), ELU(), SELU(), ReLU6(), Hardtanh(), Hardswish(), Hardsigmoid(), GELU(),
            GELU(tanh: true), SiLU(), Mish(), Sigmoid(), Tanh(), Softplus(), LogSigmoid(), Softsign(), Softmax(),
            LogSoftmax(axis: 1), Identity(),
        ]
        #expect(
            layers.map(\.title) == [
                "ReLU()", "LeakyReLU(negative_slope=0.01)", "PReLU(num_parameters=1)", "ELU(alpha=1.0)", "SELU()",
                "ReLU6()", "Hardtanh(min_val=-1.0, max_val=1.0)", "Hardswish()", "Hardsigmoid()",
                "GELU(approximate='none')", "GELU(approximate='tanh')", "SiLU()", "Mish()", "Sigmoid()", "Tanh()",
                "Softplus(beta=1.0, threshold=20.0)", "LogSigmoid()", "Softsign()", "Softmax(dim=-1)",
                "LogSoftmax(dim=1)", "Identity()",
            ])
    }

    @Test func identityGivesBackTheSame() {
        let x = Tensor(randomArray([2, 3], seed: 1))
        #expect(Identity()(x) === x)
    }

    @Test func boundsInTheWrongOrderAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Hardtanh(low: 1, high: 0)
        }
        expectMessage(end, "Hardtanh: expected low ≤ high, found 1.0 and 0.0")
        let slopes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PReLU(channels: 3)(Tensor(DenseArray(zeros: [2, 4])))
        }
        expectMessage(slopes, "PReLU: x has shape [2, 4], expected […, 3]")
    }
}
