import Testing

@testable import Reports

/// What holds for every chart at every width: well-formed XML, no text over another or outside the drawing, colours for light
/// and dark, nothing fetched from elsewhere, the same text each time.
func checkChart(_ chart: some Chart, _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
    for width in [400.0, 700, 1000] {
        let canvas = chart.drawing(width: width), svg = canvas.svg
        #expect(wellFormed(svg) == nil, "\(what) at \(width)", sourceLocation: sourceLocation)
        #expect(svg.contains("prefers-color-scheme:dark") && !svg.contains(" id="), "\(what)", sourceLocation: sourceLocation)
        #expect(svg.ranges(of: "http").count == 1, "\(what): an outside address", sourceLocation: sourceLocation)
        #expect(!svg.contains("nan") && !svg.contains("\"inf"), "\(what)", sourceLocation: sourceLocation)
        #expect(canvas.height > 30 && canvas.height < 20 * width, "\(what): height \(canvas.height)", sourceLocation: sourceLocation)
        #expect(chart.drawing(width: width).svg == svg, "\(what): not the same twice", sourceLocation: sourceLocation)
        let labels = canvas.labels
        for (number, label) in labels.enumerated() {
            for corner in label.corners {
                #expect(
                    corner.x >= -0.5 && corner.x <= canvas.width + 0.5 && corner.y >= -0.5 && corner.y <= canvas.height + 0.5,
                    "\(what) at \(width): \"\(label.text)\" reaches out", sourceLocation: sourceLocation)
            }
            for other in labels[..<number] where overlap(label.corners, other.corners) {
                Issue.record("\(what) at \(width): \"\(label.text)\" over \"\(other.text)\"", sourceLocation: sourceLocation)
            }
        }
    }
}

/// Whether two convex quadrangles overlap: no side of either separates them.
func overlap(_ a: [(x: Double, y: Double)], _ b: [(x: Double, y: Double)]) -> Bool {
    for shape in [a, b] {
        for (i, p) in shape.enumerated() {
            let q = shape[(i + 1) % shape.count]
            let normal = (x: q.y - p.y, y: p.x - q.x)
            func range(_ points: [(x: Double, y: Double)]) -> (Double, Double) {
                let along = points.map { $0.x * normal.x + $0.y * normal.y }
                return (along.min() ?? 0, along.max() ?? 0)
            }
            let (ra, rb) = (range(a), range(b))
            if ra.1 <= rb.0 + 1e-9 || rb.1 <= ra.0 + 1e-9 { return false }
        }
    }
    return true
}

struct ChartChecksTests {
    @Test func overlaps() {
        let square: [(x: Double, y: Double)] = [(0, 0), (2, 0), (2, 2), (0, 2)]
        func moved(_ x: Double, _ y: Double) -> [(x: Double, y: Double)] { square.map { ($0.x + x, $0.y + y) } }
        #expect(overlap(square, moved(1, 1)) && overlap(square, square))
        #expect(!overlap(square, moved(2, 0)) && !overlap(square, moved(0, -3)))
        // a turned one in the corner's shadow: boxes around them overlap, they do not
        let turned: [(x: Double, y: Double)] = [(3, 1.5), (4.5, 3), (3, 4.5), (1.5, 3)]
        #expect(!overlap(square, turned) && overlap(moved(1, 1), turned))
    }
}
