import Testing

@testable import Reports

struct RunReportTests {
    @Test func sectionsWithoutContentAreLeftOut() {
        let empty = RunReport(title: "t").page.text
        #expect(!empty.contains("<h2") && HTMLPageTests.unbalanced(empty) == nil)
        var report = RunReport(title: "a run")
        report.scores = [.init(name: "test accuracy", value: "87.07 %", interval: "86.7 to 87.4 %", note: "3 seeds")]
        report.command = "gcn train papers --runs 3"
        report.settings = [("lr", "0.01")]
        report.curves = [.init(svg: "<svg><g id=\"a\"/></svg>", caption: "loss")]
        report.mistakes = HTMLTable(header: ["node", "said"], texts: [["p1", "x"]])
        report.machine = [("cores", "2")]
        let text = report.page.text
        #expect(HTMLPageTests.unbalanced(text) == nil)
        for part in ["What was asked", "Training", "Worst mistakes", "Machine and files"] { #expect(text.contains(">\(part)</h2>"), "\(part)") }
        #expect(!text.contains("What the network sees") && text.contains("<b>87.07 %</b>") && text.contains("All settings"))
    }
}

extension RunReportTests {
    @Test func picturesThatShareARow() {
        var report = RunReport(title: "t")
        let picture = RunReport.Picture(svg: "<svg></svg>")
        var shared = picture
        shared.sharesRow = true
        report.judgements = [picture, shared, shared, picture, shared]
        let text = report.page.text
        #expect(text.ranges(of: "<div class=\"row\">").count == 1 && text.ranges(of: "<figure>").count == 5)
        #expect(HTMLPageTests.unbalanced(text) == nil)
    }
}

extension RunReportTests {
    /// Mistakes as pictures alone have a section too; answers stand between mistakes and explanations, each with its words.
    @Test func picturesOfMistakesAnswersAndExplanations() throws {
        var report = RunReport(title: "t")
        report.mistakePictures = [.init(svg: "<svg></svg>", caption: "the worst")]
        report.mistakesNote = "Two of ten."
        report.answers = HTMLTable(header: ["source", "target"], texts: [["a", "b"]])
        report.explanations = [.init(svg: "<svg></svg>", caption: "node a")]
        report.explanationsNote = "By *gradients*."
        let text = report.page.text
        let places = try ["Worst mistakes</h2>", "Two of ten.", "the worst", "What it foretells</h2>", "Why it says so</h2>", "By <em>gradients</em>.", "node a"].map {
            try #require(text.ranges(of: $0).last?.lowerBound, "\($0)")
        }
        #expect(places == places.sorted() && HTMLPageTests.unbalanced(text) == nil)
        report.explanations = []
        #expect(!report.page.text.contains("gradients"))
    }
}

struct RunComparisonTests {
    private func run(
        _ name: String, _ mean: Double, dataset: String = "papers", half: Double = 0.01, settings: [(name: String, value: String)] = []
    ) -> RunComparison.Run {
        RunComparison.Run(
            name: name, dataset: dataset, metric: "accuracy", isHigherBetter: true, mean: mean, halfInterval: half, value: "\(mean)", fields: [("seeds", "3")],
            settings: settings)
    }

    @Test func theBestIsMarked() {
        let comparison = RunComparison(
            title: "c", runs: [run("a", 0.5, settings: [("lr", "1"), ("hidden", "16")]), run("b", 0.7, settings: [("lr", "2"), ("hidden", "16")])])
        #expect(comparison.best == 1 && comparison.isComparable)
        let text = comparison.page.text
        #expect(text.contains("<strong>0.7</strong>") && !text.contains("<strong>0.5</strong>") && HTMLPageTests.unbalanced(text) == nil)
        #expect(comparison.differences.plain == "setting  a  b\nlr       1  2")
    }

    @Test func unlikeRunsAreNotRanked() {
        #expect(RunComparison(title: "c", runs: [run("a", 0.5), run("b", 0.5)]).best == nil)
        #expect(RunComparison(title: "c", runs: [run("a", .nan), run("b", 0.5)]).best == nil)
        let unlike = RunComparison(title: "c", runs: [run("a", 0.5), run("b", 0.6, dataset: "cora")])
        #expect(unlike.best == nil && unlike.page.text.contains("class=\"note\""))
        var other = run("b", 0.6)
        other.kind = "another split"
        #expect(RunComparison(title: "c", runs: [run("a", 0.5), other]).best == nil && RunComparison(title: "c", runs: [run("a", 0.5), run("b", 0.6)]).best == 1)
        var lower = [run("a", 0.5), run("b", 0.7)]
        for place in lower.indices { lower[place].isHigherBetter = false }
        #expect(RunComparison(title: "c", runs: lower).best == 0)
    }

    /// What chance may have done makes no run the best.
    @Test func noiseIsNotRanked() {
        let near = RunComparison(title: "c", runs: [run("a", 0.869, half: 0.02), run("b", 0.873, half: 0.02)])
        #expect(near.best == nil && near.page.text.contains("within their 95 % intervals"))
        let unknown = RunComparison(title: "c", runs: [run("a", 0.5, half: .nan), run("b", 0.9)])
        #expect(unknown.best == nil && unknown.page.text.contains("train with more seeds"))
        #expect(RunComparison(title: "c", runs: [run("a", 0.5, half: 0.03), run("b", 0.55, half: 0.03)]).best == 1)
    }
}

struct ConfidenceIntervalTests {
    @Test func wilson() throws {
        // statsmodels.stats.proportion.proportion_confint(81, 263, method="wilson")
        let interval = try #require(ConfidenceInterval.wilson(right: 81, of: 263))
        #expect(abs(interval.low - 0.25527) < 1e-4 && abs(interval.high - 0.36623) < 1e-4)
        let none = try #require(ConfidenceInterval.wilson(right: 0, of: 10))
        #expect(none.low == 0 && abs(none.high - 0.27753) < 1e-4)
        #expect(ConfidenceInterval.wilson(right: 0, of: 0) == nil && ConfidenceInterval.wilson(right: 3, of: 2) == nil)
    }

    /// Of a mean the bootstrap's interval is that of the normal approximation, 1.96 s / √n, within its own noise.
    @Test func bootstrap() throws {
        let values = (0..<400).map { Double(($0 * 7919) % 400) / 400 }
        let interval = try #require(ConfidenceInterval.bootstrap(of: 400) { $0.reduce(0) { $0 + values[$1] } / 400 })
        let half = 1.96 * (1.0 / 12).squareRoot() / 20
        #expect(abs(interval.low - (0.5 - half)) < 0.006 && abs(interval.high - (0.5 + half)) < 0.006, "\(interval)")
        let again = try #require(ConfidenceInterval.bootstrap(of: 400) { $0.reduce(0) { $0 + values[$1] } / 400 })
        #expect(interval == again)
        #expect(ConfidenceInterval.bootstrap(of: 9) { _ in 1 } == nil)
        #expect(ConfidenceInterval.bootstrap(of: 50) { _ in .nan } == nil)
    }

    /// Hanley & McNeil's formula by hand: A = 0.8, 50 and 60: Q1 = 0.66667, Q2 = 0.71111, variance 0.0018874.
    @Test func area() throws {
        let interval = try #require(ConfidenceInterval.area(0.8, positives: 50, negatives: 60))
        #expect(abs(interval.low - (0.8 - 1.959964 * 0.0018874.squareRoot())) < 1e-4, "\(interval)")
        #expect(ConfidenceInterval.area(0.8, positives: 0, negatives: 60) == nil)
    }
}
