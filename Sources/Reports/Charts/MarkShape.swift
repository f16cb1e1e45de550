import FileFormats

/// The shape of a mark in a scatter chart: classes differ by it too, not by colour alone.
public enum MarkShape: CaseIterable, Sendable {
    /// Shapes that are told apart where colours are not.
    case circle, square, triangle, diamond, cross, plus

    /// The shape of series `number`: the first ten are circles, then squares …, so that colour and shape together are unique for
    /// sixty series.
    static func ofSeries(_ number: Int) -> MarkShape { allCases[number / Ink.seriesCount % allCases.count] }

    /// The shape of class `number` where there are few: neighbours in the list differ.
    static func ofClass(_ number: Int) -> MarkShape { allCases[number % allCases.count] }

    /// Whether it is made of strokes.
    var isOpen: Bool { self == .cross || self == .plus }

    /// The commands of a path that draws it around a point.
    func path(_ point: (x: Double, y: Double), size: Double) -> String {
        func n(_ value: Double) -> String { Markup.number((value * 10).rounded() / 10) }
        let (x, y) = point
        switch self {
        case .circle: return "M\(n(x)) \(n(y))h0"
        case .square:
            let a = 0.88 * size
            return "M\(n(x - a / 2)) \(n(y - a / 2))h\(n(a))v\(n(a))h\(n(-a))z"
        case .triangle:
            let a = 1.2 * size
            return "M\(n(x)) \(n(y - 0.58 * a))l\(n(a / 2)) \(n(0.87 * a))h\(n(-a))z"
        case .diamond:
            let a = 0.65 * size
            return "M\(n(x)) \(n(y - a))l\(n(a)) \(n(a))l\(n(-a)) \(n(a))l\(n(-a)) \(n(-a))z"
        case .cross:
            let a = 0.42 * size
            return "M\(n(x - a)) \(n(y - a))l\(n(2 * a)) \(n(2 * a))m0 \(n(-2 * a))l\(n(-2 * a)) \(n(2 * a))"
        case .plus:
            let a = 0.55 * size
            return "M\(n(x - a)) \(n(y))h\(n(2 * a))M\(n(x)) \(n(y - a))v\(n(2 * a))"
        }
    }
}
