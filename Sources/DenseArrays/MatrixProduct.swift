import COpenBLAS
import CVectorKernels

extension DenseArray {
    /// Work (multiply-adds) of one OpenBLAS call: enough to hide its start, small enough to share among threads.
    private static let callWork = 1 << 22

    /// C = op(A) op(B), shape `[m, n]`; `transposeA` (or `transposeB`) reads a matrix `[k, m]` (or `[n, k]`) as its transpose.
    ///
    /// The product is cut by its shape alone: rows of C in panels, or, where AᵀB sums over many rows, the sum in panels
    /// whose partial results are added in order. Each panel is one single-threaded OpenBLAS call, so the result does
    /// not depend on the number of threads (OpenBLAS's own threading changes the bits).
    public static func product(
        _ a: DenseArray, _ b: DenseArray, transposeA: Bool = false, transposeB: Bool = false
    ) -> DenseArray {
        precondition(
            a.shape.count == 2 && b.shape.count == 2,
            "DenseArray.product: expected two matrices, found shapes \(a.shape) and \(b.shape)")
        let m = transposeA ? a.shape[1] : a.shape[0], k = transposeA ? a.shape[0] : a.shape[1]
        let n = transposeB ? b.shape[0] : b.shape[1], kOfB = transposeB ? b.shape[1] : b.shape[0]
        precondition(
            k == kOfB,
            "DenseArray.product: inner sizes differ: \(a.shape)\(transposeA ? "ᵀ" : "") times \(b.shape)\(transposeB ? "ᵀ" : "")")
        if m == 0 || n == 0 || k == 0 { return DenseArray(zeros: [m, n]) }
        if transposeB, isNarrow(n, k), m > 64 {
            // Turning the few numbers of B is nothing beside the product.
            return product(a, b.transposed(), transposeA: transposeA)
        }
        let c = DenseArray(uninitialized: [m, n])
        let pa = a.storage.pointer, pb = b.storage.pointer, pc = c.storage.pointer

        if k >= 4 * max(m, n), m * n * k > 2 * callWork {
            // C = Σ over panels p of op(A)[:, p] op(B)[p, :]
            let panel = roundedPanel(callWork / (m * n), least: 1024)
            let parts = (k + panel - 1) / panel
            let partial = DenseArray(uninitialized: [parts, m * n])
            let target = partial.storage.pointer
            Threads.run(tasks: parts) { part in
                let start = part * panel, depth = min(panel, k - start)
                multiply(
                    transposeA, transposeB, m, n, depth, pa + (transposeA ? start * m : start), transposeA ? m : k,
                    pb + (transposeB ? start : start * n), transposeB ? k : n, target + part * m * n, n)
            }
            let sums = partial.columnSums()
            return sums.reshaped([m, n])
        }
        let panel = roundedPanel(callWork / (n * k), least: 64)
        if m < 4 * panel, n >= 256, m * n * k > 2 * callWork {
            // Few rows make few panels of unequal size, such as 64 and 36 of a batch of 100: four panels of columns instead.
            // C[:, panel] = op(A) op(B)[:, panel]
            Threads.run(over: n, by: ((n + 3) / 4 + 15) / 16 * 16) { columns in
                let start = columns.lowerBound
                multiply(
                    transposeA, transposeB, m, columns.count, k, pa, transposeA ? m : k, pb + (transposeB ? start * k : start),
                    transposeB ? k : n, pc + start, n)
            }
            return c
        }
        // C[panel, :] = op(A)[panel, :] op(B)
        Threads.run(over: m, by: panel) { rows in
            let start = rows.lowerBound
            multiply(
                transposeA, transposeB, rows.count, n, k, pa + (transposeA ? start : start * k), transposeA ? m : k, pb,
                transposeB ? k : n, pc + start * n, n)
        }
        return c
    }

    /// self + A B for A `[m, k]` and B `[k, n]`, cut as `product` cuts it.
    public func addingProduct(_ a: DenseArray, _ b: DenseArray) -> DenseArray {
        precondition(
            a.shape.count == 2 && b.shape.count == 2 && a.shape[1] == b.shape[0] && shape == [a.shape[0], b.shape[1]],
            "DenseArray.addingProduct: \(a.shape) times \(b.shape) added to \(shape)")
        let (m, n, k) = (a.shape[0], b.shape[1], a.shape[1])
        if m == 0 || n == 0 || k == 0 { return self }
        if Self.isNarrow(n, k) {
            // from one array to the other, without a copy before
            let c = DenseArray(uninitialized: [m, n])
            let pa = a.storage.pointer, pb = b.storage.pointer, pc = c.storage.pointer, pd = storage.pointer
            Threads.run(over: m, by: Self.roundedPanel(Self.callWork / (n * k), least: 64)) { rows in
                let start = rows.lowerBound
                cvk_narrow_product(pc + start * n, n, pa + start * k, k, false, pb, n, rows.count, n, k, pd + start * n)
            }
            return c
        }
        var result = self
        result.addProduct(a, b)
        return result
    }

    /// The same in place.
    public mutating func addProduct(_ a: DenseArray, _ b: DenseArray) {
        precondition(
            a.shape.count == 2 && b.shape.count == 2 && a.shape[1] == b.shape[0] && shape == [a.shape[0], b.shape[1]],
            "DenseArray.addProduct: \(a.shape) times \(b.shape) added to \(shape)")
        let (m, n, k) = (a.shape[0], b.shape[1], a.shape[1])
        if m == 0 || n == 0 || k == 0 { return }
        let pa = a.storage.pointer, pb = b.storage.pointer
        let panel = Self.roundedPanel(Self.callWork / (n * k), least: 64)
        withUnsafeMutableElements { c in
            guard let base = c.baseAddress else { return }
            nonisolated(unsafe) let pc = base
            Threads.run(over: m, by: panel) { rows in
                let start = rows.lowerBound
                Self.multiply(false, false, rows.count, n, k, pa + start * k, k, pb, n, pc + start * n, n, adding: true)
            }
        }
    }

    /// Whether the product runs through our own kernel: for few columns and 512-bit registers it is faster than OpenBLAS,
    /// which packs both factors first (117 to 97 Gflop/s for 1910 × 64 times 64 × 64 on one core).
    private static func isNarrow(_ n: Int, _ k: Int) -> Bool {
        n <= 64 && n % 16 == 0 && k <= 512 && Processors.hasWideRegisters
    }

    private static func roundedPanel(_ size: Int, least: Int) -> Int { max(least, size / 64 * 64) }

    /// One single-threaded call, C = op(A) op(B) `[m, n]` on parts of matrices with the given row lengths: for loops over
    /// panels of rows that do more than the product. With `adding` C += op(A) op(B).
    public static func multiplyPanel(
        transposeA: Bool = false, transposeB: Bool = false, rows m: Int, columns n: Int, depth k: Int,
        _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ c: UnsafeMutablePointer<Float>,
        _ ldc: Int, adding: Bool = false
    ) { multiply(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, adding: adding) }

    private static func multiply(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ lda: Int,
        _ b: UnsafePointer<Float>, _ ldb: Int, _ c: UnsafeMutablePointer<Float>, _ ldc: Int, adding: Bool = false
    ) {
        if !transposeB, isNarrow(n, transposeA ? m : k) {
            cvk_narrow_product(c, ldc, a, lda, transposeA, b, ldb, m, n, k, adding ? c : nil)
            return
        }
        if !copenblas_sgemm(transposeA, transposeB, m, n, k, 1, a, lda, b, ldb, adding ? 1 : 0, c, ldc) {
            preconditionFailure("DenseArray.product: \(Processors.denseLibraryProblem ?? "OpenBLAS failed")")
        }
    }

    /// The matrix with rows and columns exchanged.
    public func transposed() -> DenseArray {
        precondition(shape.count == 2, "DenseArray.transposed: expected a matrix, found shape \(shape)")
        let out = DenseArray(uninitialized: [shape[1], shape[0]])
        let (rows, columns) = (shape[0], shape[1])
        for r in 0..<rows { for c in 0..<columns { out.storage.pointer[c * rows + r] = storage.pointer[r * columns + c] } }
        return out
    }
}
