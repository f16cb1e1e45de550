import GraphLearning

/// The club drawn always at the same places, each member in the colour of what is said of it.
struct ClubDrawing {
    /// What is said of each member, and the words above.
    typealias State = (title: String, sides: [Float?])

    private let graph: Graph
    private let ties: [(Int, Int)]
    private let places: [(x: Double, y: Double)]
    private static let blue = (0.0, 114.0, 178.0), orange = (230.0, 159.0, 0.0),
        grey = (200.0, 200.0, 200.0)
    /// What changes on dark paper: the names of colours say what it is.
    private static let dark =
        "rect[fill=white]{fill:#15191e} text[fill=black]{fill:#e8ecf0} line{stroke:#4c555f} "
        + "circle[stroke=white]{stroke:#15191e} circle[stroke=black]{stroke:#ffffff}"

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
    ///   - width: of a panel, in pixels.
    ///   - known: members whose side was told, with a ring.
    func svg(
        _ states: [State], columns: Int = 3, width: Double = 300, known: [Int] = [], hasNames: Bool = false
    ) -> String {
        let columns = min(columns, states.count)
        let height = (width * 0.83).rounded()
        let rows = (states.count + columns - 1) / columns
        var svg = SVG(width: Double(columns) * width, height: Double(rows) * height, background: "white")
        for (number, state) in states.enumerated() {
            let corner = (x: Double(number % columns) * width, y: Double(number / columns) * height)
            draw(state, on: &svg, corner, width, height, known, hasNames)
        }
        // in the text, behind the root's tag
        guard let body = svg.text.firstRange(of: "<rect") else { return svg.text }
        let style = "<style>@media (prefers-color-scheme:dark){\(Self.dark)}</style>\n"
        return svg.text[..<body.lowerBound] + style + svg.text[body.lowerBound...]
    }

    private func draw(
        _ state: State, on svg: inout SVG, _ corner: (x: Double, y: Double), _ width: Double, _ height: Double,
        _ known: [Int], _ hasNames: Bool
    ) {
        let isSmall = width < 250
        let radius = hasNames ? 12 : isSmall ? 4 : 6.5
        let margin = isSmall ? 12.0 : 20.0, top = isSmall ? 30.0 : 50.0
        svg.text(
            state.title, x: corner.x + margin - 4, y: corner.y + top - (isSmall ? 13 : 26),
            size: isSmall ? 12 : 15, fill: "black", bold: true)
        func point(_ node: Int) -> (x: Double, y: Double) {
            (
                corner.x + margin + places[node].x * (width - 2 * margin),
                corner.y + top + places[node].y * (height - top - margin)
            )
        }
        let thickness = hasNames ? 1.5 : isSmall ? 0.7 : 1
        for (a, b) in ties { svg.line(point(a), point(b), stroke: "#c3c8ce", width: thickness) }
        for node in 0..<graph.nodeCount {
            let isKnown = known.contains(node)
            svg.circle(
                point(node), radius: isKnown ? radius + (isSmall ? 1.5 : 2) : radius,
                fill: Self.colour(state.sides[node]), stroke: isKnown ? "black" : "white",
                width: isKnown ? (isSmall ? 2 : 2.5) : (isSmall ? 0.8 : 1.5))
            if hasNames {
                svg.text(
                    graph.name(of: node), x: point(node).x, y: point(node).y + 4, size: 11,
                    fill: "#ffffff", anchor: .middle, bold: true)
            }
        }
    }

    private static func colour(_ side: Float?) -> String {
        guard let side else { return "#6f7780" }
        // grey where it cannot tell, the purer the surer; the root lets a slight leaning be seen
        let strength = min(1, abs(Double(side) - 0.5) * 2).squareRoot()
        let pure = side > 0.5 ? orange : blue
        func channel(_ from: Double, _ to: Double) -> String {
            let value = String(Int((from + (to - from) * strength).rounded()), radix: 16)
            return value.count == 1 ? "0" + value : value
        }
        return "#" + channel(grey.0, pure.0) + channel(grey.1, pure.1) + channel(grey.2, pure.2)
    }
}
