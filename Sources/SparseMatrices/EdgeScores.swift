import CVectorKernels
import DenseArrays

/// The two additive scores of attention over grouped edges, with their derivatives, and the rectified sum. `e`, the edge
/// terms, may be nil. leaky(z) is z where z > 0, else slope · z; its derivative at 0 is the slope.
extension EdgeGroups {
    /// out[edge, h] = leaky(z), z = a[r, h] + b[neighbour, h] + e[edge, h]: `[edges, heads]`.
    public func additiveScores(_ a: DenseArray, _ b: DenseArray, _ e: DenseArray?, slope: Float) -> DenseArray {
        checkTerms("additiveScores", a, b, e)
        let heads = a.columns
        return Self.make(DenseArray(uninitialized: [count, heads])) { out in
            Self.with(a, b, e) { p in
                run(width: heads) {
                    cvk_edges_additive(out, p[0], p[1], p[2], $0, $1.lowerBound, $1.upperBound, heads, slope)
                }
            }
        }
    }

    /// d/dz of the same: upstream leaky'(z), `[edges, heads]`; the gradients for a and b are its sums over each side.
    public func additiveScoresBackward(
        _ upstream: DenseArray, _ a: DenseArray, _ b: DenseArray, _ e: DenseArray?, slope: Float
    ) -> DenseArray {
        checkTerms("additiveScoresBackward", a, b, e)
        let heads = a.columns
        check("additiveScoresBackward", "upstream", upstream, rows: count, width: heads)
        return Self.make(DenseArray(uninitialized: [count, heads])) { out in
            Self.with(upstream, a, b, e) { p in
                run(width: heads) {
                    cvk_edges_additive_backward(
                        out, p[0], p[1], p[2], p[3], $0, $1.lowerBound, $1.upperBound, heads, slope)
                }
            }
        }
    }

    /// out[edge, h] = Σ over f of w[h, f] leaky(z), z = a[r, h, f] + b[neighbour, h, f] + e[edge, h, f]: `[edges, heads]`.
    /// w is `[heads, features]`.
    public func mixedScores(
        _ a: DenseArray, _ b: DenseArray, _ e: DenseArray?, weight w: DenseArray, slope: Float
    ) -> DenseArray {
        checkTerms("mixedScores", a, b, e, w)
        let (heads, features) = (w.rows, w.columns)
        return Self.make(DenseArray(uninitialized: [count, heads])) { out in
            Self.with(a, b, e, w) { p in
                run(width: w.count) {
                    cvk_edges_mixed(
                        out, p[0], p[1], p[2], p[3], $0, $1.lowerBound, $1.upperBound, heads, features, slope)
                }
            }
        }
    }

    /// d/da of the same: out[r, h, f] = Σ over the edges of row r of upstream[edge, h] w[h, f] leaky'(z). The gradient for
    /// b comes from the grouping by the other side.
    public func mixedScoresBackward(
        _ upstream: DenseArray, _ a: DenseArray, _ b: DenseArray, _ e: DenseArray?, weight w: DenseArray, slope: Float
    ) -> DenseArray {
        checkTerms("mixedScoresBackward", a, b, e, w)
        let (heads, features) = (w.rows, w.columns)
        check("mixedScoresBackward", "upstream", upstream, rows: count, width: heads)
        return Self.make(DenseArray(zeros: [rows, w.count])) { out in
            Self.with(upstream, a, b, e, w) { p in
                run(width: w.count) {
                    cvk_edges_mixed_backward(
                        out, p[0], p[1], p[2], p[3], p[4], $0, $1.lowerBound, $1.upperBound, heads, features, slope)
                }
            }
        }
    }

    /// d/de of the same: upstream[edge, h] w[h, f] leaky'(z), `[edges, width]`.
    public func mixedScoresEdgeBackward(
        _ upstream: DenseArray, _ a: DenseArray, _ b: DenseArray, _ e: DenseArray, weight w: DenseArray, slope: Float
    ) -> DenseArray {
        checkTerms("mixedScoresEdgeBackward", a, b, e, w)
        let (heads, features) = (w.rows, w.columns)
        check("mixedScoresEdgeBackward", "upstream", upstream, rows: count, width: heads)
        return Self.make(DenseArray(uninitialized: [count, w.count])) { out in
            Self.with(upstream, a, b, e, w) { p in
                run(width: w.count) {
                    cvk_edges_mixed_backward_edges(
                        out, p[0], p[1], p[2], p[3], p[4], $0, $1.lowerBound, $1.upperBound, heads, features, slope)
                }
            }
        }
    }

    /// d/dw of the same: Σ over all edges of upstream[edge, h] leaky(z), `[heads · features]`: one partial sum for each
    /// piece of rows, added in order.
    public func mixedScoresWeightBackward(
        _ upstream: DenseArray, _ a: DenseArray, _ b: DenseArray, _ e: DenseArray?, heads: Int, slope: Float
    ) -> DenseArray {
        checkTerms("mixedScoresWeightBackward", a, b, e)
        check("mixedScoresWeightBackward", "upstream", upstream, rows: count, width: heads)
        let width = a.columns
        let piece = piece(width)
        let tasks = max(1, (rows + piece - 1) / piece)
        let partial = Self.make(DenseArray(zeros: [tasks, width])) { out in
            Self.with(upstream, a, b, e) { p in
                run(width: width) {
                    cvk_edges_mixed_backward_weight(
                        out + $1.lowerBound / piece * width, p[0], p[1], p[2], p[3], $0, $1.lowerBound, $1.upperBound,
                        heads, width / heads, slope)
                }
            }
        }
        return partial.columnSums()
    }

    /// out[r, :] = Σ over the edges of row r of max(x[neighbour, :] + e[edge, :], 0): `[rows, width]`.
    public func rectifiedSum(_ x: DenseArray, _ e: DenseArray) -> DenseArray {
        let width = x.columns
        check("rectifiedSum", "x", x, rows: neighbourCount, width: width)
        check("rectifiedSum", "edge terms", e, rows: count, width: width)
        return Self.make(DenseArray(zeros: [rows, width])) { out in
            Self.with(x, e) { p in
                run(width: width) { cvk_edges_relu_sum(out, p[0], p[1], $0, $1.lowerBound, $1.upperBound, width) }
            }
        }
    }

    /// d/dx of the same, asked of the grouping by the other side: out[r, :] = Σ over its edges of upstream[neighbour, :]
    /// where x[r, :] + e[edge, :] > 0.
    public func rectifiedSumBackward(_ upstream: DenseArray, _ x: DenseArray, _ e: DenseArray) -> DenseArray {
        let width = x.columns
        check("rectifiedSumBackward", "x", x, rows: rows, width: width)
        check("rectifiedSumBackward", "upstream", upstream, rows: neighbourCount, width: width)
        check("rectifiedSumBackward", "edge terms", e, rows: count, width: width)
        return Self.make(DenseArray(zeros: [rows, width])) { out in
            Self.with(upstream, x, e) { p in
                run(width: width) {
                    cvk_edges_relu_sum_backward(out, p[0], p[1], p[2], $0, $1.lowerBound, $1.upperBound, width)
                }
            }
        }
    }

    /// d/de of the same: out[edge, :] = upstream[r, :] where x[neighbour, :] + e[edge, :] > 0, else 0.
    public func rectifiedSumEdgeBackward(_ upstream: DenseArray, _ x: DenseArray, _ e: DenseArray) -> DenseArray {
        let width = x.columns
        check("rectifiedSumEdgeBackward", "x", x, rows: neighbourCount, width: width)
        check("rectifiedSumEdgeBackward", "upstream", upstream, rows: rows, width: width)
        check("rectifiedSumEdgeBackward", "edge terms", e, rows: count, width: width)
        return Self.make(DenseArray(uninitialized: [count, width])) { out in
            Self.with(upstream, x, e) { p in
                run(width: width) {
                    cvk_edges_relu_sum_backward_edges(out, p[0], p[1], p[2], $0, $1.lowerBound, $1.upperBound, width)
                }
            }
        }
    }

    private func checkTerms(
        _ operation: StaticString, _ a: DenseArray, _ b: DenseArray, _ e: DenseArray?, _ w: DenseArray? = nil
    ) {
        let width = w?.count ?? a.columns
        check(operation, "a", a, rows: rows, width: width)
        check(operation, "b", b, rows: neighbourCount, width: width)
        check(operation, "edge terms", e, rows: count, width: width)
    }
}
