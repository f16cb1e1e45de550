import ArgumentParser
import GraphLearning

extension Data {
    struct Transforms: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the transforms that --transform takes.",
            discussion: """
                What stands after a colon are the parameters, separated by commas, with the values they have when left \
                out; capital letters must be given. Several in turn are joined by +: to-undirected+laplacian:4.

                Examples: gcn data transforms
                          gcn data info papers --transform largest-component+laplacian:8
                """)

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            guard general.json else {
                let width = Transform.catalogue.map(\.name.count).max() ?? 0
                for entry in Transform.catalogue {
                    Output.result(entry.name + String(repeating: " ", count: width - entry.name.count + 2) + entry.summary)
                }
                return
            }
            Output.json(
                .object([
                    (
                        "transforms",
                        .array(
                            Transform.catalogue.map {
                                .object([("name", .string($0.name)), ("summary", .string($0.summary))])
                            })
                    )
                ]))
        }
    }
}
