import ArgumentParser
import GraphLearning

struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "List, describe, fetch, verify and generate data sets.",
        subcommands: [List.self, Describe.self, Fetch.self, Verify.self, Generate.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the known sets and where they were found.")

        @Option(help: ArgumentHelp("A folder of data sets to search first.", valueName: "DIR"))
        var dataRoot: String?

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            let listings = try Dataset.list(root: dataRoot)
            if general.json {
                Output.json(.object([("datasets", .array(listings.map(json)))]))
                return
            }
            let rows = listings.map { listing in
                [
                    listing.entry.name, "\(listing.entry.counts.nodes)", "\(listing.entry.counts.edges)",
                    "\(listing.entry.counts.features)", "\(listing.entry.counts.classes)", listing.entry.format.title,
                    listing.location?.folder ?? (listing.entry.canFetch ? "not here: gcn data fetch \(listing.entry.name)" : "not found"),
                ]
            }
            Output.result(
                Output.table([["name", "nodes", "edges", "features", "classes", "format", "where"]] + rows))
            for listing in listings {
                if let problem = listing.problem { general.say("note: \(problem)") }
            }
        }

        private func json(_ listing: Dataset.Listing) -> JSONValue {
            let entry = listing.entry
            return .object([
                ("name", .string(entry.name)), ("title", .string(entry.title)), ("format", .string(entry.format.rawValue)),
                ("nodes", .int(entry.counts.nodes)), ("edges", .int(entry.counts.edges)),
                ("features", .int(entry.counts.features)), ("classes", .int(entry.counts.classes)),
                ("found", .bool(listing.location != nil)),
                ("folder", listing.location.map { .string($0.folder) } ?? .null),
                ("root", listing.root.map { .string($0.origin) } ?? .null), ("can_fetch", .bool(entry.canFetch)),
                ("source", .string(entry.source)),
            ])
        }
    }

    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info", abstract: "Describe a set: nodes, edges, features, classes, split, degrees, homophily.")

        @Argument(help: ArgumentHelp("A name or a path.", valueName: "NAME|PATH"))
        var dataset: String

        @OptionGroup(title: "Data") var data: DataOptions
        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            let loaded = try data.load(dataset, general)
            let statistics = GraphStatistics(loaded.graph)
            if general.json {
                Output.json(
                    .object(
                        [
                            ("dataset", .string(loaded.name)), ("format", .string(loaded.format.rawValue)),
                            ("folder", .string(loaded.folder)),
                        ] + (statistics.json.object ?? [])))
            } else {
                Output.result("\(loaded.name) (\(loaded.format.title), \(loaded.folder))\n\(statistics.description)")
            }
        }
    }

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download a known set from its public address.",
            discussion: """
                Files are checked against pinned SHA-256 sums, written aside and renamed; an interrupted download goes on \
                where it stopped. Offline, the message says which files to put where.
                """)

        @Argument(help: ArgumentHelp("A known name (gcn data list).", valueName: "NAME"))
        var name: String

        @Option(help: ArgumentHelp("Where to put it (the cache folder, ~/.cache/gcn).", valueName: "DIR"))
        var dataRoot: String?

        @Option(help: ArgumentHelp("Another address to download from (GCN_MIRROR).", valueName: "URL"))
        var mirror: String?

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            let report = try DatasetFetcher(mirror: mirror).fetch(name, root: dataRoot) { progress in
                if !general.quiet {
                    Output.progress(
                        "\(progress.file) (\(progress.number) of \(progress.count)): \(progress.bytes) of \(progress.totalBytes) bytes")
                }
            }
            Output.clearProgress()
            if general.json {
                Output.json(
                    .object([
                        ("dataset", .string(name)), ("folder", .string(report.folder)),
                        ("downloaded", .array(report.downloaded.map { .string($0) })),
                        ("skipped", .array(report.skipped.map { .string($0) })),
                    ]))
            } else {
                Output.result(
                    "\(name): \(report.downloaded.count) files downloaded, \(report.skipped.count) were there, in \(report.folder)")
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare a known set's files with their pinned SHA-256 sums.")

        @Argument(help: ArgumentHelp("Known names; all sets that are found when none is given.", valueName: "NAME"))
        var names: [String] = []

        @Option(help: ArgumentHelp("A folder of data sets to search first.", valueName: "DIR"))
        var dataRoot: String?

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            let chosen =
                names.isEmpty
                ? try Dataset.list(root: dataRoot).filter { $0.location != nil }.map(\.entry.name) : names
            var results: [(name: String, files: [Dataset.VerifiedFile])] = []
            for name in chosen { results.append((name, try Dataset.verify(name, root: dataRoot))) }
            if general.json {
                Output.json(.object([("datasets", .array(results.map(json)))]))
            } else {
                for result in results {
                    for file in result.files { Output.result("\(result.name)  \(file.path): \(words(file.status))") }
                }
            }
            let files = results.flatMap(\.files)
            if files.contains(where: { if case .differs = $0.status { true } else { false } }) {
                throw Failure(Failure.badData, "files differ from their pinned sums; fetch them again (gcn data fetch NAME)")
            }
            if files.contains(where: { $0.status == .missing }) {
                throw Failure(Failure.missingFile, "files are missing; gcn data fetch NAME downloads them")
            }
        }

        private func words(_ status: Dataset.VerifiedFile.Status) -> String {
            switch status {
            case .ok: "ok"
            case .missing: "missing"
            case .differs(let found, let expected): "differs: SHA-256 \(found), expected \(expected)"
            }
        }

        private func json(_ result: (name: String, files: [Dataset.VerifiedFile])) -> JSONValue {
            .object([
                ("name", .string(result.name)),
                (
                    "files",
                    .array(
                        result.files.map {
                            .object([
                                ("path", .string($0.path)), ("ok", .bool($0.status == .ok)),
                                ("status", .string(words($0.status))),
                            ])
                        })
                ),
            ])
        }
    }

    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a set: a citation network, or graphs with planted motifs to judge explanations by.",
            usage: "gcn data generate <KIND> [<options>]",
            discussion: """
                papers: a citation network with planted topics, as nodes.csv and edges.csv; Data/papers is what \
                `gcn data generate papers --seed 1` makes. ba-shapes: houses on a Barabási-Albert graph; tree-cycles and \
                tree-grid: rings of six or grids on a binary tree; each with motif_edges.csv, which tells the motifs' edges \
                from the others. ba-2motifs: graphs with a house or a ring of five, in TU format, with NAME_edge_motif.txt.
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

        @Option(help: ArgumentHelp("The folder to write into (the kind's name).", valueName: "DIR"))
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
