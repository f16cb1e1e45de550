import CVectorKernels

extension DenseArray {
    /// One step of gradient descent on this parameter, in one pass over memory:
    /// g = ± gradient + decay · self;  b = momentum · b + (1 - dampening) g (b = g at the first step, when it is nil);
    /// self -= rate · b, with `nesterov` rate (g + momentum · b), without momentum rate · g.
    public mutating func sgdStep(
        gradient: DenseArray, buffer: inout DenseArray?, rate: Float, decay: Float, momentum: Float, dampening: Float,
        nesterov: Bool, maximize: Bool
    ) {
        precondition(
            gradient.shape == shape && (buffer.map { $0.shape == shape } ?? true),
            "DenseArray.sgdStep: shapes \(shape), \(gradient.shape) and \(buffer?.shape ?? shape) differ")
        let isFirst = buffer == nil, total = count, g = UnsafePointer(gradient.storage.pointer)
        if momentum != 0, isFirst { buffer = DenseArray(zeros: shape) }
        withUnsafeMutableElements { p in
            guard let base = p.baseAddress else { return }
            nonisolated(unsafe) let p = base
            func run(_ buffer: UnsafeMutablePointer<Float>?) {
                nonisolated(unsafe) let b = buffer
                Threads.run(over: total, by: Self.piece) { piece in
                    let i = piece.lowerBound
                    cvk_sgd(
                        p + i, g + i, b.map { $0 + i }, piece.count, rate, maximize ? -1 : 1, decay, momentum, 1 - dampening,
                        isFirst, nesterov)
                }
            }
            if momentum != 0 { buffer?.withUnsafeMutableElements { run($0.baseAddress) } } else { run(nil) }
        }
    }
}
