import ArgumentParser
import GraphLearning

extension Data {
    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info",
            abstract: "Describe a set: nodes, edges, features, classes, split, degrees, homophily; of many graphs their sizes.",
            discussion: """
                Of a CSV file with a column of SMILES: how many molecules, which rows cannot be read and why, molecules that \
                stand there twice, the balance of each column of values, and the scaffolds.

                Examples: gcn data info cora
                          gcn data info BBBP.csv
                """)

        @Argument(help: ArgumentHelp("A name or a path.", valueName: "NAME|PATH"))
        var dataset: String

        @Option(help: ArgumentHelp("Describe what these make of it (gcn data transforms): A+B:6.", valueName: "SPEC"))
        var transform: String?

        @OptionGroup(title: "Molecules") var molecules: MoleculeTableOptions
        @OptionGroup(title: "Data") var data: DataOptions
        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            if let path = molecules.table(dataset, data, nil) {
                if transform != nil { throw Failure(Failure.usage, "--transform is for graphs; \(path) is a table of molecules") }
                return try describeMolecules(path)
            }
            if data.isGraphSet(dataset) {
                let loaded = try transformed(try data.loadSet(dataset, general), transform, seed: general.seed)
                let statistics = GraphSetStatistics(loaded.set)
                tell(
                    loaded.name, loaded.form.rawValue, loaded.form.title, loaded.path, statistics.description,
                    statistics.json)
            } else {
                let loaded = try transformed(try data.load(dataset, general), transform, seed: general.seed)
                let statistics = GraphStatistics(loaded.graph)
                tell(
                    loaded.name, loaded.format.rawValue, loaded.format.title, loaded.folder, statistics.description,
                    statistics.json)
            }
        }

        private func tell(
            _ name: String, _ format: String, _ title: String, _ folder: String, _ text: String, _ json: JSONValue
        ) {
            guard general.json else {
                let after = transform.map { ", after \($0)" } ?? ""
                return Output.result("\(name) (\(title), \(folder))\(after)\n\(text)")
            }
            Output.json(
                .object(
                    [("dataset", .string(name)), ("format", .string(format)), ("folder", .string(folder))]
                        + (transform.map { [("transform", .string($0))] } ?? []) + (json.object ?? [])))
        }
    }
}
