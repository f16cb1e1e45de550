// The figures of the article "How a GCN layer works", and the numbers in its text: one propagation step by step on six
// nodes, and what becomes of a network that is too deep. Writes SVG files into the documentation's catalogue.
import GraphLearning

let options = CommandLine.arguments.dropFirst()
let isQuick = options.contains("--quick")
let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
let folder =
    options.first { !$0.hasPrefix("-") } ?? root + "/Sources/GraphLearning/GraphLearning.docc/Resources"
try Files.makeDirectory(folder)

/// A number with two digits.
func short(_ value: Float) -> String { "\((value * 100).rounded() / 100)" }

// Six nodes: a triangle, and a chain that hangs on it.
let ties = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5)]
let graph = try Graph(nodeCount: 6, edges: EdgeList(ties).undirected())
let names = ["a", "b", "c", "d", "e", "f"]
let adjacency = try graph.normalizedAdjacency()
let rows = adjacency.compressedRows
for (node, name) in names.enumerated() {
    let entries = rows.range(node).map { "\(names[Int(rows.columnIndices[$0])]) \(short(rows.values[$0]))" }
    print("\(name) hears", entries.joined(separator: ", "))
}
try Files.write(SixNodes.svg(ties: ties, names: names), to: folder + "/layer-graph.svg")
let matrix = DenseArray(
    (0..<6).flatMap { row in
        (0..<6).map { column in rows.range(row).first { rows.columnIndices[$0] == column }.map { rows.values[$0] } ?? 0 }
    }, shape: [6, 6])
try Files.write(
    MatrixPicture(title: "Â of the six nodes", matrix: matrix, rowTitle: "who hears", columnTitle: "whom").svg(width: 420),
    to: folder + "/layer-matrix.svg")

// One number is known of each node; each product with Â mixes it with the neighbours'.
var x = DenseArray([1, 0, 0, 0, 0, 0], shape: [6, 1])
var states: [BarChart.Series] = []
for step in ["X", "Â X", "Â Â X"] {
    print("\(step):", x.elements.map(short).joined(separator: " "))
    states.append(.init(name: step, values: x.elements.map { Double($0) }))
    x = adjacency.product(x)
}
try Files.write(
    BarChart(title: "What each node knows of a", names: names, series: states).svg(width: 560),
    to: folder + "/layer-products.svg")

// More layers look farther, and mix more: the test accuracy on the shipped papers by depth.
let papers = try Dataset.load("papers").graph
let depths = isQuick ? [1, 2] : [1, 2, 3, 4, 5, 6, 8, 10]
let accuracies = try depths.map { depth in
    var settings = NodeClassificationSettings.pyg
    settings.layers = depth
    let trainer = try NodeClassificationTrainer(papers, settings)
    let runs = try (0..<(isQuick ? 1 : 5)).map { try trainer.run(seed: $0, split: papers.split!).metrics.testAccuracy }
    let mean = RunStatistics(runs).mean
    print("\(depth) \(depth == 1 ? "layer" : "layers"): \((mean * 1000).rounded() / 10) % of the test papers right")
    return mean
}
try Files.write(
    LineChart(
        title: "Test accuracy on the papers by depth (5 seeds)",
        lines: [.init(name: "accuracy", x: depths.map { Double($0) }, y: accuracies.map { $0 * 100 })],
        xTitle: "layers", yTitle: "per cent right", hasMarks: true
    ).svg(width: 560),
    to: folder + "/layer-depth.svg")
print("written: \(folder)/layer-graph.svg, layer-matrix.svg, layer-products.svg, layer-depth.svg")
