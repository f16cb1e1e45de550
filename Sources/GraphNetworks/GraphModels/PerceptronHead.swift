import Autograd
import DenseArrays
import NeuralNetworks

/// What follows the readout of a network for whole graphs: linear maps with ReLU between them, dropout before each.
///
/// Z `[graphs, inputs]` to Y `[graphs, outputs]` over `headLayers - 1` hidden layers of `hidden` units.
final class PerceptronHead: Module {
    private let layers: [Linear]
    private let dropout: Float

    init(inputs: Int, _ c: GraphModelConfiguration, key: RandomKey) {
        let widths = [inputs] + Array(repeating: c.hidden, count: max(0, c.headLayers - 1)) + [c.outputs]
        layers = (0..<widths.count - 1).map {
            Linear(inputs: widths[$0], outputs: widths[$0 + 1], key: key.child($0))
        }
        dropout = c.headDropout
    }

    func callAsFunction(_ embeddings: Tensor, _ mode: Mode) -> Tensor {
        var z = embeddings
        for (number, linear) in layers.enumerated() {
            if let mask = mode.mask(dropout, 1000 + number) { z = z.dropout(mask) }
            z = linear(z)
            if number < layers.count - 1 { z = z.activatedInPlace(Activation(relu: true)) }
        }
        return z
    }

    var children: [(name: String, module: any Module)] { layers.enumerated().map { ("\($0)", $1) } }

    var parameters: [Parameter] {
        layers.enumerated().flatMap { number, part in part.parameters.map { $0.prefixed("\(number)") } }
    }
}
