import TestSupport
import Testing

@testable import Training

@Suite struct RegressionMetricsTests {
    /// Errors 1, -1, 0, 2; the mean of the actual numbers is 2.5, their spread 5.
    @Test func byHand() {
        let metrics = RegressionMetrics(actual: [1, 2, 3, 4], predicted: [0, 3, 3, 2])
        expectClose(metrics.rmse, 1.5.squareRoot(), .elementwise)
        #expect(metrics.mae == 1 && metrics.count == 4)
        expectClose(metrics.r2, 1 - 6.0 / 5, .elementwise)
    }

    @Test func edges() {
        let perfect = RegressionMetrics(actual: [3, 5], predicted: [3, 5])
        #expect(perfect.rmse == 0 && perfect.mae == 0 && perfect.r2 == 1)
        #expect(RegressionMetrics(actual: [3, 5], predicted: [4, 4]).r2 == 0)
        // all the same: as scikit-learn
        #expect(RegressionMetrics(actual: [2, 2], predicted: [2, 2]).r2 == 1)
        #expect(RegressionMetrics(actual: [2, 2], predicted: [2, 3]).r2 == 0)
        let none = RegressionMetrics(actual: [], predicted: [])
        #expect(none.rmse.isNaN && none.mae.isNaN && none.r2.isNaN && none.count == 0)
        #expect(RegressionMetrics(actual: [1, 1], predicted: [.nan, 1]).r2.isNaN)
    }
}
