/// What a mark of a chart is painted with: a role, whose colour follows the reader's light or dark scheme.
///
/// The series' colours are Okabe & Ito's and Paul Tol's, which those who see red and green alike tell apart; on dark paper they
/// are lighter. Sources: Okabe & Ito, 2008, "Color Universal Design"; Tol, 2021, "Colour Schemes", SRON/EPS/TN/09-002.
public enum Ink: Hashable, Sendable {
    /// Nothing is drawn.
    case none
    /// Text; text of less weight; lines of axes; lines of the grid; what lies behind all.
    case text, muted, axis, grid, paper
    /// Text on a strongly filled field.
    case onFill
    /// What is right, and what is wrong: as text and lines.
    case right, wrong
    /// Fields of what is right and wrong, the same in both schemes.
    case rightField, wrongField
    /// The colour of a series or class; after `Ink.seriesCount` they begin anew.
    case series(Int)

    /// How many colours there are for series.
    public static let seriesCount = 10

    private static let series: [(light: String, dark: String)] = [
        ("#0072b2", "#4ea6e0"), ("#d55e00", "#f58b4a"), ("#009e73", "#2fc79a"), ("#b8609a", "#e39ac6"), ("#c98700", "#f2bd45"),
        ("#3fa2de", "#9ad6ff"), ("#882255", "#d9719f"), ("#7f7f1a", "#c9c956"), ("#4a35a8", "#a99bf5"), ("#6f6f6f", "#b5b5b5"),
    ]

    /// The colour on light paper, and what is drawn where style sheets are not understood.
    public var light: String { colours.light }
    /// The colour on dark paper.
    public var dark: String { colours.dark }

    private var colours: (light: String, dark: String) {
        switch self {
        case .none: ("none", "none")
        case .text: ("#1f2328", "#e8ecf0")
        case .muted: ("#57606a", "#a3adb8")
        case .axis: ("#8a939c", "#737d88")
        case .grid: ("#e1e5e9", "#333a42")
        case .paper: ("#ffffff", "#15191e")
        case .onFill: ("#ffffff", "#ffffff")
        case .right: ("#00734f", "#36cf9d")
        case .wrong: ("#b93800", "#ff9159")
        case .rightField: ("#0067a3", "#1c7fc0")
        case .wrongField: ("#c24f00", "#cc5a10")
        case .series(let number): Self.series[((number % Self.seriesCount) + Self.seriesCount) % Self.seriesCount]
        }
    }

    /// The name of its CSS variable, without the dashes.
    var name: String {
        switch self {
        case .none: "none"
        case .text: "text"
        case .muted: "muted"
        case .axis: "axis"
        case .grid: "grid"
        case .paper: "paper"
        case .onFill: "onfill"
        case .right: "right"
        case .wrong: "wrong"
        case .rightField: "rightfield"
        case .wrongField: "wrongfield"
        case .series(let number): "s\(((number % Self.seriesCount) + Self.seriesCount) % Self.seriesCount)"
        }
    }
}
