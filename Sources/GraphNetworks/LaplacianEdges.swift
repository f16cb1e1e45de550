import Autograd
import DenseArrays
import Graphs

/// The edges of 2 L / λ - I with differentiable weights, equal in value to `EdgeList.scaledLaplacian`: the edge-list
/// route of Chebyshev convolutions.
struct LaplacianEdges {
    let edges: EdgeList
    /// One weight an edge, `[edges]`.
    let weights: Tensor

    /// - Parameters:
    ///   - weights: of the given edges, `[given edges]`.
    ///   - largestEigenvalue: λ; twice the largest entry of L when nil, through which a gradient flows too.
    init(
        _ given: EdgeList, weights: Tensor, _ kind: EdgeList.LaplacianKind, nodeCount: Int, largestEigenvalue: Float?
    ) {
        let kept = (0..<given.count).filter { given.sources[$0] != given.targets[$0] }
        let sources = kept.map { Int(given.sources[$0]) }
        let targets = kept.map { Int(given.targets[$0]) }
        let nodes = Array(0..<Int32(nodeCount))
        edges = EdgeList(
            sources: sources.map { Int32($0) } + nodes, targets: targets.map { Int32($0) } + nodes)
        let w = weights.gatheringRows(kept)
        // d_s = Σ w over the edges that leave s
        let degree = w.segmentSum(sources, rows: nodeCount)
        let off: Tensor
        let diagonal: Tensor
        switch kind {
        case .unnormalized:
            (off, diagonal) = (w * -1, degree)
        case .symmetric:
            let root = degree.map("inverseRoot", { $0 > 0 ? 1 / $0.squareRoot() : 0 }) { -0.5 * $1 * $1 * $1 }
            off = w * root.gatheringRows(sources) * root.gatheringRows(targets) * -1
            diagonal = Tensor(DenseArray(repeating: 1, shape: [nodeCount]))
        case .randomWalk:
            let inverse = degree.map("inverse", { $0 == 0 ? 0 : 1 / $0 }) { -$1 * $1 }
            off = w * inverse.gatheringRows(sources) * -1
            diagonal = Tensor(DenseArray(repeating: 1, shape: [nodeCount]))
        }
        let laplacian = Tensor.concatenatingRows([off, diagonal])
        let scaled: Tensor
        if let largestEigenvalue {
            scaled = laplacian * (2 / largestEigenvalue)
        } else {
            // 2 L / (2 max L)
            let zeros = [Int](repeating: 0, count: edges.count)
            let factor = laplacian.segmentMaximum(zeros, rows: 1)
                .map("inverse", { $0 == 0 ? 0 : 1 / $0 }) { -$1 * $1 }
            scaled = laplacian * factor.gatheringRows(zeros)
        }
        let identity = [Float](repeating: 0, count: kept.count) + [Float](repeating: 1, count: nodeCount)
        self.weights = scaled - Tensor(DenseArray(identity))
    }
}

extension Propagation {
    /// Messages along the edges of 2 L / λ - I, with gradients for the weights: P for `ChebyshevConvolution`.
    public init(
        scaledLaplacian edges: EdgeList, weights: Tensor? = nil, _ kind: EdgeList.LaplacianKind = .symmetric,
        nodeCount: Int, largestEigenvalue: Float? = nil
    ) {
        let made = LaplacianEdges(
            edges, weights: weights ?? Propagation.weights(of: edges), kind, nodeCount: nodeCount,
            largestEigenvalue: largestEigenvalue)
        self.init(unchanged: made.edges, weights: made.weights, nodeCount: nodeCount)
    }
}
