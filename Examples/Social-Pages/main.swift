// What kind of page is it? A graph network against one that sees no edges, on Facebook's pages, or on the karate club.
// Writes itself as a notebook beside this file: social-pages.ipynb and social-pages.html.
import GraphLearning

let options = Array(CommandLine.arguments.dropFirst())
let isQuick = options.contains("--quick")
let rootPlace = options.firstIndex(of: "--data-root").map { $0 + 1 }
let dataRoot = rootPlace.flatMap { options.indices.contains($0) ? options[$0] : nil }
let folder =
    options.indices.first { !options[$0].hasPrefix("-") && $0 != rootPlace }.map { options[$0] }
    ?? #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let notebook = Notebook(title: "Social networks: with and without the edges")

/// A share as a percentage.
func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
}

notebook.markdown(
    """
    Pages that like each other are often of one kind. Does that help to tell the kind of a page? A graph network is compared
    with one that sees each page alone, on the 22,470 Facebook pages of MUSAE (Rozemberczki, Allen & Sarkar, 2021,
    arXiv:1909.13021) where the set is found: politicians, governments, shows, companies. Where it is absent, Zachary's karate
    club takes its place: 34 members, whose two sides are the kinds.

    ## The network
    """)

let (graph, isFacebook) = try notebook.code { cell in
    let found = Pages.isThere(root: dataRoot)
    let graph = try Dataset.load(found ? "musae_facebook" : "karate", root: dataRoot).graph
    if !found { print("musae_facebook is not here (see GCN_DATA, --data-root): the karate club instead") }
    let labels = graph.labels!
    print("\(graph.nodeCount) nodes, \(graph.edges.count / 2) ties, \(labels.classCount) kinds")
    let inside = zip(graph.edges.sources, graph.edges.targets).count {
        labels.values[Int($0)] == labels.values[Int($1)]
    }
    print("\(percent(Double(inside) / Double(graph.edges.count))) of the ties stay within a kind")
    cell.show(
        BarChart(
            title: "Nodes of each kind", names: labels.classNames,
            series: [.init(name: "nodes", values: labels.counts.map { Double($0) })]), width: 560)
    return (graph, found)
}

notebook.markdown(
    """
    ## With the edges and without

    The kind of a few nodes is told, drawn at random; the test asks of those that are left. One draw may be lucky, so there are
    several, the same for both networks: a GCN of two layers, and a perceptron, which is a GCN whose $Â$ is the identity.
    Four nodes or more are held out to say when to stop.
    """)

let (trainer, runs) = try notebook.code { cell in
    let draws = isFacebook ? (isQuick ? 1 : 5) : (isQuick ? 5 : 20)
    let drawing = SplitSpecification(isFacebook ? "random:20:500:all" : "random:4:4:all")!
    var kinds: [(name: String, settings: NodeClassificationSettings)] = [
        ("with edges", .kipf), ("without edges", .standard(for: "mlp")),
    ]
    if isQuick { for number in kinds.indices { kinds[number].settings.epochs = 60 } }
    let trainers = try kinds.map { try NodeClassificationTrainer(graph, $0.settings) }
    var runs: [[NodeClassificationRun]] = [[], []]
    for seed in 0..<draws {
        let split = try drawing.split(graph, seed: seed)
        if seed == 0 {
            print("the kind of \(split.train.count) nodes is told, the test asks of \(split.test.count) others")
        }
        for number in kinds.indices { runs[number].append(try trainers[number].run(seed: seed, split: split)) }
    }
    let scores = runs.map { RunStatistics($0.map(\.metrics.testAccuracy)) }
    for (kind, score) in zip(kinds, scores) {
        print("\(kind.name): \(percent(score.mean)) right, the mean over \(draws) \(draws == 1 ? "draw" : "draws")")
    }
    let intervals = scores.map { score -> ClosedRange<Double>? in
        let half = score.confidence95
        return half.isFinite ? max(0, score.mean - half)...min(1, score.mean + half) : nil
    }
    cell.show(
        BarChart(
            title: "Test accuracy, with 95 % intervals", names: kinds.map(\.name),
            series: [.init(name: "accuracy", values: scores.map(\.mean), intervals: intervals)], isShare: true),
        width: 560)
    return (trainers[0], runs)
}

notebook.markdown("How the first draw's two networks learned what they were told, and how they did on nodes held out:")

notebook.code { cell in
    let pairs = zip(runs.map { $0[0] }, ["with edges", "without edges"])
    for (run, name) in pairs {
        let last = run.history.last!
        print("\(name): \(percent(last.trainAccuracy)) of the told nodes right after \(run.history.count) epochs")
    }
    cell.show(
        LearningCurves(panels: [
            .init(name: "training loss", curves: pairs.map { .init(name: $1, values: $0.history.map(\.trainLoss)) }),
            .init(
                name: "validation accuracy",
                curves: pairs.map { .init(name: $1, values: $0.history.map(\.validationAccuracy)) }, isShare: true),
        ]), width: 800)
}

notebook.markdown(
    """
    Of the club's members nothing is known but their ties: without these nothing can be learned of those who were not
    told, and half is luck. Facebook's pages are also described by features of their own, which the network without edges
    can learn from.

    ## What is confused with what

    The first draw's network with edges, on its test nodes.
    """)

try notebook.code { cell in
    let run = runs[0][0]
    let classifier = NodeClassifier(run, of: trainer)
    let split = try SplitSpecification(isFacebook ? "random:20:500:all" : "random:4:4:all")!.split(graph, seed: 0)
    let report = try classifier.evaluate(graph, nodes: split.test)
    print("\(percent(report.accuracy)) of \(report.count) test nodes are called what they are")
    cell.show(ConfusionMatrixChart(counts: report.confusion, names: graph.labels!.classNames), width: 560)
    if !isFacebook {
        let called = try classifier.predict(graph).labels, told = Set(split.train)
        let edges = graph.edges
        var friends = [Set<Int32>](repeating: [], count: graph.nodeCount)
        for number in edges.sources.indices { friends[Int(edges.sources[number])].insert(edges.targets[number]) }
        let drawing = GraphPicture(
            title: "Who goes with whom", subtitle: "in the colour of the side the network names; ringed: told",
            nodes: called.indices.map { .init(name: "\($0 + 1)", group: called[$0], isMarked: told.contains($0)) },
            edges: edges.sources.indices.filter { edges.sources[$0] < edges.targets[$0] }.map {
                let (one, other) = (Int(edges.sources[$0]), Int(edges.targets[$0]))
                let common = friends[one].intersection(friends[other]).count
                return .init(source: one, target: other, weight: Double(common))
            }, classNames: graph.labels!.classNames, weightTitle: "friends that two have in common")
        cell.show(drawing, width: 760, alt: "the club, each member in the colour of the side the network names")
    }
}

notebook.markdown(
    """
    From the command line: `gcn train musae_facebook --split random:20:500:all` and the same with `--model mlp`.
    """)

try notebook.write(to: folder, name: "social-pages")
let picture = notebook.pictures.last
try Files.write(picture ?? "", to: "\(folder)/social-pages.svg")
print("written: \(folder)/social-pages.ipynb, .html and .svg")
