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
    /// A step of an ordered quantity, 0 the least: from dark to bright; those beyond `Ink.levelCount` are the last.
    case level(Int)
    /// A step of a weight relative to the largest, -10 ... 10: grey at 0, the stronger the more blue, below 0 red.
    case weightStep(Int)

    /// The ink of a weight relative to the largest, -1 ... 1.
    static func weight(_ share: Double) -> Ink { .weightStep(Int((min(1, max(-1, share.isFinite ? share : 0)) * 10).rounded())) }

    /// The dashes of a series' line, which tell it from others without colours; nil for the first, which is solid.
    static func dash(_ number: Int) -> String? { [nil, "6 5", "0.5 5", "11 5 0.5 5", "3 5", "15 5", "6 5 0.5 5 0.5 5"][((number % 7) + 7) % 7] }

    /// How many colours there are for series.
    public static let seriesCount = 10
    /// How many steps an ordered quantity has.
    public static let levelCount = 6

    private static let series: [(light: String, dark: String)] = [
        ("#0072b2", "#4ea6e0"), ("#d55e00", "#f58b4a"), ("#009e73", "#2fc79a"), ("#b8609a", "#e39ac6"), ("#c98700", "#f2bd45"),
        ("#3fa2de", "#9ad6ff"), ("#882255", "#d9719f"), ("#7f7f1a", "#c9c956"), ("#4a35a8", "#a99bf5"), ("#6f6f6f", "#b5b5b5"),
    ]

    /// Parts of viridis that show on light and on dark paper.
    private static let levels: [(light: String, dark: String)] = (0..<levelCount).map { step in
        let share = Double(step) / Double(levelCount - 1)
        func text(_ value: Double) -> String {
            let colour = ColourMap.viridis.colour(value)
            return "#" + [colour.red, colour.green, colour.blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return (text(0.8 * share), text(0.28 + 0.72 * share))
    }

    private static let weights: [(light: String, dark: String)] = (-10...10).map { step in
        let share = Double(abs(step)) / 10
        func mixed(_ from: (Double, Double, Double), _ to: (Double, Double, Double)) -> String {
            let parts = [from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share, from.2 + (to.2 - from.2) * share]
            return "#" + parts.map { let value = Int($0.rounded()); return (value < 16 ? "0" : "") + String(value, radix: 16) }.joined()
        }
        return (
            mixed((214, 214, 214), step < 0 ? (160, 25, 30) : (16, 52, 130)),
            mixed((72, 80, 89), step < 0 ? (255, 128, 110) : (132, 196, 255))
        )
    }

    private static func level(_ step: Int) -> Int { min(levelCount - 1, max(0, step)) }

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
        case .level(let step): Self.levels[Self.level(step)]
        case .weightStep(let step): Self.weights[min(20, max(0, step + 10))]
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
        case .level(let step): "level\(Self.level(step))"
        case .weightStep(let step): "w\(min(20, max(0, step + 10)))"
        case .series(let number): "s\(((number % Self.seriesCount) + Self.seriesCount) % Self.seriesCount)"
        }
    }
}
