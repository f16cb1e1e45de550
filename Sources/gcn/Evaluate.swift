import ArgumentParser
import GraphLearning

/// Which nodes a network is judged on.
enum Part: String, ExpressibleByArgument, CaseIterable {
    case test, validation, train, all
}

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge a trained network: accuracy, F1, confusion matrix, each class.",
        discussion: """
            Without DATASET the data it was trained on, with the same split. With DATASET that set's own split where it has \
            one, else all its labelled nodes. A run on whole graphs is judged by what each fold's network said of the graphs \
            that it had not seen; with DATASET by the kept network on all graphs of that set. A run on molecules is judged by \
            its test rows; with DATASET, a CSV file with the same columns, by all rows of it. A run of gcn regress is judged by \
            RMSE, MAE and R².

            Example: gcn evaluate runs/papers
            """)

    @OptionGroup var subject: RunSubject

    @Option(help: ArgumentHelp("test, validation, train or all.", valueName: "PART"))
    var part: Part?

    @Option(help: ArgumentHelp("Another split, as for train.", valueName: "SPLIT"))
    var split: String?

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func run() throws {
        general.apply()
        if let run = try TrainedMoleculeRun(subject.folder) { return try evaluate(run) }
        if let run = try TrainedGraphRun(subject.folder) { return try evaluate(run) }
        if let run = try TrainedRegression(subject.folder) { return try evaluateNumbers(run) }
        let (run, loaded) = try subject.open(data, general)
        let (nodes, name) = try nodes(run, loaded.graph)
        if nodes.isEmpty {
            throw Failure(
                Failure.badData, "\(loaded.name): the \(name) part of the split has no nodes to judge by; try --part all")
        }
        let report = try run.classifier.evaluate(loaded.graph, nodes: nodes)
        if general.json {
            var members: [(key: String, value: JSONValue)] = [
                ("dataset", .string(loaded.name)), ("run", .string(subject.folder)), ("part", .string(name)),
            ]
            members += report.json.object ?? []
            Output.json(.object(members))
        } else {
            Output.result(report.text("\(loaded.name), \(name) nodes"))
        }
    }

    private func nodes(_ run: TrainedRun, _ graph: Graph) throws -> ([Int], String) {
        guard let labels = graph.labels else { throw NodeClassifierError.noLabels(graph: graph.provenance) }
        let labelled = labels.values.indices.filter { labels.values[$0] >= 0 }
        if part == .all { return (labelled, "all") }
        let chosen: NodeSplit?
        if let split {
            chosen = try splitSpecification(split, for: graph).split(graph, seed: general.seed)
        } else if subject.dataset == nil {
            chosen = try run.split(of: graph)
        } else {
            chosen = graph.split
        }
        guard let chosen else {
            if let part {
                throw Failure(
                    Failure.badData, "\(graph.provenance) has no split, so no \(part.rawValue) part; name one with --split")
            }
            return (labelled, "all")
        }
        switch part ?? .test {
        case .test: return (chosen.test, "test")
        case .validation: return (chosen.validation, "validation")
        case .train: return (chosen.train, "train")
        case .all: return (labelled, "all")
        }
    }
}

extension ClassificationReport {
    /// The report as tables; `what` was judged.
    func text(_ what: String) -> String {
        let scores =
            [["class", "precision", "recall", "F1", "count"]]
            + classes.map {
                [
                    $0.name, Output.fixed($0.precision, 4), Output.fixed($0.recall, 4), Output.fixed($0.f1, 4),
                    "\($0.support)",
                ]
            }
        let table =
            [["actual \\ predicted"] + classes.map(\.name)]
            + classes.indices.map { [classes[$0].name] + confusion[$0].map { "\($0)" } }
        return """
            \(what): \(count)
            accuracy \(Output.percent(accuracy)), macro F1 \(Output.fixed(macroF1, 4)), micro F1 \(Output.fixed(microF1, 4))

            \(Output.table(scores))

            \(Output.table(table))
            """
    }
}
