// What a graph is, shown on Zachary's karate club: matrices, one propagation by hand, and the club divided from two labels.
// Writes itself as a notebook beside this file: graphs-karate.ipynb and graphs-karate.html.
import GraphLearning

let options = CommandLine.arguments.dropFirst()
let folder =
    options.first { !$0.hasPrefix("-") }
    ?? #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let notebook = Notebook(title: "Graphs: Zachary's karate club")

notebook.markdown(
    """
    A *graph* is a set of **nodes** and a set of **edges** that join two nodes each. The members of a karate club are nodes;
    an edge joins two who met outside the lessons. In the years that Wayne Zachary watched the club its instructor, Mr. Hi
    (member 1), and its officer (member 34) fell out, and the club split in two. Who went with whom can be read from the
    edges alone, as this notebook ends by showing.

    Source: Zachary, 1977, "An information flow model for conflict and fission in small groups", doi:10.1086/jar.33.4.3629752.

    ## The club
    """)

let club = try notebook.code { cell in
    let club = try Dataset.load("karate").graph
    let edges = club.edges
    print(
        "\(club.nodeCount) nodes, \(edges.count) directed edges: \(edges.count / 2) ties in both directions"
    )
    let first = (0..<5).map { "\(edges.sources[$0] + 1)–\(edges.targets[$0] + 1)" }
    print("the first ties:", first.joined(separator: ", "))
    let unknown = [Float?](repeating: nil, count: club.nodeCount)
    let picture = ClubDrawing(club).svg([("The club", unknown)], hasNames: true)
    cell.show(svg: picture, alt: "34 members, numbered, and their ties")
    return club
}

notebook.markdown(
    """
    ## Matrices

    The **adjacency matrix** $A$ has a row and a column for each node; $A_{ij} = 1$ where an edge joins $i$ and $j$, else 0.
    It is kept *sparse*: only what is not zero is stored. The number of edges at a node is its **degree**, the sum of its row.

    The **feature matrix** $X$ has a row for each node: what is known of it. Of the members nothing is known, so each is
    described by itself: $X = I$, the identity.
    """)

let adjacency = try notebook.code { cell in
    let adjacency = SparseMatrix(club.edges.gatheringMatrix(nodeCount: club.nodeCount))
    let (rows, columns) = (adjacency.rows, adjacency.columns)
    print("A is \(rows) × \(columns), with \(adjacency.count) of \(rows * columns) entries stored")
    print("X is \(club.features.nodeCount) × \(club.features.width), the identity")
    let degrees = club.inDegrees
    let order = degrees.indices.sorted { (degrees[$0], -$0) > (degrees[$1], -$1) }
    let most = order.prefix(5).map { "member \($0 + 1) has \(degrees[$0])" }
    print("most ties:", most.joined(separator: ", "))
    cell.show(MatrixDrawing.chart(adjacency, title: "A: who is joined with whom"), width: 460)
    return adjacency
}

notebook.markdown(
    """
    ## The normalized Laplacian

    A graph convolution lets each node take the mean of what its neighbours and itself know. For that $A$ gets the identity
    added (each node hears itself), and each entry is divided by the roots of both degrees, so that a node with many ties
    does not drown those with few:

    $$Â = D^{-1/2} (A + I) D^{-1/2}$$

    where $D$ has the degrees of $A + I$ on its diagonal (Kipf & Welling, 2017, arXiv:1609.02907).
    """)

let propagation = try notebook.code { cell in
    let propagation = try club.normalizedAdjacency()
    let row = propagation.compressedRows
    // by hand: member 12 has one tie, to member 1, who has 16
    let byHand = 1 / (Float(1 + 1) * Float(16 + 1)).squareRoot()
    func entry(_ i: Int, _ j: Int32) -> Float {
        row.range(i).first { row.columnIndices[$0] == j }.map { row.values[$0] } ?? 0
    }
    print("Â between members 12 and 1: 1 / √(2 · 17) = \(byHand), stored \(entry(11, 0))")
    print("Â of member 12 with itself: 1 / 2, stored \(entry(11, 11))")
    cell.show(MatrixDrawing.chart(propagation, title: "Â: how much each hears of each"), width: 460)
    return propagation
}

notebook.markdown(
    """
    ## One propagation by hand

    $Y = Â X$ is all that *propagation* means. Let one number be known of each member: 1 of Mr. Hi, 0 of all others. After
    one product those at one tie from him have heard of him, after two those at two ties.
    """)

notebook.code { cell in
    var heard = DenseArray(zeros: [club.nodeCount, 1])
    heard[0, 0] = 1
    var states: [(title: String, sides: [Float?])] = []
    for step in 0...2 {
        let largest = heard.elements.max() ?? 1
        let name = ["at first", "after one product", "after two"][step]
        let count = heard.elements.count { $0 > 0 }
        print("\(name): \(count) \(count == 1 ? "member knows" : "members know") of member 1")
        states.append((name, heard.elements.map { $0 > 0 ? 0.5 + ($0 / largest).squareRoot() / 2 : nil }))
        heard = propagation.product(heard)
    }
    let drawing = ClubDrawing(club)
    cell.show(
        svg: drawing.svg(states, known: [0]), narrow: drawing.svg(states, columns: 1, known: [0]),
        alt: "what is known of member 1 spreads over the club")
}

notebook.markdown(
    """
    ## The club divided from two labels

    A **graph convolutional network** has a weight matrix behind each product: $H = relu(Â X W_1)$, $Z = Â H W_2$. Two
    labels are known: Mr. Hi's own and the officer's. The loss is the cross-entropy of these two rows of $Z$; what the other
    32 are called follows from the edges.
    """)

notebook.code { cell in
    let labels = club.labels!
    let sizes = NodeModelConfiguration(inputs: club.nodeCount, hidden: 16, outputs: 2, dropout: 0)
    let network = GCN(sizes, key: RandomKey(seed: 0))
    let input = NodeInput(club, adjacency: propagation, layers: 2)
    let optimizer = Adam([ParameterGroup(network.parameters.map(\.tensor), rate: 0.01)])
    let known: [Int] = [0, 33]
    let shown = options.contains("--quick") ? [0, 10, 20] : [0, 5, 10, 20, 40, 60]
    var states: [(title: String, sides: [Float?])] = []
    for epoch in 0...shown.last! {
        let scores = network(input)
        let sides = scores.value.softmaxRows()
        let called = scores.value.argmaxRows()
        let right = called.indices.count { called[$0] == Int(labels.values[$0]) }
        let loss = scores.crossEntropy(labels: known.map { labels.values[$0] }, rows: [0, 33])
        if shown.contains(epoch) {
            print("epoch \(epoch): loss \((loss.scalar * 1000).rounded() / 1000), \(right) of 34 right")
            states.append(("epoch \(epoch): \(right) of 34 right", (0..<34).map { sides[$0, 1] }))
        }
        loss.backward()
        optimizer.step()
        optimizer.clearGradients()
    }
    let drawing = ClubDrawing(club)
    cell.show(
        svg: drawing.svg(states, known: known), narrow: drawing.svg(states, columns: 2, known: known),
        alt: "the members' sides after more and more epochs")
}

notebook.markdown(
    """
    The ringed members are the two whose side was told; blue goes with Mr. Hi, orange with the officer, the paler the less
    sure. From here: `Examples/GCN-Papers` does the same with 2,000 papers, and `gcn train karate` on the command line.
    """)

try notebook.write(to: folder, name: "graphs-karate")
let picture = notebook.pictures.last
try Files.write(picture ?? "", to: "\(folder)/graphs-karate.svg")
print("written: \(folder)/graphs-karate.ipynb, .html and .svg")
