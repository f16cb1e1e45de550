import DenseArrays
import FileFormats
import TestSupport
import Testing

@testable import Training

@Suite struct TargetMetricTests {
    /// Eight rows: 2 of 3 positives found, 1 of 5 negatives taken for one.
    @Test func byHand() {
        let actual: [Float] = [1, 1, 1, 0, 0, 0, 0, 0]
        let said: [Float] = [0.9, 0.6, 0.2, 0.7, 0.5, 0.1, 0.3, 0.4]
        func value(_ metric: TargetMetric) -> Double { metric.value(actual: actual, predicted: said) }
        expectClose(value(.accuracy), 6.0 / 8, .elementwise)
        expectClose(value(.balancedAccuracy), (2.0 / 3 + 4.0 / 5) / 2, .elementwise)
        // precision 2/3, recall 2/3
        expectClose(value(.f1), 2.0 / 3, .elementwise)
        // (2·4 - 1·1) / √(3·3·5·5)
        expectClose(value(.matthews), 7.0 / 15, .elementwise)
        // 0.9 is above 5 negatives, 0.6 above 4, 0.2 above 1
        expectClose(value(.rocAUC), 10.0 / 15, .elementwise)
        // precisions at the positives: 1/1, 2/3, 3/7
        expectClose(value(.averagePrecision), (1 + 2.0 / 3 + 3.0 / 7) / 3, .elementwise)
    }

    /// SciPy's `pearsonr` and `spearmanr`, ties included.
    @Test func correlations() {
        let a: [Float] = [1, 2, 2, 4, 5, 0.5], b: [Float] = [2, 1, 3, 3, 7, 0]
        expectClose(TargetMetric.pearson.value(actual: a, predicted: b), 0.8680003787638843, .elementwise)
        expectClose(TargetMetric.spearman.value(actual: a, predicted: b), 0.8676470588235294, .elementwise)
        #expect(TargetMetric.pearson.value(actual: [1, 1], predicted: [1, 2]).isNaN)
    }

    @Test func whatIsNotDefinedIsNaN() {
        for metric in TargetMetric.allCases { #expect(metric.value(actual: [], predicted: []).isNaN, "\(metric)") }
        for metric in TargetMetric.allCases {
            #expect(metric.value(actual: [0, 1], predicted: [.nan, 1]).isNaN, "\(metric)")
        }
        for metric in TargetMetric.classification where metric != .accuracy {
            #expect(metric.value(actual: [1, 1], predicted: [0.2, 0.9]).isNaN, "\(metric)")
        }
        #expect(TargetMetric.accuracy.value(actual: [1, 1], predicted: [0.2, 0.9]) == 0.5)
        #expect(TargetMetric.allCases.filter { !$0.isHigherBetter } == [.rmse, .mae])
    }

    @Test func goldenScores() throws {
        guard let golden = try ClusterGolden.load() else { return }
        let cases = golden["scores"]?["cases"]?.array ?? []
        #expect(!cases.isEmpty)
        for item in cases {
            let name = item["name"]?.string ?? "", actual = item.floats("true"), scores = item.floats("score")
            for (metric, key) in [(TargetMetric.rocAUC, "roc_auc"), (.averagePrecision, "average_precision")] {
                let expected = try #require(item[key]?.double)
                expectClose(metric.value(actual: actual, predicted: scores), expected, .elementwise, "\(name) \(key)")
            }
        }
    }

    @Test func goldenClassification() throws {
        guard let golden = try ClusterGolden.load() else { return }
        let cases = golden["classification"]?["cases"]?.array ?? []
        #expect(!cases.isEmpty)
        for item in cases {
            let name = item["name"]?.string ?? "", count = try #require(item["classes"]?.int)
            let report = ClassificationReport(
                actual: item.ints("true"), predicted: item.ints("pred"), classNames: (0..<count).map { "\($0)" })
            let figures: [(String, Double)] = [
                ("accuracy", report.accuracy), ("balanced_accuracy", report.balancedAccuracy),
                ("f1_macro", report.macroF1), ("f1_micro", report.microF1), ("f1_weighted", report.weightedF1),
                ("matthews", report.matthews),
            ]
            for (key, value) in figures {
                expectClose(value, try #require(item[key]?.double), .elementwise, "\(name) \(key)")
            }
            expectClose(
                report.classes.map { Float($0.f1) }, item.floats("f1_per_class"), .elementwise, "\(name) f1 per class")
            guard count == 2, Set(item.ints("true")).count == 2 else { continue }
            let (actual, predicted) = (item.floats("true"), item.floats("pred"))
            for (metric, value) in [(TargetMetric.matthews, report.matthews), (.f1, report.classes[1].f1)] {
                #expect(metric.value(actual: actual, predicted: predicted) == value, "\(name) \(metric)")
            }
        }
    }

    @Test func goldenRegression() throws {
        guard let golden = try ClusterGolden.load() else { return }
        let cases = golden["regression"]?.array ?? []
        #expect(!cases.isEmpty)
        for item in cases {
            for metric in [TargetMetric.rmse, .mae, .r2, .pearson] {
                let expected = try #require(item[metric.rawValue]?.double)
                let value = metric.value(actual: item.floats("true"), predicted: item.floats("pred"))
                // the golden inputs are rounded to Float here
                expectClose(value, expected, .reordered, "\(item["name"]?.string ?? "") \(metric.rawValue)")
            }
        }
    }
}
