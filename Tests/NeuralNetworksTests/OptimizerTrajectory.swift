import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

/// Runs a golden trajectory: two parameters, `w` and `b`, gradient = curv · (p - target) + noise[t]. Compares gradient
/// and parameters after every step.
///
/// `make` gets the groups (one for each parameter, with its own rate and weight decay) and the case.
func checkTrajectory(_ golden: GoldenCase, _ make: ([ParameterGroup]) throws -> any Optimizer) throws {
    let names = ["w", "b"]
    let tensors = try names.map { Tensor(try golden.array("in.start.\($0)"), requiresGradient: true) }
    let groups = try zip(names, tensors).map { name, tensor in
        let own = golden.setting("groups")?[name]
        return ParameterGroup(
            [tensor], rate: Float(try own?["lr"]?.double ?? golden.number("lr")),
            weightDecay: Float(try own?["weight_decay"]?.double ?? golden.number("weight_decay")))
    }
    let optimizer = try make(groups)
    let steps = try golden.shape("out.param.w")[0]
    try #require(steps > 1)
    for step in 0..<steps {
        for (name, tensor) in zip(names, tensors) {
            var difference = tensor.value
            difference.add(try golden.array("in.target.\(name)"), scale: -1)
            var gradient = difference * (try golden.array("in.curv.\(name)"))
            gradient.add(try golden.array("in.noise.\(name)").part(step))
            expectClose(
                gradient, try golden.array("out.grad.\(name)").part(step), .golden,
                "\(golden), gradient of \(name) at step \(step)")
            tensor.gradient = gradient
        }
        optimizer.step()
        for (name, tensor) in zip(names, tensors) {
            expectClose(
                tensor.value, try golden.array("out.param.\(name)").part(step), .golden,
                "\(golden), \(name) after step \(step)")
        }
        optimizer.clearGradients()
        #expect(tensors.allSatisfy { $0.gradient == nil })
    }
}

extension DenseArray {
    /// Element `index` of the first axis.
    func part(_ index: Int) -> DenseArray { gatheringRows([index]).reshaped(Array(shape.dropFirst())) }
}

/// A parameter with a gradient, for tests of single steps.
func parameter(_ value: [Float], gradient: [Float]?) -> Tensor {
    let tensor = Tensor(DenseArray(value), requiresGradient: true)
    tensor.gradient = gradient.map { DenseArray($0) }
    return tensor
}
