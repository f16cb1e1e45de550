import Autograd
import DenseArrays
import Graphs

/// Occlusion: what the score loses when a tie, a node or a feature column is taken away.
///
/// w = score(all) - score(without): both directions of a tie at once (each gets half of it); a node with its features
/// and all of its edges (the explained node: its features alone); a feature column for all nodes at once. Signed. One forward
/// pass for each.
///
/// Source: Zeiler & Fergus, 2014, "Visualizing and Understanding Convolutional Networks", arXiv:1311.2901; for graphs as the
/// leave-one-out baseline of Yuan, Yu, Gui & Ji, 2022, "Explainability in Graph Neural Networks", arXiv:2012.15445.
public struct Occlusion: Explainer {
    public let name = "occlusion"
    /// What the difference is taken of.
    public let score: ExplanationScore
    /// The most feature columns that are taken away in turn; none are where there are more. 512: a pass for each.
    public let featureLimit: Int

    /// The probability unless asked otherwise: its loss is what a reader understands.
    public init(score: ExplanationScore = .probability, featureLimit: Int = 512) {
        self.score = score
        self.featureLimit = featureLimit
    }

    public func explain(_ subject: some Explainable, target: Int?) throws(ExplanationError) -> Explanation {
        let target = try subject.checked(target)
        let edges = subject.edges
        func value(_ weights: [Float], _ features: DenseArray?) -> Float {
            withoutGradients {
                score(subject.logits(features: features.map { Tensor($0) }, edgeMask: Tensor(DenseArray(weights))), target)
                    .scalar
            }
        }
        let ones = [Float](repeating: 1, count: edges.count)
        let whole = value(ones, nil)
        var edgeWeights = ones
        let blank = Explanation(
            method: name, target: target, edges: edges, nodeCount: subject.nodeCount, edgeWeights: ones)
        for tie in blank.ties(edges) {
            var mask = ones
            for edge in tie.edges { mask[edge] = 0 }
            let loss = whole - value(mask, nil)
            for edge in tie.edges { edgeWeights[edge] = loss / Float(tie.edges.count) }
        }
        let nodeWeights = (0..<subject.nodeCount).map { node -> Float in
            let isExplained = node == subject.node
            let mask = (0..<edges.count).map { edge -> Float in
                !isExplained && (Int(edges.sources[edge]) == node || Int(edges.targets[edge]) == node) ? 0 : 1
            }
            return whole - value(mask, subject.features.map { Self.without(row: node, $0) })
        }
        var featureWeights: [Float]?
        if let x = subject.features, x.columns <= featureLimit {
            featureWeights = (0..<x.columns).map { whole - value(ones, Self.without(column: $0, x)) }
        }
        return Explanation(
            method: name, target: target, edges: edges, nodeCount: subject.nodeCount, edgeWeights: edgeWeights,
            nodeWeights: nodeWeights, featureWeights: featureWeights)
    }

    private static func without(row: Int, _ x: DenseArray) -> DenseArray {
        var result = x
        let width = x.columns
        result.withUnsafeMutableElements { for place in row * width..<(row + 1) * width { $0[place] = 0 } }
        return result
    }

    private static func without(column: Int, _ x: DenseArray) -> DenseArray {
        var result = x
        let (rows, width) = (x.rows, x.columns)
        result.withUnsafeMutableElements { for row in 0..<rows { $0[row * width + column] = 0 } }
        return result
    }
}
