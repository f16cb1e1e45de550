import Testing

@Suite struct MainTests {
    static let commands: [(command: [String], words: [String])] = [
        ([], [
                "train", "link", "represent", "propagate", "regress", "evaluate", "predict", "embed", "data", "info",
                "Exit codes", "--version",
            ]),
        (
            ["train"],
            [
                "DATASET", "--protocol", "--hidden", "--layers", "--dropout", "--lr", "--weight-decay", "--epochs",
                "--patience", "--runs", "--seed", "--threads", "--split", "--out", "--json", "--quiet", "--data-root",
                "--nodes", "--edges", "--id-column", "--label-column", "--split-column", "--feature-columns",
                "--exclude-columns", "--source-column", "--target-column", "--weight-column", "--directed", "kipf",
                "pyg",
            ]
        ),
        (
            ["link"],
            [
                "DATASET", "--model", "--encoder", "--hidden", "--dimensions", "--layers", "--dropout", "--lr", "--epochs",
                "--negatives", "--keep", "--runs", "--validation", "--test", "--scale-features", "--predict", "--out", "--json", "--quiet", "--seed",
                "--threads", "gae", "Example",
            ]
        ),
        (
            ["propagate"],
            [
                "SUBJECT", "--steps", "--alpha", "--correction-steps", "--correction-alpha", "--scale",
                "--smoothing-steps", "--smoothing-alpha", "--split", "--out", "--json", "--quiet", "Examples",
            ]
        ),
        (
            ["represent"],
            [
                "DATASET", "--method", "--dimensions", "--epochs", "--lr", "--patience", "--p", "--q", "--walk-length",
                "--walks", "--window", "--negatives", "--scale-features", "--runs", "--split", "--out", "--json", "--quiet",
                "Example",
            ]
        ),
        (
            ["regress"],
            [
                "DATASET", "--value-column", "--value", "--log-value", "--model", "--loss", "--hidden", "--layers",
                "--dropout", "--lr", "--weight-decay", "--epochs", "--patience", "--scale-features", "--runs", "--split",
                "--out", "--json", "--quiet", "Example",
            ]
        ),
        (["evaluate"], ["RUN", "DATASET", "--part", "--split", "--json", "--quiet", "--threads", "--data-root"]),
        (["predict"], ["RUN", "DATASET", "--out", "--json", "--quiet", "--threads", "--data-root"]),
        (["embed"], ["RUN", "--out", "--json", "--quiet", "--threads"]),
        (["data"], ["list", "info", "fetch", "verify", "generate"]),
        (["data", "list"], ["--data-root", "--json"]), (["data", "info"], ["NAME|PATH", "--json", "--label-column"]),
        (["data", "fetch"], ["NAME", "--data-root", "--mirror"]), (["data", "verify"], ["NAME", "--json"]),
        (["data", "generate"], ["KIND", "--seed", "--out", "--nodes", "--topics", "--words", "--homophily"]),
        (["info"], ["--json", "--threads"]),
    ]

    @Test(arguments: commands.indices) func help(index: Int) throws {
        let (command, words) = Self.commands[index]
        let folder = try TemporaryFolder()
        let outcome = try Tool.run(command + ["--help"], in: folder)
        #expect(outcome.code == 0 && outcome.error == "", "\(command)")
        for word in words { #expect(outcome.output.contains(word), "gcn \(command): \(word)") }
        #expect(outcome.output.contains("USAGE: gcn \(command.joined(separator: " "))"), "\(command)")
        for line in outcome.output.split(separator: "\n") {
            #expect(line.count <= 120, "gcn \(command): \(line.count) columns: \(line)")
        }
        // the same by `gcn help COMMAND`
        #expect(try Tool.run(["help"] + command, in: folder).output == outcome.output, "\(command)")
    }

    @Test func version() throws {
        let outcome = try TemporaryFolder().gcn("--version").expectSuccess()
        let parts = outcome.output.dropLast().split(separator: ".")
        #expect(parts.count == 3 && parts.allSatisfy { Int($0) != nil })
    }

    @Test func withoutAnything() throws {
        let outcome = try TemporaryFolder().gcn()
        #expect(outcome.output.contains("SUBCOMMANDS:") && outcome.code == 0)
    }
}
