/// The six nodes drawn where they are best seen, in the ink of the page they stand on.
enum SixNodes {
    private static let places = [(70, 40), (70, 160), (180, 100), (300, 100), (420, 100), (540, 100)]

    /// SVG text of 610 by 200 pixels.
    static func svg(ties: [(Int, Int)], names: [String]) -> String {
        let lines = ties.map { one, other in
            let (from, to) = (places[one], places[other])
            return "<line x1=\"\(from.0)\" y1=\"\(from.1)\" x2=\"\(to.0)\" y2=\"\(to.1)\"/>"
        }
        let nodes = zip(places, names).map { place, name in
            "<circle cx=\"\(place.0)\" cy=\"\(place.1)\" r=\"20\"/><text x=\"\(place.0)\" y=\"\(place.1 + 6)\">\(name)</text>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 610 200" width="610" height="200" role="img">
            <title>Six nodes and their ties</title>
            <style>
            line { stroke: #767b83; stroke-width: 3 }
            circle { fill: #1f77c0 }
            text { fill: #ffffff; font: bold 18px sans-serif; text-anchor: middle }
            @media (prefers-color-scheme: dark) { circle { fill: #3f8fd0 } }
            </style>
            \((lines + nodes).joined(separator: "\n"))
            </svg>

            """
    }
}
