import ArgumentParser
import GraphLearning

extension Data {
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a set of one graph in another form.",
            discussion: """
                graphml, gml and json (NetworkX's node-link form) hold nodes, edges, features, classes and split; mtx \
                (Matrix Market) edges and weights alone; csv is a folder with nodes.csv and edges.csv, which `gcn train \
                FOLDER` reads. What a form cannot hold is said.

                Examples: gcn data export karate --out karate.graphml
                          gcn data export cora --format csv --out cora
                """)

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case graphml, gml, mtx, json, csv

            var format: DatasetFormat {
                switch self {
                case .graphml: .graphML
                case .gml: .gml
                case .mtx: .matrixMarket
                case .json: .nodeLink
                case .csv: .csv
                }
            }
        }

        @Argument(help: ArgumentHelp("A name or a path.", valueName: "DATASET"), completion: .file())
        var dataset: String

        @Option(help: ArgumentHelp("graphml, gml, mtx, json or csv (as --out ends; csv for a folder).", valueName: "FORM"))
        var format: Format?

        @Option(
            help: ArgumentHelp("The file to write, or the folder: of csv, or for DATASET.FORM.", valueName: "FILE|DIR"),
            completion: .file())
        var out: String

        @Option(help: ArgumentHelp("Write what these make of it (gcn data transforms): A+B:6.", valueName: "SPEC"))
        var transform: String?

        @OptionGroup(title: "Data") var data: DataOptions
        @OptionGroup(title: "General") var general: GeneralOptions

        func validate() throws {
            try require("out", out != "", "\"\"", "the name of a file or folder")
            if let format, format != .csv, let named = Self.ending(of: out), named != format {
                throw ValidationError("--out \(out): expected a name that ends in .\(format.rawValue), as --format says")
            }
        }

        func run() throws {
            general.apply()
            if data.isGraphSet(dataset) {
                throw Failure(Failure.usage, "\(dataset) is a set of many graphs; expected a set of one graph to export")
            }
            let loaded = try transformed(try data.load(dataset, general), transform, seed: general.seed)
            let graph = loaded.graph
            let form = format ?? Self.ending(of: out) ?? .csv
            if form == .csv, out.lowercased().hasSuffix(".csv") {
                throw Failure(Failure.usage, "--out \(out): csv is two files, nodes.csv and edges.csv; expected the name of a folder")
            }
            if form == .csv, Files.exists(out), !Files.isDirectory(out) {
                throw Failure(Failure.usage, "--out \(out): found a file; expected a folder for nodes.csv and edges.csv")
            }
            let files: [String]
            if form == .csv {
                files = try CSVGraphWriter.write(graph, to: out, featureNames: loaded.featureNames)
            } else {
                let path = try file(form, loaded.name)
                try GraphWriter.write(graph, to: path)
                files = [path]
            }
            for loss in GraphWriter.losses(graph, form.format) { general.say("note: \(form.rawValue) does not hold \(loss)") }
            let isDirected = !graph.edges.isUndirected
            if isDirected, form == .csv { general.say("note: the edges are directed: read them with --directed") }
            let written = GraphStatistics(graph)
            guard general.json else {
                let loops = written.selfLoops > 0 ? ", \(written.selfLoops) self-loops" : ""
                let rest = form == .mtx ? "" : ", \(written.features) features, \(written.classes.count) classes"
                return Output.result(
                    "\(loaded.name): \(written.nodes) nodes, \(written.undirectedEdges) edges\(loops)\(rest) written to \(files.joined(separator: " and "))"
                )
            }
            Output.json(
                .object([
                    ("dataset", .string(loaded.name)), ("format", .string(form.rawValue)),
                    ("transform", transform.map { .string($0) } ?? .null), ("nodes", .int(written.nodes)),
                    ("edges_undirected", .int(written.undirectedEdges)), ("edges_stored", .int(written.directedEdges)),
                    ("features", .int(form == .mtx ? 0 : written.features)),
                    ("classes", .int(form == .mtx ? 0 : written.classes.count)),
                    ("directed", .bool(isDirected)),
                    ("left_out", .array(GraphWriter.losses(graph, form.format).map { .string($0) })),
                    ("files", .array(files.map { .string($0) })),
                ]))
        }

        private func file(_ form: Format, _ name: String) throws -> String {
            if Files.isDirectory(out) { return (out.hasSuffix("/") ? out : out + "/") + "\(name).\(form.rawValue)" }
            if Self.ending(of: out) == form { return out }
            throw Failure(Failure.usage, "--out \(out): expected a name that ends in .\(form.rawValue), or a folder that is there")
        }

        private static func ending(of path: String) -> Format? {
            Format.allCases.first { $0 != .csv && path.lowercased().hasSuffix(".\($0.rawValue)") }
        }
    }
}
