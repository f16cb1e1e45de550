import FileFormats
import Testing

@testable import GraphDatasets

@Suite struct DatasetLocatorTests {
    private func locator(_ folders: String...) -> DatasetLocator {
        DatasetLocator(roots: folders.map { DatasetRoot(path: $0, origin: "test") })
    }

    private func writePlanetoid(_ folder: TemporaryFolder, _ place: String, parts: [String]? = nil) throws {
        for part in parts ?? DatasetFormat.planetoidParts { try folder.write("\(place)ind.cora.\(part)", "") }
    }

    @Test(arguments: ["planetoid/", "", "cora/", "cora/raw/", "Planetoid/Cora/raw/", "Planetoid/cora/"])
    func findsPlanetoidFiles(_ place: String) throws {
        let folder = try TemporaryFolder()
        try writePlanetoid(folder, place)
        let found = try locator(folder.path).locate("CORA")
        #expect(found.format == .planetoid && found.name == "cora")
        #expect(found.files[0] == "\(folder.path)/\(place)ind.cora.x")
    }

    @Test func planetoidWinsOverTextInOneRoot() throws {
        let folder = try TemporaryFolder()
        try folder.write("cora/cora.content.gz", "")
        try folder.write("cora/cora.cites", "")
        #expect(try locator(folder.path).locate("cora").format == .linqs)
        try writePlanetoid(folder, "planetoid/")
        #expect(try locator(folder.path).locate("cora").format == .planetoid)
        #expect(try locator(folder.path).locate("cora-linqs").format == .linqs)
        #expect(try locator(folder.path).locate("\(folder.path)/cora").format == .linqs)
    }

    @Test func passesOverUnknownAndIncompleteFolders() throws {
        let (first, second, third) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
        try first.write("karate/karate.gml", "")
        try second.write("karate/nodes.csv", "id\n")
        try third.write("karate/nodes.csv", "id\n1\n")
        try third.write("karate/edges.csv", "source,target\n")
        let found = try locator(first.path, second.path, third.path).locate("karate")
        #expect(found.folder == "\(third.path)/karate")
        #expect(
            found.passedOver == [
                "\(first.path)/karate: no known format (karate.gml)", "\(second.path)/karate: edges.csv missing",
            ])
    }

    @Test func namesTheMissingFilesOfAnIncompleteSet() throws {
        let folder = try TemporaryFolder()
        try writePlanetoid(folder, "planetoid/", parts: ["x", "y", "graph", "test.index", "tx", "ty"])
        let locator = locator(folder.path)
        let error = failure { () throws(DatasetError) in _ = try locator.locate("cora") }
        #expect(
            error?.description
                == "\(folder.path)/planetoid/ind.cora.allx: no such file (nor with .gz); expected all files of the Planetoid form; missing: ind.cora.allx, ind.cora.ally; put them there, or run \"gcn data fetch cora\""
        )
        #expect(error?.kind == .missing && error?.kind.exitCode == 66)
    }

    @Test func listsNamesAndPlacesForAnUnknownName() throws {
        let folder = try TemporaryFolder()
        let locator = locator(folder.path)
        let unknown = failure { () throws(DatasetError) in _ = try locator.locate("coral") }
        #expect(
            unknown?.description
                == "coral: found no data set of this name; expected one of karate, papers, cora, citeseer, pubmed, cora-linqs, or the path of a folder with nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.*; searched in \(folder.path) (test)"
        )
        let absent = failure { () throws(DatasetError) in _ = try locator.locate("pubmed") }
        #expect(
            absent?.description
                == "pubmed: found none of its files; expected them in \(folder.path) (test); run \"gcn data fetch pubmed\", or say where it is with --data-root or GCN_DATA"
        )
        #expect(unknown?.kind == .missing && absent?.kind == .missing)
    }

    /// Places that are not there are named too: the reader may know which of them should be.
    @Test func namesThePlacesThatAreNotThere() throws {
        let folder = try TemporaryFolder()
        let locator = try DatasetLocator(root: folder.path)
        #expect(locator.searched.first == "\(folder.path) (--data-root)")
        let shipped = locator.searched.filter { $0.contains("(shipped") }
        #expect(shipped.count == 1 || shipped.allSatisfy { $0.hasSuffix("(shipped)") } && !shipped.isEmpty)
        #expect(locator.searched.count >= locator.roots.count)
        let absent = DatasetError.notFound(name: "papers", searched: ["a"], canFetch: false).description
        #expect(absent.hasSuffix("it comes with the toolkit: name its folder Data with --data-root, or set GCN_DATA to it"))
    }

    @Test func recognisesPaths() throws {
        let folder = try TemporaryFolder()
        let locator = locator()
        try folder.write("mine/nodes.csv", "id\n1\n")
        try folder.write("mine/edges.csv.gz", "")
        try folder.write("mine/papers.csv", "id\n1\n")
        try writePlanetoid(folder, "sets/")
        try folder.write("text/web.content", "")
        try folder.write("text/web.cites", "")
        let mine = try locator.locate("\(folder.path)/mine/")
        #expect(mine.format == .csv && mine.name == "mine")
        #expect(try locator.locate("\(folder.path)/mine/nodes.csv") == DatasetLocation(
            name: "mine", format: .csv, folder: "\(folder.path)/mine",
            files: ["\(folder.path)/mine/nodes.csv", "\(folder.path)/mine/edges.csv.gz"]))
        #expect(try locator.locate("\(folder.path)/mine/papers.csv").name == "papers")
        for path in ["sets", "sets/ind.cora", "sets/ind.cora.allx"] {
            #expect(try locator.locate("\(folder.path)/\(path)").format == .planetoid)
        }
        for path in ["text", "text/web", "text/web.content"] {
            #expect(try locator.locate("\(folder.path)/\(path)").format == .linqs)
        }
        for part in DatasetFormat.planetoidParts { try folder.write("sets/ind.other.\(part)", "") }
        let several = failure { () throws(DatasetError) in _ = try locator.locate("\(folder.path)/sets") }
        #expect(
            several?.description
                == "found 2 sets in \(folder.path)/sets: cora, other; expected one of them; name it: \(folder.path)/sets/ind.cora"
        )
        #expect(several?.kind.exitCode == 64)
    }

    @Test func saysWhatIsWrongWithAPath() throws {
        let folder = try TemporaryFolder()
        try folder.write("odd/notes.txt", "")
        try folder.write("half/nodes.csv", "id\n")
        let locator = locator()
        func message(_ path: String) -> String? {
            failure { () throws(DatasetError) in _ = try locator.locate("\(folder.path)/\(path)") }?.description
        }
        #expect(
            message("odd")
                == "\(folder.path)/odd: found notes.txt; expected nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.* (each plain or .gz)"
        )
        #expect(
            message("none")
                == "\(folder.path)/none: no such file or folder; expected a folder with nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.*"
        )
        #expect(
            message("half")
                == "\(folder.path)/half/edges.csv: no such file (nor with .gz); expected all files of the CSV form; missing: edges.csv; put them there"
        )
        #expect(
            message("half/nodes.csv")
                == "\(folder.path)/half/edges.csv: no such file (nor with .gz); expected the edges that belong to \(folder.path)/half/nodes.csv; put it there, or name the file with --edges"
        )
    }

    @Test func refusesARootThatIsNotThere() {
        let error = failure { () throws(DatasetError) in _ = try DatasetLocator(root: "/nowhere/at/all") }
        #expect(
            error?.description
                == "/nowhere/at/all: no such folder; expected the folder that holds the data sets; check --data-root")
    }

    @Test func takesFilesNamedByOptions() throws {
        let folder = try TemporaryFolder()
        let nodes = try folder.write("a/people.csv", "id\n1\n2\n")
        let edges = try folder.write("b/ties.csv", "source,target\n1,2\n")
        let options = CSVGraphOptions(nodesFile: nodes, edgesFile: edges)
        #expect(try Dataset.load("club", csv: options).name == "club")
        #expect(try Dataset.load(nodes, csv: CSVGraphOptions(edgesFile: edges)).graph.edges.count == 2)
    }
}
