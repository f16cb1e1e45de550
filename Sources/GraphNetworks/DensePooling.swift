import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Poolings that assign every node softly to clusters: X' = Sᵀ X, A' = Sᵀ A S with S = softmax(logits), the masked nodes' rows
/// of X and S set to 0.
///
/// - X `[graphs, nodes, width]`, A `[graphs, nodes, nodes]`, logits `[graphs, nodes, clusters]`; graphs are padded to equally
///   many nodes, `mask` (flat, graph after graph) tells the real ones.
/// - X' `[graphs, clusters, width]`, A' `[graphs, clusters, clusters]`, and two losses, which are added to the task's.
///
/// Without parameters: the logits come from layers before. Time is O(graphs · nodes² · clusters).
public enum DensePooling {
    /// What a pooling makes of a batch.
    public struct Result {
        /// Vectors of the clusters.
        public let x: Tensor
        /// Ties among the clusters.
        public let adjacency: Tensor
        /// The link loss (DiffPool) or the loss of cut edges (MinCut).
        public let structureLoss: Tensor
        /// The entropy loss (DiffPool) or the orthogonality loss (MinCut).
        public let assignmentLoss: Tensor
    }

    /// DiffPool. Link loss |A - S Sᵀ| over all graphs, divided by the number of A's entries (unless `normalizes` is false);
    /// entropy loss: the mean over all nodes of -Σ s log s.
    ///
    /// Source: Ying, You, Morris, Ren, Hamilton & Leskovec, 2018, "Hierarchical Graph Representation Learning with
    /// Differentiable Pooling", arXiv:1806.08804. Equal to PyG's `dense_diff_pool`.
    public static func diffPool(
        _ x: Tensor, adjacency: Tensor, logits: Tensor, mask: [Bool]? = nil, normalizes: Bool = true
    ) -> Result {
        let batch = Batch("DensePooling.diffPool", x, adjacency, logits, mask)
        var squares: Tensor?
        for g in 0..<batch.graphs {
            // Σ (A - S Sᵀ)²
            let s = batch.assignment(g)
            let difference = batch.adjacency(g) - s.matrixProduct(s.matrixTransposed())
            let part = (difference * difference).sum()
            squares = squares.map { $0 + part } ?? part
        }
        var link = (squares ?? Tensor(DenseArray(0))).root()
        if normalizes { link = link * (1 / Float(max(1, adjacency.shape.reduce(1, *)))) }
        let small: Float = 1e-15
        let entropies = batch.s.map("entropy") {
            -$0 * Tensor.naturalLogarithm($0 + small)
        } derivative: { s, _ in
            -Tensor.naturalLogarithm(s + small) - s / (s + small)
        }
        let entropy = entropies.sum() * (1 / Float(max(1, batch.graphs * batch.nodes)))
        return Result(
            x: batch.pooledX(), adjacency: batch.stacked(batch.pooledAdjacencies()), structureLoss: link,
            assignmentLoss: entropy)
    }

    /// MinCut pooling. Cut loss: the mean over graphs of -tr(Sᵀ A S) / tr(Sᵀ D S); orthogonality loss: the mean over graphs of
    /// |SᵀS / |SᵀS| - I / √clusters|. A' then gets a zero diagonal and is divided by (√(row sum) + 1e-15) on both sides.
    ///
    /// Source: Bianchi, Grattarola & Alippi, 2020, "Spectral Clustering with Graph Neural Networks for Graph Pooling",
    /// arXiv:1907.00481. Equal to PyG's `dense_mincut_pool`.
    public static func minCut(_ x: Tensor, adjacency: Tensor, logits: Tensor, mask: [Bool]? = nil) -> Result {
        let batch = Batch("DensePooling.minCut", x, adjacency, logits, mask)
        let k = batch.clusters
        var identity = DenseArray(zeros: [k, k])
        for i in 0..<k { identity[i, i] = 1 }
        let (unit, offDiagonal) = (Tensor(identity), Tensor(identity.map { 1 - $0 }))
        let ones = Tensor(DenseArray(repeating: 1, shape: [batch.nodes, 1]))
        let onesOfClusters = Tensor(DenseArray(repeating: 1, shape: [k, 1]))
        var cut = Tensor(DenseArray(0)), orthogonality = Tensor(DenseArray(0))
        var normalized: [Tensor] = []
        for (g, pooled) in batch.pooledAdjacencies().enumerated() {
            let s = batch.assignment(g)
            // tr(Sᵀ A S) / tr(Sᵀ D S),  D the row sums of A
            let degrees = batch.adjacency(g).matrixProduct(ones)
            let denominator = (s * s).scalingRows(degrees).sum()
            cut = cut - (pooled * unit).sum() * denominator.power(-1)
            // | SᵀS / |SᵀS| - I / √k |
            let product = s.matrixTransposed().matrixProduct(s)
            let length = (product * product).sum().power(-0.5)
            let difference = product.timesNumber(length) - unit * (1 / Float(k).squareRoot())
            orthogonality = orthogonality + (difference * difference).sum().root()
            // A'[k, l] / (d_k d_l) without the diagonal
            let cleared = pooled * offDiagonal
            let factors = cleared.matrixProduct(onesOfClusters).map("inverseRootOfDegree") {
                1 / ($0.squareRoot() + 1e-15)
            } derivative: {
                $0 > 0 ? -0.5 * $1 * $1 / $0.squareRoot() : 0
            }
            normalized.append(cleared.scalingRows(factors).matrixTransposed().scalingRows(factors).matrixTransposed())
        }
        let share = 1 / Float(max(1, batch.graphs))
        return Result(
            x: batch.pooledX(), adjacency: batch.stacked(normalized), structureLoss: cut * share,
            assignmentLoss: orthogonality * share)
    }

    /// The checked arguments, graph by graph.
    private struct Batch {
        let graphs: Int, nodes: Int, width: Int, clusters: Int
        private let x: Tensor, a: Tensor
        /// S `[graphs · nodes, clusters]`
        let s: Tensor

        init(_ operation: StaticString, _ x: Tensor, _ adjacency: Tensor, _ logits: Tensor, _ mask: [Bool]?) {
            precondition(
                x.shape.count == 3 && logits.shape.count == 3 && logits.shape.prefix(2) == x.shape.prefix(2)
                    && adjacency.shape == [x.shape[0], x.shape[1], x.shape[1]],
                "\(operation): expected x [graphs, nodes, width], adjacency [graphs, nodes, nodes] and logits [graphs, nodes, clusters], found shapes \(x.shape), \(adjacency.shape), \(logits.shape)"
            )
            (graphs, nodes, width, clusters) = (x.shape[0], x.shape[1], x.shape[2], logits.shape[2])
            precondition(
                mask == nil || mask?.count == x.shape[0] * x.shape[1],
                "\(operation): \(x.shape[0] * x.shape[1]) nodes, the mask has \(mask?.count ?? 0) elements")
            var flat = x.reshaped([graphs * nodes, width])
            var s = logits.reshaped([graphs * nodes, clusters]).softmax()
            if let mask {
                let kept = Tensor(DenseArray(mask.map { $0 ? 1 : 0 }))
                (flat, s) = (flat.scalingRows(kept), s.scalingRows(kept))
            }
            (self.x, self.s) = (flat, s)
            a = adjacency.reshaped([graphs * nodes, nodes])
        }

        private func rows(_ g: Int) -> [Int] { Array(g * nodes..<(g + 1) * nodes) }
        func assignment(_ g: Int) -> Tensor { s.gatheringRows(rows(g)) }
        func adjacency(_ g: Int) -> Tensor { a.gatheringRows(rows(g)) }

        /// Sᵀ X of each graph     [graphs, clusters, width]
        func pooledX() -> Tensor {
            stacked(
                (0..<graphs).map { assignment($0).matrixTransposed().matrixProduct(x.gatheringRows(rows($0))) })
        }

        /// Sᵀ A S of each graph   [clusters, clusters]
        func pooledAdjacencies() -> [Tensor] {
            (0..<graphs).map { g in
                let s = assignment(g)
                return s.matrixTransposed().matrixProduct(adjacency(g)).matrixProduct(s)
            }
        }

        func stacked(_ parts: [Tensor]) -> Tensor {
            precondition(!parts.isEmpty, "DensePooling: expected at least one graph")
            return .concatenatingRows(parts).reshaped([parts.count] + parts[0].shape)
        }
    }
}

extension Tensor {
    /// Xᵀ
    fileprivate func matrixTransposed() -> Tensor {
        .custom("matrixTransposed", inputs: [self], value: value.transposed()) { [$0.transposed()] }
    }

    /// √x of a number; the derivative at 0 is 0, as that of PyTorch's norm.
    fileprivate func root() -> Tensor {
        map("root") { $0.squareRoot() } derivative: { $0 > 0 ? 0.5 / $1 : 0 }
    }

    /// All elements times the number s.
    fileprivate func timesNumber(_ s: Tensor) -> Tensor {
        reshaped([shape.reduce(1, *), 1]).matrixProduct(s.reshaped([1, 1])).reshaped(shape)
    }

    fileprivate static func naturalLogarithm(_ x: Float) -> Float { logf(x) }
}
