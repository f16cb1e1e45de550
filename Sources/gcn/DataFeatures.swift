import ArgumentParser
import GraphLearning

extension Data {
    struct Features: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "features",
            abstract: "List what networks are told of atoms and bonds, column by column.",
            discussion: """
                Without NAME the schemes that --atom-features of gcn train takes.

                Example: gcn data features dgl
                """)

        @Argument(help: ArgumentHelp("A scheme.", valueName: "NAME"))
        var scheme: String?

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            guard let scheme else {
                let all = MoleculeFeatures.Scheme.allCases.map { MoleculeFeatures($0) }
                if general.json {
                    Output.json(
                        .object([("schemes", .array(all.map {
                            .object([
                                ("name", .string($0.scheme.rawValue)), ("atom_columns", .int($0.atomWidth)),
                                ("bond_columns", .int($0.bondWidth)),
                            ])
                        }))]))
                } else {
                    Output.result(Output.table(
                        [["scheme", "columns an atom", "a bond"]]
                            + all.map { [$0.scheme.rawValue, "\($0.atomWidth)", "\($0.bondWidth)"] }))
                }
                return
            }
            guard let features = MoleculeFeatures(named: scheme) else {
                throw Failure(Failure.usage, "\(scheme): expected \(MoleculeFeatures.names.joined(separator: ", "))")
            }
            if general.json {
                Output.json(
                    .object([
                        ("scheme", .string(scheme)), ("atom_columns", .array(features.atomColumns.map { .string($0) })),
                        ("bond_columns", .array(features.bondColumns.map { .string($0) })),
                    ]))
            } else {
                let rows =
                    [["column", "of", "what"]] + features.atomColumns.enumerated().map { ["\($0.offset)", "atom", $0.element] }
                    + features.bondColumns.enumerated().map { ["\($0.offset)", "bond", $0.element] }
                Output.result(Output.table(rows))
            }
        }
    }
}
