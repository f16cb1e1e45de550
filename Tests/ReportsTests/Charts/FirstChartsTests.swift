import DenseArrays
import Testing

@testable import Reports

struct LearningCurvesTests {
    private func values(_ count: Int, _ key: Int) -> [Double] {
        (0..<count).map { 1 / Double($0 + 1) + 0.1 * RandomKey(seed: key).uniform($0) }
    }

    @Test(arguments: [0, 1, 2, 60, 3000]) func lengths(count: Int) {
        let chart = LearningCurves(
            title: "A title <long> enough that it must be broken into lines when there are only four hundred pixels & no more",
            panels: [
                .init(name: "Accuracy", training: values(count, 1), validation: values(count, 2), isShare: true),
                .init(name: "Loss", training: values(count, 3), validation: values(count, 4)),
            ], bestEpoch: count > 0 ? max(1, count * 2 / 3) : nil)
        checkChart(chart, "\(count)")
        #expect(chart.svg.contains("validation") == (count > 0))
        #expect(chart.svg.contains("best epoch: 40") == (count == 60))
    }

    @Test func gapsAndMoreCurves() {
        let chart = LearningCurves(
            panels: [
                .init(
                    name: "Loss", curves: (0..<9).map { .init(name: "run \($0)", values: [3, .nan, 2, .nan, .nan, 1, 0.5, 0]) },
                    isLogarithmic: true),
                .init(name: "Empty", curves: []), .init(name: "Third", training: [1], validation: []),
            ], stepName: "step")
        checkChart(chart)
        // a lone point is a dot: a line of no length
        #expect(chart.svg.contains("h0"))
    }

    @Test func thinningKeepsExtremes() {
        var values = [Double](repeating: 1, count: 10_000)
        values[5000] = 9
        values[7000] = -9
        values[100] = .nan
        let thin = LearningCurves.thinned(values, to: 100)
        #expect(thin.count <= 200 && thin.contains { $0 == (5000, 9) } && thin.contains { $0 == (7000, -9) })
        #expect(thin.map(\.index) == thin.map(\.index).sorted())
        #expect(LearningCurves.thinned([1, 2], to: 100).count == 2)
    }

    /// The place of the best epoch in its heading.
    @Test func headingSaysTheBestValue() {
        let chart = LearningCurves(
            panels: [.init(name: "Accuracy", training: [0.1, 0.9], validation: [0.2, 0.875], isShare: true)], bestEpoch: 2)
        #expect(chart.svg.contains("Accuracy: validation 87.5 %"))
    }
}

struct ConfusionMatrixChartTests {
    private func counts(_ classes: Int) -> [[Int]] {
        (0..<classes).map { i in (0..<classes).map { j in RandomKey(seed: i).integer(j, below: i == j ? 900 : 50) } }
    }

    @Test(arguments: [0, 1, 2, 3, 10, 33]) func sizes(classes: Int) {
        checkChart(ConfusionMatrixChart(counts: counts(classes)), "\(classes)")
        checkChart(
            ConfusionMatrixChart(
                counts: counts(classes), names: (0..<classes).map { "a class with quite a long name & number \($0)" }), "\(classes), long names")
    }

    @Test func fieldsSayCountAndShare() {
        let svg = ConfusionMatrixChart(labels: [0, 0, 0, 1], predicted: [0, 0, 1, 1], classes: 2, names: ["cat", "dog"]).svg
        #expect(svg.contains(">2</text>") && svg.contains(">67 %</text>") && svg.contains("cat taken for dog: 1 of 3 (33.3 %)"))
        #expect(svg.contains("3 of 4 right (75.0 %)"))
    }
}

struct ImageGridTests {
    @Test(arguments: [0, 1, 5, 20]) func sizes(count: Int) {
        let items = (0..<count).map { number -> ImageGrid.Item in
            let isRight: Bool? = number % 3 == 0 ? nil : number % 2 == 0
            return ImageGrid.Item(
                png: [137, 80, UInt8(number)], caption: "a caption that is long enough to be broken, number \(number)",
                isRight: isRight)
        }
        checkChart(ImageGrid(title: "Pictures", subtitle: "with captions", items: items), "\(count)")
        checkChart(ImageGrid(title: "Pictures", items: items, columns: 10), "\(count) in tens")
        let svg = ImageGrid(title: "P", items: items).svg
        #expect(svg.ranges(of: "data:image/png;base64,").count == count)
    }

    /// The right answer in green above the given one in red; one line where they are the same.
    @Test func answers() {
        let items = (0..<9).map { number in
            ImageGrid.Item(
                png: [1], answer: "an answer of some length \(number % 3)", given: "an answer of some length \(number % 2)", note: "51 %")
        }
        checkChart(ImageGrid(title: "Pictures", items: items), "answers")
        let wrong = ImageGrid.Item(png: [], answer: "Shirt", given: "Coat", note: "98 %"), right = ImageGrid.Item(png: [], answer: "Bag", given: "Bag")
        #expect(wrong.lines.map(\.text) == ["✓\u{A0}Shirt", "✗\u{A0}Coat 98 %"] && wrong.lines.map(\.ink) == [.right, .wrong])
        #expect(right.lines.map(\.text) == ["✓\u{A0}Bag"] && right.lines.map(\.ink) == [.right])
        #expect(wrong.isRight == false && right.isRight == true && wrong.tip == "Shirt, called Coat 98 %")
    }

    @Test func signs() {
        let svg = ImageGrid(items: [.init(png: [], caption: "yes", isRight: true), .init(png: [], caption: "no", isRight: false)]).svg
        #expect(svg.contains(">✓\u{A0}yes<") && svg.contains(">✗\u{A0}no<") && svg.contains(Ink.right.light) && svg.contains(Ink.wrong.dark))
    }
}
