import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One cycle: up from peak / startDivisor to the peak, then down far below the start, over a known number of steps. The
/// momentum goes the other way.
///
/// A group's own rate is not asked: the schedule sets it. With `threePhases` the way down takes as long as the way up
/// and ends at the start, and the last phase goes from there to the end. From `steps` on the last rate stays.
///
/// Source: Smith & Topin, 2018, "Super-Convergence", arXiv:1708.07120. Equal to PyTorch's `OneCycleLR`.
public struct OneCycleSchedule: LearningRateSchedule {
    /// How the rate goes from one end of a phase to the other.
    public enum Curve: Sendable {
        /// Along half a cosine.
        case cosine
        /// In a straight line.
        case linear
    }

    /// The highest rate.
    public var peak: Float
    /// The number of steps of the whole cycle.
    public var steps: Int
    /// The part of the steps that leads up.
    public var rise: Double
    /// The shape of each phase.
    public var curve: Curve
    /// The first rate is peak / startDivisor.
    public var startDivisor: Float
    /// The last rate is peak / startDivisor / endDivisor.
    public var endDivisor: Float
    /// Whether the way down stops at the first rate before it goes on to the last.
    public var threePhases: Bool
    /// The momentum at the peak of the rate.
    public var lowMomentum: Float
    /// The momentum at both ends.
    public var highMomentum: Float

    /// The defaults are PyTorch's.
    public init(
        peak: Float, steps: Int, rise: Double = 0.3, curve: Curve = .cosine, startDivisor: Float = 25,
        endDivisor: Float = 1e4, threePhases: Bool = false, lowMomentum: Float = 0.85, highMomentum: Float = 0.95
    ) {
        precondition(
            steps > 0 && rise >= 0 && rise <= 1,
            "OneCycleSchedule: expected at least one step and a rise of 0 to 1, found \(steps) and \(rise)")
        self.peak = peak
        self.steps = steps
        self.rise = rise
        self.curve = curve
        self.startDivisor = startDivisor
        self.endDivisor = endDivisor
        self.threePhases = threePhases
        self.lowMomentum = lowMomentum
        self.highMomentum = highMomentum
    }

    /// The rate of step `epoch` (PyTorch takes one step a batch); `base` is not used.
    public func rate(epoch: Int, base: Float) -> Float {
        let first = Double(peak) / Double(startDivisor)
        let last = first / Double(endDivisor)
        return threePhases
            ? value(epoch, [first, Double(peak), first, last]) : value(epoch, [first, Double(peak), last])
    }

    /// The momentum of step `epoch`.
    public func momentum(epoch: Int) -> Float {
        let (low, high) = (Double(lowMomentum), Double(highMomentum))
        return value(epoch, threePhases ? [high, low, high, high] : [high, low, high])
    }

    /// The value of a step between corners that stand where the phases end.
    private func value(_ step: Int, _ corners: [Double]) -> Float {
        let top = rise * Double(steps) - 1
        let end = Double(steps - 1)
        let ends = threePhases ? [top, 2 * rise * Double(steps) - 2, end] : [top, end]
        let step = min(Double(max(0, step)), end)
        let phase = ends.firstIndex { step <= $0 } ?? ends.count - 1
        let start = phase == 0 ? 0 : ends[phase - 1]
        let part = ends[phase] > start ? (step - start) / (ends[phase] - start) : 1
        let (from, to) = (corners[phase], corners[phase + 1])
        switch curve {
        case .linear: return Float(from + (to - from) * part)
        case .cosine: return Float(to + (from - to) / 2 * (1 + cos(Double.pi * part)))
        }
    }
}
