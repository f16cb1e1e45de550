import DenseArrays
import Testing

@testable import Reports

/// Every chart at three widths, with no, few and many values, odd ones and long names.
struct ChartsTests {
    private static let long = "a name that is much longer than any chart has room for <&> \"quoted\", and then a little longer still"

    private static func numbers(_ count: Int, _ seed: Int) -> [Double] {
        (0..<count).map { 3 * RandomKey(seed: seed).uniform($0) - 1 }
    }

    @Test(arguments: [0, 1, 2, 50, 3000]) func ranking(count: Int) {
        let labels = (0..<count).map { RandomKey(seed: 5).uniform($0) < 0.4 }
        let curves = (0..<3).map { ScoredItems(name: $0 == 0 ? Self.long : "m\($0)", labels: labels, scores: Self.numbers(count, $0)) }
        checkChart(ROCChart(title: Self.long, curves: curves), "ROC \(count)")
        checkChart(ROCChart(labels: labels, scores: Self.numbers(count, 1)), "ROC of one, \(count)")
        checkChart(PrecisionRecallChart(curves: curves), "PR \(count)")
        checkChart(PrecisionRecallChart(labels: labels, scores: Self.numbers(count, 1)), "PR of one, \(count)")
    }

    @Test func rankingWithoutCurves() {
        checkChart(ROCChart(curves: []))
        checkChart(PrecisionRecallChart(curves: []))
        checkChart(ROCChart(labels: [true, true], scores: [0.1, 0.2]), "positives only")
        checkChart(PrecisionRecallChart(labels: [false, false], scores: [0.1, 0.2]), "negatives only")
    }

    @Test func oneAgainstRest() {
        let items = ScoredItems.oneAgainstRest(
            labels: [0, 1, 1], probabilities: DenseArray(rows: [[0.9, 0.1], [0.3, 0.7], [0.6, 0.4]]), names: ["a", "b"])
        #expect(items.count == 2 && items[1].labels == [false, true, true] && items[1].name == "b")
        #expect(items[0].scores.map { Float($0) } == [0.9, 0.3, 0.6])
    }

    @Test(arguments: [0, 1, 7, 500]) func calibrationAndAgreement(count: Int) {
        let p = (0..<count).map { RandomKey(seed: 1).uniform($0) }
        let outcomes = p.indices.map { RandomKey(seed: 2).uniform($0) < p[$0] }
        checkChart(CalibrationChart(probabilities: p, outcomes: outcomes), "calibration \(count)")
        checkChart(CalibrationChart(title: Self.long, probabilities: p, outcomes: outcomes, bins: 25), "calibration \(count)")
        let measured = Self.numbers(count, 3).map { $0 * 1000 }
        checkChart(AgreementChart(measured: measured, predicted: measured.map { $0 + 5 }), "agreement \(count)")
        checkChart(
            AgreementChart(title: Self.long, measured: measured, predicted: measured.reversed(), quantity: Self.long), "agreement \(count)")
    }

    @Test func calibrationCounts() {
        let chart = CalibrationChart(probabilities: [0, 0.05, 0.15, 1, 0.95], outcomes: [false, true, true, true, true], bins: 10)
        #expect(chart.bins[0] == .init(count: 2, predicted: 0.025, observed: 0.5) && chart.bins[9].count == 2)
        #expect(chart.bins[1].observed == 1 && chart.bins[2].count == 0 && chart.bins[2].observed.isNaN)
        // (2 · 0.475 + 1 · 0.85 + 2 · 0.025) / 5
        #expect(abs(chart.error - 0.37) < 1e-12)
        #expect(CalibrationChart(probabilities: [], outcomes: []).error.isNaN)
    }

    @Test func agreementFigures() {
        let chart = AgreementChart(measured: [1, 2, 3, .nan], predicted: [1, 2, 5, 1])
        #expect(chart.measured.count == 3 && abs(chart.r2 + 1) < 1e-12 && abs(chart.meanAbsolute - 2.0 / 3) < 1e-12)
        #expect(abs(chart.rootMeanSquare - (4.0 / 3).squareRoot()) < 1e-12)
    }

    @Test(arguments: [0, 1, 2, 40, 2000]) func scatter(count: Int) {
        let x = Self.numbers(count, 1), y = Self.numbers(count, 2)
        checkChart(ScatterChart(title: "plain", x: x, y: y, xTitle: "x", yTitle: Self.long), "plain \(count)")
        let groups = (0..<count).map { $0 % 15 == 14 ? nil : Optional($0 % 15) }
        let names = (0..<14).map { $0 == 3 ? Self.long : "class \($0)" }
        let chart = ScatterChart(title: Self.long, subtitle: Self.long, x: x, y: y, groups: groups, names: names, isEmbedding: true)
        checkChart(chart, "embedding \(count)")
        #expect(chart.svg.contains("no class") == (count >= 15))
    }

    /// Steps of as many points each, in colours from dark to bright; what is no number is grey.
    @Test func scatterByNumbers() {
        let values = (0..<600).map { Double($0) }
        let (groups, names) = ScatterChart.steps(values)
        #expect(names == ["0 to 100", "100 to 200", "200 to 300", "300 to 400", "400 to 500", "500 to 599"])
        #expect((0..<6).allSatisfy { step in groups.count { $0 == step } == 100 } && groups[0] == 0 && groups[599] == 5)
        #expect(ScatterChart.steps([7, 7, 7]).names == ["7.00"] && ScatterChart.steps([.nan]).groups == [nil])
        #expect(ScatterChart.steps([0, 0, 0, 0, 0, 9]).names.count == 2)
        for values in [[], [3], [1, 2, .nan], Self.numbers(900, 5)] as [[Double]] {
            let points = Self.numbers(2 * values.count, 4).map { Float($0) }
            let chart = ScatterChart(
                title: Self.long, subtitle: Self.long, embedding: DenseArray(points, shape: [values.count, 2]), values: values)
            checkChart(chart, "\(values.count) numbers")
            #expect(chart.svg.contains("no number") == values.contains { $0.isNaN })
        }
    }

    @Test func scatterOfAnEmbedding() {
        let chart = ScatterChart(title: "t", embedding: DenseArray(rows: [[1, 2], [3, 4]]), groups: [0, 1], names: ["a", "b"])
        #expect(chart.x == [1, 3] && chart.y == [2, 4] && chart.isEmbedding)
        // ten thousand points stay small
        let x = Self.numbers(10_000, 1)
        #expect(ScatterChart(title: "t", x: x, y: x, groups: x.indices.map { $0 % 10 }, names: (0..<10).map { "\($0)" }).svg.utf8.count < 250_000)
    }

    @Test(arguments: [0, 1, 2, 200, 20_000]) func lines(count: Int) {
        let before = Self.numbers(count, 1)
        checkChart(LineChart(title: "t", before: before, after: before.map { $0 / 2 }, xTitle: "sample"), "\(count)")
        let lines = (0..<4).map { LineChart.Line(name: Self.long, x: before.map { Double($0) * 1.5 }.sorted(), y: Self.numbers(count, $0)) }
        checkChart(LineChart(title: Self.long, lines: lines, xTitle: "x", yTitle: "y", hasMarks: count < 300), "\(count)")
    }

    @Test func histograms() {
        for values in [[], [3], [2, 2, 2], [.nan, 1, .infinity], Self.numbers(3000, 1), (0..<100).map { Double($0 % 7) }, [1e-9, 2e-9, 5e-9]] {
            checkChart(Histogram(title: "t", values: values, xTitle: "value"), "\(values.prefix(3))")
            checkChart(
                Histogram(title: "t", groups: [.init(name: "a", values: values), .init(name: "b", values: values.map { -$0 })]),
                "two groups of \(values.prefix(3))")
        }
        let counted = Histogram(title: "t", values: [0, 0.1, 1, 1.5, 2, 3.99], bins: 4).counted()
        #expect(counted.first == 0 && counted.step == 1 && counted.counts == [[2, 2, 1, 1]])
        let two = Histogram(title: "t", groups: [.init(name: "a", values: [1, 2, 2]), .init(name: "b", values: [3])], bins: 2).counted()
        #expect(two.counts.map { $0.reduce(0, +) } == [3, 1])
        #expect(Histogram.round(0.03) == 0.05 && Histogram.round(1.1) == 1 && Histogram.round(7) == 10)
    }

    @Test(arguments: [0, 1, 5, 30]) func bars(count: Int) {
        let names = (0..<count).map { $0 % 2 == 0 ? "n\($0)" : Self.long }
        let values = Self.numbers(count, 1)
        checkChart(
            BarChart(
                title: "t", names: names, values: values, intervals: values.map { $0 < 0 ? nil : $0 - 0.1...$0 + 0.2 }, valueTitle: Self.long),
            "\(count)")
        let share = values.map { abs($0) / 3 }
        checkChart(BarChart(title: Self.long, names: names, values: share, isShare: true), "\(count) shares")
        let series = (0..<6).map { BarChart.Series(name: "s\($0)", values: Self.numbers(count, $0)) }
        checkChart(BarChart(title: "t", names: names, series: Array(series[..<2])), "\(count) by two")
        checkChart(BarChart(title: "t", names: names, series: series), "\(count) by six")
    }

    @Test func degrees() {
        let heavy = (0..<2000).map { Int(1 / (1 - RandomKey(seed: 1).uniform($0) * 0.999)) }
        #expect(DegreeChart(degrees: heavy).isLogarithmic && !DegreeChart(degrees: heavy.map { min(4, $0) }).isLogarithmic)
        for degrees in [[], [0], [0, 0, 3], heavy, heavy.map { min(4, $0) }, Array(40..<120)] {
            checkChart(DegreeChart(degrees: degrees), "\(degrees.prefix(3))")
        }
        #expect(DegreeChart(degrees: [0, 1, 2]).svg.contains("1 without neighbours"))
    }

    @Test func matrices() {
        for (rows, columns) in [(0, 0), (1, 1), (3, 50), (34, 34), (900, 2), (2, 900), (3000, 1400)] {
            let entries = rows * columns == 0 ? [] : (0..<500).map {
                MatrixPicture.Entry(RandomKey(seed: 1).integer($0, below: rows), RandomKey(seed: 2).integer($0, below: columns), Double($0 % 5) - 1)
            }
            checkChart(
                MatrixPicture(title: "m", rows: rows, columns: columns, entries: entries, rowTitle: "a paper of the set", columnTitle: "word"),
                "\(rows) × \(columns)")
        }
        let small = MatrixPicture(title: "m", matrix: DenseArray(rows: [[0, 2], [-4, 0]]))
        #expect(small.entries.count == 2 && small.raster(wide: 10, high: 10).strengths == [0, 0.5, -1, 0])
        let halved = MatrixPicture(title: "m", matrix: DenseArray(rows: [[1, 1], [0, 2]])).raster(wide: 1, high: 2)
        #expect(halved.width == 1 && halved.height == 2 && halved.strengths == [1, 1])
    }

    @Test(arguments: [0, 1, 6, 100]) func maps(channels: Int) {
        let maps = DenseArray(uniform: [9, 13, channels], low: -1, high: 1, key: RandomKey(seed: 3))
        checkChart(FeatureMaps(maps: maps), "\(channels)")
        checkChart(FeatureMaps(title: Self.long, maps: maps, colours: .grey, isScaledEach: false, most: 5), "\(channels), five")
        #expect(FeatureMaps(maps: maps).svg.ranges(of: "data:image/png").count == min(64, channels))
    }

    @Test func colourMaps() {
        #expect(ColourMap.grey.colour(0.5) == (128, 128, 128) && ColourMap.viridis.colour(0) == (68, 1, 84))
        #expect(ColourMap.viridis.colour(2) == (253, 231, 37) && ColourMap.viridis.colour(.nan) == (68, 1, 84))
        // lighter from step to step
        let light = (0...20).map { step -> Double in
            let c = ColourMap.viridis.colour(Double(step) / 20)
            return 0.2126 * Double(c.red) + 0.7152 * Double(c.green) + 0.0722 * Double(c.blue)
        }
        #expect(zip(light, light.dropFirst()).allSatisfy { $0 < $1 })
    }

    /// A one-pixel picture, every byte of it as the standard (ISO/IEC 15948) wants.
    @Test func palettePNG() {
        let png = PalettePNG.encoded(width: 1, height: 1, pixels: [1], palette: [(0, 0, 0, 0), (255, 0, 0, 128)])
        #expect(Array(png[..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(Array(png[8..<33]) == [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 3, 0, 0, 0, 0x28, 0xCB, 0x34, 0xBB])
        // the empty last chunk and its known sum
        #expect(Array(png.suffix(12)) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
        // the stored block: its row 0, 1 and Adler's sum of it
        #expect(Array(png.suffix(12 + 4 + 13).prefix(13)) == [0x78, 0x01, 1, 2, 0, 0xFD, 0xFF, 0, 1, 0, 3, 0, 2])
    }

    @Test func inks() {
        let series = (0..<Ink.seriesCount).map { Ink.series($0) }
        #expect(Set(series.map(\.light)).count == Ink.seriesCount && Set(series.map(\.dark)).count == Ink.seriesCount)
        #expect(Ink.series(12).light == Ink.series(2).light && MarkShape.ofSeries(12) != MarkShape.ofSeries(2))
        func luminance(_ colour: String) -> Double {
            let value = Int(colour.dropFirst(), radix: 16) ?? 0
            func channel(_ shift: Int) -> Double {
                let c = Double(value >> shift & 255) / 255
                return c <= 0.04045 ? c / 12.92 : { let b = (c + 0.055) / 1.055; return b * b * b.squareRoot() }()
            }
            return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
        }
        func contrast(_ a: String, _ b: String) -> Double {
            let (x, y) = (luminance(a), luminance(b))
            return (max(x, y) + 0.05) / (min(x, y) + 0.05)
        }
        // WCAG 2: 4.5 for text, about 3 for marks
        for ink in [Ink.text, .muted, .right, .wrong] {
            #expect(contrast(ink.light, Ink.paper.light) > 4.5 && contrast(ink.dark, Ink.paper.dark) > 4.5, "\(ink)")
        }
        for ink in series { #expect(contrast(ink.light, Ink.paper.light) > 2.7 && contrast(ink.dark, Ink.paper.dark) > 4, "\(ink)") }
    }
}
