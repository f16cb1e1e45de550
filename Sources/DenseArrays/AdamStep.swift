import CVectorKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The numbers of one Adam step, shared by all elements.
public struct AdamSettings: Sendable {
    var values: cvk_adam_t

    /// - Parameters:
    ///   - rate: the learning rate.
    ///   - beta1: how much of the gradients' running mean is kept at a step.
    ///   - beta2: how much of the running mean of their squares is kept.
    ///   - epsilon: added to the root of that mean.
    ///   - weightDecay: added to the gradient, times the parameter.
    ///   - decay: multiplies the parameter first; 1 for none.
    ///   - step: counts from 1.
    ///   - maximize: whether the step goes up the gradient instead of down.
    public init(
        rate: Float, beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float, decay: Float, step: Int,
        maximize: Bool
    ) {
        values = cvk_adam_t(
            rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, decay: decay,
            correction1: Float(1 - pow(Double(beta1), Double(step))),
            correction2: Float(1 - pow(Double(beta2), Double(step))), maximize: maximize)
    }
}

extension DenseArray {
    /// One step of Adam on this parameter, in one pass over memory; `mean`, `square` and (for AMSGrad) `maximum` are its
    /// state.
    public mutating func adamStep(
        gradient: DenseArray, mean: inout DenseArray, square: inout DenseArray, maximum: inout DenseArray?,
        _ settings: AdamSettings
    ) {
        precondition(
            gradient.shape == shape && mean.shape == shape && square.shape == shape,
            "DenseArray.adamStep: shapes \(shape), \(gradient.shape), \(mean.shape), \(square.shape) differ")
        let total = count
        withUnsafeMutableElements { p in
            mean.withUnsafeMutableElements { m in
                square.withUnsafeMutableElements { v in
                    guard let p = p.baseAddress, let m = m.baseAddress, let v = v.baseAddress else { return }
                    let g = UnsafePointer(gradient.storage.pointer)
                    let work = { (piece: Range<Int>, top: UnsafeMutablePointer<Float>?) in
                        let i = piece.lowerBound
                        cvk_adam(p + i, g + i, m + i, v + i, top.map { $0 + i }, piece.count, settings.values)
                    }
                    if maximum != nil {
                        maximum!.withUnsafeMutableElements { work(0..<total, $0.baseAddress) }
                    } else if total <= Self.piece {
                        work(0..<total, nil)
                    } else {
                        Threads.run(over: total, by: Self.piece) { work($0, nil) }
                    }
                }
            }
        }
    }
}
