import ArgumentParser
import GraphLearning

extension Data {
    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a set: a citation network, or graphs with planted motifs to judge explanations by.",
            usage: "gcn data generate <KIND> [<options>]",
            discussion: """
                papers: a citation network with planted topics, as nodes.csv and edges.csv; Data/papers is what \
                `gcn data generate papers --seed 1` makes. ba-shapes: houses on a Barabási-Albert graph; tree-cycles and \
                tree-grid: rings of six or grids on a binary tree; each with motif_edges.csv, which tells the motifs' edges \
                from the others. ba-2motifs: graphs with a house or a ring of five, in TU format, with NAME_edge_motif.txt.

                Examples: gcn data generate papers --seed 1 --out my-papers
                          gcn data generate ba-shapes --seed 1 --out shapes
                """)

        enum Kind: String, ExpressibleByArgument, CaseIterable {
            case papers
            case baShapes = "ba-shapes"
            case treeCycles = "tree-cycles"
            case treeGrid = "tree-grid"
            case ba2Motifs = "ba-2motifs"
        }

        @Argument(help: ArgumentHelp("papers, ba-shapes, tree-cycles, tree-grid or ba-2motifs.", valueName: "KIND"))
        var kind: Kind

        @Option(
            help: ArgumentHelp("The folder to write into (the kind's name).", valueName: "DIR"),
            completion: .directory)
        var out: String?

        @Option(name: .customLong("nodes"), help: ArgumentHelp(
            "Papers (2000); ba-shapes: nodes of the base (300).", valueName: "N"))
        var count: Int?

        @Option(help: ArgumentHelp("Papers: topics.", valueName: "N"))
        var topics = 7

        @Option(help: ArgumentHelp("Papers: words.", valueName: "N"))
        var words = 500

        @Option(help: ArgumentHelp("Papers: the fraction of citations within a topic.", valueName: "FRACTION"))
        var homophily = 0.8

        @Option(help: ArgumentHelp("Houses, rings or grids.", valueName: "N"))
        var motifs = 80

        @Option(help: ArgumentHelp("Motifs: further ties for each node, between nodes drawn at random.", valueName: "FRACTION"))
        var noise = 0.0

        @Option(help: ArgumentHelp("Motifs: constant (one column of 1) or degree (besides).", valueName: "KIND"))
        var nodeFeatures: MotifWriter.Features = .constant

        @Option(help: ArgumentHelp("ba-2motifs: graphs.", valueName: "N"))
        var graphs = 1000

        @OptionGroup(title: "General") var general: GeneralOptions

        func validate() throws {
            func check(_ flag: String, _ holds: Bool, _ found: Any, _ expected: String) throws {
                if !holds { throw ValidationError("--\(flag) \(found): expected \(expected)") }
            }
            if kind == .baShapes, let count { try check("nodes", (6...1_000_000).contains(count), count, "6 to 1000000") }
            try check("motifs", (1...100_000).contains(motifs), motifs, "1 to 100000")
            try check("noise", noise >= 0 && noise <= 10, noise, "0 to 10")
            try check("graphs", (1...100_000).contains(graphs), graphs, "1 to 100000")
            try check("out", out != "", "\"\"", "the name of a folder")
        }

        func run() throws {
            general.apply()
            let key = RandomKey(seed: general.seed).child("motifs")
            let folder = out ?? kind.rawValue
            switch kind {
            case .papers: try papers(folder)
            case .baShapes:
                try plant(.baShapes(base: count ?? 300, houses: motifs, noise: noise, key: key), folder)
            case .treeCycles: try plant(.treeCycles(cycles: motifs, noise: noise, key: key), folder)
            case .treeGrid: try plant(.treeGrid(grids: motifs, noise: noise, key: key), folder)
            case .ba2Motifs:
                let set = BA2Motifs.make(graphs: graphs, key: key)
                let files = try MotifWriter.write(set, to: folder)
                let nodes = set.reduce(0) { $0 + $1.graph.nodeCount }, ties = set.reduce(0) { $0 + $1.graph.ties.count }
                tell(
                    "\(set.count) graphs, \(nodes) nodes, \(ties) ties in \(folder)", nodes, ties, folder, files,
                    [("graphs", .int(set.count))])
            }
        }

        private func papers(_ folder: String) throws {
            let generator = try PapersGenerator(
                seed: general.seed, papers: count ?? 2000, topics: topics, words: words, homophily: homophily)
            let network = generator.make()
            let files = try network.write(to: folder)
            tell(
                "\(count ?? 2000) papers, \(network.citations.count) citations in \(folder)", count ?? 2000,
                network.citations.count, folder, files)
        }

        private func plant(_ graph: MotifGraph, _ folder: String) throws {
            let files = try MotifWriter.write(graph, to: folder, features: nodeFeatures, seed: general.seed)
            tell(
                "\(graph.nodeCount) nodes, \(graph.ties.count) ties, \(motifs) motifs in \(folder)", graph.nodeCount,
                graph.ties.count, folder, files, [("motifs", .int(motifs))])
        }

        private func tell(
            _ text: String, _ nodes: Int, _ edges: Int, _ folder: String, _ files: [String],
            _ more: [(key: String, value: JSONValue)] = []
        ) {
            guard general.json else { return Output.result(text) }
            Output.json(
                .object(
                    [
                        ("kind", .string(kind.rawValue)), ("seed", .int(general.seed)), ("nodes", .int(nodes)),
                        ("edges", .int(edges)), ("folder", .string(folder)), ("files", .array(files.map { .string($0) })),
                    ] + more))
        }
    }
}

extension MotifWriter.Features: ExpressibleByArgument {}
