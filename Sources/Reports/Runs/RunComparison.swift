/// Several runs side by side: one table of their figures, a chart, and the settings in which they differ.
public struct RunComparison: Sendable {
    /// A run as one line of the table.
    public struct Run: Sendable {
        /// What it is called.
        public var name: String
        /// What was judged: only runs of one data set by one metric are ranked.
        public var dataset: String
        /// What was asked of it, such as the task and the split: only runs of one kind are ranked.
        public var kind: String
        /// What its results are measured by.
        public var metric: String
        /// Whether a larger result is better.
        public var isHigherBetter: Bool
        /// Of its seeds or folds.
        public var mean: Double
        /// Half of the 95 % interval; nan where there is none.
        public var halfInterval: Double
        /// The mean and the interval as they are to be read.
        public var value: String
        /// How sure it is, for people.
        public var interval: String
        /// Further fields of the table by column.
        public var fields: [(name: String, value: String)]
        /// Settings by name.
        public var settings: [(name: String, value: String)]

        /// One run's line.
        public init(
            name: String, dataset: String, kind: String = "", metric: String, isHigherBetter: Bool, mean: Double, halfInterval: Double = .nan,
            value: String, interval: String = "", fields: [(name: String, value: String)] = [],
            settings: [(name: String, value: String)] = []
        ) {
            self.name = name
            self.dataset = dataset
            self.kind = kind
            self.metric = metric
            self.isHigherBetter = isHigherBetter
            self.mean = mean
            self.halfInterval = halfInterval
            self.value = value
            self.interval = interval
            self.fields = fields
            self.settings = settings
        }
    }

    /// Stands above it.
    public var title: String
    /// Line after line.
    public var runs: [Run]
    /// Charts of the figures and the curves.
    public var pictures: [RunReport.Picture] = []

    /// These runs.
    public init(title: String, runs: [Run]) {
        self.title = title
        self.runs = runs
    }

    /// Whether all were judged on one data set, in one way, by one metric, so that the better may be told from the worse.
    public var isComparable: Bool { Set(runs.map { [$0.dataset, $0.kind, $0.metric] }).count == 1 }

    /// The place of the best run; nil where they cannot be ranked, and where the best is not further from the next than chance would
    /// take them: the difference must be larger than √(a² + b²) of half their 95 % intervals.
    public var best: Int? {
        guard isComparable, runs.count > 1, let higher = runs.first?.isHigherBetter, runs.allSatisfy({ $0.mean.isFinite }) else {
            return nil
        }
        let means = runs.map { higher ? $0.mean : -$0.mean }
        let order = means.indices.sorted { means[$0] > means[$1] }
        let (first, second) = (order[0], order[1])
        let halves = (runs[first].halfInterval, runs[second].halfInterval)
        let chance = (halves.0 * halves.0 + halves.1 * halves.1).squareRoot()
        return means[first] - means[second] > chance ? first : nil  // not where an interval is missing
    }

    /// A run a row.
    public var table: HTMLTable {
        let columns = Self.inOrder(runs.flatMap { $0.fields.map(\.name) })
        let best = best
        let metrics = Set(runs.map(\.metric))
        let header = ["run", "data"] + (metrics.count == 1 ? ["test \(runs[0].metric)"] : ["metric", "test"]) + ["95 % interval"] + columns
        return HTMLTable(
            header: header,
            rows: runs.enumerated().map { place, run in
                var row: [HTMLTable.Cell] = [.text(run.name), .text(run.dataset)]
                if metrics.count > 1 { row.append(.text(run.metric)) }
                row += [.number(run.value, isBest: place == best), .number(run.interval)]
                row += columns.map { column in
                    let value = run.fields.last { $0.name == column }?.value ?? ""
                    return HTMLTable.readsAsNumber(value) ? .number(value) : .text(value)
                }
                return row
            })
    }

    /// The settings that are not the same in all runs: a setting a row, a run a column.
    public var differences: HTMLTable {
        let names = Self.inOrder(runs.flatMap { $0.settings.map(\.name) })
        var rows: [[String]] = []
        for name in names {
            let values = runs.map { run in run.settings.last { $0.name == name }?.value ?? "–" }
            if Set(values).count > 1 { rows.append([name] + values) }
        }
        return HTMLTable(header: ["setting"] + runs.map(\.name), texts: rows)
    }

    private static func inOrder(_ names: [String]) -> [String] {
        var seen = Set<String>()
        return names.filter { seen.insert($0).inserted }
    }

    /// The comparison as one page.
    public var page: HTMLPage {
        var page = HTMLPage(title: title, subtitle: "\(runs.count) runs", footer: "Made by gcn report from the files of the runs; nothing in this page comes from elsewhere.")
        if !isComparable { page.note("The runs were judged on different data, in different ways or by different figures: they stand side by side, but none is the better one.") }
        page.heading("Figures")
        page.table(table)
        if isComparable, runs.count > 1, best == nil {
            page.paragraph(
                runs.allSatisfy { $0.halfInterval.isFinite }
                    ? "None is called the best: the first two lie within their 95 % intervals of each other."
                    : "None is called the best: without an interval of each a difference may be chance; train with more seeds (--runs).")
        }
        RunReport.add(pictures, to: &page)
        let differences = differences
        page.heading("Settings that differ")
        if differences.rows.isEmpty { page.paragraph("None of those that the config.json of each names.") } else { page.table(differences) }
        return page
    }
}
