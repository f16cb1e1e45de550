import Autograd
import DenseArrays
import NeuralNetworks

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// GNNExplainer: the smallest and clearest mask of edges (and of features) under which the network keeps its answer, learned
/// by Adam.
///
///     loss = -log p(target | X ∘ σ(F), edges weighted by σ(M))
///            + a Σ σ(M) + b mean H(σ(M)) + c mean σ(F) + d mean H(σ(F)),  H(m) = -m log m - (1 - m) log(1 - m)
///
/// - M `[edges]`, F `[1, features]`: learned; the weights are σ(M), σ(F). Edges without any gradient in the first step
///   (they have no part in the answer) are left out of the penalties and weigh 0.
/// - Coefficients a = 0.005, b = 1, c = 1, d = 0.1, learning rate 0.01 and 100 epochs: PyG's. M starts normal with deviation
///   √2 · √(2 / (2 nodes)) for the nodes of the whole graph, F with 0.1, as there.
///
/// The same key gives the same weights. Time is epochs · (forward and backward pass).
///
/// Source: Ying, Bourgeois, You, Zitnik & Leskovec, 2019, "GNNExplainer: Generating Explanations for Graph Neural Networks",
/// arXiv:1903.03894; PyG's `GNNExplainer` with a mask of features common to all nodes ("common_attributes").
public struct GNNExplainer: Explainer {
    public let name = "gnnexplainer"
    /// Steps of learning the masks.
    public var epochs: Int
    /// Adam's learning rate.
    public var rate: Float
    /// The price of an edge mask's size.
    public var edgeSize: Float
    /// The price of an edge mask's undecidedness.
    public var edgeEntropy: Float
    /// The price of a feature mask's size.
    public var featureSize: Float
    /// The price of a feature mask's undecidedness.
    public var featureEntropy: Float
    /// Whether a mask of features is learned too.
    public var masksFeatures: Bool
    /// What the masks' first values are drawn by.
    public var key: RandomKey

    /// PyG's coefficients unless told otherwise.
    public init(
        epochs: Int = 100, rate: Float = 0.01, edgeSize: Float = 0.005, edgeEntropy: Float = 1, featureSize: Float = 1,
        featureEntropy: Float = 0.1, masksFeatures: Bool = true, key: RandomKey = RandomKey(seed: 0)
    ) {
        precondition(epochs >= 1, "GNNExplainer: expected at least one epoch, found \(epochs)")
        self.epochs = epochs
        self.rate = rate
        self.edgeSize = edgeSize
        self.edgeEntropy = edgeEntropy
        self.featureSize = featureSize
        self.featureEntropy = featureEntropy
        self.masksFeatures = masksFeatures
        self.key = key
    }

    public func explain(_ subject: some Explainable, target: Int?) throws(ExplanationError) -> Explanation {
        let target = try subject.checked(target)
        let edgeCount = subject.edges.count
        let deviation = Float(2).squareRoot() * (1 / Float(max(1, subject.wholeNodeCount))).squareRoot()
        let m = Tensor(Self.normal(edgeCount, deviation, key.child("edges")), requiresGradient: true)
        var f: Tensor?
        if masksFeatures, let width = subject.features?.columns, width > 0 {
            f = Tensor(
                Self.normal(width, 0.1, key.child("features")).reshaped([width, 1]), requiresGradient: true)
        }
        let adam = Adam([ParameterGroup([m] + (f.map { [$0] } ?? []), rate: rate)])
        var edgeHas: DenseArray?
        var featureHas: DenseArray?
        for _ in 0..<epochs {
            m.gradient = nil
            f?.gradient = nil
            let sigma = m.sigmoid(), shares = f?.sigmoid()
            var x: Tensor?
            if let features = subject.features, let shares { x = Self.columns(features, times: shares) }
            var loss = subject.logits(features: x, edgeMask: sigma).crossEntropy(labels: [Int32(target)])
            if let edgeHas {
                loss = loss + Self.penalty(sigma, edgeHas, size: edgeSize, isMean: false, entropy: edgeEntropy)
            }
            if let shares, let featureHas {
                loss = loss + Self.penalty(shares, featureHas, size: featureSize, isMean: true, entropy: featureEntropy)
            }
            loss.backward()
            if edgeHas == nil {
                // The first step is without penalties, as PyG's: its gradients tell which elements have a part.
                edgeHas = Self.isSet(m.gradient, [edgeCount])
                featureHas = f.flatMap { Self.isSet($0.gradient, $0.shape) }
            }
            adam.step()
        }
        func weights(_ raw: Tensor, _ has: DenseArray?) -> [Float] {
            zip(raw.value.elements, has?.elements ?? []).map { $1 > 0 ? Tensor.sigmoid($0) : 0 }
        }
        return Explanation(
            method: name, target: target, edges: subject.edges, nodeCount: subject.nodeCount,
            edgeWeights: weights(m, edgeHas), featureWeights: f.map { weights($0, featureHas) })
    }

    /// X with column c multiplied by s[c]     [nodes, features]
    private static func columns(_ x: DenseArray, times shares: Tensor) -> Tensor {
        let s = shares.value.elements
        let width = s.count
        func scaled(_ x: DenseArray) -> DenseArray {
            var y = x
            y.withUnsafeMutableElements { out in for i in out.indices { out[i] *= s[i % width] } }
            return y
        }
        return .custom("columnsTimes", inputs: [shares], value: scaled(x)) { upstream in
            // ds[c] = Σ over nodes of X[i, c] dY[i, c]
            [(upstream * x).columnSums().reshaped(shares.shape)]
        }
    }

    /// size · (sum or mean of m) + entropy · mean H(m), over the elements where `has` is 1.
    private static func penalty(
        _ m: Tensor, _ has: DenseArray, size: Float, isMean: Bool, entropy: Float
    ) -> Tensor {
        let count = Float(max(1, has.sum()))
        let tiny: Float = 1e-15
        let chosen = Tensor(has)
        let h = m.map("entropy") {
            -$0 * logf($0 + tiny) - (1 - $0) * logf(1 - $0 + tiny)
        } derivative: { m, _ in logf(1 - m + tiny) - logf(m + tiny) }
        return (m * chosen).sum() * (isMean ? size / count : size) + (h * chosen).sum() * (entropy / count)
    }

    private static func isSet(_ gradient: DenseArray?, _ shape: [Int]) -> DenseArray {
        gradient?.map { $0 != 0 ? 1 : 0 } ?? DenseArray(zeros: shape)
    }

    /// Normal numbers by Box & Muller's formula.
    private static func normal(_ count: Int, _ deviation: Float, _ key: RandomKey) -> DenseArray {
        DenseArray(
            (0..<count).map { place in
                let radius = (-2 * log(1 - key.uniform(2 * place))).squareRoot()
                return deviation * Float(radius * cos(2 * Double.pi * key.uniform(2 * place + 1)))
            })
    }
}
