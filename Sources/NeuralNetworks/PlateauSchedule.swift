import DenseArrays

/// A rate that falls when a metric stops getting better. A value: keep it in a `var` and report each epoch.
///
/// Better means below best · (1 - threshold) (`.relative`) or below best - threshold (`.absolute`), for `.larger` above
/// best · (1 + threshold) or best + threshold. After more than `patience` reports in a row that are not, the rate is
/// multiplied by `factor`; during the `cooldown` reports after that, bad ones do not count. Equal to PyTorch's
/// `ReduceLROnPlateau`.
public struct PlateauSchedule: Sendable {
    /// Which metrics are good: a loss is better when smaller, an accuracy when larger.
    public enum Better: Sendable {
        /// As losses and errors are.
        case smaller
        /// As accuracies are.
        case larger
    }
    /// What the threshold is measured by.
    public enum Threshold: Sendable {
        /// A share of the best value.
        case relative
        /// A difference from it.
        case absolute
    }

    /// The rate now in force.
    public private(set) var rate: Float
    /// Whether a smaller or a larger metric is better.
    public let better: Better
    /// What the rate is multiplied by.
    public let factor: Float
    /// How many reports in a row may be no better.
    public let patience: Int
    /// How much better a metric must be to count.
    public let threshold: Double
    /// What the threshold is measured by.
    public let thresholdKind: Threshold
    /// How many reports after a fall are not held against the rate.
    public let cooldown: Int
    /// The rate does not fall below this.
    public let lowest: Float
    /// A fall of the rate by no more than this is left out.
    public let smallestFall: Float
    /// The best metric so far; nil before the first report.
    public private(set) var best: Double?
    private var exact: Double
    private var bad = 0
    private var cooling = 0

    /// The defaults are PyTorch's.
    public init(
        rate: Float, better: Better = .smaller, factor: Float = 0.1, patience: Int = 10, threshold: Double = 1e-4,
        thresholdKind: Threshold = .relative, cooldown: Int = 0, lowest: Float = 0, smallestFall: Float = 1e-8
    ) {
        precondition(factor < 1, "PlateauSchedule: expected a factor below 1, found \(factor)")
        self.rate = rate
        exact = Double(rate)
        self.better = better
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.thresholdKind = thresholdKind
        self.cooldown = cooldown
        self.lowest = lowest
        self.smallestFall = smallestFall
    }

    /// Takes the metric of the epoch that has ended; returns the rate for the next one. NaN is never better.
    @discardableResult
    public mutating func report(_ metric: Double) -> Float {
        if isBetter(metric) {
            best = metric
            bad = 0
        } else {
            bad += 1
        }
        if cooling > 0 {
            cooling -= 1
            bad = 0
        }
        if bad > patience {
            let new = max(exact * Double(factor), Double(lowest))
            if exact - new > Double(smallestFall) {
                exact = new
                rate = Float(new)
            }
            cooling = cooldown
            bad = 0
        }
        return rate
    }

    private func isBetter(_ metric: Double) -> Bool {
        guard let best else { return !metric.isNaN }
        switch (better, thresholdKind) {
        case (.smaller, .relative): return metric < best * (1 - threshold)
        case (.smaller, .absolute): return metric < best - threshold
        case (.larger, .relative): return metric > best * (1 + threshold)
        case (.larger, .absolute): return metric > best + threshold
        }
    }
}
