import Autograd
import DenseArrays
import NeuralNetworks

/// A perceptron whose answers are spread by personalized PageRank: Z₀ = MLP(X); Z = (1 - α) Â Z + α Z₀, K times.
///
/// Options `steps` (K, 10) and `alpha` (0.1). Source: Gasteiger, Bojchevski & Günnemann, 2019, "Predict then Propagate",
/// arXiv:1810.05997; without its dropout of edges, as PyG's example.
public final class APPNPNetwork: NodeModel {
    public let configuration: NodeModelConfiguration
    /// What is asked of each node alone.
    public let perceptron: MLP
    /// What spreads its answers.
    public let propagation: APPNP

    /// A network of these sizes, its weights drawn by the key.
    public init(_ configuration: NodeModelConfiguration, key: RandomKey) {
        self.configuration = configuration
        perceptron = MLP(configuration, key: key)
        propagation = APPNP(
            steps: Int(configuration.options["steps"] ?? 10), alpha: configuration.options["alpha"] ?? 0.1)
    }

    public func callAsFunction(_ input: NodeInput, dropout key: RandomKey?) -> Tensor {
        propagation(perceptron(input, dropout: key), input.wholePropagation)
    }

    public func embeddings(_ input: NodeInput) -> Tensor { perceptron.embeddings(input) }

    public var firstLayerParameters: [Tensor] { perceptron.firstLayerParameters }

    public var children: [(name: String, module: any Module)] { perceptron.children }

    public var parameters: [Parameter] { perceptron.parameters }
}
