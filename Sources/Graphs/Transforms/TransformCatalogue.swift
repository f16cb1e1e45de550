extension Transform {
    /// A transform that `named` knows: its name with its parameters' defaults, and what it does.
    public struct Entry: Sendable, Equatable {
        /// As `--transform` knows it.
        public let name: String
        /// What it does, in a line.
        public let summary: String
    }

    /// All transforms that `named` knows.
    public static let catalogue: [Entry] = [
        Entry(name: "normalize-features", summary: "rows of features divided by the sum of their absolute values"),
        Entry(name: "add-self-loops", summary: "a further self-loop of weight 1 for every node"),
        Entry(name: "add-remaining-self-loops", summary: "a self-loop for every node that has none"),
        Entry(name: "remove-self-loops", summary: "without the edges that join a node to itself"),
        Entry(name: "to-undirected", summary: "both directions of each edge, repeated ones merged"),
        Entry(name: "largest-connected-components:1", summary: "the components with the most nodes; how many"),
        Entry(name: "remove-isolated-nodes", summary: "without the nodes that no edge joins to another"),
        Entry(name: "one-hot-degree:MAX", summary: "the degree one-hot beside the features, MAX + 1 columns"),
        Entry(name: "local-degree-profile", summary: "five numbers on a node's degree and its neighbours' beside the features"),
        Entry(name: "random-node-split:20,500,1000", summary: "a random split: training nodes a class, validation, test"),
        Entry(name: "gdc:ppr,0.15,64", summary: "graph diffusion: ppr,ALPHA,K or heat,TIME,K; the K strongest edges a node"),
        Entry(name: "sign:2", summary: "the features after 1, 2, … propagations beside the features"),
        Entry(name: "laplacian:8", summary: "the Laplacian's first eigenvectors beside the features; how many"),
        Entry(name: "random-walk:8", summary: "chances to be back after 1, 2, … steps beside the features; how many"),
        Entry(name: "virtual-node", summary: "one more node, joined to and from every other"),
        Entry(name: "knn:6", summary: "edges from each node's nearest others instead of the graph's own; how many (meshes)"),
        Entry(name: "radius:R", summary: "edges from all others within R instead of the graph's own (meshes)"),
        Entry(name: "line-graph", summary: "the graph whose nodes are the edges"),
    ]

    /// The names that `named` knows, with their parameters.
    public static let names = catalogue.map(\.name)
}
