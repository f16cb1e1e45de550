import DenseArrays

/// Points in the plane, coloured by class or by a number: an embedding, or two quantities of each item.
///
/// Classes differ in colour, and in shape where there are so few points that shapes are seen or more classes than colours. Each
/// class is one path, so that ten thousand points are a tenth of a megabyte.
public struct ScatterChart: Chart {
    public var title: String
    /// Stands below the title.
    public var subtitle: String
    /// One a point.
    public let x: [Double]
    /// One a point.
    public let y: [Double]
    /// The class of each point; nil or an index outside `names`: none, drawn grey and below the others.
    public let groups: [Int?]
    /// Of the classes, in the legend.
    public var names: [String]
    /// What x is.
    public var xTitle: String
    /// What y is.
    public var yTitle: String
    /// Whether a unit is as long on both axes and the axes have no numbers, as for an embedding, whose numbers mean nothing.
    public var isEmbedding: Bool
    /// Whether the groups are steps of a quantity, the first the least, coloured from dark to bright.
    public var isOrdered = false

    /// Points with their classes, where they have some.
    public init(
        title: String, subtitle: String = "", x: [Double], y: [Double], groups: [Int?] = [], names: [String] = [], xTitle: String = "",
        yTitle: String = "", isEmbedding: Bool = false
    ) {
        precondition(x.count == y.count, "ScatterChart: \(x.count) x, found \(y.count) y")
        precondition(groups.isEmpty || groups.count == x.count, "ScatterChart: \(x.count) points, found \(groups.count) groups")
        (self.title, self.subtitle, self.x, self.y) = (title, subtitle, x, y)
        self.groups = groups.isEmpty ? [Int?](repeating: names.isEmpty ? nil : 0, count: x.count) : groups
        (self.names, self.xTitle, self.yTitle, self.isEmbedding) = (names, xTitle, yTitle, isEmbedding)
    }

    /// An embedding `[points, 2]`.
    public init(title: String, subtitle: String = "", embedding: DenseArray, groups: [Int?] = [], names: [String] = []) {
        precondition(
            embedding.shape.count == 2 && embedding.shape[1] == 2,
            "ScatterChart: expected an embedding [points, 2], found shape \(embedding.shape)")
        let values = embedding.elements, count = embedding.shape[0]
        self.init(
            title: title, subtitle: subtitle, x: (0..<count).map { Double(values[2 * $0]) },
            y: (0..<count).map { Double(values[2 * $0 + 1]) }, groups: groups, names: names, isEmbedding: true)
    }

    /// An embedding `[points, 2]` coloured by a number of each point, in steps with as many points each; those whose number is
    /// not finite are grey.
    public init(title: String, subtitle: String = "", embedding: DenseArray, values: [Double]) {
        let steps = Self.steps(values)
        self.init(title: title, subtitle: subtitle, embedding: embedding, groups: steps.groups, names: steps.names)
        isOrdered = true
    }

    /// Which step each number falls into, and what the steps are called; equal numbers fall into the same.
    static func steps(_ values: [Double]) -> (groups: [Int?], names: [String]) {
        let sorted = values.filter(\.isFinite).sorted()
        guard let least = sorted.first, let most = sorted.last else { return ([Int?](repeating: nil, count: values.count), []) }
        var edges: [Double] = [least]
        for step in 1..<Ink.levelCount {
            let edge = sorted[step * sorted.count / Ink.levelCount]
            if edge > edges[edges.count - 1] { edges.append(edge) }
        }
        let groups = values.map { value in value.isFinite ? edges.lastIndex { $0 <= value } : nil }
        let names = edges.indices.map { place in
            let high = place + 1 < edges.count ? edges[place + 1] : most
            return high > edges[place] ? "\(Figure.significant(edges[place])) to \(Figure.significant(high))" : Figure.significant(high)
        }
        return (groups, names)
    }

    /// A diameter at which so many points still show their density.
    static func markSize(_ count: Int) -> Double { min(8, max(2.2, 130 / Double(max(1, count)).squareRoot())) }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let size = Self.markSize(x.count)
        func ink(_ group: Int) -> Ink { isOrdered ? .level(names.count == 1 ? 0 : group * (Ink.levelCount - 1) / (names.count - 1)) : .series(group) }
        func shape(_ group: Int) -> MarkShape { isOrdered ? .circle : x.count <= 600 && names.count <= Ink.seriesCount ? .ofClass(group) : .ofSeries(group) }
        let none = groups.indices.filter { groups[$0].map { !names.indices.contains($0) } ?? true }
        var legend = names.enumerated().map { LegendEntry(name: $1, ink: ink($0), sample: .mark(shape($0))) }
        if !none.isEmpty, !names.isEmpty { legend.append(LegendEntry(name: isOrdered ? "no number" : "no class", ink: .axis, sample: .mark(.circle))) }
        let top = canvas.header(title: title, subtitle: subtitle, legend: legend)
        let margin = ChartCanvas.margin, inside = width - 2 * margin
        let axes: Axes?, frame: ChartCanvas.Box
        let place: (Int) -> ChartCanvas.Point
        if isEmbedding {
            let sx = Scale(linear: x, padding: 0.03), sy = Scale(linear: y, padding: 0.03)
            // as high as the points ask for, within reason
            let height = min(max(inside * (sy.high - sy.low) / (sx.high - sx.low), inside * 0.5), inside * 0.86)
            frame = ChartCanvas.Box(x: margin, y: top, width: inside, height: height)
            let unit = min(inside / (sx.high - sx.low), height / (sy.high - sy.low))
            let (mx, my) = ((sx.low + sx.high) / 2, (sy.low + sy.high) / 2)
            let middle = frame.middle
            place = { [x, y] in (middle.x + (x[$0] - mx) * unit, middle.y - (y[$0] - my) * unit) }
            axes = nil
            canvas.rectangle(frame, fill: .none, stroke: .grid, radius: 4)
        } else {
            let made = Axes(
                in: ChartCanvas.Box(x: margin, y: top, width: inside, height: min(480, inside * 0.72)), x: Scale(linear: x),
                y: Scale(linear: y), xTitle: xTitle, yTitle: yTitle)
            made.draw(on: &canvas)
            (axes, frame) = (made, made.frame)
            place = { [x, y] in made.point(x[$0], y[$0]) }
        }
        canvas.marks(none.map(place), shape: .circle, ink: names.isEmpty ? .series(0) : .axis, size: size, opacity: 0.75)
        for group in names.indices {
            let points = groups.indices.filter { groups[$0] == group }.map(place)
            canvas.marks(points, shape: shape(group), ink: ink(group), size: size, opacity: x.count > 300 ? 0.8 : 1)
        }
        canvas.height = (axes?.bottom ?? frame.bottom) + 12
        return canvas
    }
}
