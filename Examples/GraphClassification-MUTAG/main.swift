// Whole graphs told apart: batches, readouts (mean, sum, maximum) compared, cross-validation. MUTAG, or the shipped compounds.
// Writes itself as a notebook beside this file: graphclassification-mutag.ipynb and graphclassification-mutag.html.
import GraphLearning

let options = Array(CommandLine.arguments.dropFirst())
let isQuick = options.contains("--quick")
let rootPlace = options.firstIndex(of: "--data-root").map { $0 + 1 }
let dataRoot = rootPlace.flatMap { options.indices.contains($0) ? options[$0] : nil }
let here = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let folder =
    options.indices.first { !options[$0].hasPrefix("-") && $0 != rootPlace }.map { options[$0] } ?? here
let notebook = Notebook(title: "Graph classification: batches and readouts")

/// A share as a percentage.
func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
}

notebook.markdown(
    """
    So far a network said something of each node. Here it says one thing of a **whole graph**: of a molecule, whether it
    has a property. For that the nodes' vectors become one vector, by a *readout*, and many graphs of different sizes go
    through the network at once, as a *batch*.

    The graphs are those of MUTAG (Debnath et al., 1991, doi:10.1021/jm00106a046: 188 compounds, which of them change the
    genes of bacteria?) where the set is found; else the 499 compounds of `Data/molecules`: which have an acid group?

    ## The graphs
    """)

let (set, isMUTAG) = try notebook.code { cell in
    let (set, isMUTAG) = try Sets.load(root: dataRoot, shipped: here + "/../../Data/molecules/compounds.csv")
    if !isMUTAG { print("MUTAG is not here (see GCN_DATA, --data-root): the shipped compounds instead") }
    print("\(set.count) graphs, \(set.nodeCount) nodes, \(set.features.width) features a node")
    cell.show(
        BarChart(
            title: "Graphs of each kind", names: set.classNames,
            series: [.init(name: "graphs", values: set.classCounts.map { Double($0) })]), width: 560)
    return (set, isMUTAG)
}

notebook.markdown(
    """
    ## A batch

    A batch of graphs is *one* graph, in which no edge joins a node of one to a node of another: its adjacency matrix has a
    block for each graph along the diagonal, and zeros elsewhere. A convolution needs to know nothing of batches. A list says
    which graph each node belongs to.
    """)

let batch = notebook.code { cell in
    let chosen = (0..<set.count).filter { (8...16).contains(set[$0].nodeCount) }.prefix(4)
    let batch = set.batch(Array(chosen))
    print("\(batch.count) graphs of \(batch.nodeCounts) nodes: one graph of \(batch.graph.nodeCount)")
    print("node belongs to graph:", batch.batch)
    let edges = batch.graph.edges
    let entries = edges.sources.indices.map {
        MatrixPicture.Entry(Int(edges.targets[$0]), Int(edges.sources[$0]))
    }
    let drawing = GraphPicture(
        title: "Four graphs, one batch", nodes: batch.batch.map { .init(name: "", group: $0) },
        edges: edges.sources.indices.filter { edges.sources[$0] < edges.targets[$0] }.map {
            .init(source: Int(edges.sources[$0]), target: Int(edges.targets[$0]), weight: 1)
        }, classNames: (1...batch.count).map { "graph \($0)" })
    cell.show(drawing, width: 760, alt: "the four graphs of the batch, each in a colour of its own")
    cell.show(
        MatrixPicture(
            title: "A batch's adjacency matrix", rows: batch.graph.nodeCount, columns: batch.graph.nodeCount,
            entries: entries, rowTitle: "node", columnTitle: "node"), width: 460)
    return batch
}

notebook.markdown(
    """
    ## Readouts

    The **mean** of the nodes' vectors forgets how many nodes there are; the **sum** counts them; the **maximum** keeps
    the strongest of each column, and so whether something is there at all. Of a column of ones in the batch above:
    """)

notebook.code {
    let ones = Tensor(DenseArray(repeating: 1, shape: [batch.graph.nodeCount, 1]))
    for (name, aggregation) in [("mean", Aggregation.mean), ("sum", .sum), ("max", .maximum)] {
        let readout = ReductionReadout(aggregation)
        print("\(name):", readout(ones, batch: batch.batch, graphCount: batch.count).value.elements)
    }
}

notebook.markdown(
    """
    ## Which readout is best?

    A few hundred graphs are too few for one test part: luck would decide. In **cross-validation** the set is cut into parts of
    like mixture; each serves as the test once, and a network that never saw it is trained on all others. The score is the
    mean over the parts. The network, a GCN, is the same but for its readout; the last epoch's is judged, nothing is chosen.
    """)

let results = try notebook.code { cell in
    var results: [CrossValidationResult] = []
    let readouts = ["mean", "sum", "max"]
    for readout in readouts {
        var settings = GraphTrainingSettings.named("fixed", model: "gcn")!
        settings.network.readout = readout
        settings.folds = isQuick ? 3 : 10
        settings.epochs = isQuick ? 10 : 60
        let result = try CrossValidation(GraphTrainer(set), settings, seed: 0).run(keepsFinal: false)
        let (mean, deviation) = (result.test.mean, result.test.standardDeviation)
        print("\(readout): \(percent(mean)) over \(result.folds.count) parts, deviation \(percent(deviation))")
        results.append(result)
    }
    let most = Double(set.classCounts.max() ?? 0) / Double(set.count)
    print("always the larger class: \(percent(most))")
    cell.show(
        BarChart(
            title: "Test accuracy by readout, with 95 % intervals", names: readouts + ["larger class"],
            series: [
                .init(
                    name: "accuracy", values: results.map(\.test.mean) + [most],
                    intervals: results.map { result -> ClosedRange<Double>? in
                        let (mean, half) = (result.test.mean, result.test.confidence95)
                        return half.isFinite ? max(0, mean - half)...min(1, mean + half) : nil
                    } + [nil])
            ], isShare: true), width: 620)
    return results
}

notebook.markdown(
    """
    Where intervals overlap, the set is too small to say which readout is better. Every graph was in the test once; what the
    networks with the sum said of all of them:
    """)

notebook.code { cell in
    var (actual, predicted) = ([Int](), [Int]())
    for fold in results[1].folds {
        actual += fold.fold.test.map { Int(set.labels![$0]) }
        predicted += fold.predictions.argmaxRows()
    }
    let report = ClassificationReport(actual: actual, predicted: predicted, classNames: set.classNames)
    let right = actual.indices.count { actual[$0] == predicted[$0] }
    print("\(right) of \(report.count) graphs are called what they are")
    cell.show(ConfusionMatrixChart(counts: report.confusion, names: set.classNames), width: 480)
}

notebook.markdown(
    """
    From the command line: `gcn train MUTAG --model gcn --readout mean`, and `Examples/Molecules-Shipped` goes from the formula
    of a molecule to the atoms that an answer rests on.
    """)

try notebook.write(to: folder, name: "graphclassification-mutag")
let picture = notebook.pictures.first { $0.contains("Test accuracy by readout") }
try Files.write(picture ?? "", to: "\(folder)/graphclassification-mutag.svg")
print("written: \(folder)/graphclassification-mutag.ipynb, .html and .svg")
