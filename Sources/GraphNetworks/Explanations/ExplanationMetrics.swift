import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How far an answer rests on what an explanation names: the answer again without the top ties, and with them alone.
///
/// With p(all), p(without), p(only) the probabilities of the explained class on all edges, without the chosen ones and with
/// the chosen ones alone, and c(…) whether the most probable class is that of all edges:
///
///     fidelity+ = p(all) - p(without)      fidelity+ (accuracy) = 1 - c(without)
///     fidelity- = p(all) - p(only)         fidelity- (accuracy) = 1 - c(only)
///     sparsity  = 1 - chosen / all ties
///     unfaithfulness = 1 - exp(-KL(p(only) ‖ p(all)))
///
/// High fidelity+ and low fidelity- are good: what was named is needed, and enough. Features stay as they are.
///
/// Sources: Pope, Kolouri, Rostami, Martin & Hoffmann, 2019, "Explainability Methods for Graph Convolutional Neural Networks",
/// CVPR (fidelity, sparsity); Yuan, Yu, Gui & Ji, 2022, arXiv:2012.15445 (both fidelities and variants); Amara et al., 2022,
/// "GraphFramEx", arXiv:2206.09677; Agarwal et al., 2022, "Evaluating Explainability for Graph Neural Networks",
/// arXiv:2208.09339 (unfaithfulness). Equal to PyG's `fidelity` and `unfaithfulness`, which swap the divergence's sides as here,
/// for a mask of zeros and ones.
public struct ExplanationMetrics: Sendable, Equatable {
    /// How much the probability falls without the chosen ties.
    public let fidelityPlus: Double
    /// How much it falls with the chosen ties alone.
    public let fidelityMinus: Double
    /// 1 where the answer changes without the chosen ties, else 0.
    public let fidelityPlusAccuracy: Double
    /// 1 where the answer changes with the chosen ties alone, else 0.
    public let fidelityMinusAccuracy: Double
    /// How far all probabilities move with the chosen ties alone.
    public let unfaithfulness: Double
    /// The share of ties that are not chosen.
    public let sparsity: Double
    /// How many ties were chosen.
    public let chosen: Int
    /// Of how many.
    public let ties: Int

    /// - Parameters:
    ///   - explanation: what is judged.
    ///   - subject: what was explained.
    ///   - top: how many ties are chosen; a fifth of them, rounded up, when nil.
    public init(_ explanation: Explanation, of subject: some Explainable, top: Int? = nil) {
        let edges = subject.edges
        let ties = explanation.ties(edges)
        let count = min(ties.count, max(0, top ?? (ties.count + 4) / 5))
        var only = [Float](repeating: 0, count: edges.count)
        for tie in ties.prefix(count) { for edge in tie.edges { only[edge] = 1 } }
        let all = subject.probabilities()
        let without = subject.probabilities(edgeWeights: only.map { 1 - $0 })
        let kept = subject.probabilities(edgeWeights: only)
        self.init(all: all, without: without, only: kept, target: explanation.target, chosen: count, ties: ties.count)
    }

    /// From the probabilities of all classes on all edges, without the chosen ones, with them alone.
    public init(all: [Float], without: [Float], only: [Float], target: Int, chosen: Int, ties: Int) {
        func best(_ p: [Float]) -> Int { p.indices.max { (p[$0], -$0) < (p[$1], -$1) } ?? 0 }
        fidelityPlus = Double(all[target]) - Double(without[target])
        fidelityMinus = Double(all[target]) - Double(only[target])
        fidelityPlusAccuracy = best(without) == best(all) ? 0 : 1
        fidelityMinusAccuracy = best(only) == best(all) ? 0 : 1
        // KL(q ‖ p) = Σ q log (q / p), q(only), p(all)
        var divergence = 0.0
        for (q, p) in zip(only, all) where q > 0 {
            divergence += Double(q) * log(Double(q) / max(Double(p), Double(Float.leastNonzeroMagnitude)))
        }
        unfaithfulness = 1 - exp(-max(0, divergence))
        sparsity = ties == 0 ? 0 : 1 - Double(chosen) / Double(ties)
        self.chosen = chosen
        self.ties = ties
    }
}
