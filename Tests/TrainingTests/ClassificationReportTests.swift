import FileFormats
import TestSupport
import Testing

@testable import Training

@Suite struct ClassificationReportTests {
    /// scikit-learn's figures are printed with 12 digits.
    private let printed = Tolerance(absolute: 1e-11)

    @Test func byHand() {
        let report = ClassificationReport(
            actual: [0, 0, 0, 1, 1, 2], predicted: [0, 0, 1, 1, 0, 0], classNames: ["a", "b", "c"])
        #expect(report.confusion == [[2, 1, 0], [1, 1, 0], [1, 0, 0]])
        #expect(report.count == 6 && report.accuracy == 0.5 && report.microF1 == 0.5)
        #expect(report.classes.map(\.name) == ["a", "b", "c"] && report.classes.map(\.support) == [3, 2, 1])
        // a: 2 of 4 called a are, 2 of 3 found; b: 1 of 2, 1 of 2; c: never called
        #expect(report.classes.map(\.precision) == [0.5, 0.5, 0])
        #expect(report.classes.map(\.recall) == [2.0 / 3, 0.5, 0])
        expectClose(report.classes[0].f1, 4.0 / 7, printed)
        #expect(report.classes[1].f1 == 0.5 && report.classes[2].f1 == 0)
        expectClose(report.macroF1, (4.0 / 7 + 0.5) / 3, printed)
    }

    /// A class that neither occurs nor was predicted counts in no mean.
    @Test func absentClasses() {
        let report = ClassificationReport(actual: [0, 1], predicted: [0, 0], classNames: ["a", "b", "never"])
        expectClose(report.macroF1, (2.0 / 3 + 0) / 2, printed)
        #expect(report.classes[2] == .init(name: "never", support: 0, precision: 0, recall: 0, f1: 0))
        let predictedOnly = ClassificationReport(actual: [0, 0], predicted: [0, 1], classNames: ["a", "b"])
        expectClose(predictedOnly.macroF1, (2.0 / 3 + 0) / 2, printed)
    }

    @Test func noExamples() {
        let report = ClassificationReport(actual: [], predicted: [], classNames: ["a", "b"])
        #expect(
            report.count == 0 && report.accuracy.isNaN && report.macroF1.isNaN
                && report.confusion == [[0, 0], [0, 0]])
    }

    @Test func json() {
        let json = ClassificationReport(actual: [0, 1], predicted: [0, 0], classNames: ["a", "b"]).json
        #expect(json["count"]?.int == 2 && json["accuracy"]?.double == 0.5 && json["micro_f1"]?.double == 0.5)
        #expect(json["classes"]?.array?.map { $0["name"]?.string } == ["a", "b"])
        #expect(json["confusion"]?.array?.map { $0.array?.compactMap(\.int) } == [[1, 0], [1, 0]])
    }

    /// scikit-learn's figures, where `cluster.json` lies.
    @Test func equalsScikitLearn() throws {
        let folders = [
            PackageFolder.environment("GCN_GOLDEN"), PackageFolder.root + "/../shared/golden", Golden.folder,
        ]
        guard let file = folders.compactMap({ $0.map { $0 + "/cluster.json" } }).first(where: { Files.exists($0) })
        else {
            print("skipped equalsScikitLearn: no cluster.json; set GCN_GOLDEN to the folder that holds it")
            return
        }
        let root = try JSONValue.parse(try Files.read(file), file: file)
        let cases = try #require(root["classification"]?["cases"]?.array)
        #expect(!cases.isEmpty)
        for golden in cases {
            let name = golden["name"]?.string ?? "?"
            func ints(_ key: String) throws -> [Int] { try #require(golden[key]?.array).compactMap(\.int) }
            func numbers(_ key: String) throws -> [Double] { try #require(golden[key]?.array).compactMap(\.double) }
            let classes = try #require(golden["classes"]?.int)
            let report = ClassificationReport(
                actual: try ints("true"), predicted: try ints("pred"), classNames: (0..<classes).map { "class \($0)" })
            let (accuracy, macro) = (golden["accuracy"]?.double, golden["f1_macro"]?.double)
            let micro = golden["f1_micro"]?.double
            expectClose(report.accuracy, try #require(accuracy), printed, "\(name): accuracy")
            expectClose(report.macroF1, try #require(macro), printed, "\(name): macro F1")
            expectClose(report.microF1, try #require(micro), printed, "\(name): micro F1")
            let lists = [
                ("f1_per_class", report.classes.map(\.f1)), ("precision_per_class", report.classes.map(\.precision)),
                ("recall_per_class", report.classes.map(\.recall)),
            ]
            for (key, found) in lists {
                let expected = try numbers(key)
                #expect(found.count == expected.count, "\(name): \(key)")
                for (a, b) in zip(found, expected) { expectClose(a, b, printed, "\(name): \(key)") }
            }
            let table = golden["confusion_matrix"]?.array?.map { $0.array?.compactMap(\.int) ?? [] }
            #expect(report.confusion == table, "\(name)")
        }
    }

    @Test func listsOfDifferentLengthsAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ClassificationReport(actual: [0, 1], predicted: [0], classNames: ["a", "b"])
        }
        expectMessage(end, "ClassificationReport: 2 actual classes, 1 predicted")
    }
}
