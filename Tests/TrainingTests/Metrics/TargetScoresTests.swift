import DenseArrays
import FileFormats
import TestSupport
import Testing

@testable import Training

@Suite struct TargetScoresTests {
    let blank = Float.nan

    /// Target a has AUC 1 over its three known rows, b one class alone, c nothing, d AUC 0.5.
    private var scores: TargetScores {
        TargetScores(
            task: .classification,
            actual: [
                1, 1, blank, 1,
                0, 1, blank, 0,
                blank, blank, blank, 1,
                0, 1, blank, 0,
            ],
            predicted: [
                0.9, 0.1, 0.5, 0.4,
                0.2, 0.1, 0.5, 0.3,
                0.0, 0.1, 0.5, 0.2,
                0.3, 0.1, 0.5, 0.3,
            ], names: ["a", "b", "c", "d"])
    }

    @Test func blanksTakeNoPart() {
        #expect(scores.counts == [3, 3, 0, 4])
        #expect(scores.value(.rocAUC, of: 0) == 1 && scores.value(.rocAUC, of: 3) == 0.5)
        #expect(scores.value(.accuracy, of: 0) == 1 && scores.value(.accuracy, of: 3) == 0.5)
    }

    @Test func meansLeaveOutWhatIsNotDefined() {
        #expect(scores.value(.rocAUC, of: 1).isNaN && scores.value(.rocAUC, of: 2).isNaN)
        #expect(scores.mean(.rocAUC) == 0.75 && scores.primary == 0.75)
        // accuracies 1, 0, -, 0.5
        #expect(scores.mean(.accuracy) == 0.5)
        #expect(
            scores.notes == [
                "b: all 3 rows are of class 1; it is left out of the mean roc_auc",
                "c: no row has a value; it is left out of the mean roc_auc",
            ])
    }

    @Test func someRows() {
        let some = TargetScores(
            task: .regression, actual: [1, 2, 3, blank], predicted: [1, 0, 5, 9], names: ["x"], rows: [0, 2, 3])
        #expect(some.counts == [2])
        expectClose(some.primary, 2.0.squareRoot(), .elementwise)
        #expect(some.value(.mae, of: 0) == 1)
        #expect(some.value(.rocAUC, of: 0).isNaN)
    }

    @Test func comparison() {
        func rmse(_ value: Float) -> TargetScores {
            TargetScores(task: .regression, actual: [0, 0], predicted: [value, value], names: ["x"])
        }
        #expect(rmse(1).isBetter(than: rmse(2)) && !rmse(2).isBetter(than: rmse(1)) && !rmse(1).isBetter(than: rmse(1)))
        #expect(rmse(1).isBetter(than: nil) && rmse(1).isBetter(than: rmse(.nan)) && !rmse(.nan).isBetter(than: rmse(1)))
        #expect(!rmse(.nan).isBetter(than: rmse(.nan)))
        #expect(!scores.isBetter(than: scores) && TargetTask.classification.primaryMetric == .rocAUC)
    }

    @Test func asJSON() throws {
        let json = scores.json
        #expect(json["roc_auc"]?.double == 0.75)
        let targets = try #require(json["targets"]?.array)
        #expect(targets.map { $0["name"]?.string } == ["a", "b", "c", "d"])
        #expect(targets[1]["roc_auc"]?.isNull == true && targets[0]["count"]?.int == 3)
        #expect(json["notes"]?.array?.count == 2)
    }
}
