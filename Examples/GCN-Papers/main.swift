// The library example in full on the shipped papers: data, model, training, curves, what the network sees, mistakes.
// Writes itself as a notebook beside this file: gcn-papers.ipynb and gcn-papers.html.
import GraphLearning

let options = CommandLine.arguments.dropFirst()
let isQuick = options.contains("--quick")
let folder =
    options.first { !$0.hasPrefix("-") }
    ?? #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let notebook = Notebook(title: "GCN: the subjects of 2,000 papers")

/// A share as a percentage.
func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
}

notebook.markdown(
    """
    Papers cite papers, and mostly those of their own subject. A graph convolutional network (Kipf & Welling, 2017,
    arXiv:1609.02907) uses that: from the words of 2,000 papers, who cites whom, and the subject of 20 papers of each kind
    it tells the subject of all others. The papers of `Data/papers` are made up by this toolkit; the method is the real one.

    ## Data
    """)

let papers = try notebook.code { cell in
    let papers = try Dataset.load("papers").graph
    let (labels, split) = (papers.labels!, papers.split!)
    let (nodes, citations, words) = (papers.nodeCount, papers.edges.count / 2, papers.features.width)
    print("\(nodes) papers, \(citations) citations, \(words) words, \(labels.classCount) subjects")
    print("the subject of \(split.train.count) papers is told; the test asks of \(split.test.count) others")
    cell.show(
        BarChart(
            title: "Papers of each subject", names: labels.classNames,
            series: [.init(name: "papers", values: labels.counts.map { Double($0) })]), width: 620)
    return papers
}

notebook.markdown(
    """
    How often does a citation join two papers of one subject? The more often, the more the edges have to say.
    """)

notebook.code {
    let labels = papers.labels!.values
    let inside = zip(papers.edges.sources, papers.edges.targets).count {
        labels[Int($0)] == labels[Int($1)]
    }
    let share = Double(inside) / Double(papers.edges.count)
    print("\(percent(share)) of the citations stay within a subject")
}

notebook.markdown(
    """
    ## Training

    Two layers: $H = relu(Â X W_1 + b_1)$ with 16 columns, $Z = Â H W_2 + b_2$ with one column a subject. The settings are
    those of the paper, protocol `kipf`: Adam, rate 0.01, dropout 0.5, 200 epochs.
    """)

let (trainer, run) = try notebook.code { cell in
    var settings = NodeClassificationSettings.kipf
    if isQuick { settings.epochs = 60 }
    let trainer = try NodeClassificationTrainer(papers, settings)
    let run = try trainer.run(seed: 0, split: papers.split!)
    let (train, test) = (run.metrics.trainAccuracy, run.metrics.testAccuracy)
    print("after \(run.epochs) epochs: training \(percent(train)), test \(percent(test))")
    cell.show(
        LearningCurves(panels: [
            .init(
                name: "loss", training: run.history.map(\.trainLoss),
                validation: run.history.map(\.validationLoss)),
            .init(
                name: "accuracy", training: run.history.map(\.trainAccuracy),
                validation: run.history.map(\.validationAccuracy), isShare: true),
        ]), width: 800)
    return (trainer, run)
}

notebook.markdown(
    """
    What do the edges add? The same network without them (a perceptron: $H = relu(X W_1)$) sees each paper's words alone.
    """)

try notebook.code { cell in
    var settings = NodeClassificationSettings.standard(for: "mlp")
    if isQuick { settings.epochs = 60 }
    let alone = try NodeClassificationTrainer(papers, settings).run(seed: 0, split: papers.split!)
    let counts = [run.metrics.testAccuracy, alone.metrics.testAccuracy]
    print("with citations \(percent(counts[0])), words alone \(percent(counts[1]))")
    let intervals = counts.map { share -> ClosedRange<Double>? in
        let count = papers.split!.test.count
        return ConfidenceInterval.wilson(right: Int((share * Double(count)).rounded()), of: count).map {
            $0.low...$0.high
        }
    }
    cell.show(
        BarChart(
            title: "Test accuracy, with 95 % intervals", names: ["with citations", "words alone"],
            series: [.init(name: "accuracy", values: counts, intervals: intervals)], isShare: true),
        width: 560)
}

notebook.markdown(
    """
    ## What the network sees

    The 16 numbers that the first layer makes of each paper, drawn on a plane by t-SNE (van der Maaten, 2014,
    jmlr.org/papers/v15/vandermaaten14a.html): papers of one subject lie together, though
    the network was told the subject of one in fourteen.
    """)

let classifier = try notebook.code { cell in
    let classifier = NodeClassifier(run, of: trainer)
    let vectors = try classifier.embed(papers)
    let subjects = papers.labels!.values.map { Int($0) }
    let places = TSNE().embed(vectors)
    print("\(vectors.rows) vectors of \(vectors.columns) numbers, placed by t-SNE")
    cell.show(
        ScatterChart(
            title: "The hidden layer on a plane", embedding: places.embedding, groups: subjects,
            names: papers.labels!.classNames))
    return classifier
}

notebook.markdown("## Mistakes")

try notebook.code { cell in
    let prediction = try classifier.predict(papers)
    let (labels, test) = (papers.labels!, papers.split!.test)
    let report = try classifier.evaluate(papers, nodes: test)
    print("\(percent(report.accuracy)) of \(report.count) test papers are called what they are")
    cell.show(ConfusionMatrixChart(counts: report.confusion, names: labels.classNames), width: 760)
    let wrong = test.filter { prediction.labels[$0] != Int(labels.values[$0]) }
        .sorted {
            prediction.probabilities[$0, prediction.labels[$0]]
                > prediction.probabilities[$1, prediction.labels[$1]]
        }
    let degrees = papers.inDegrees
    cell.show(
        HTMLTable(
            header: ["paper", "is", "called", "probability", "citations"],
            texts: wrong.prefix(8).map {
                [
                    papers.name(of: $0), labels.classNames[Int(labels.values[$0])],
                    labels.classNames[prediction.labels[$0]],
                    percent(Double(prediction.probabilities[$0, prediction.labels[$0]])),
                    "\(degrees[$0])",
                ]
            }))
}

notebook.markdown(
    """
    Most of what it is surely wrong about has few citations, or none: then only the words are left. From the command line:
    `gcn train papers --report`, and `gcn explain RUN --node ID` says what an answer rests on.
    """)

try notebook.write(to: folder, name: "gcn-papers")
let picture = notebook.pictures.first { $0.contains("The hidden layer") }
try Files.write(picture ?? "", to: "\(folder)/gcn-papers.svg")
print("written: \(folder)/gcn-papers.ipynb, .html and .svg")
