import ArgumentParser
import GraphLearning

/// The ways to explain, by the names of `--method`.
enum ExplanationMethod: String, ExpressibleByArgument, CaseIterable {
    case saliency
    case integratedGradients = "integrated-gradients"
    case gnnexplainer
    case occlusion
    case attention

    /// What results call it is the raw value.
    func explainer(_ options: GNNExplainerOptions, seed: Int, model: String) -> any Explainer {
        switch self {
        case .saliency: return Saliency()
        case .integratedGradients: return IntegratedGradients()
        case .gnnexplainer:
            return GNNExplainer(
                epochs: options.epochs, rate: options.rate, edgeSize: options.edgeSize, edgeEntropy: options.edgeEntropy,
                key: RandomKey(seed: seed).child("gnnexplainer"))
        case .occlusion: return Occlusion()
        case .attention: return AttentionExplainer(model: model)
        }
    }
}

/// What only `--method gnnexplainer` reads. Defaults are PyG's, but for the number of steps, which its examples raise too.
struct GNNExplainerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Steps of Adam.", valueName: "N"))
    var epochs = 200

    @Option(help: ArgumentHelp("Adam's learning rate.", valueName: "RATE"))
    var rate: Float = 0.01

    @Option(help: ArgumentHelp("The penalty on the mask's sum.", valueName: "W"))
    var edgeSize: Float = 0.005

    @Option(help: ArgumentHelp("The penalty on the mask's entropy.", valueName: "W"))
    var edgeEntropy: Float = 1

    func validate() throws {
        if epochs < 1 || epochs > 1_000_000 { throw ValidationError("--epochs \(epochs): expected 1 to 1000000") }
        if !(rate > 0 && rate.isFinite) { throw ValidationError("--rate \(rate): expected a positive number") }
        for (flag, value) in [("edge-size", edgeSize), ("edge-entropy", edgeEntropy)] where !(value >= 0 && value.isFinite) {
            throw ValidationError("--\(flag) \(value): expected 0 or more")
        }
    }
}

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain an answer of a trained network: the edges, nodes and features that it rests on.",
        discussion: """
            Looks at what the network sees from the node, or at the graph. Prints the answer, the most important ties, nodes and features, \
            and how far the answer rests on them: fidelity+ (what the answer loses without the top ties), fidelity- (what \
            it loses with them alone) and unfaithfulness. Writes explanation.json and explanation.svg.

            With --all many: of a set with motif_edges.csv (or NAME_edge_motif.txt) the nodes of the motifs (all graphs), and \
            the area under the ROC curve of the weights against the motifs' edges.

            Examples:
              gcn explain runs/papers --node p0017 --method gnnexplainer
              gcn explain runs/MUTAG --graph 3 --method saliency
              gcn explain runs/shapes --all --method integrated-gradients
              gcn explain runs/BBBP --smiles "CC(=O)Oc1ccccc1C(=O)O"

            Of a run on molecules, --smiles names one: its atoms and bonds are weighted and drawn, orange what speaks for yes \
            (or a larger number), blue what speaks against. --all explains the table's molecules; with --truth COLUMN, which \
            holds the indices of the atoms that matter, the area under the ROC curve of the atoms' weights.
            """)

    @OptionGroup var subject: RunSubject

    @Option(help: ArgumentHelp("The node: its id.", valueName: "NODE"))
    var node: String?

    @Option(help: ArgumentHelp("The graph: its number in the set, from 0.", valueName: "N"))
    var graph: Int?

    @Option(help: ArgumentHelp("The molecule.", valueName: "SMILES"))
    var smiles: String?

    @Option(name: .customLong("target"), help: ArgumentHelp("Molecules: the target that is explained (the first).", valueName: "COLUMN"))
    var targetName: String?

    @Flag(help: "Explain many nodes (or graphs) and print the means.")
    var all = false

    @Option(name: .customLong("method"), help: ArgumentHelp(
        "saliency, integrated-gradients, gnnexplainer (the default), occlusion or attention; molecules: integrated-gradients.", valueName: "METHOD"))
    var methodGiven: ExplanationMethod?
    var method: ExplanationMethod { methodGiven ?? .gnnexplainer }

    @Option(name: .customLong("class"), help: ArgumentHelp(
        "The class whose score is explained (the network's answer).", valueName: "CLASS"))
    var className: String?

    @Option(help: ArgumentHelp("How many ties count as important (a fifth of them).", valueName: "K"))
    var top: Int?

    @Option(help: ArgumentHelp("--all: at most N nodes or graphs, drawn by the seed.", valueName: "N"))
    var limit: Int?

    @Option(help: ArgumentHelp(
        "--all: a CSV file with source, target, in_motif (and motif); motif_edges.csv of the data's folder, if there is one. Molecules: a column with atoms' indices.",
        valueName: "FILE|COLUMN"), completion: .file())
    var truth: String?

    @Option(
        help: ArgumentHelp("The folder to write into (explanations/NODE or explanations/graph-N in the run's folder).", valueName: "DIR"),
        completion: .directory)
    var out: String?

    @OptionGroup var picture: PictureOptions
    @OptionGroup(title: "GNNExplainer") var learning: GNNExplainerOptions
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if [node != nil, graph != nil, smiles != nil, all].count(where: { $0 }) != 1 {
            throw ValidationError("expected one of --node NODE, --graph N, --smiles SMILES and --all")
        }
        if let top, top < 1 { throw ValidationError("--top \(top): expected 1 or more") }
        if let limit, limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
        if out == "" { throw ValidationError("--out \"\": expected the name of a folder") }
        if let out, PictureFile.Format(path: out) != nil {
            throw ValidationError(
                "--out \(out): expected the name of a folder, in which explanation.svg and explanation.json are written, not that of a picture")
        }
        if all, out != nil || className != nil {
            throw ValidationError("--all explains the network's own answers and writes no files: leave out --out and --class")
        }
        if all, picture.show { throw ValidationError("--all draws nothing: leave out --show") }
        if !all, truth != nil || limit != nil { throw ValidationError("--truth and --limit go with --all") }
    }

    func run() throws {
        general.apply()
        try picture.check(general, isAlone: false)
        if let run = try TrainedMoleculeRun(subject.folder) { return try explainMolecules(run) }
        if smiles != nil || targetName != nil {
            throw Failure(Failure.usage, "--smiles and --target are for runs on molecules; \(subject.folder) is none")
        }
        if let run = try TrainedGraphRun(subject.folder) { return try explainGraphs(run) }
        if graph != nil {
            throw Failure(Failure.usage, "--graph is for runs on whole graphs; \(subject.folder) is on nodes: say --node")
        }
        let (run, loaded) = try subject.open(data, general)
        let explanations = try run.classifier.explanations(loaded.graph)
        let explainer = explainer(of: run.classifier.configuration.model)
        if let node {
            try explain(node, run, loaded, explanations, explainer)
        } else {
            try explainAll(run, loaded, explanations, explainer)
        }
    }

    func explainer(of model: String) -> any Explainer { method.explainer(learning, seed: general.seed, model: model) }

    /// The class of `--class`.
    func target(_ classNames: [String]) throws -> Int? {
        try className.map { name in
            guard let place = classNames.firstIndex(of: name) else {
                throw Failure(Failure.usage, "--class \(name): expected one of \(classNames.joined(separator: ", "))")
            }
            return place
        }
    }

    /// At most `limit` of the given numbers, drawn by the seed, rising.
    func limited(_ numbers: [Int]) -> [Int] {
        guard let limit, numbers.count > limit else { return numbers }
        let order = RandomKey(seed: general.seed).child("limit").permutation(numbers.count)
        return order.prefix(limit).map { numbers[$0] }.sorted()
    }
}
