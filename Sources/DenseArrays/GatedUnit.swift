import CVectorKernels

/// The elementwise part of a gated recurrent unit, one pass forward and one back.
public enum GatedUnit {
    /// H' `[rows, width]` from the gates' sums A (from the input) and B (from the old state), `[rows, 3 · width]` with r, z, n side
    /// by side, and the old state H; and the gates themselves in A's shape, which the way back reads.
    public static func forward(
        _ a: DenseArray, _ b: DenseArray, _ old: DenseArray
    ) -> (state: DenseArray, gates: DenseArray) {
        let (rows, width) = (old.rows, old.columns)
        check(a, b, old)
        var gates = a
        let out = DenseArray(uninitialized: [rows, width])
        gates.withUnsafeMutableElements { gates in
            guard let gates = gates.baseAddress else { return }
            nonisolated(unsafe) let to = gates
            Threads.run(over: rows, by: max(1, (1 << 14) / max(1, width))) {
                cvk_gru_forward(
                    out.storage.pointer, to, b.storage.pointer, old.storage.pointer, $0.lowerBound, $0.upperBound, width)
            }
        }
        return (out, gates)
    }

    /// The derivatives of A, B and H from those of H'.
    public static func backward(
        _ upstream: DenseArray, gates: DenseArray, _ b: DenseArray, _ old: DenseArray
    ) -> (a: DenseArray, b: DenseArray, old: DenseArray) {
        let (rows, width) = (old.rows, old.columns)
        check(gates, b, old)
        precondition(upstream.shape == old.shape, "GatedUnit.backward: \(upstream.shape), expected \(old.shape)")
        let da = DenseArray(uninitialized: gates.shape), db = DenseArray(uninitialized: gates.shape)
        let dold = DenseArray(uninitialized: old.shape)
        Threads.run(over: rows, by: max(1, (1 << 14) / max(1, width))) {
            cvk_gru_backward(
                da.storage.pointer, db.storage.pointer, dold.storage.pointer, gates.storage.pointer, b.storage.pointer,
                old.storage.pointer, upstream.storage.pointer, $0.lowerBound, $0.upperBound, width)
        }
        return (da, db, dold)
    }

    private static func check(_ a: DenseArray, _ b: DenseArray, _ old: DenseArray) {
        let expected = [old.rows, 3 * old.columns]
        precondition(
            a.shape == expected && b.shape == expected,
            "GatedUnit: gates of shapes \(a.shape) and \(b.shape), expected \(expected)")
    }
}
