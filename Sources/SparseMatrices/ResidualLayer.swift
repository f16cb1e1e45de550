import CVectorKernels
import DenseArrays

/// A layer of GCNII over panels of rows, each of which stays in the processor's cache from its first pass to its last:
/// S = A X + α Z, U = S M, Y = dropout(relu(U)), and the derivative.
///
/// The panels follow from the sizes alone and their partial sums are added in order: no result depends on the number of
/// threads. Source: Chen et al., 2020, arXiv:2007.02133.
public enum ResidualLayer {
    private static let panel = 256

    /// Y, and S where it is kept for the derivative.
    public static func forward(
        _ matrix: SparseMatrix, _ x: DenseArray, _ z: DenseArray, _ alpha: Float, _ m: DenseArray, _ mask: DropoutMask?,
        keeping: Bool
    ) -> (y: DenseArray, s: DenseArray) {
        let width = m.columns, rows = matrix.rows
        precondition(
            x.shape == [matrix.columns, width] && z.shape == [rows, width] && m.shape == [width, width],
            "ResidualLayer: [\(rows), \(matrix.columns)] times shape \(x.shape), \(z.shape) added, weight \(m.shape)")
        let mask = mask.flatMap { $0.rate > 0 ? $0 : nil }
        var y = DenseArray(uninitialized: [rows, width]), s = DenseArray(uninitialized: [rows, width])
        let structure = matrix.structure
        y.withUnsafeMutableElements { y in
            s.withUnsafeMutableElements { s in
                EdgeGroups.with(matrix.values, x, z, m) { p in
                    guard let y = y.baseAddress, let s = s.baseAddress, let m = p[3] else { return }
                    Threads.run(over: rows, by: panel) { part in
                        let start = part.lowerBound * width
                        cvk_sparse_rows(
                            s, alpha, p[2], structure.rowStarts, structure.columnIndices, p[0], p[1], part.lowerBound,
                            part.upperBound, width)
                        DenseArray.multiplyPanel(
                            rows: part.count, columns: width, depth: width, s + start, width, m, width, y + start, width)
                        cvk_bias_relu_dropout(
                            y + start, y + start, nil, nil, part.lowerBound, part.count, width, true, mask != nil,
                            mask?.key.value ?? 0, mask?.cut ?? 0, mask?.scale ?? 1)
                    }
                }
            }
        }
        return (y, keeping ? s : DenseArray(zeros: [0]))
    }

    /// d/dX and d/dM (Sᵀ dU, times nothing), given d/dY; α dS is added to `dz`.
    public static func backward(
        _ upstream: DenseArray, _ matrix: SparseMatrix, y: DenseArray, s: DenseArray, _ alpha: Float, _ m: DenseArray,
        scale: Float, dz: inout DenseArray, wantsX: Bool
    ) -> (x: DenseArray, m: DenseArray) {
        let width = m.columns, rows = matrix.rows
        precondition(
            upstream.shape == [rows, width] && dz.shape == upstream.shape,
            "ResidualLayer.backward: upstream \(upstream.shape), expected [\(rows), \(width)]")
        let panels = max(1, (rows + panel - 1) / panel)
        var du = DenseArray(uninitialized: [rows, width]), ds = DenseArray(uninitialized: [rows, width])
        var dm = DenseArray(zeros: [panels, width * width])
        du.withUnsafeMutableElements { du in
            ds.withUnsafeMutableElements { ds in
                dm.withUnsafeMutableElements { dm in
                    dz.withUnsafeMutableElements { dz in
                        EdgeGroups.with(upstream, y, s, m) { p in
                            guard let du = du.baseAddress, let ds = ds.baseAddress, let dm = dm.baseAddress,
                                let dz = dz.baseAddress, let up = p[0], let y = p[1], let s = p[2], let m = p[3]
                            else { return }
                            Threads.run(over: rows, by: panel) { part in
                                let start = part.lowerBound * width, count = part.count * width
                                cvk_relu_backward(du + start, up + start, y + start, scale, count)
                                DenseArray.multiplyPanel(
                                    transposeB: true, rows: part.count, columns: width, depth: width, du + start, width,
                                    m, width, ds + start, width)
                                DenseArray.multiplyPanel(
                                    transposeA: true, rows: width, columns: width, depth: part.count, s + start, width,
                                    du + start, width, dm + part.lowerBound / panel * width * width, width)
                                cvk_axpy(dz + start, alpha, ds + start, count)
                            }
                        }
                    }
                }
            }
        }
        var dx = DenseArray(uninitialized: [wantsX ? matrix.columns : 0, width])
        if wantsX {
            let transpose = matrix.transpose, structure = transpose.structure
            dx.withUnsafeMutableElements { dx in
                EdgeGroups.with(transpose.values, ds) { p in
                    guard let dx = dx.baseAddress else { return }
                    Threads.run(over: transpose.rows, by: panel) {
                        cvk_sparse_rows(
                            dx, 0, nil, structure.rowStarts, structure.columnIndices, p[0], p[1], $0.lowerBound,
                            $0.upperBound, width)
                    }
                }
            }
        }
        return (dx, dm.columnSums().reshaped([width, width]))
    }
}
