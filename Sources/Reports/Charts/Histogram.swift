#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How often values fall where, of one or several groups.
///
/// The width of the bins is Freedman & Diaconis' 2 IQR / n^(1/3) of all values, rounded to 1, 2, 2.5 or 5 times a power of ten,
/// so that the bins' edges are numbers that can be read. Source: Freedman & Diaconis, 1981, DOI 10.1007/BF01025868.
public struct Histogram: Chart {
    /// Values that are counted apart.
    public struct Group: Sendable {
        /// What it is called.
        public var name: String
        /// Those that are counted.
        public var values: [Double]

        /// Values under a name.
        public init(name: String, values: [Double]) { (self.name, self.values) = (name, values) }
    }

    public var title: String
    /// Counted apart, drawn over each other.
    public var groups: [Group]
    /// What x is.
    public var xTitle: String
    /// What y is.
    public var yTitle: String
    /// About how many bins; nil: by the rule.
    public var bins: Int?

    /// How often values occur.
    public init(title: String, groups: [Group], xTitle: String = "", yTitle: String = "count", bins: Int? = nil) {
        (self.title, self.groups, self.xTitle, self.yTitle, self.bins) = (title, groups, xTitle, yTitle, bins)
    }

    /// How often values occur.
    public init(title: String, values: [Double], xTitle: String = "", yTitle: String = "count", bins: Int? = nil) {
        self.init(title: title, groups: [Group(name: "", values: values)], xTitle: xTitle, yTitle: yTitle, bins: bins)
    }

    /// The first edge, the bins' width and, for each group, the counts; values that are no numbers are left out.
    func counted() -> (first: Double, step: Double, counts: [[Int]]) {
        let all = groups.flatMap(\.values).filter(\.isFinite).sorted()
        guard let low = all.first, let high = all.last else { return (0, 1, groups.map { _ in [0] }) }
        let spread = all[all.count * 3 / 4] - all[all.count / 4]
        var step = 2 * spread / pow(Double(all.count), 1.0 / 3)
        if let bins { step = (high - low) / Double(max(1, bins)) }
        if !(step > 0) { step = (high - low) / 20 }
        if !(step > 0) { step = max(abs(low), 1) }
        step = Self.round(max(step, (high - low) / 60))
        if all.allSatisfy({ $0.rounded() == $0 }) { step = max(1, step.rounded()) }
        let first = (low / step + 1e-9).rounded(.down) * step
        let count = min(200, max(1, Int(((high - first) / step + 1e-9).rounded(.down)) + 1))
        let counts = groups.map { group in
            var counts = [Int](repeating: 0, count: count)
            for value in group.values where value.isFinite {
                counts[min(count - 1, max(0, Int(((value - first) / step + 1e-9).rounded(.down))))] += 1
            }
            return counts
        }
        return (first, step, counts)
    }

    /// The next of 1, 2, 2.5, 5 or 10 times a power of ten.
    static func round(_ step: Double) -> Double {
        let size = pow(10, floor(log10(step)))
        for factor in [1, 2, 2.5, 5] where factor * size >= step * 0.85 { return factor * size }
        return 10 * size
    }

    public func drawing(width: Double) -> ChartCanvas {
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let (first, step, counts) = counted()
        let legend = groups.count < 2 ? [] : groups.enumerated().map {
            LegendEntry(name: $1.name, ink: .series($0), sample: .field(opacity: 0.55))
        }
        let top = canvas.header(title: title, legend: legend)
        let inside = width - 2 * ChartCanvas.margin, bins = counts.first?.count ?? 1
        let most = counts.joined().max() ?? 0
        let isWhole = groups.allSatisfy { $0.values.allSatisfy { !$0.isFinite || $0.rounded() == $0 && abs($0) < 1e5 } }
        let axes = Axes(
            in: ChartCanvas.Box(x: ChartCanvas.margin, y: top, width: inside, height: min(320, inside * 0.6)),
            x: Scale(first, first + Double(bins) * step, format: isWhole ? .integer : .number), y: Scale(0, max(1, Double(most) * 1.05), format: .integer), xTitle: xTitle,
            yTitle: yTitle)
        axes.draw(on: &canvas, verticalGrid: false)
        for (number, group) in counts.enumerated() {
            var outline: [ChartCanvas.Point] = [axes.point(first, 0)]
            for (bin, count) in group.enumerated() {
                let from = first + Double(bin) * step, left = axes.atX(from), right = axes.atX(from + step), y = axes.atY(Double(count))
                outline += [(left, y), (right, y)]
                let gap = groups.count == 1 && right - left > 4 ? 0.5 : 0
                if count > 0 {
                    canvas.rectangle(
                        ChartCanvas.Box(x: left + gap, y: y, width: right - left - 2 * gap, height: axes.frame.bottom - y),
                        fill: .series(number), opacity: groups.count == 1 ? 0.9 : 0.35,
                        tip: "\(Figure.significant(from, 4)) to \(Figure.significant(from + step, 4)): \(count)")
                }
            }
            if groups.count > 1 { canvas.curve(outline + [axes.point(first + Double(bins) * step, 0)], ink: .series(number), width: 1.8) }
        }
        canvas.height = axes.bottom + 10
        return canvas
    }
}
