import ArgumentParser
import GraphLearning

struct Data: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "List, describe, fetch, verify, export and generate data sets; list a checkpoint's tensors.",
        discussion: """
            Examples: gcn data list
                      gcn data info papers
                      gcn data fetch cora
            """,
        subcommands: [
            List.self, Describe.self, Export.self, Transforms.self, Features.self, Tensors.self, Fetch.self, Verify.self,
            Generate.self,
        ])

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download a known set from its public address.",
            discussion: """
                Files are checked against pinned SHA-256 sums, written aside and renamed; an interrupted download goes on \
                where it stopped. Offline, the message says which files to put where.

                Example: gcn data fetch cora
                """)

        @Argument(help: ArgumentHelp("A known name (gcn data list).", valueName: "NAME"))
        var name: String

        @Option(
            help: ArgumentHelp("Where to put it (the cache folder, ~/.cache/gcn).", valueName: "DIR"),
            completion: .directory)
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
            abstract: "Compare a known set's files with their pinned SHA-256 sums.",
            discussion: "Example: gcn data verify cora karate")

        @Argument(help: ArgumentHelp("Known names; all sets that are found when none is given.", valueName: "NAME"))
        var names: [String] = []

        @Option(help: ArgumentHelp("A folder of data sets to search first.", valueName: "DIR"), completion: .directory)
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
}
