import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Each element divided by a power of the squares of its neighbours in other channels:
/// y[c] = x[c] / (k + α / size · Σ x[c']²)^β, c' from c - ⌊size / 2⌋ to c + ⌊(size - 1) / 2⌋, as far as there are channels.
///
/// - X `[…, channels]`, Y of X's shape.
///
/// Time is O(elements · size). Source: Krizhevsky, Sutskever & Hinton, 2012, "ImageNet Classification with Deep Convolutional
/// Neural Networks". Equal to PyTorch's `LocalResponseNorm`, which has its channels second.
public final class LocalResponseNorm: Layer {
    /// How many neighbouring channels are looked at.
    public let size: Int
    /// What their mean square is multiplied by.
    public let alpha: Float
    /// The power that is divided by.
    public let beta: Float
    /// What is added first.
    public let k: Float

    /// The defaults are PyTorch's.
    public init(size: Int, alpha: Float = 1e-4, beta: Float = 0.75, k: Float = 1) {
        precondition(size > 0, "LocalResponseNorm: expected a size of at least 1, found \(size)")
        (self.size, self.alpha, self.beta, self.k) = (size, alpha, beta, k)
    }

    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass = .evaluation) -> Tensor {
        precondition(!x.shape.isEmpty, "LocalResponseNorm: x has shape \(x.shape), expected […, channels]")
        let (behind, ahead, beta) = (size / 2, (size - 1) / 2, beta), share = alpha / Float(size), input = x.value
        // d = k + α / size · Σ x²,  Y = X d^-β
        let d = (input * input).windowSums(behind, ahead).map { [k] in k + share * $0 }
        let factors = d.map { powf($0, -beta) }
        return .custom("localResponseNorm", inputs: [x], value: input * factors) { upstream in
            // dX = dY d^-β - 2 α / size β X Σ dY X d^(-β - 1), the sum over those whose neighbour X is
            let shares = (upstream * input * factors).combining(d) { $0 / $1 }.windowSums(ahead, behind)
            return [upstream * factors - input * shares * (2 * share * beta)]
        }
    }

    public var parameters: [Parameter] { [] }
    public var title: String { "LocalResponseNorm(\(size), alpha=\(alpha), beta=\(beta), k=\(k))" }
}

extension DenseArray {
    /// Σ self[…, c'] for c' from c - behind to c + ahead.
    fileprivate func windowSums(_ behind: Int, _ ahead: Int) -> DenseArray {
        let channels = shape[shape.count - 1]
        var out = DenseArray(uninitialized: shape)
        let rows = channels == 0 ? 0 : count / channels
        withUnsafeElements { from in
            out.withUnsafeMutableElements { to in
                guard let from = from.baseAddress, let to = to.baseAddress else { return }
                nonisolated(unsafe) let (source, target) = (from, to)
                Threads.run(over: rows, by: max(1, (1 << 15) / max(1, channels))) { range in
                    for row in range {
                        for c in 0..<channels {
                            var sum: Float = 0
                            for other in max(0, c - behind)...min(channels - 1, c + ahead) { sum += source[row * channels + other] }
                            target[row * channels + c] = sum
                        }
                    }
                }
            }
        }
        return out
    }
}
