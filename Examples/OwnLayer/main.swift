// A layer of one's own: its mathematics, its derivative checked, and a network of such layers trained by name.
// The article "Adding a layer" of the documentation shows this program.
import GraphLearning

/// Y = s(Â X W + X V + b): what a node hears, and beside it the node itself, with weights of its own; s is softsign.
final class SkipConvolution: Module {
    let heard: Linear
    let own: Linear

    init(inputs: Int, outputs: Int, key: RandomKey) {
        heard = Linear(inputs: inputs, outputs: outputs, bias: false, key: key.child("heard"))
        own = Linear(inputs: inputs, outputs: outputs, key: key.child("own"))
    }

    /// Y `[nodes, outputs]` for X `[nodes, inputs]`.
    func callAsFunction(_ x: Tensor, _ propagation: Propagation) -> Tensor {
        precondition(x.shape[1] == own.inputs, "SkipConvolution: x has shape \(x.shape), weight expects [nodes, \(own.inputs)]")
        // Y = s(Â X W + (X V + b))     [nodes, outputs]
        return (propagation(x, times: heard.weight) + own(x)).softsign()
    }

    var parameters: [Parameter] {
        heard.parameters.map { $0.prefixed("heard") } + own.parameters.map { $0.prefixed("own") }
    }
}

extension Tensor {
    /// y = x / (1 + |x|), dy/dx = 1 / (1 + |x|)².
    func softsign() -> Tensor {
        map("softsign") { x in x / (1 + abs(x)) } derivative: { x, _ in 1 / ((1 + abs(x)) * (1 + abs(x))) }
    }
}

// Its derivative beside differences along a random direction, on a path of four nodes.
let path = try Graph(nodeCount: 4, edges: EdgeList([(0, 1), (1, 2), (2, 3)]).undirected())
let propagation = Propagation(try path.normalizedAdjacency())
let layer = SkipConvolution(inputs: 3, outputs: 2, key: RandomKey(seed: 1))
let x = DenseArray(uniform: [4, 3], low: -1, high: 1, key: RandomKey(seed: 2))
let direction = DenseArray(uniform: [4, 3], low: -1, high: 1, key: RandomKey(seed: 3))
let input = Tensor(x, requiresGradient: true)
layer(input, propagation).sum().backward()
let byGradient = zip(input.gradient!.elements, direction.elements).reduce(0) { $0 + $1.0 * $1.1 }
let value = { (step: Float) -> Float in
    let moved = zip(x.elements, direction.elements).map { $0 + step * $1 }
    return withoutGradients { layer(Tensor(DenseArray(moved, shape: [4, 3])), propagation).sum().scalar }
}
let byDifferences = (value(0x1p-7) - value(-0x1p-7)) / 0x1p-6
print("gradient and differences agree: \(abs(byGradient - byDifferences) < 0.001 * abs(byDifferences))")

// Under a name it is a model like any other: trained, judged, kept in a run folder, explained.
NodeModels.register(
    NodeModels.layered("skip", "a layer that hears and keeps", hops: { _ in 1 }) { _, inputs, outputs, _, key in
        let layer = SkipConvolution(inputs: inputs, outputs: outputs, key: key)
        return LayeredNetwork.Part(layer) { x, input, _ in layer(x, input.wholePropagation) }
    })

let papers = try Dataset.load("papers").graph
var settings = NodeClassificationSettings(name: "skip")
settings.model = "skip"
let trainer = try NodeClassificationTrainer(papers, settings)
for parameter in trainer.makeModel(seed: 0).parameters { print(parameter.path, parameter.tensor.shape) }
let run = try trainer.run(seed: 0, split: papers.split!)
print("right on the test papers: \((run.metrics.testAccuracy * 1000).rounded() / 10) %")
