import CVectorKernels

/// Operations on pairs of a matrix's rows: row `sources[i]` with row `targets[i]`.
extension DenseArray {
    private func checkPairs(_ name: StaticString, _ sources: [Int32], _ targets: [Int32]) {
        precondition(
            sources.count == targets.count, "DenseArray.\(name): \(sources.count) sources, \(targets.count) targets")
        for rows in [sources, targets] {
            if let bad = rows.first(where: { $0 < 0 || Int($0) >= self.rows }) {
                preconditionFailure("DenseArray.\(name): row \(bad) outside 0..<\(self.rows)")
            }
        }
    }

    /// The inner product of each pair, `[pairs]`. O(pairs · columns).
    public func pairDots(_ sources: [Int32], _ targets: [Int32]) -> DenseArray {
        checkPairs("pairDots", sources, targets)
        let out = DenseArray(uninitialized: [sources.count])
        let width = columns, from = UnsafePointer(storage.pointer), to = out.storage.pointer
        sources.withUnsafeBufferPointer { s in
            targets.withUnsafeBufferPointer { t in
                guard let s = s.baseAddress, let t = t.baseAddress else { return }
                Threads.run(over: sources.count, by: max(1, Self.piece / max(1, width))) { piece in
                    let start = piece.lowerBound
                    cvk_pair_dots(to + start, from, s + start, t + start, piece.count, width)
                }
            }
        }
        return out
    }

    /// out[s] += c[i] self[t] and out[t] += c[i] self[s] for each pair (s, t) in its turn: the derivative of `pairDots`,
    /// of self's shape. One thread, so that sums are always added in one order.
    public func pairScatter(_ sources: [Int32], _ targets: [Int32], _ c: DenseArray) -> DenseArray {
        checkPairs("pairScatter", sources, targets)
        precondition(
            c.count == sources.count, "DenseArray.pairScatter: \(sources.count) pairs, \(c.count) coefficients")
        let out = DenseArray(zeros: shape)
        cvk_pair_scatter(
            out.storage.pointer, c.storage.pointer, storage.pointer, sources, targets, sources.count, columns)
        return out
    }

    /// Σ log(1 + e^(±x)) over the elements of `range` of a flat array (the sign as asked), in double precision; with
    /// `slope` its derivative times `scale` is written to the same places there.
    public func softplusSum(
        _ range: Range<Int>, negated: Bool, scale: Float, slope: inout DenseArray?
    ) -> Double {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= count && (slope == nil || slope?.count == count),
            "DenseArray.softplusSum: \(range) of \(count) elements, slopes for \(slope?.count ?? count)")
        let from = UnsafePointer(storage.pointer) + range.lowerBound, sign: Float = negated ? -1 : 1
        if slope == nil { return cvk_softplus_sum(nil, from, sign, scale, range.count) }
        return slope!.withUnsafeMutableElements {
            cvk_softplus_sum($0.baseAddress.map { $0 + range.lowerBound }, from, sign, scale, range.count)
        }
    }
}
