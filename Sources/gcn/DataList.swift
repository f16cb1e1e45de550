import ArgumentParser
import GraphLearning

extension Data {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the known sets, the sets of graphs that are here, and where they were found.",
            discussion: "Example: gcn data list --data-root ~/data")

        @Option(help: ArgumentHelp("A folder of data sets to search first.", valueName: "DIR"), completion: .directory)
        var dataRoot: String?

        @OptionGroup(title: "General") var general: GeneralOptions

        func run() throws {
            general.apply()
            let listings = try Dataset.list(root: dataRoot)
            let sets = try Dataset.listSets(root: dataRoot)
            if general.json {
                Output.json(
                    .object([("datasets", .array(listings.map(json))), ("graph_sets", .array(sets.map(json)))]))
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
            if !sets.isEmpty {
                let rows = sets.map { [$0.name, words($0), $0.path] }
                Output.result("\n" + Output.table([["sets of graphs", "form", "where"]] + rows))
            }
            for listing in listings {
                if let problem = listing.problem { general.say("note: \(problem)") }
            }
        }

        private func words(_ set: GraphSetLocation) -> String {
            switch set.form {
            case .tu: set.isArchive ? "TU, zip" : "TU"
            case .meshes: "meshes"
            }
        }

        private func json(_ set: GraphSetLocation) -> JSONValue {
            .object([
                ("name", .string(set.name)), ("form", .string(set.form.rawValue)), ("archive", .bool(set.isArchive)),
                ("path", .string(set.path)),
            ])
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
}
