import DenseArrays

/// A rate that goes up and down between two bounds, in straight lines, again and again; the momentum goes the other way.
///
/// A cycle takes `up` steps to the peak and `down` back. The height above `low` is the whole in each cycle (`triangular`),
/// half of the last one's (`halving`), or falls by a factor with each step (`exponential`).
///
/// Source: Smith, 2017, "Cyclical Learning Rates for Training Neural Networks", arXiv:1506.01186. Equal to PyTorch's
/// `CyclicLR` (`triangular`, `triangular2`, `exp_range`).
public struct CyclicSchedule: LearningRateSchedule {
    /// How high the cycles are.
    public enum Height: Sendable, Equatable {
        /// All the same.
        case triangular
        /// Each half as high as the one before.
        case halving
        /// Times factor^step.
        case exponential(factor: Float)
    }

    /// The rates at the bottom and at the first peak.
    public var low: Float
    /// The highest rate.
    public var peak: Float
    /// Steps up and down.
    public var up: Int
    /// Steps from the highest rate back to the lowest.
    public var down: Int
    /// How peaks change from cycle to cycle.
    public var height: Height
    /// The momentum at the peak of the rate and at the bottom.
    public var lowMomentum: Float
    /// The momentum at the bottom.
    public var highMomentum: Float

    /// As many steps down as up by default; the other defaults are PyTorch's.
    public init(
        low: Float, peak: Float, up: Int = 2000, down: Int? = nil, height: Height = .triangular, lowMomentum: Float = 0.8,
        highMomentum: Float = 0.9
    ) {
        precondition(
            up > 0 && (down ?? 1) > 0, "CyclicSchedule: expected at least one step each way, found \(up) and \(down ?? up)")
        (self.low, self.peak, self.up, self.down, self.height) = (low, peak, up, down ?? up, height)
        (self.lowMomentum, self.highMomentum) = (lowMomentum, highMomentum)
    }

    /// The rate of step `epoch` (PyTorch takes one step a batch); `base` is not used.
    public func rate(epoch: Int, base: Float) -> Float {
        Float(Double(low) + (Double(peak) - Double(low)) * share(epoch))
    }

    /// The momentum of step `epoch`.
    public func momentum(epoch: Int) -> Float {
        Float(Double(highMomentum) - (Double(highMomentum) - Double(lowMomentum)) * share(epoch))
    }

    /// How far up a step is, 0 ... 1.
    private func share(_ step: Int) -> Double {
        let cycle = step / (up + down), place = step % (up + down)
        let part = place <= up ? Double(place) / Double(up) : Double(up + down - place) / Double(down)
        switch height {
        case .triangular: return part
        case .halving: return part * 0.5.power(cycle)
        case .exponential(let factor): return part * Double(factor).power(step)
        }
    }
}
