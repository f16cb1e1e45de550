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
            abstract: "Make a citation network with planted topics, as nodes.csv and edges.csv.",
            usage: "gcn data generate <KIND> [<options>]",
            discussion: "Data/papers is what `gcn data generate papers --seed 1` makes.")

        enum Kind: String, ExpressibleByArgument, CaseIterable { case papers }

        @Argument(help: ArgumentHelp("What to make: papers.", valueName: "KIND"))
        var kind: Kind

        @Option(help: ArgumentHelp("The folder to write into (the kind's name).", valueName: "DIR"))
        var out: String?

        @Option(name: .customLong("nodes"), help: ArgumentHelp("Papers.", valueName: "N"))
        var count = 2000

        @Option(help: ArgumentHelp("Topics.", valueName: "N"))
        var topics = 7

        @Option(help: ArgumentHelp("Words.", valueName: "N"))
        var words = 500

        @Option(help: ArgumentHelp("The fraction of citations within a topic.", valueName: "FRACTION"))
        var homophily = 0.8

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            let generator = try PapersGenerator(
                seed: general.seed, papers: count, topics: topics, words: words, homophily: homophily)
            let network = generator.make()
            let folder = out ?? kind.rawValue
            let files = try network.write(to: folder)
            if general.json {
                Output.json(
                    .object([
                        ("kind", .string(kind.rawValue)), ("seed", .int(general.seed)), ("nodes", .int(count)),
                        ("edges", .int(network.citations.count)), ("folder", .string(folder)),
                        ("files", .array(files.map { .string($0) })),
                    ]))
            } else {
                Output.result("\(count) papers, \(network.citations.count) citations in \(folder)")
            }
        }
    }
}
