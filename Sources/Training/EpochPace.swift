import DenseArrays

/// Chooses how small graphs are trained: the next step beside the evaluation on two threads, or one after the other on
/// one thread; and whether a step on pictures (here an "epoch") runs on several threads or one.
///
/// Two threads that wait for each other twice a millisecond are nearly twice as fast on a quiet machine, and many times
/// slower on a busy one, where a waiting thread may lose its processor for milliseconds. The result is the same, so
/// the faster one is found by trying, and tried again from time to time.
struct EpochPace {
    enum Mode { case sideBySide, alone }

    /// Epochs of one trial, and after how many epochs the loser gets another.
    static let trial = 4
    static let period = 64
    /// Epochs of more seconds than these run side by side unless one alone, tried after some, was faster: a lost processor
    /// matters little in them, a wrong trial much. It comes where there are epochs enough to repay it, or as soon as an epoch
    /// takes `restless` times the fastest so far, which a busy machine shows at once.
    static let longEpoch = 0.01
    static let longTrial = 32
    static let restless = 1.5

    private let isOpen: Bool
    private var epoch = 0
    private var isLong = false
    /// Of long epochs: the fastest side by side, and the epoch of this period that is tried alone.
    private var fastest = Double.infinity
    private var trialEpoch = EpochPace.longTrial
    /// Seconds and epochs of each mode; older ones count less. Means, not medians: a lost processor shows in few epochs.
    private var spent: [Mode: (seconds: Double, epochs: Double)] = [:]

    /// - Parameter isOpen: whether there is a choice; without one everything runs alone.
    init(isOpen: Bool) { self.isOpen = isOpen }

    /// The mode of the next epoch.
    var mode: Mode {
        guard isOpen else { return .alone }
        let phase = epoch % Self.period
        let first = isLong ? trialEpoch : Self.trial
        if phase < first { return .sideBySide }
        if phase < first + (isLong ? 1 : Self.trial) { return .alone }
        return mean(.sideBySide) <= mean(.alone) ? .sideBySide : .alone
    }

    private func mean(_ mode: Mode) -> Double {
        guard let spent = spent[mode], spent.epochs > 0 else { return .infinity }
        return spent.seconds / spent.epochs
    }

    /// Takes the time of the epoch that ran in `mode`.
    mutating func record(_ seconds: Double) {
        let current = mode
        let phase = epoch % Self.period
        if phase == 0 {
            spent = spent.mapValues { ($0.seconds / 8, $0.epochs / 8) }
            trialEpoch = Self.longTrial
        }
        if epoch == 0 { isLong = seconds > Self.longEpoch }
        // The very first epoch warms memory and processor up and tells nothing.
        if epoch > 0 {
            let before = spent[current] ?? (0, 0)
            spent[current] = (before.seconds + seconds, before.epochs + 1)
            if current == .sideBySide {
                if seconds > Self.restless * fastest, phase < trialEpoch { trialEpoch = phase + 1 }
                fastest = min(fastest, seconds)
            }
        }
        epoch += 1
    }
}
