import TestSupport
import Testing
import Training

@Suite struct RunStatisticsTests {
    @Test func meanDeviationAndInterval() {
        let statistics = RunStatistics([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(statistics.mean == 5)
        // sample variance 32 / 7
        let rounding = Tolerance(absolute: 1e-12)
        expectClose(statistics.standardDeviation, (32.0 / 7).squareRoot(), rounding)
        expectClose(statistics.confidence95, 1.96 * (32.0 / 7 / 8).squareRoot(), rounding)
    }

    @Test func oneRun() {
        let statistics = RunStatistics([0.8])
        #expect(statistics.mean == 0.8 && statistics.standardDeviation == 0 && statistics.confidence95 == 0)
    }

    @Test func noTestNodes() {
        #expect(RunStatistics([.nan, .nan]).mean.isNaN)
        #expect(RunStatistics([]).mean.isNaN)
    }

    @Test func median() {
        #expect([3.0, 1, 2].median == 2 && [4.0, 1, 2, 3].median == 2.5 && [7.0].median == 7)
        #expect([Double]().median.isNaN)
    }
}
