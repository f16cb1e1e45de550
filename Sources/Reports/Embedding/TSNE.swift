import CVectorKernels
import DenseArrays

/// t-distributed stochastic neighbour embedding: points in the plane whose neighbours are those of many dimensions.
///
/// Minimizes KL(P ‖ Q) = Σ p(i, j) log(p(i, j) / q(i, j)), P the affinities of the data (`perplexity` says how many neighbours
/// count), q(i, j) = (1 + |yᵢ − yⱼ|²)⁻¹ / Z, by gradient descent with momentum and gains, P exaggerated at first. Small sets are
/// done exactly, over all pairs; large ones with the nearest 3 · perplexity + 1 neighbours and Barnes & Hut's tree: a cell of the
/// quadtree counts as one point where its side is less than `theta` times its distance. Cells are chosen for sixteen points at
/// once, by the place of their field that is nearest to the cell, so the result is a little more exact than with a choice for each.
///
/// Settings and their defaults are scikit-learn's (`init="pca"`, `learning_rate="auto"`). The same seed gives the same bits for any
/// number of threads.
///
/// Sources: van der Maaten & Hinton, 2008, "Visualizing Data using t-SNE", JMLR 9; van der Maaten, 2014, "Accelerating t-SNE using
/// Tree-Based Algorithms", JMLR 15; Kobak & Berens, 2019, DOI 10.1038/s41467-019-13056-x (start and rate).
public struct TSNE: Sendable {
    /// How forces are summed.
    public enum Method: String, Sendable, CaseIterable {
        /// Exact up to a thousand points, else Barnes & Hut's.
        case automatic, exact, barnesHut
    }
    /// Where points begin.
    public enum Start: String, Sendable, CaseIterable {
        /// The first two principal components.
        case pca
        /// Normal numbers drawn from the seed.
        case random
    }

    /// How many neighbours count, smoothly; at most a third of the other points is used.
    public var perplexity = 30.0
    /// Steps in all.
    public var iterations = 1000
    /// By how much P is multiplied during the first iterations, and how many these are.
    public var exaggeration = 12.0
    /// Of these, the first in which near points pull more.
    public var exaggeratedIterations = 250
    /// nil: points / exaggeration / 4, at least 50.
    public var learningRate: Double?
    /// How coarse the tree may be.
    public var theta = 0.5
    /// How forces are summed.
    public var method = Method.automatic
    /// Where points begin.
    public var start = Start.pca
    /// What everything random is drawn by.
    public var seed = 0

    /// The most points that `automatic` does exactly.
    public static let largestExact = 1000

    /// The usual settings.
    public init() {}

    /// Places, and how good they are.
    public struct Result: Sendable {
        /// `[points, 2]`
        public let embedding: DenseArray
        /// KL(P ‖ Q) at the end, natural logarithm; with Barnes & Hut's method over the pairs of neighbours alone, as scikit-learn
        /// counts it.
        public let divergence: Double
        /// How many iterations were made: fewer than asked for where nothing moved any more or it was interrupted.
        public let iterations: Int
        /// Whether it was ended early.
        public let isInterrupted: Bool
    }

    /// Places the rows of a matrix in the plane.
    ///
    /// - Parameters:
    ///   - x: `[points, dimensions]`, finite.
    ///   - progress: called every 50 iterations with their number and the divergence.
    ///   - isInterrupted: asked in every iteration; what there is by then is returned.
    public func embed(
        _ x: DenseArray, progress: (Int, Double) -> Void = { _, _ in }, isInterrupted: () -> Bool = { false }
    ) -> Result {
        precondition(x.shape.count == 2, "TSNE: expected a matrix [points, dimensions], found shape \(x.shape)")
        precondition(x.isFinite, "TSNE: the matrix holds what is no number")
        precondition(perplexity > 0, "TSNE: expected a perplexity above 0, found \(perplexity)")
        precondition(theta >= 0, "TSNE: expected a theta from 0 on, found \(theta)")
        let n = x.shape[0]
        if n < 3 {
            let places: [Float] = n == 2 ? [-1, 0, 1, 0] : [Float](repeating: 0, count: 2 * n)
            return Result(embedding: DenseArray(places, shape: [n, 2]), divergence: 0, iterations: 0, isInterrupted: false)
        }
        let affinities = self.affinities(x)
        var descent = EmbeddingDescent(affinities, start: firstPlaces(x), theta: isExact(n) ? 0 : theta)
        let rate = learningRate ?? max(Double(n) / exaggeration / 4, 50)
        var made = 0, wasInterrupted = false, divergence = Double.nan
        // as scikit-learn's: two descents, each from rest
        for (steps, factor, momentum) in [(min(exaggeratedIterations, iterations), exaggeration, 0.5), (max(0, iterations - exaggeratedIterations), 1.0, 0.8)] {
            descent.rest()
            var best = Double.infinity, bestStep = 0
            for step in 0..<steps {
                if isInterrupted() {
                    wasInterrupted = true
                    break
                }
                let isCheck = (step + 1) % 50 == 0
                let norm = descent.step(exaggeration: Float(factor), momentum: Float(momentum), rate: Float(rate))
                made += 1
                if !isCheck { continue }
                divergence = descent.divergence()
                progress(made, divergence)
                if divergence < best { (best, bestStep) = (divergence, step) }
                if norm.squareRoot() <= 1e-7 || step - bestStep > 300 { break }
            }
            if wasInterrupted { break }
        }
        return Result(
            embedding: descent.embedding, divergence: descent.divergence(), iterations: made, isInterrupted: wasInterrupted)
    }

    /// KL(P ‖ Q) of any embedding `[points, 2]` of `x`, Q over all pairs; P as this method makes it: over all pairs (`exact`) or
    /// between neighbours.
    public func divergence(of embedding: DenseArray, from x: DenseArray) -> Double {
        precondition(
            x.shape.count == 2 && embedding.shape == [x.shape[0], 2],
            "TSNE.divergence: expected an embedding [\(x.rows), 2], found shape \(embedding.shape)")
        if x.shape[0] < 3 { return 0 }
        var descent = EmbeddingDescent(affinities(x), start: embedding, theta: 0)
        return descent.divergence()
    }

    private func isExact(_ count: Int) -> Bool { method == .exact || method == .automatic && count <= Self.largestExact }

    /// The perplexity for so many points: at most a third of the others.
    public func usedPerplexity(for count: Int) -> Double { min(perplexity, max(1, Double(count - 1) / 3)) }

    private func affinities(_ x: DenseArray) -> Affinities {
        let perplexity = usedPerplexity(for: x.shape[0])
        return Affinities(x, perplexity: perplexity, neighbours: isExact(x.shape[0]) ? nil : Int(3 * perplexity + 1))
    }

    /// Two columns, the first of deviation 10⁻⁴.
    private func firstPlaces(_ x: DenseArray) -> DenseArray {
        let n = x.shape[0], noise = DenseArray(normal: [n, 2], key: RandomKey(seed: seed).child("t-SNE"))
        var places = noise.elements.map { $0 * 1e-4 }
        if start == .pca, x.shape[1] > 0 {
            let pca = PCA(x, components: 2), scores = pca.scores.elements, found = pca.explainedVariance.count
            for component in 0..<found where pca.explainedVariance[component] > 1e-9 * (pca.explainedVariance.first ?? 0) {
                // scikit-learn divides both by the first one's deviation (over n, not n − 1)
                let deviation = (pca.explainedVariance[0] * Double(n - 1) / Double(n)).squareRoot()
                for i in 0..<n { places[2 * i + component] = Float(Double(scores[i * found + component]) / deviation * 1e-4) }
            }
        }
        return DenseArray(places, shape: [n, 2])
    }
}
