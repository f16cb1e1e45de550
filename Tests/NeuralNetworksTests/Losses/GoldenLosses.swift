import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

/// Runs every golden case of a loss: `make` gets the case, the inputs that need gradients and the reduction; compares
/// the result and the gradient of x. With `classes` an x of more than two axes is brought from PyTorch's order, the classes
/// second, to ours, the classes last.
func checkLosses(
    _ kind: String, classes: Bool = false, _ make: (GoldenCase, _ x: Tensor, _ reduction: LossReduction) throws -> Tensor
) throws {
    for golden in try Golden.load("nn").cases(ofKind: kind) {
        let name = try golden.string("reduction")
        let reduction = try #require(LossReduction(rawValue: name == "batchmean" ? "batchMean" : name))
        let x = Tensor(try golden.array("in.x"), requiresGradient: true)
        let loss = try make(golden, classes && x.shape.count > 2 ? x.channelsLast() : x, reduction)
        expectClose(loss.value, try golden.array("out.y"), .golden, "\(golden)")
        loss.backward(try golden.array("up.y"))
        try expectClose(#require(x.gradient), golden.array("grad_in.x"), .golden, "\(golden), gradient")
    }
}

/// The same for losses whose target may take a gradient.
func checkLosses(
    _ kind: String, _ make: (GoldenCase, _ x: Tensor, _ target: Tensor, _ reduction: LossReduction) throws -> Tensor
) throws {
    for golden in try Golden.load("nn").cases(ofKind: kind) {
        let name = try golden.string("reduction")
        let reduction = try #require(LossReduction(rawValue: name))
        let x = Tensor(try golden.array("in.x"), requiresGradient: true)
        let target = Tensor(try golden.array("in.target"), requiresGradient: golden.has("grad_in.target"))
        let loss = try make(golden, x, target, reduction)
        expectClose(loss.value, try golden.array("out.y"), .golden, "\(golden)")
        loss.backward(try golden.array("up.y"))
        try expectClose(#require(x.gradient), golden.array("grad_in.x"), .golden, "\(golden), gradient")
        if golden.has("grad_in.target") {
            try expectClose(
                #require(target.gradient), golden.array("grad_in.target"), .golden,
                "\(golden), gradient of the target")
        }
    }
}
