import GraphLearning

/// The club drawn always at the same places, each member in the colour of what is said of it.
struct ClubDrawing {
    private let graph: Graph
    private let ties: [(Int, Int)]
    private let places: [(x: Double, y: Double)]
    private static let blue = (0.0, 114.0, 178.0), orange = (230.0, 159.0, 0.0),
        grey = (200.0, 200.0, 200.0)

    init(_ graph: Graph) {
        self.graph = graph
        ties = zip(graph.edges.sources, graph.edges.targets).filter { $0 < $1 }.map { (Int($0), Int($1)) }
        places = ForceLayout.places(
            nodes: graph.nodeCount, ties: ties, aspect: 1.25, key: RandomKey(seed: 3))
    }

    /// One panel a state, so many in a row.
    ///
    /// - Parameters:
    ///   - states: a title, and for each member how far it is orange (1) or blue (0); nil is drawn grey.
    ///   - known: members whose side was told, with a ring.
    func svg(
        _ states: [(title: String, sides: [Float?])], columns: Int = 3, known: [Int] = [],
        hasNames: Bool = false
    ) -> String {
        let columns = min(columns, states.count)
        let (width, height) = states.count == 1 ? (620.0, 480.0) : (300.0, 250.0)
        let rows = (states.count + columns - 1) / columns
        var svg = SVG(width: Double(columns) * width, height: Double(rows) * height)
        for (number, state) in states.enumerated() {
            let (left, top) = (Double(number % columns) * width, Double(number / columns) * height)
            draw(
                state.title, state.sides, on: &svg, left: left, top: top, width: width, height: height,
                known, hasNames)
        }
        return svg.text
    }

    private func draw(
        _ title: String, _ sides: [Float?], on svg: inout SVG, left: Double, top: Double, width: Double,
        height: Double,
        _ known: [Int], _ hasNames: Bool
    ) {
        let isLarge = hasNames
        let radius = isLarge ? 12.0 : 6.5
        svg.text(title, x: left + 14, y: top + 24, size: 15, bold: true)
        func point(_ node: Int) -> (x: Double, y: Double) {
            (left + 20 + places[node].x * (width - 40), top + 50 + places[node].y * (height - 75))
        }
        for (a, b) in ties { svg.line(point(a), point(b), stroke: "#c3c8ce", width: isLarge ? 1.5 : 1) }
        for node in 0..<graph.nodeCount {
            let isKnown = known.contains(node)
            svg.circle(
                point(node), radius: isKnown ? radius + 2 : radius, fill: Self.colour(sides[node]),
                stroke: isKnown ? "#111111" : "#ffffff",
                width: isKnown ? 2.5 : 1.5)
            if hasNames {
                svg.text(
                    graph.name(of: node), x: point(node).x, y: point(node).y + 4, size: 11,
                    fill: "#ffffff", anchor: .middle, bold: true)
            }
        }
    }

    private static func colour(_ side: Float?) -> String {
        guard let side else { return "#8a9199" }
        // grey where it cannot tell, the purer the surer
        let strength = min(1, abs(Double(side) - 0.5) * 2)
        let pure = side > 0.5 ? orange : blue
        func channel(_ from: Double, _ to: Double) -> String {
            let value = String(Int((from + (to - from) * strength).rounded()), radix: 16)
            return value.count == 1 ? "0" + value : value
        }
        return "#" + channel(grey.0, pure.0) + channel(grey.1, pure.1) + channel(grey.2, pure.2)
    }
}
