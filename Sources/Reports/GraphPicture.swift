import DenseArrays

/// A picture of a small graph whose edges have weights: width and colour by weight, nodes coloured by class, a ring around
/// the node it is about, names beside the nodes, a legend, a title and notes.
///
/// Plain values in, SVG text out; the same values give the same text. Edges are blue by weight, red below 0.
public struct GraphPicture: Chart {
    /// A node to be drawn.
    public struct Node: Sendable {
        /// What it is called.
        public var name: String
        /// A place in `classNames`, whose colour it gets as in every other chart; nil is drawn grey.
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
    /// What the places of the nodes follow from.
    public var key = RandomKey(seed: 0)

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

    public func drawing(width: Double) -> ChartCanvas {
        var drawing = GraphDrawing(self, width: width)
        return drawing.drawn()
    }

    /// The picture as an SVG file 960 pixels wide, its layout drawn from the key.
    public func svg(key: RandomKey = RandomKey(seed: 0)) -> String {
        var picture = self
        picture.key = key
        return picture.svg(width: 960)
    }
}
