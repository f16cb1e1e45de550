import Autograd
import DenseArrays
import NeuralNetworks

/// Pair normalization, against oversmoothing: centre each graph's nodes, then Y = s X / √(ε + mean squared row norm of the
/// graph), or with `scalesIndividually` Y = s X / (ε + row norm).
///
/// X, Y `[nodes, channels]`; without parameters. A row of zeros stays zero. Time is O(nodes · channels).
///
/// Source: Zhao & Akoglu, 2020, "PairNorm: Tackling Oversmoothing in GNNs", arXiv:1909.12223. Equal to PyG's `PairNorm`.
public final class PairNorm: Module {
    /// s
    public let scale: Float
    /// Whether each row is scaled by itself.
    public let scalesIndividually: Bool
    /// Keeps the division from 0.
    public let epsilon: Float

    /// PyG's settings unless told otherwise.
    public init(scale: Float = 1, scalesIndividually: Bool = false, epsilon: Float = 1e-5) {
        (self.scale, self.scalesIndividually, self.epsilon) = (scale, scalesIndividually, epsilon)
    }

    /// Y for X `[nodes, channels]`; `batch` has each node's graph.
    public func callAsFunction(_ x: Tensor, batch: [Int], graphCount: Int) -> Tensor {
        checkBatch("PairNorm", x, batch, graphCount)
        let centred = x.centredByGraph(batch, graphCount)
        // q = squared norm of each row     [nodes, 1]
        let ones = Tensor(DenseArray(repeating: 1, shape: [x.shape[1], 1]))
        let squares = (centred * centred).matrixProduct(ones)
        let factors: Tensor
        if scalesIndividually {
            factors = squares.map("inverseNorm") { [epsilon] in
                1 / (epsilon + $0.squareRoot())
            } derivative: { q, f in
                // -f² / (2 √q); a row of zeros passes nothing
                q > 0 ? -0.5 * f * f / q.squareRoot() : 0
            }
        } else {
            factors = squares.segmentMean(batch, rows: graphCount).inverseRoot(adding: epsilon).gatheringRows(batch)
        }
        return centred.scalingRows(factors) * scale
    }

    public var title: String { "PairNorm()" }

    public var parameters: [Parameter] { [] }
}
