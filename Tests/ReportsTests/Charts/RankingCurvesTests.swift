import DenseArrays
import FileFormats
import TestSupport
import Testing

@testable import Reports

/// Golden values of `cluster.json`.
enum ClusterGolden {
    static func load(_ part: String) throws -> JSONValue {
        let path = Golden.folder + "/cluster.json"
        let all = try JSONValue.parse(try Files.read(path), file: path)
        return try #require(all[part])
    }

    static func matrix(_ value: JSONValue?) throws -> [[Double]] {
        try #require(value?.array).map { try #require($0.array?.compactMap(\.double)) }
    }
}

extension JSONValue {
    /// A list of numbers that must be there.
    func numbers(_ key: String) throws -> [Double] { try #require(self[key]?.array?.compactMap(\.double)) }
}

struct RankingCurvesTests {
    @Test func areasAreScikitLearns() throws {
        let cases = try #require(try ClusterGolden.load("scores")["cases"]?.array)
        #expect(!cases.isEmpty)
        for item in cases {
            let name = item["name"]?.string ?? ""
            let curves = RankingCurves(labels: try item.numbers("true").map { $0 == 1 }, scores: try item.numbers("score"))
            #expect(abs(curves.area - (try #require(item["roc_auc"]?.double))) < 1e-9, "\(name)")
            #expect(abs(curves.averagePrecision - (try #require(item["average_precision"]?.double))) < 1e-9, "\(name)")
            #expect(abs(curves.precisionRecallArea - (try #require(item["pr_auc_trapezoid"]?.double))) < 1e-9, "\(name)")
            let roc = try #require(item["roc_curve"])
            let (x, y) = (try roc.numbers("fpr"), try roc.numbers("tpr")), points = curves.roc
            #expect(points.count == x.count, "\(name)")
            for (number, point) in points.enumerated() where number < x.count {
                #expect(abs(point.x - x[number]) < 1e-9 && abs(point.y - y[number]) < 1e-9, "\(name) \(number)")
            }
        }
    }

    @Test func withoutOneClass() {
        #expect(RankingCurves(labels: [true], scores: [1]).area.isNaN)
        #expect(RankingCurves(labels: [false], scores: [1]).averagePrecision.isNaN)
    }

    @Test func agreementIsScikitLearns() throws {
        let cases = try #require(try ClusterGolden.load("regression").array)
        #expect(!cases.isEmpty)
        for item in cases {
            let chart = AgreementChart(measured: try item.numbers("true"), predicted: try item.numbers("pred"))
            #expect(abs(chart.r2 - (try #require(item["r2"]?.double))) < 1e-6)
            #expect(abs(chart.rootMeanSquare - (try #require(item["rmse"]?.double))) < 1e-9)
            #expect(abs(chart.meanAbsolute - (try #require(item["mae"]?.double))) < 1e-9)
        }
    }

    @Test func confusionIsScikitLearns() throws {
        let cases = try #require(try ClusterGolden.load("classification")["cases"]?.array)
        #expect(!cases.isEmpty)
        for item in cases {
            let classes = try #require(item["classes"]?.int)
            let chart = ConfusionMatrixChart(
                labels: try item.numbers("true").map { Int($0) }, predicted: try item.numbers("pred").map { Int($0) }, classes: classes)
            #expect(chart.counts == (try ClusterGolden.matrix(item["confusion_matrix"])).map { $0.map { Int($0) } })
        }
    }

    @Test func thinningKeepsTheEndsAndCorners() {
        let line = (0...5000).map { (x: Double($0) / 5000, y: Double($0) / 5000) }
        let thin = RankingCurves.thinned(line)
        #expect(thin.count == 2 && thin.first?.x == 0 && thin.last?.x == 1)
        let stairs: [(x: Double, y: Double)] = [(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1)]
        #expect(RankingCurves.thinned(stairs).count == 5)
    }
}
