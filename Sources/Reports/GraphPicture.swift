import DenseArrays

/// A picture of a small graph whose edges have weights: width and colour by weight, nodes coloured by class, a ring around
/// the node it is about, names beside the nodes, a legend, a title and notes.
///
/// Plain values in, SVG text out; the same values give the same text.
public struct GraphPicture: Sendable {
    /// A node to be drawn.
    public struct Node: Sendable {
        /// What it is called.
        public var name: String
        /// A place in `classNames`; nil is drawn grey.
        public var group: Int?
        /// Whether it is ringed.
        public var isMarked: Bool

        /// A node without class or mark unless told otherwise.
        public init(name: String, group: Int? = nil, isMarked: Bool = false) {
            self.name = name
            self.group = group
            self.isMarked = isMarked
        }
    }

    /// An edge to be drawn.
    public struct Edge: Sendable {
        /// A place in `nodes`.
        public var source: Int
        /// A place in `nodes`.
        public var target: Int
        /// What decides on width and colour, relative to the largest of the picture; below 0 it speaks against.
        public var weight: Double
        /// Whether it leads one way only, which is drawn as an arrow.
        public var isDirected: Bool
        /// Whether it is among those that were chosen; the others are dashed.
        public var isChosen: Bool

        /// An edge of this weight.
        public init(source: Int, target: Int, weight: Double, isDirected: Bool = false, isChosen: Bool = true) {
            self.source = source
            self.target = target
            self.weight = weight
            self.isDirected = isDirected
            self.isChosen = isChosen
        }
    }

    /// Stands above it.
    public var title: String
    /// Stands below the title.
    public var subtitle: String
    /// Those that are drawn.
    public var nodes: [Node]
    /// Those that are drawn.
    public var edges: [Edge]
    /// What the classes are called.
    public var classNames: [String]
    /// Lines below the picture.
    public var notes: [String]
    /// What the edges' colours mean.
    public var weightTitle: String

    /// Nodes and edges; where they stand is found out.
    public init(
        title: String, subtitle: String = "", nodes: [Node], edges: [Edge], classNames: [String], notes: [String] = [],
        weightTitle: String = "weight of an edge"
    ) {
        self.title = title
        self.subtitle = subtitle
        self.nodes = nodes
        self.edges = edges
        self.classNames = classNames
        self.notes = notes
        self.weightTitle = weightTitle
    }

    /// The picture as SVG text, its layout drawn from the key.
    public func svg(key: RandomKey = RandomKey(seed: 0)) -> String {
        var drawing = GraphDrawing(self, key: key)
        return drawing.text()
    }

    /// Colours that differ also for those who see red and green alike (Okabe & Ito), then paler ones; used in turn.
    public static let palette = [
        "#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#0072b2", "#d55e00", "#999999", "#a6cee3", "#fdbf6f",
        "#b2df8a", "#cab2d6",
    ]

    /// From pale grey (0) to dark blue (1), or to dark red for weights below zero (-1).
    static func colour(_ share: Double) -> String {
        let t = min(1, max(0, abs(share)))
        let from = (214.0, 214.0, 214.0), to = share < 0 ? (160.0, 25.0, 30.0) : (16.0, 52.0, 130.0)
        func channel(_ a: Double, _ b: Double) -> String {
            let value = Int((a + (b - a) * t).rounded())
            let digits = String(value, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return "#" + channel(from.0, to.0) + channel(from.1, to.1) + channel(from.2, to.2)
    }
}
