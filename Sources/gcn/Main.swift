import ArgumentParser
import GraphLearning

/// The tool's version, in `gcn --version`, `gcn info` and every run's `config.json`.
let toolVersion = "0.1.0"

struct GCNTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gcn",
        abstract: "Graph convolutional networks on a CPU: train, judge and apply them.",
        discussion: """
            Start with `gcn train papers`, or with two CSV files of your own: `gcn train FOLDER` \
            where FOLDER holds nodes.csv (id,label,features…) and edges.csv (source,target).

            Results go to standard output, progress to standard error. Exit codes: 0 done, 64 wrong usage, 65 bad data, \
            66 missing file, 70 a fault of the tool itself, 74 a file could not be written, 130 interrupted.

            Examples: gcn train papers --out runs/papers --report
                      gcn evaluate runs/papers
                      gcn data info friends
            """,
        version: toolVersion,
        subcommands: [
            Train.self, ImageCommand.self, Evaluate.self, Predict.self, Embed.self, Explain.self, Link.self, Represent.self,
            Propagate.self, Regress.self, Report.self, Parse.self, MoleculeFingerprintCommand.self, Draw.self, Data.self, Info.self,
        ])
}

@main
enum Main {
    static func main() {
        do {
            var command = try GCNTool.parseAsRoot()
            try command.run()
        } catch {
            Failure.exit(with: error)
        }
    }
}
