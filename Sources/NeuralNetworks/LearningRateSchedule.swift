import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The learning rate of each epoch, from the rate that a group began with.
///
/// `PlateauSchedule`, which depends on what training reports, stands apart.
public protocol LearningRateSchedule: Sendable {
    /// The rate in force during `epoch` (0, 1, …) of a group that began with `base`.
    func rate(epoch: Int, base: Float) -> Float
}

/// base · factor^⌊epoch / every⌋. Equal to PyTorch's `StepLR`.
public struct StepSchedule: LearningRateSchedule {
    /// Epochs from one step to the next.
    public var every: Int
    /// What the rate is multiplied by.
    public var factor: Float

    /// Requires at least one epoch between steps; a tenth at each step is PyTorch's default.
    public init(every: Int, factor: Float = 0.1) {
        precondition(every > 0, "StepSchedule: expected at least one epoch between steps, found \(every)")
        (self.every, self.factor) = (every, factor)
    }

    public func rate(epoch: Int, base: Float) -> Float { base.times(Double(factor), toThe: epoch / every) }
}

/// base · factor^(how many of the milestones are reached). Equal to PyTorch's `MultiStepLR`.
public struct MultiStepSchedule: LearningRateSchedule {
    /// The epochs from which on the rate is multiplied once more; one that stands there twice counts twice.
    public var milestones: [Int]
    /// What the rate is multiplied by.
    public var factor: Float

    /// A tenth at each milestone is PyTorch's default.
    public init(milestones: [Int], factor: Float = 0.1) { (self.milestones, self.factor) = (milestones, factor) }

    public func rate(epoch: Int, base: Float) -> Float {
        base.times(Double(factor), toThe: milestones.count { $0 <= epoch })
    }
}

/// base · factor^epoch. Equal to PyTorch's `ExponentialLR`.
public struct ExponentialSchedule: LearningRateSchedule {
    /// What the rate is multiplied by.
    public var factor: Float

    /// The factor from one epoch to the next, usually a little below 1.
    public init(factor: Float) { self.factor = factor }

    public func rate(epoch: Int, base: Float) -> Float { base.times(Double(factor), toThe: epoch) }
}

/// lowest + (base - lowest) (1 + cos(π epoch / period)) / 2: half a wave down in `period` epochs, then up again.
///
/// Source: Loshchilov & Hutter, 2017, arXiv:1608.03983, without its restarts. Equal to PyTorch's `CosineAnnealingLR`.
public struct CosineSchedule: LearningRateSchedule {
    /// Epochs from the base to the lowest rate.
    public var period: Int
    /// The rate at the bottom of the wave.
    public var lowest: Float

    /// Requires a period of at least one epoch.
    public init(period: Int, lowest: Float = 0) {
        precondition(period > 0, "CosineSchedule: expected a period of at least one epoch, found \(period)")
        (self.period, self.lowest) = (period, lowest)
    }

    public func rate(epoch: Int, base: Float) -> Float {
        let wave = (1 + cos(Double.pi * Double(epoch) / Double(period))) / 2
        return Float(Double(lowest) + (Double(base) - Double(lowest)) * wave)
    }
}

/// `CosineSchedule` that begins again from the base rate after a period; each period is `growth` times as long as the last.
///
/// Source: Loshchilov & Hutter, 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts", arXiv:1608.03983. Equal to
/// PyTorch's `CosineAnnealingWarmRestarts`.
public struct CosineRestartsSchedule: LearningRateSchedule {
    /// Epochs of the first period.
    public var period: Int
    /// How many times as long each next one is.
    public var growth: Int
    /// What the rate comes near to at the end of a period.
    public var lowest: Float

    /// Requires a period and a growth of at least 1.
    public init(period: Int, growth: Int = 1, lowest: Float = 0) {
        precondition(
            period > 0 && growth > 0,
            "CosineRestartsSchedule: expected a period and a growth of at least 1, found \(period) and \(growth)")
        (self.period, self.growth, self.lowest) = (period, growth, lowest)
    }

    public func rate(epoch: Int, base: Float) -> Float {
        var (place, length) = (epoch, period)
        if growth == 1 { place %= period }
        while place >= length {
            place -= length
            length *= growth
        }
        return CosineSchedule(period: length, lowest: lowest).rate(epoch: place, base: base)
    }
}

/// base · factor for the first epochs, then base. Equal to PyTorch's `ConstantLR`.
public struct ConstantSchedule: LearningRateSchedule {
    /// What the rate is multiplied by at first.
    public var factor: Float
    /// For how many epochs.
    public var epochs: Int

    /// The defaults, a third for five epochs, are PyTorch's.
    public init(factor: Float = 1 / 3, epochs: Int = 5) { (self.factor, self.epochs) = (factor, epochs) }

    public func rate(epoch: Int, base: Float) -> Float { epoch < epochs ? base.times(Double(factor), toThe: 1) : base }
}

/// base · (1 - epoch / epochs)^power, 0 from `epochs` on. Equal to PyTorch's `PolynomialLR`.
public struct PolynomialSchedule: LearningRateSchedule {
    /// Epochs until 0 is reached.
    public var epochs: Int
    /// 1: a straight line.
    public var power: Double

    /// Requires at least one epoch.
    public init(epochs: Int = 5, power: Double = 1) {
        precondition(epochs > 0, "PolynomialSchedule: expected at least one epoch, found \(epochs)")
        (self.epochs, self.power) = (epochs, power)
    }

    public func rate(epoch: Int, base: Float) -> Float {
        let left = 1 - Double(min(epoch, epochs)) / Double(epochs)
        return Float(Double(base) * left.power(power))
    }
}

/// base · factor(epoch), for any function. Equal to PyTorch's `LambdaLR`.
public struct LambdaSchedule: LearningRateSchedule {
    private let factor: @Sendable (Int) -> Double

    /// The rate is the first one times the factor of the epoch.
    public init(_ factor: @escaping @Sendable (_ epoch: Int) -> Double) { self.factor = factor }

    public func rate(epoch: Int, base: Float) -> Float { Float(Double(base) * factor(epoch)) }
}

/// base times a factor that goes in a straight line from `start` to `end` in `epochs` epochs and stays: a warm-up, when
/// it rises. Equal to PyTorch's `LinearLR`.
public struct LinearSchedule: LearningRateSchedule {
    /// Epochs until the end is reached.
    public var epochs: Int
    /// The factor of epoch 0.
    public var start: Float
    /// The factor from `epochs` on.
    public var end: Float

    /// The defaults, a third to the whole, are PyTorch's.
    public init(epochs: Int = 5, start: Float = 1 / 3, end: Float = 1) {
        precondition(epochs > 0, "LinearSchedule: expected at least one epoch, found \(epochs)")
        (self.epochs, self.start, self.end) = (epochs, start, end)
    }

    public func rate(epoch: Int, base: Float) -> Float {
        let part = Double(min(epoch, epochs)) / Double(epochs)
        return Float(Double(base) * (Double(start) + (Double(end) - Double(start)) * part))
    }
}

/// One schedule after the other, each counting its epochs from its own beginning: a warm-up, then a cosine. Equal to
/// PyTorch's `SequentialLR`.
public struct SequentialSchedule: LearningRateSchedule {
    /// What is followed, one after the other.
    public var schedules: [any LearningRateSchedule]
    /// The epochs at which the second, third, … schedule begins; rising.
    public var milestones: [Int]

    /// Requires one milestone between two schedules.
    public init(_ schedules: [any LearningRateSchedule], milestones: [Int]) {
        precondition(
            schedules.count == milestones.count + 1 && zip(milestones, milestones.dropFirst()).allSatisfy { $0 < $1 },
            "SequentialSchedule: expected one rising milestone between two schedules, found \(milestones) for \(schedules.count) schedules"
        )
        (self.schedules, self.milestones) = (schedules, milestones)
    }

    public func rate(epoch: Int, base: Float) -> Float {
        let number = milestones.count { $0 <= epoch }
        return schedules[number].rate(epoch: number == 0 ? epoch : epoch - milestones[number - 1], base: base)
    }
}

extension Optimizer {
    /// Gives each group its rate for `epoch`; `bases` are the rates that the groups began with.
    public func setRates(_ schedule: some LearningRateSchedule, epoch: Int, bases: [Float]) {
        precondition(
            bases.count == groups.count,
            "Optimizer.setRates: expected \(groups.count) rates to begin with, found \(bases.count)")
        for number in groups.indices { groups[number].rate = schedule.rate(epoch: epoch, base: bases[number]) }
    }
}

extension Float {
    /// self · factor^exponent, in double precision.
    fileprivate func times(_ factor: Double, toThe exponent: Int) -> Float {
        Float(Double(self) * pow(factor, Double(exponent)))
    }
}
