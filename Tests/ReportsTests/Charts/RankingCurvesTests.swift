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
        let found = all[part]
        return try #require(found)
    }

    static func list(_ part: String, _ key: String? = nil) throws -> [JSONValue] {
        let found = try load(part)
        return try #require(key == nil ? found.array : found[key ?? ""]?.array)
    }

    static func matrix(_ value: JSONValue?) throws -> [[Double]] {
        let rows = try #require(value?.array)
        return try rows.map { row in
            let numbers = row.array?.compactMap(\.double)
            return try #require(numbers)
        }
    }
}

extension JSONValue {
    /// A list of numbers that must be there.
    func numbers(_ key: String) throws -> [Double] {
        let found = self[key]?.array?.compactMap(\.double)
        return try #require(found)
    }

    /// A number that must be there.
    func number(_ key: String) throws -> Double {
        let found = self[key]?.double
        return try #require(found)
    }
}

struct RankingCurvesTests {
    @Test func areasAreScikitLearns() throws {
        let cases = try ClusterGolden.list("scores", "cases")
        #expect(!cases.isEmpty)
        for item in cases {
            let name = item["name"]?.string ?? ""
            let curves = RankingCurves(labels: try item.numbers("true").map { $0 == 1 }, scores: try item.numbers("score"))
            let area = try item.number("roc_auc")
            #expect(abs(curves.area - area) < 1e-9, "\(name)")
            let precision = try item.number("average_precision")
            #expect(abs(curves.averagePrecision - precision) < 1e-9, "\(name)")
            let trapezoids = try item.number("pr_auc_trapezoid")
            #expect(abs(curves.precisionRecallArea - trapezoids) < 1e-9, "\(name)")
            let found = item["roc_curve"]
            let roc = try #require(found)
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
        let cases = try ClusterGolden.list("regression")
        #expect(!cases.isEmpty)
        for item in cases {
            let chart = AgreementChart(measured: try item.numbers("true"), predicted: try item.numbers("pred"))
            let r2 = try item.number("r2")
            #expect(abs(chart.r2 - r2) < 1e-6)
            let rmse = try item.number("rmse")
            #expect(abs(chart.rootMeanSquare - rmse) < 1e-9)
            let mae = try item.number("mae")
            #expect(abs(chart.meanAbsolute - mae) < 1e-9)
        }
    }

    @Test func confusionIsScikitLearns() throws {
        let cases = try ClusterGolden.list("classification", "cases")
        #expect(!cases.isEmpty)
        for item in cases {
            let classes = Int(try item.number("classes"))
            let chart = ConfusionMatrixChart(
                labels: try item.numbers("true").map { Int($0) }, predicted: try item.numbers("pred").map { Int($0) }, classes: classes)
            let expected = try ClusterGolden.matrix(item["confusion_matrix"]).map { row in row.map { Int($0) } }
            #expect(chart.counts == expected)
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
