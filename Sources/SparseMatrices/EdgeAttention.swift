import CVectorKernels
import DenseArrays

/// Graph attention over grouped edges in one pass, and its derivative: scores, softmax, dropout and weighted sum.
///
///     s_k = leaky(u · x_r + v · x_j)         for edge k of row r from neighbour j, head by head
///     α = softmax of s over the edges of each row          [edges, heads]
///     Y_r = Σ dropout(α)_k x_j                              [rows, heads · features]
///
/// Both sides are the same nodes: rows and neighbours share x `[nodes, heads · features]`.
public struct EdgeAttention: Sendable {
    /// The most heads that it does; more go by way of the single steps.
    public static let mostHeads = Int(cvk_attention_heads)

    /// α before dropout, and after it, `[edges, heads]`.
    public let alpha: DenseArray
    /// What is multiplied with: α after dropout.
    public let dropped: DenseArray
    private let x: DenseArray, u: DenseArray, v: DenseArray
    private let targetScores: DenseArray, sourceScores: DenseArray
    private let slope: Float

    /// Y `[nodes, heads · features]`, and what its derivative needs.
    ///
    /// - Parameters:
    ///   - incoming: the edges by their targets.
    ///   - x: `[nodes, heads · features]`
    ///   - u: the formula's, of targets, `heads · features` elements.
    ///   - v: the formula's, of sources, `heads · features` elements.
    ///   - heads: how many attentions there are side by side.
    ///   - slope: of the leaky ReLU below 0.
    ///   - mask: of the coefficients; edge k is known to it as `edgeIDs[k]`.
    ///   - edgeIDs: the number by which the mask knows each edge.
    public static func forward(
        _ incoming: EdgeGroups, _ x: DenseArray, target u: DenseArray, source v: DenseArray, heads: Int, slope: Float,
        mask: DropoutMask? = nil, edgeIDs: [Int32]
    ) -> (y: DenseArray, memory: EdgeAttention) {
        let width = x.columns, nodes = incoming.rows, edges = incoming.count
        incoming.check("attention", "x", x, rows: nodes, width: width)
        precondition(
            heads > 0 && heads <= mostHeads && width % heads == 0 && u.count == width && v.count == width
                && incoming.places == nil && incoming.neighbourCount == nodes && edgeIDs.count == edges,
            "EdgeAttention: \(heads) heads in \(width) columns, vectors of \(u.count) and \(v.count), \(edgeIDs.count) names for \(edges) edges"
        )
        let features = width / heads
        let mask = mask.flatMap { $0.rate > 0 ? $0 : nil }
        var a = DenseArray(uninitialized: [nodes, heads]), b = DenseArray(uninitialized: [nodes, heads])
        a.withUnsafeMutableElements { a in
            b.withUnsafeMutableElements { b in
                EdgeGroups.with(x, u, v) { p in
                    guard let a = a.baseAddress, let b = b.baseAddress else { return }
                    Threads.run(over: nodes, by: max(1, (1 << 16) / max(1, width))) {
                        cvk_head_scores(a, b, p[0], p[1], p[2], $0.lowerBound, $0.upperBound, heads, features)
                    }
                }
            }
        }
        var alpha = DenseArray(uninitialized: [edges, heads])
        var dropped = mask == nil ? DenseArray(zeros: [0]) : DenseArray(uninitialized: [edges, heads])
        // a node that receives nothing gets 0, also where there are no edges at all
        let y = EdgeGroups.make(edges == 0 ? DenseArray(zeros: x.shape) : DenseArray(uninitialized: x.shape)) { y in
            alpha.withUnsafeMutableElements { alpha in
                dropped.withUnsafeMutableElements { dropped in
                    edgeIDs.withUnsafeBufferPointer { ids in
                        EdgeGroups.with(x, a, b) { p in
                            let coefficients = alpha.baseAddress
                            let kept = mask == nil ? coefficients : dropped.baseAddress
                            let dropout = cvk_edge_dropout_t(
                                active: mask != nil, key: mask?.key.value ?? 0, threshold: mask?.cut ?? 0,
                                scale: mask?.scale ?? 1, edgeIDs: ids.baseAddress)
                            incoming.run(width: 2 * width) {
                                cvk_attention(
                                    y, coefficients, kept, p[0], p[1], p[2], $0, $1.lowerBound, $1.upperBound, heads,
                                    features, slope, dropout)
                            }
                        }
                    }
                }
            }
        }
        let memory = EdgeAttention(
            alpha: alpha, dropped: mask == nil ? alpha : dropped, x: x, u: u, v: v, targetScores: a, sourceScores: b,
            slope: slope)
        return (y, memory)
    }

    /// d/dx, d/du and d/dv, given d/dY; `outgoing` is the grouping by source.
    public func backward(
        _ upstream: DenseArray, _ incoming: EdgeGroups, _ outgoing: EdgeGroups
    ) -> (x: DenseArray, u: DenseArray, v: DenseArray) {
        let width = x.columns, nodes = x.rows, heads = alpha.columns, features = width / max(1, heads)
        if incoming.count == 0 {
            return (DenseArray(zeros: x.shape), DenseArray(zeros: u.shape), DenseArray(zeros: v.shape))
        }
        incoming.check("attention", "upstream", upstream, rows: nodes, width: width)
        var dz = DenseArray(uninitialized: alpha.shape)
        var da = DenseArray(uninitialized: [nodes, heads]), db = DenseArray(uninitialized: [nodes, heads])
        dz.withUnsafeMutableElements { dz in
            da.withUnsafeMutableElements { da in
                EdgeGroups.with(upstream, x, alpha, dropped, targetScores) { p in
                    sourceScores.withUnsafeElements { b in
                        let (dz, da, b) = (dz.baseAddress, da.baseAddress, b.baseAddress)
                        incoming.run(width: 2 * width) {
                            cvk_attention_backward_targets(
                                dz, da, p[0], p[1], p[2], p[3], p[4], b, $0, $1.lowerBound, $1.upperBound, heads,
                                features, slope)
                        }
                    }
                }
            }
        }
        let dx = EdgeGroups.make(DenseArray(uninitialized: x.shape)) { dx in
            db.withUnsafeMutableElements { db in
                EdgeGroups.with(upstream, dropped, dz, da, u) { p in
                    v.withUnsafeElements { v in
                        let (db, v) = (db.baseAddress, v.baseAddress)
                        outgoing.run(width: 2 * width) {
                            cvk_attention_backward_sources(
                                dx, db, p[0], p[1], p[2], p[3], p[4], v, $0, $1.lowerBound, $1.upperBound, heads,
                                features)
                        }
                    }
                }
            }
        }
        // du, dv: a partial sum for each piece of rows, added in order
        let piece = max(1, (1 << 16) / max(1, width)), tasks = max(1, (nodes + piece - 1) / piece)
        var du = DenseArray(zeros: [tasks, width]), dv = DenseArray(zeros: [tasks, width])
        du.withUnsafeMutableElements { du in
            dv.withUnsafeMutableElements { dv in
                EdgeGroups.with(da, db, x) { p in
                    guard let du = du.baseAddress, let dv = dv.baseAddress else { return }
                    Threads.run(over: nodes, by: piece) {
                        let at = $0.lowerBound / piece * width
                        cvk_head_scores_backward(
                            du + at, dv + at, p[0], p[1], p[2], $0.lowerBound, $0.upperBound, heads, features)
                    }
                }
            }
        }
        return (dx, du.columnSums().reshaped(u.shape), dv.columnSums().reshaped(v.shape))
    }
}
