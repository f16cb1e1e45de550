import CVectorKernels

/// The elementwise part of long short-term memory, one pass forward and one back.
public enum MemoryUnit {
    /// H' and C' side by side, `[rows, 2 · width]`, from the gates' sums A `[rows, 4 · width]` with i, f, g, o side by side, and
    /// the old memory C `[rows, width]`; and the gates themselves in A's shape, which the way back reads.
    public static func forward(_ a: DenseArray, _ old: DenseArray) -> (both: DenseArray, gates: DenseArray) {
        let (rows, width) = (old.rows, old.columns)
        precondition(
            a.shape == [rows, 4 * width], "MemoryUnit: gates of shape \(a.shape), expected \([rows, 4 * width])")
        var gates = a
        let out = DenseArray(uninitialized: [rows, 2 * width])
        gates.withUnsafeMutableElements { gates in
            guard let gates = gates.baseAddress else { return }
            nonisolated(unsafe) let to = gates
            Threads.run(over: rows, by: max(1, (1 << 14) / max(1, width))) {
                cvk_lstm_forward(out.storage.pointer, to, old.storage.pointer, $0.lowerBound, $0.upperBound, width)
            }
        }
        return (out, gates)
    }

    /// The derivatives of A and C from those of H' and C' side by side.
    public static func backward(
        _ upstream: DenseArray, gates: DenseArray, both: DenseArray, _ old: DenseArray
    ) -> (a: DenseArray, old: DenseArray) {
        let (rows, width) = (old.rows, old.columns)
        precondition(
            upstream.shape == both.shape && both.shape == [rows, 2 * width] && gates.shape == [rows, 4 * width],
            "MemoryUnit.backward: \(upstream.shape), results \(both.shape), gates \(gates.shape), memory \(old.shape)")
        let da = DenseArray(uninitialized: gates.shape), dold = DenseArray(uninitialized: old.shape)
        Threads.run(over: rows, by: max(1, (1 << 14) / max(1, width))) {
            cvk_lstm_backward(
                da.storage.pointer, dold.storage.pointer, gates.storage.pointer, both.storage.pointer, old.storage.pointer,
                upstream.storage.pointer, $0.lowerBound, $0.upperBound, width)
        }
        return (da, dold)
    }
}
