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
    let picture = ClubDrawing(club).svg([("The club", unknown)], width: 620, hasNames: true)
    cell.show(svg: picture, alt: "34 members, numbered, and their ties")
    return club
}

notebook.markdown(
    """
    ## Matrices

    The **adjacency matrix** $A$ has a row and a column for each node; $A_{ij} = 1$ where an edge joins $i$ and $j$, else 0.
    It is kept *sparse*: only what is not zero is stored. The number of edges at a node is its **degree**, the sum of its row.

    The **feature matrix** $X$ has a row for each node: what is known of it. Of the members nothing is known, so each is
    described by itself: $X = I$, the identity. Rows and columns are counted from 0: member 1 is row 0, member 34 row 33.
    """)

let adjacency = notebook.code { cell in
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

    How far does what a node knows differ from what its neighbours know? The **normalized Laplacian** says it:

    $$L = I − D^{-1/2} A D^{-1/2}$$

    where $D$ has the degrees on its diagonal. Each node has 1 with itself and $−1/√(d_i d_j)$ with each neighbour, so
    that a node with many ties does not drown those with few. In this sense the roots of the degrees do not differ: $L$ makes 0
    of them. And with $s_i = ±1$ for the two sides and $y = D^{1/2} s$, $y^T L y / 4$ is the number of ties between the sides.
    """)

notebook.code { cell in
    let edges = club.edges.laplacian(.symmetric, nodeCount: club.nodeCount)
    let laplacian = SparseMatrix(edges.gatheringMatrix(nodeCount: club.nodeCount))
    // by hand: member 12 has one tie, to member 1, who has 16
    print("L between members 12 and 1: -1 / √(1 · 16) = -0.25, stored \(laplacian.entry(12, 1))")
    print("L of member 12 with itself: stored \(laplacian.entry(12, 12))")
    let roots = club.inDegrees.map { Float($0).squareRoot() }
    let same = laplacian.product(DenseArray(roots, shape: [club.nodeCount, 1])).elements.map(abs).max()!
    print("L times the roots of the degrees: 0, but for rounding (all below 1e-6: \(same < 1e-6))")
    let y = zip(roots, club.labels!.values).map { $1 == 0 ? $0 : -$0 }
    let changed = laplacian.product(DenseArray(y, shape: [club.nodeCount, 1])).elements
    let between = zip(y, changed).reduce(0) { $0 + $1.0 * $1.1 } / 4
    print("ties between the two sides: \(Int(between.rounded())) of \(club.edges.count / 2)")
    cell.show(MatrixDrawing.chart(laplacian, title: "L: 1 on the diagonal, below 0 for each tie"), width: 460)
}

notebook.markdown(
    """
    A graph convolution takes the differences *away*. It lets each node keep its own and add what its neighbours know, by the
    same matrix for a club in which everybody has a tie to himself too ($A + I$, and $D$ with its degrees):

    $$Â = D^{-1/2} (A + I) D^{-1/2}$$

    (Kipf & Welling, 2017, arXiv:1609.02907). So $I − Â$ is the normalized Laplacian of that club, and $Â X$ is $X$ less
    what the Laplacian makes of it. It is a weighted sum, not a mean: neighbour $j$ of $i$ has the weight
    $1/√(d_i d_j)$, and the weights of a row do not add up to 1.
    """)

let propagation = try notebook.code { cell in
    let propagation = try club.normalizedAdjacency()
    // by hand, each with the tie to himself: member 12 has 2, member 1 has 17
    let byHand = 1 / (Float(1 + 1) * Float(16 + 1)).squareRoot()
    print("Â between members 12 and 1: 1 / √(2 · 17) = \(byHand), stored \(propagation.entry(12, 1))")
    print("Â of member 12 with itself: 1 / 2, stored \(propagation.entry(12, 12))")
    let sums = propagation.rowSums
    print("the rows of Â add up to \(sums.min()!) at least, \(sums.max()!) at most")
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
    var states: [ClubDrawing.State] = []
    for step in 0...2 {
        let largest = heard.elements.max() ?? 1
        let name = ["at first", "after one product", "after two"][step]
        let count = heard.elements.count { $0 > 0 }
        print("\(name): \(count) \(count == 1 ? "member knows" : "members know") of member 1")
        states.append((name, heard.elements.map { $0 > 0 ? 0.5 + $0 / largest / 2 : nil }))
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
    32 are called follows from the edges. Epoch 0 is the network before it has learned anything; the club is drawn after
    each of the 20 epochs.
    """)

notebook.code { cell in
    let labels = club.labels!
    let sizes = NodeModelConfiguration(inputs: club.nodeCount, hidden: 16, outputs: 2, dropout: 0)
    let network = GCN(sizes, key: RandomKey(seed: 0))
    let input = NodeInput(club, adjacency: propagation, layers: 2)
    let optimizer = Adam([ParameterGroup(network.parameters.map(\.tensor), rate: 0.02)])
    let known: [Int] = [0, 33]
    var states: [ClubDrawing.State] = []
    for epoch in 0...20 {
        let scores = network(input)
        let sides = scores.value.softmaxRows()
        let called = scores.value.argmaxRows()
        let right = called.indices.count { called[$0] == Int(labels.values[$0]) }
        let loss = scores.crossEntropy(labels: known.map { labels.values[$0] }, rows: [0, 33])
        print("epoch \(epoch): loss \((loss.scalar * 1000).rounded() / 1000), \(right) of 34 right")
        if epoch > 0 { states.append(("epoch \(epoch): \(right) of 34", (0..<34).map { sides[$0, 1] })) }
        loss.backward()
        optimizer.step()
        optimizer.clearGradients()
    }
    let drawing = ClubDrawing(club)
    cell.show(
        svg: drawing.svg(states, columns: 5, width: 152, known: known),
        narrow: drawing.svg(states, columns: 2, width: 180, known: known),
        alt: "the members' sides after each of 20 epochs")
}

notebook.markdown(
    """
    Above each drawing stands how many of the 34 are called right. The ringed members are the two whose side was told; blue
    goes with Mr. Hi, orange with the officer, the paler the less sure. From here: `Examples/GCN-Papers` does the same with 2,000 papers, and `gcn train karate` on the command line.
    """)

try notebook.write(to: folder, name: "graphs-karate")
let picture = notebook.pictures.last
try Files.write(picture ?? "", to: "\(folder)/graphs-karate.svg")
print("written: \(folder)/graphs-karate.ipynb, .html and .svg")
