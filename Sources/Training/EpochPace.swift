import DenseArrays

/// Chooses how small graphs are trained: the next step beside the evaluation on two threads, or one after the other on
/// one thread.
///
/// Two threads that wait for each other twice a millisecond are nearly twice as fast on a quiet machine, and many times
/// slower on a busy one, where a waiting thread may lose its processor for milliseconds. The result is the same, so
/// the faster one is found by trying, and tried again from time to time.
struct EpochPace {
    enum Mode { case sideBySide, alone }

    /// Epochs of one trial, and after how many epochs the loser gets another.
    static let trial = 4
    static let period = 64

    private let isOpen: Bool
    private var epoch = 0
    private var times: [Mode: [Double]] = [.sideBySide: [], .alone: []]
    private var winner = Mode.sideBySide

    /// - Parameter isOpen: whether there is a choice; without one everything runs alone.
    init(isOpen: Bool) { self.isOpen = isOpen }

    /// The mode of the next epoch.
    var mode: Mode {
        guard isOpen else { return .alone }
        let phase = epoch % Self.period
        if phase < Self.trial { return .sideBySide }
        return phase < 2 * Self.trial ? .alone : winner
    }

    /// Takes the time of an epoch that ran in `mode`.
    mutating func record(_ seconds: Double) {
        if epoch % Self.period == 0 { times = [.sideBySide: [], .alone: []] }
        times[mode]?.append(seconds)
        epoch += 1
        if epoch % Self.period == 2 * Self.trial, let both = times[.sideBySide], let one = times[.alone] {
            winner = both.median <= one.median ? .sideBySide : .alone
        }
    }
}
