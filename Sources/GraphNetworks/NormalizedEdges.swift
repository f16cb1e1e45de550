import Autograd
import DenseArrays
import Graphs

/// Edges with differentiable weights, normalized as in Â: what the edge-list route passes messages along.
struct NormalizedEdges {
    let sources: [Int]
    let targets: [Int]
    /// One weight an edge, `[edges]`.
    let weights: Tensor

    /// The edges as they are.
    init(unchanged edges: EdgeList, weights: Tensor) {
        sources = edges.sources.map(Int.init)
        targets = edges.targets.map(Int.init)
        self.weights = weights
    }

    /// Self-loops added where missing, then w' = d_source^-1/2 w d_target^-1/2 with d the weights that arrive; the
    /// gradient reaches `weights` through w and through both degrees. The values are `EdgeList.gcnNormalized`'s.
    init(_ edges: EdgeList, weights: Tensor, nodeCount: Int, selfLoops: Bool, improved: Bool) {
        var from: [Int] = []  // the given edge behind each edge, -1 for an added loop
        var sources: [Int] = [], targets: [Int] = []
        if selfLoops {
            var loops = [Int](repeating: -1, count: nodeCount)
            for edge in 0..<edges.count {
                let (s, t) = (Int(edges.sources[edge]), Int(edges.targets[edge]))
                if s == t {
                    loops[s] = edge
                } else {
                    from.append(edge)
                    sources.append(s)
                    targets.append(t)
                }
            }
            from += loops
            sources += 0..<nodeCount
            targets += 0..<nodeCount
        } else {
            from = Array(0..<edges.count)
            sources = edges.sources.map(Int.init)
            targets = edges.targets.map(Int.init)
        }
        self.sources = sources
        self.targets = targets
        // u = given weight, or the constant of an added loop
        let constants = Tensor(DenseArray(from.map { $0 < 0 ? (improved ? 2 : 1) : 0 }))
        let u: Tensor
        if edges.count == 0 {
            u = constants
        } else {
            let kept = Tensor(DenseArray(from.map { $0 < 0 ? 0 : 1 }))
            u = weights.gatheringRows(from.map { max(0, $0) }) * kept + constants
        }
        // s = degree^-1/2, 0 for degree 0
        let scale = u.segmentSum(targets, rows: nodeCount).map("inverseRoot") {
            $0 > 0 ? 1 / $0.squareRoot() : 0
        } derivative: { -0.5 * $1 * $1 * $1
        }
        self.weights = u * scale.gatheringRows(sources) * scale.gatheringRows(targets)
    }
}
