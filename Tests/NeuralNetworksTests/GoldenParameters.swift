import NeuralNetworks
import TestSupport

extension Module {
    /// The parameters as golden tests see them.
    var goldenParameters: [GoldenParameter] { parameters.map { ($0.path, $0.tensor, $0.storedAxes) } }
}
