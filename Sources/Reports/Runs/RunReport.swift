/// What a training came to, ready to be shown: plain values, filled by whoever knows the run, laid out by `page`.
///
/// Every part may be left empty; its section is then left out.
public struct RunReport: Sendable {
    /// A name and what stands beside it; a value nil is left out.
    public typealias Entry = (name: String, value: String?)

    /// A drawing with the words below it.
    public struct Picture: Sendable {
        /// SVG text.
        public var svg: String
        /// The same laid out for narrow windows.
        public var narrow: String?
        /// The words below it.
        public var caption: String
        /// What it shows, for those who do not see it; the caption where empty.
        public var alt: String
        /// Whether it stands beside its neighbours that say the same, where there is room.
        public var sharesRow = false

        /// A drawing with its words.
        public init(svg: String, narrow: String? = nil, caption: String = "", alt: String = "") {
            self.svg = svg
            self.narrow = narrow
            self.caption = caption
            self.alt = alt
        }

        /// A chart, so wide where there is room, and laid out anew for narrow windows.
        public init(_ chart: any Chart, width: Double = 700, caption: String = "", alt: String = "") {
            self.init(
                svg: chart.svg(width: width), narrow: width > 400 ? chart.svg(width: 360) : nil, caption: caption,
                alt: alt.isEmpty && caption.isEmpty ? chart.title : alt)
        }
    }

    /// A figure by which the run is judged.
    public struct Score: Sendable {
        /// What was measured, on what: "test accuracy".
        public var name: String
        /// The figure as it is to be read.
        public var value: String
        /// The 95 % interval as it is to be read, and what it is over: "86.3 to 87.8 %, over 3 seeds".
        public var interval: String
        /// What was measured how: the mean of what, at which epoch.
        public var note: String

        /// A result with its interval and what is to be said of it.
        public init(name: String, value: String, interval: String = "", note: String = "") {
            self.name = name
            self.value = value
            self.interval = interval
            self.note = note
        }
    }

    /// Stands above it.
    public var title: String
    /// Stands below the title.
    public var subtitle = ""
    /// The figures that stand in large letters; the first is what the run is about.
    public var scores: [Score] = []
    /// What a reader must know before trusting the figures.
    public var warnings: [String] = []
    /// What is left out, and why; stands behind the charts.
    public var notes: [String] = []
    /// The command that made the run, as it would be typed.
    public var command: String?
    /// In a sentence, what was trained and how it is judged.
    public var summary = ""
    /// What was asked: task, model, protocol, split, seeds.
    public var asked: [Entry] = []
    /// Settings by the names that `config.json` has for them.
    public var settings: [Entry] = []
    /// What is in the data.
    public var data: [Entry] = []
    /// Of the data.
    public var dataPictures: [Picture] = []
    /// How training went.
    public var curves: [Picture] = []
    /// Each training with its figures.
    public var runs: HTMLTable?
    /// Each class, or each target.
    public var details: HTMLTable?
    /// Confusion matrix, ROC, predicted against measured: what shows how right it is.
    public var judgements: [Picture] = []
    /// The data as the network sees them.
    public var embeddings: [Picture] = []
    /// What it was most wrongly sure of.
    public var mistakes: HTMLTable?
    /// The same as pictures; they stand above the table.
    public var mistakePictures: [Picture] = []
    /// Words above them, as Markdown.
    public var mistakesNote = ""
    /// What answers rest on.
    public var explanations: [Picture] = []
    /// Words above them, as Markdown.
    public var explanationsNote = ""
    /// Other answers of the run, such as links that may be missing.
    public var answers: HTMLTable?
    /// Machine, versions, times.
    public var machine: [Entry] = []
    /// The files of the run, each with its size.
    public var files: [Entry] = []

    /// Empty, but for its heading.
    public init(title: String) { self.title = title }

    /// The report as one page.
    public var page: HTMLPage {
        var page = HTMLPage(title: title, subtitle: subtitle, showsContents: true, footer: "Made by gcn report from the files of the run; nothing in this page comes from elsewhere.")
        page.keyFigures(scores.prefix(4).map { ($0.value, $0.name, [$0.interval, $0.note].filter { !$0.isEmpty }.joined(separator: "; ")) })
        for warning in warnings { page.note(warning) }
        if command != nil || !asked.isEmpty {
            page.heading("What was asked")
            if let command { page.code(command, language: "sh") }
            if !summary.isEmpty { page.paragraph(summary) }
            page.values(asked)
            if !settings.isEmpty { page.details("All settings") { $0.values(settings) } }
        }
        if !data.isEmpty || !dataPictures.isEmpty {
            page.heading("Data")
            page.values(data)
            Self.add(dataPictures, to: &page)
        }
        if !curves.isEmpty {
            page.heading("Training")
            Self.add(curves, to: &page)
        }
        if runs != nil || details != nil || scores.count > 1 {
            page.heading("Figures")
            if !scores.isEmpty { page.table(scoreTable) }
            if let runs { page.table(runs) }
            if let details { page.table(details) }
        }
        if !judgements.isEmpty {
            page.heading("How right it is")
            Self.add(judgements, to: &page)
            for note in notes { page.paragraph(note) }
        }
        if !embeddings.isEmpty {
            page.heading("What the network sees")
            Self.add(embeddings, to: &page)
        }
        if mistakes.map({ !$0.rows.isEmpty }) ?? false || !mistakePictures.isEmpty {
            page.heading("Worst mistakes")
            if !mistakesNote.isEmpty { page.markdown(mistakesNote) }
            Self.add(mistakePictures, to: &page)
            if let mistakes, !mistakes.rows.isEmpty { page.table(mistakes) }
        }
        if let answers, !answers.rows.isEmpty {
            page.heading("What it foretells")
            page.table(answers)
        }
        if !explanations.isEmpty {
            page.heading("Why it says so")
            if !explanationsNote.isEmpty { page.markdown(explanationsNote) }
            Self.add(explanations, to: &page)
        }
        if !machine.isEmpty || !files.isEmpty {
            page.heading("Machine and files")
            page.values(machine)
            if !files.isEmpty { page.details("Files of the run") { $0.values(files) } }
        }
        return page
    }

    private var scoreTable: HTMLTable {
        HTMLTable(
            header: ["figure", "value", "95 % interval", "how"],
            rows: scores.map { [.text($0.name), .number($0.value), .text($0.interval), .text($0.note)] })
    }

    static func add(_ pictures: [Picture], to page: inout HTMLPage) {
        var rest = pictures[...]
        while let first = rest.first {
            let group = first.sharesRow ? rest.prefix { $0.sharesRow } : rest.prefix(1)
            rest = rest.dropFirst(group.count)
            func add(to page: inout HTMLPage) {
                for picture in group { page.figure(svg: picture.svg, narrow: picture.narrow, caption: picture.caption, alt: picture.alt) }
            }
            if group.count > 1 { page.row { add(to: &$0) } } else { add(to: &page) }
        }
    }
}
