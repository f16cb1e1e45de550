// The library example in full on Cora: data, model, training, curves, accuracy beside the paper's, what the network sees, mistakes.
// Writes itself as a notebook beside this file: gcn-cora.ipynb and gcn-cora.html. Skips where the set is absent.
import GraphLearning

let options = Array(CommandLine.arguments.dropFirst())
let isQuick = options.contains("--quick")
let rootPlace = options.firstIndex(of: "--data-root").map { $0 + 1 }
let dataRoot = rootPlace.flatMap { options.indices.contains($0) ? options[$0] : nil }
let folder =
    options.indices.first { !options[$0].hasPrefix("-") && $0 != rootPlace }.map { options[$0] }
    ?? #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
try Cora.leaveUnlessFound(root: dataRoot)
let notebook = Notebook(title: "GCN: the fields of Cora's papers")

/// A share as a percentage.
func percent(_ share: Double, digits: Int = 1) -> String {
    let scale = digits == 1 ? 10 : 100
    let parts = Int((share * 100 * Double(scale)).rounded())
    let rest = String(parts % scale)
    return "\(parts / scale).\(String(repeating: "0", count: digits - rest.count))\(rest) %"
}

notebook.markdown(
    """
    Cora is the set on which graph convolutional networks were made known (Kipf & Welling, 2017, arXiv:1609.02907): papers on
    machine learning, the words in each, and who cites whom (Sen et al., 2008, DOI 10.1609/aimag.v29i3.2157; in the form and
    with the public split of Yang, Cohen & Salakhutdinov, 2016, arXiv:1603.08861). The field of 20 papers of each kind is told;
    which field are the others of? The set is not shipped: `gcn data fetch cora` gets it.

    ## Data
    """)

let cora = try notebook.code { cell in
    let set = try Dataset.load("cora", root: dataRoot).graph
    // The files number the fields; their sizes tell which is which.
    let names = set.labels!.counts.enumerated().map { Cora.fields[$1] ?? set.labels!.classNames[$0] }
    let labels = try NodeLabels(values: set.labels!.values, classNames: names)
    let cora = try Graph(
        nodeCount: set.nodeCount, edges: set.edges, features: set.features, labels: labels, split: set.split)
    let split = cora.split!
    print("\(cora.nodeCount) papers, \(cora.edges.count / 2) citations, \(cora.features.width) words, \(names.count) fields")
    print("public split: \(split.train.count) papers train, \(split.validation.count) validate, \(split.test.count) test")
    let told = labels.classNames.indices.map { field in split.train.count { Int(labels.values[$0]) == field } }
    print("told of each field: \(told)")
    cell.show(
        BarChart(
            title: "Papers of each field", names: names,
            series: [.init(name: "papers", values: labels.counts.map { Double($0) })]), width: 700)
    return cora
}

notebook.markdown(
    """
    What do the citations know? For each paper, the share of its neighbours that are of its own field:
    """)

let ownShare = notebook.code { cell in
    let labels = cora.labels!.values
    var own = [Double](repeating: 0, count: cora.nodeCount)
    for (source, target) in zip(cora.edges.sources, cora.edges.targets) where labels[Int(source)] == labels[Int(target)] {
        own[Int(target)] += 1
    }
    let inside = own.reduce(0, +) / Double(cora.edges.count)
    let ownShare = zip(own, cora.inDegrees).map { $0 / Double($1) }
    print("\(percent(inside)) of the citations stay within a field")
    print("\(ownShare.count { $0 == 1 }) papers have neighbours of their own field alone, \(ownShare.count { $0 == 0 }) none of it")
    cell.show(DegreeChart(title: "Citations of a paper, in and out", degrees: cora.inDegrees), width: 620)
    return ownShare
}

notebook.markdown(
    """
    ## Model and training

    Two layers: $H = relu(Â X W_1 + b_1)$ with 16 columns, $Z = Â H W_2 + b_2$ with a column for each field;
    $Â = D^{-1/2} (A + I) D^{-1/2}$ mixes each paper with those it cites and is cited by. One training, from seed 0:
    """)

let (trainer, run) = try notebook.code { cell in
    let settings = NodeClassificationSettings.kipf
    let trainer = try NodeClassificationTrainer(cora, settings)
    for parameter in trainer.makeModel(seed: 0).parameters { print(parameter.path, parameter.tensor.value.shape) }
    let run = try trainer.run(seed: 0, split: cora.split!)
    print("protocol \(settings.name): \(settings.summary)")
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
    The training loss is measured with dropout and on 140 papers, the validation loss without and on 500 others.

    ## How accurate is it?

    One seed says little: initial weights and dropout are drawn anew with each. So the mean over seeds 0, 1, 2, …, with the
    95 % interval of the mean; and the same by PyG's protocol (the network of the best validation accuracy instead of the last),
    on splits of the same size drawn anew for each seed, and without citations (a perceptron: $Â = I$). The paper's figures are
    those of its tables 2 and 3.
    """)

try notebook.code { cell in
    let seeds = isQuick ? 4 : 100
    let random = SplitSpecification("random:20:500:1000")!
    let cases: [(name: String, settings: NodeClassificationSettings, split: SplitSpecification, paper: String)] = [
        ("kipf", .kipf, .included, "81.5 %"), ("pyg", .pyg, .included, "–"),
        ("kipf, random splits", .kipf, random, "80.1 ± 0.5 %"), ("mlp, no citations", .standard(for: "mlp"), .included, "55.1 %"),
    ]
    var results: [RunStatistics] = []
    for (_, settings, split, _) in cases {
        let trainer = try NodeClassificationTrainer(cora, settings)
        results.append(RunStatistics(try (0..<seeds).map { seed in
            try trainer.run(seed: seed, split: split.split(cora, seed: seed)).metrics.testAccuracy
        }))
    }
    for (item, result) in zip(cases, results) {
        print("\(item.name): \(percent(result.mean, digits: 2)) ± \(percent(result.confidence95, digits: 2)), seeds 0 to \(seeds - 1)")
    }
    cell.show(
        HTMLTable(
            header: ["protocol", "split", "seeds", "test accuracy", "the paper"],
            texts: zip(cases, results).map { item, result in
                [
                    item.name, item.split.text!, "0–\(seeds - 1)",
                    "\(percent(result.mean, digits: 2)) ± \(percent(result.confidence95, digits: 2))", item.paper,
                ]
            }))
    let intervals = results.map { Optional($0.mean - $0.confidence95...$0.mean + $0.confidence95) }
    cell.show(
        BarChart(
            title: "Test accuracy, with the 95 % interval of the mean", names: cases.map(\.name),
            series: [.init(name: "accuracy", values: results.map(\.mean), intervals: intervals)], isShare: true),
        width: 620)
}

notebook.markdown(
    """
    ## What the network sees

    The 16 numbers that the first layer makes of each paper, drawn on a plane by t-SNE (van der Maaten, 2014,
    jmlr.org/papers/v15/vandermaaten14a.html), coloured by the field that the network was not told, but for one paper in 19.
    """)

let classifier = try notebook.code { cell in
    let classifier = NodeClassifier(run, of: trainer)
    let vectors = try classifier.embed(cora)
    let places = TSNE().embed(vectors)
    print("\(vectors.rows) vectors of \(vectors.columns) numbers, placed by t-SNE")
    cell.show(
        ScatterChart(
            title: "The hidden layer on a plane", embedding: places.embedding, groups: cora.labels!.values.map { Int($0) },
            names: cora.labels!.classNames))
    return classifier
}

notebook.markdown("## Mistakes\n\nWhich fields are taken for which:")

let (prediction, wrong) = try notebook.code { cell in
    let prediction = try classifier.predict(cora)
    let (labels, test) = (cora.labels!, cora.split!.test)
    let report = try classifier.evaluate(cora, nodes: test)
    let wrong = test.filter { prediction.labels[$0] != Int(labels.values[$0]) }
    print("\(report.count - wrong.count) of \(report.count) test papers are called what they are")
    cell.show(ConfusionMatrixChart(counts: report.confusion, names: labels.classNames), width: 760)
    return (prediction, wrong)
}

notebook.markdown(
    """
    And why? A layer averages a paper with its neighbours: where these are of another field, the network follows them.
    """)

try notebook.code { cell in
    let test = cora.split!.test
    let kinds: [(name: String, holds: (Double) -> Bool)] = [
        ("none", { $0 == 0 }), ("less than half", { $0 > 0 && $0 < 0.5 }),
        ("half or more", { $0 >= 0.5 && $0 < 1 }), ("all", { $0 == 1 }),
    ]
    let missed = Set(wrong)
    var shares: [Double] = [], intervals: [ClosedRange<Double>?] = []
    for kind in kinds {
        let papers = test.filter { kind.holds(ownShare[$0]) }
        let right = papers.count { !missed.contains($0) }
        shares.append(Double(right) / Double(papers.count))
        intervals.append(ConfidenceInterval.wilson(right: right, of: papers.count).map { $0.low...$0.high })
        print("neighbours of the own field: \(kind.name). \(right) of \(papers.count) papers are called what they are")
    }
    cell.show(
        BarChart(
            title: "Test accuracy by the share of neighbours of the paper's own field", names: kinds.map(\.name),
            series: [.init(name: "accuracy", values: shares, intervals: intervals)], isShare: true), width: 620)
}

notebook.markdown("The surest mistakes, with the fields of their neighbours:")

let surest = notebook.code { cell in
    let (labels, names) = (cora.labels!.values, cora.labels!.classNames)
    let surest = wrong.sorted {
        (-prediction.probabilities[$0, prediction.labels[$0]], $0) < (-prediction.probabilities[$1, prediction.labels[$1]], $1)
    }
    let blank = [[Int]](repeating: [Int](repeating: 0, count: names.count), count: cora.nodeCount)
    var (fields, calls) = (blank, blank)
    for (source, target) in zip(cora.edges.sources, cora.edges.targets) {
        fields[Int(target)][Int(labels[Int(source)])] += 1
        calls[Int(target)][prediction.labels[Int(source)]] += 1
    }
    func follows(_ counts: [[Int]]) -> Int {
        wrong.count { counts[$0][prediction.labels[$0]] > counts[$0][Int(labels[$0])] }
    }
    print("of \(wrong.count) mistakes \(follows(fields)) have more neighbours of the field they are called than of their own,")
    print("and \(follows(calls)) have more neighbours that are called the same than such as are called what the paper is")
    cell.show(
        HTMLTable(
            header: ["paper", "is", "called", "probability", "neighbours"],
            texts: surest.prefix(8).map { paper in
                let seen = names.indices.filter { fields[paper][$0] > 0 }.sorted { fields[paper][$0] > fields[paper][$1] }
                return [
                    "\(paper)", names[Int(labels[paper])], names[prediction.labels[paper]],
                    percent(Double(prediction.probabilities[paper, prediction.labels[paper]])),
                    seen.map { "\(names[$0]) \(fields[paper][$0])" }.joined(separator: ", "),
                ]
            }))
    return surest
}

notebook.markdown(
    """
    So a mistake is seldom alone: a paper goes with its neighbours, and these may be called wrongly themselves, since
    nobody told the network what they are. One of them drawn: the surest mistake that has four neighbours of the field it is
    called, with up to 40 of the papers two steps away.
    """)

notebook.code { cell in
    let (labels, names) = (cora.labels!.values, cora.labels!.classNames)
    let pairs = zip(cora.edges.sources, cora.edges.targets).map { (Int($0), Int($1)) }
    let paper =
        surest.first { paper in
            pairs.count { $0.1 == paper && Int(labels[$0.0]) == prediction.labels[paper] } >= 4
        } ?? surest[0]
    let near = Set(pairs.filter { $0.0 == paper }.map(\.1) + [paper])
    let far = near.union(pairs.filter { near.contains($0.0) }.map(\.1).prefix(40))
    let papers = far.sorted()
    let place = Dictionary(uniqueKeysWithValues: papers.enumerated().map { ($1, $0) })
    print("paper \(paper) is of \(names[Int(labels[paper])]), called \(names[prediction.labels[paper]])")
    let picture = GraphPicture(
        title: "Paper \(paper) and its neighbours", subtitle: "in the colour of their field; ringed: the paper",
        nodes: papers.map {
            .init(name: $0 == paper ? "\($0)" : "", group: Int(labels[$0]), isMarked: $0 == paper)
        },
        edges: pairs.compactMap { source, target in
            guard source < target, let one = place[source], let other = place[target] else { return nil }
            return .init(source: one, target: other, weight: source == paper || target == paper ? 1 : 0.25)
        }, classNames: names, weightTitle: "citations: of the paper 1, others 0.25")
    cell.show(picture, width: 760, alt: "paper \(paper) and the papers two citations away, coloured by field")
}

notebook.markdown(
    """
    From the command line: `gcn train cora --runs 100` for the first row, with `--protocol pyg`, `--split random:20:500:1000` or
    `--model mlp` for the others; `gcn train cora --report` for one run's page; `gcn explain RUN --node N` says what an answer
    rests on.
    """)

try notebook.write(to: folder, name: "gcn-cora")
let picture = notebook.pictures.first { $0.contains("The hidden layer") }
try Files.write(picture ?? "", to: "\(folder)/gcn-cora.svg")
print("written: \(folder)/gcn-cora.ipynb, .html and .svg")
