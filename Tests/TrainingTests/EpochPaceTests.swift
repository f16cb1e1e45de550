import Testing

@testable import Training

@Suite struct EpochPaceTests {
    /// The modes of `epochs` epochs that take `sideBySide` or `alone` seconds.
    private func modes(_ epochs: Int, isOpen: Bool = true, sideBySide: Double, alone: Double) -> [EpochPace.Mode] {
        var pace = EpochPace(isOpen: isOpen)
        return (0..<epochs).map { _ in
            let mode = pace.mode
            pace.record(mode == .sideBySide ? sideBySide : alone)
            return mode
        }
    }

    @Test func withoutAChoiceEverythingRunsAlone() {
        #expect(modes(200, isOpen: false, sideBySide: 1, alone: 2).allSatisfy { $0 == .alone })
    }

    /// Of long epochs one is tried alone.
    @Test func longEpochsAreTriedOnce() {
        let found = modes(40, sideBySide: 1, alone: 2)
        #expect(found.enumerated().allSatisfy { $1 == ($0 == EpochPace.longTrial ? .alone : .sideBySide) })
    }

    @Test func triesBothThenTakesTheFaster() {
        let trial = EpochPace.trial
        for (sideBySide, alone, winner): (Double, Double, EpochPace.Mode) in [
            (0x1p-10, 0x1p-9, .sideBySide), (0x1p-9, 0x1p-10, .alone), (0x1p-10, 0x1p-10, .sideBySide),
        ] {
            let found = modes(EpochPace.period, sideBySide: sideBySide, alone: alone)
            #expect(found.prefix(trial).allSatisfy { $0 == .sideBySide })
            #expect(found.dropFirst(trial).prefix(trial).allSatisfy { $0 == .alone })
            #expect(found.dropFirst(2 * trial).allSatisfy { $0 == winner })
            #expect(found.count == EpochPace.period)
        }
    }

    /// The loser of one period may win the next.
    @Test func triesAgain() {
        var pace = EpochPace(isOpen: true)
        var found: [EpochPace.Mode] = []
        for epoch in 0..<2 * EpochPace.period {
            found.append(pace.mode)
            let isBusy = epoch >= EpochPace.period  // from then on waiting is slow
            pace.record(pace.mode == .sideBySide ? (isBusy ? 9 : 1) : 2)
        }
        #expect(found[EpochPace.period - 1] == .sideBySide && found.last == .alone)
        #expect(found[EpochPace.period] == .sideBySide)
    }

    /// One slow epoch in a trial, such as the first, decides nothing: the median does.
    @Test func oneSlowEpochDecidesNothing() {
        var pace = EpochPace(isOpen: true)
        for epoch in 0..<2 * EpochPace.trial { pace.record(epoch == 1 ? 0.003 : pace.mode == .sideBySide ? 0.001 : 0.002) }
        #expect(pace.mode == .sideBySide)
    }

    /// Long epochs of a busy machine: one alone is tried behind the first that is much slower than the fastest.
    @Test func restlessLongEpochsAreTriedAloneAtOnce() {
        var pace = EpochPace(isOpen: true)
        var found: [EpochPace.Mode] = []
        for epoch in 0..<12 {
            found.append(pace.mode)
            pace.record(pace.mode == .alone ? 0.1 : epoch == 4 ? 1.5 : epoch > 4 ? 0.3 : 0.2)
        }
        #expect(found == [EpochPace.Mode](repeating: .sideBySide, count: 5) + [EpochPace.Mode](repeating: .alone, count: 7))
    }
}
