/// How many nodes have how many neighbours: bars where degrees are few, and points on logarithmic axes where some nodes have
/// far more than most, as in networks of people, pages and papers.
public struct DegreeChart: Chart {
    public var title: String
    /// One a node.
    public let degrees: [Int]

    /// Of these degrees.
    public init(title: String = "Degrees", degrees: [Int]) { (self.title, self.degrees) = (title, degrees) }

    /// Whether the axes are logarithmic: the largest degree is above 30 and eight times the median.
    public var isLogarithmic: Bool {
        guard let most = degrees.max() else { return false }
        return most > 30 && most >= 8 * max(1, degrees.sorted()[degrees.count / 2])
    }

    public func drawing(width: Double) -> ChartCanvas {
        var counts: [Int: Int] = [:]
        for degree in degrees { counts[degree, default: 0] += 1 }
        let sorted = degrees.sorted(), most = sorted.last ?? 0
        var words = "no nodes"
        if !degrees.isEmpty {
            let mean = Double(degrees.reduce(0, +)) / Double(degrees.count)
            words = "\(degrees.count) nodes: mean \(Figure.fixed(mean, 2)), median \(sorted[degrees.count / 2]), largest \(most)"
            words += counts[0].map { ", \($0) without neighbours" } ?? ""
        }
        if !isLogarithmic, most > 60 || most < 0 {
            var histogram = Histogram(title: title, values: degrees.map(Double.init), xTitle: "degree", yTitle: "nodes")
            histogram.title = title + " (" + words + ")"
            return histogram.drawing(width: width)
        }
        var canvas = ChartCanvas(width: width, height: 0, title: title)
        let top = canvas.header(title: title, subtitle: words), inside = width - 2 * ChartCanvas.margin
        let box = ChartCanvas.Box(x: ChartCanvas.margin, y: top, width: inside, height: min(340, inside * 0.65))
        let seen = counts.sorted { $0.key < $1.key }
        if isLogarithmic {
            let shown = seen.filter { $0.key > 0 }
            let axes = Axes(
                in: box, x: Scale(logarithmic: shown.map { Double($0.key) }), y: Scale(logarithmic: shown.map { Double($0.value) }, padding: 0.06),
                xTitle: "degree", yTitle: "nodes")
            axes.draw(on: &canvas)
            canvas.marks(
                shown.map { axes.point(Double($0.key), Double($0.value)) }, shape: .circle, ink: .series(0), size: 6, opacity: 0.75)
            canvas.height = axes.bottom + 10
        } else {
            let axes = Axes(
                in: box, x: Scale(-0.6, Double(most) + 0.6, format: .integer),
                y: Scale(0, Double(max(1, counts.values.max() ?? 1)) * 1.05, format: .integer), xTitle: "degree", yTitle: "nodes")
            axes.draw(on: &canvas, verticalGrid: false)
            for (degree, count) in seen {
                let (left, right, y) = (axes.atX(Double(degree) - 0.4), axes.atX(Double(degree) + 0.4), axes.atY(Double(count)))
                canvas.rectangle(
                    ChartCanvas.Box(x: left, y: y, width: right - left, height: axes.frame.bottom - y), fill: .series(0), radius: 1.5,
                    opacity: 0.9, tip: "degree \(degree): \(count)")
            }
            canvas.height = axes.bottom + 10
        }
        return canvas
    }
}
