import TestSupport
import Testing
@testable import Training

@Suite struct RunStatisticsTests {
    @Test func meanDeviationAndInterval() {
        let statistics = RunStatistics([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(statistics.mean == 5)
        // sample variance 32 / 7
        let rounding = Tolerance(absolute: 1e-12)
        expectClose(statistics.standardDeviation, (32.0 / 7).squareRoot(), rounding)
        expectClose(statistics.confidence95, 2.3646 * (32.0 / 7 / 8).squareRoot(), rounding)
    }

    @Test func oneRun() {
        let statistics = RunStatistics([0.8])
        #expect(statistics.mean == 0.8 && statistics.standardDeviation == 0 && statistics.confidence95.isNaN)
    }

    /// SciPy's `t.ppf(0.975, n)`.
    @Test(arguments: [(1, 12.7062), (4, 2.7764), (19, 2.0930), (30, 2.0423), (31, 2.0395), (59, 2.0010), (99, 1.9842), (1000, 1.9623)])
    func studentFactors(freedom: Int, factor: Double) {
        expectClose(RunStatistics.studentFactor(freedom), factor, Tolerance(absolute: 6e-5))
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
