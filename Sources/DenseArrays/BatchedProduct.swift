extension DenseArray {
    /// C[i] = A[i] op(B[i]) for each item: A `[items, m, k]`, B `[items, k, n]` (or `[items, n, k]` with `transposeB`),
    /// C `[items, m, n]`; `transposeA` reads A as `[items, k, m]`. Items are shared among threads, each is one call.
    public static func batchedProduct(
        _ a: DenseArray, _ b: DenseArray, transposeA: Bool = false, transposeB: Bool = false
    ) -> DenseArray {
        precondition(
            a.shape.count == 3 && b.shape.count == 3 && a.shape[0] == b.shape[0]
                && a.shape[transposeA ? 1 : 2] == b.shape[transposeB ? 2 : 1],
            "DenseArray.batchedProduct: \(a.shape)\(transposeA ? "ᵀ" : "") times \(b.shape)\(transposeB ? "ᵀ" : "")")
        let items = a.shape[0], m = a.shape[transposeA ? 2 : 1], k = a.shape[transposeA ? 1 : 2]
        let n = b.shape[transposeB ? 1 : 2]
        if items * m * n * k == 0 { return DenseArray(zeros: [items, m, n]) }
        let c = DenseArray(uninitialized: [items, m, n])
        let pa = a.storage.pointer, pb = b.storage.pointer, pc = c.storage.pointer
        Threads.run(over: items, by: max(1, (1 << 20) / (m * n * k))) { range in
            for item in range {
                multiplyPanel(
                    transposeA: transposeA, transposeB: transposeB, rows: m, columns: n, depth: k, pa + item * m * k,
                    a.shape[2], pb + item * k * n, b.shape[2], pc + item * m * n, n)
            }
        }
        return c
    }
}
