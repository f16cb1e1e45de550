import CVectorKernels
import DenseArrays

/// The products of message passing over grouped edges; `width` is heads · features. O(edges · width) each, without an
/// edge-sized feature matrix unless the operand or the result is one.
extension EdgeGroups {
    /// out[r, h, :] = Σ over the edges of row r of c[edge, h] x[neighbour, h, :]: `[rows, width]`. c is `[edges, heads]`;
    /// ones when nil.
    public func weightedSum(_ c: DenseArray?, _ x: DenseArray) -> DenseArray {
        check("weightedSum", "x", x, rows: neighbourCount, width: x.columns)
        return sum(c, x, neighbours: true)
    }

    /// out[r, h, :] = Σ over the edges of row r of c[edge, h] x[edge, h, :] for values of edges, `[edges, width]`.
    public func weightedEdgeSum(_ c: DenseArray?, _ x: DenseArray) -> DenseArray {
        check("weightedEdgeSum", "x", x, rows: count, width: x.columns)
        return sum(c, x, neighbours: false)
    }

    private func sum(_ c: DenseArray?, _ x: DenseArray, neighbours: Bool) -> DenseArray {
        let width = x.columns
        let heads = heads(c, width)
        return Self.make(DenseArray(zeros: [rows, width])) { out in
            Self.with(c, x) { p in
                run(width: width, neighbours: neighbours) {
                    cvk_edges_weighted_sum(out, p[0], p[1], $0, $1.lowerBound, $1.upperBound, heads, width / heads)
                }
            }
        }
    }

    private func heads(_ c: DenseArray?, _ width: Int) -> Int {
        guard let c else { return 1 }
        let heads = c.columns
        check("weightedSum", "coefficients", c, rows: count, width: heads)
        precondition(
            heads > 0 && width % heads == 0,
            "EdgeGroups.weightedSum: \(width) columns do not divide into \(heads) heads")
        return heads
    }

    /// out[edge, h] = scale Σ over f of a[r, h, f] b[neighbour, h, f]: `[edges, heads]`. With `edgeTerms` `[edges, width]`
    /// these are added to b.
    public func dot(
        _ a: DenseArray, _ b: DenseArray?, edgeTerms: DenseArray? = nil, heads: Int, scale: Float = 1
    ) -> DenseArray {
        let width = a.columns
        check("dot", "a", a, rows: rows, width: width)
        check("dot", "b", b, rows: neighbourCount, width: width)
        check("dot", "edge terms", edgeTerms, rows: count, width: width)
        precondition(
            heads > 0 && width % heads == 0, "EdgeGroups.dot: \(width) columns do not divide into \(heads) heads")
        return Self.make(DenseArray(zeros: [count, heads])) { out in
            Self.with(a, b, edgeTerms) { p in
                for (operand, neighbours) in [(p[1], true), (p[2], false)] where operand != nil {
                    run(width: width, neighbours: neighbours) {
                        cvk_edges_dot(
                            out, p[0], operand, $0, $1.lowerBound, $1.upperBound, heads, width / heads, scale, true)
                    }
                }
            }
        }
    }

    /// out[edge, h, :] = c[edge, h] a[r, h, :]: `[edges, width]`.
    public func scaledRows(_ c: DenseArray, _ a: DenseArray) -> DenseArray {
        let width = a.columns
        check("scaledRows", "a", a, rows: rows, width: width)
        let heads = heads(c, width)
        return Self.make(DenseArray(uninitialized: [count, width])) { out in
            Self.with(c, a) { p in
                run(width: width) {
                    cvk_edges_scaled_rows(out, p[0], p[1], $0, $1.lowerBound, $1.upperBound, heads, width / heads)
                }
            }
        }
    }

    /// e^s / Σ e^s over the edges of each row, columnwise: `[edges, heads]`, stable.
    public func softmax(_ scores: DenseArray) -> DenseArray {
        let heads = scores.columns
        check("softmax", "scores", scores, rows: count, width: heads)
        return Self.make(DenseArray(uninitialized: [count, heads])) { out in
            Self.with(scores) { p in
                run(width: heads) { cvk_edges_softmax(out, p[0], $0, $1.lowerBound, $1.upperBound, heads) }
            }
        }
    }

    /// y (upstream - Σ y upstream over the edges of each row): the softmax's derivative at its result y.
    public func softmaxBackward(_ y: DenseArray, _ upstream: DenseArray) -> DenseArray {
        let heads = y.columns
        check("softmaxBackward", "y", y, rows: count, width: heads)
        check("softmaxBackward", "upstream", upstream, rows: count, width: heads)
        return Self.make(DenseArray(uninitialized: [count, heads])) { out in
            Self.with(y, upstream) { p in
                run(width: heads) {
                    cvk_edges_softmax_backward(out, p[0], p[1], $0, $1.lowerBound, $1.upperBound, heads)
                }
            }
        }
    }
}
