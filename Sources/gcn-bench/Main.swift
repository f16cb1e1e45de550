import ArgumentParser
import GraphLearning

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gcn-bench",
        abstract: "Time the toolkit: one JSON object a line.",
        discussion: """
            node     an epoch (training step and evaluation) on Cora, CiteSeer, PubMed; the shipped papers always
            large    a three-layer GCN on a synthetic graph of ogbn-arxiv's size, full batch
            graph    an epoch on sets of graphs: MUTAG, PROTEINS, NCI1
            sampled  GCN and GraphSAGE by sampled minibatches on a synthetic graph (2 M nodes, 20 M edges)
            process  `gcn train` as a whole process: start, read, train, write
            kernels  sparse-dense and dense products alone
            convolution  single convolutions by each engine, and poolings
            images   a training step and inference of the networks for pictures, 100 pictures of 28x28

            Compare with ../shared/peers in one run on one machine: an absolute time means little.
            """)

    enum Suite: String, ExpressibleByArgument, CaseIterable { case node, graph, large, sampled, process, kernels, convolution, images, all }

    @Argument(help: "node, graph, large, sampled, process, kernels, convolution, images or all.")
    var suite: Suite

    @Option(help: ArgumentHelp("A folder of data sets, searched first.", valueName: "DIR"))
    var dataRoot: String?

    @Option(help: ArgumentHelp("The most threads to use.", valueName: "T"))
    var threads: Int?

    @Option(help: ArgumentHelp("Trainings a case; 200 epochs each.", valueName: "N"))
    var runs = 5

    @Option(help: ArgumentHelp("large, sampled: nodes (169343; 2000000).", valueName: "N"))
    var nodes: Int?

    @Option(help: ArgumentHelp("large, sampled: edges, before the reverse ones are added (1166243; 10000000).", valueName: "N"))
    var edges: Int?

    @Option(help: ArgumentHelp("large, sampled: hidden units (256; 64).", valueName: "N"))
    var hidden: Int?

    @Option(help: ArgumentHelp("large: timed epochs, after one that is not; sampled: epochs.", valueName: "N"))
    var epochs = 3

    @Option(help: ArgumentHelp("sampled: the models, joined by commas.", valueName: "NAMES"))
    var models = "gcn,sage"

    @Option(help: ArgumentHelp("sampled: neighbours:10,10, clusters:PARTS:PER or walks:ROOTS:LENGTH.", valueName: "SPEC"))
    var sampler = "neighbours:10,10"

    @Option(help: ArgumentHelp("sampled: training nodes a batch with neighbours.", valueName: "N"))
    var batch = 1024

    @Option(help: ArgumentHelp("The seed.", valueName: "S"))
    var seed = 0

    @Flag(help: "One JSON object a line; the only form there is.")
    var json = false

    func validate() throws {
        guard runs > 0, nodes ?? 2 > 1, edges ?? 1 > 0, hidden ?? 1 > 0, epochs > 0, batch > 0, threads ?? 1 > 0 else {
            throw ValidationError("--runs, --nodes, --edges, --hidden, --epochs and --threads take positive numbers")
        }
    }

    func run() throws {
        if let threads { Threads.count = threads }
        if suite == .node || suite == .all { try nodeSuite() }
        if suite == .graph || suite == .all { try graphSuite() }
        if suite == .process || suite == .all { try processSuite() }
        if suite == .kernels || suite == .all { kernelSuite() }
        if suite == .convolution || suite == .all { convolutionSuite() }
        if suite == .images || suite == .all { imageSuite() }
        if suite == .large || suite == .all { try largeSuite() }
        if suite == .sampled || suite == .all { try sampledSuite() }
    }

    /// Prints one case.
    func report(_ suite: String, _ name: String, _ figures: [(key: String, value: JSONValue)]) {
        print(
            JSONValue.object(
                [("suite", .string(suite)), ("case", .string(name))] + figures + [
                    ("peak_mb", .int(Measure.peakMegabytes)), ("threads", .int(Threads.count)),
                    ("graphblas", .string(GraphBLASLibrary.version)), ("openblas", .string(Processors.denseLibrary)),
                    ("kernels", .string(Processors.vectorLevel)),
                ]
            ).encoded())
        Measure.flush()
    }

    /// The sets that are there; those that are not are said on standard error.
    var nodeSets: [String] {
        ["papers", "cora", "citeseer", "pubmed"].filter { name in
            do {
                _ = try DatasetLocator(root: dataRoot).locate(name)
                return true
            } catch {
                Measure.say("skipped: \(name) was not found; name its folder with --data-root")
                return false
            }
        }
    }
}
