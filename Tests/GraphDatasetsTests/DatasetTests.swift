import FileFormats
import Testing

@testable import GraphDatasets

@Suite struct DatasetTests {
    @Test func shippedSetsLoad() throws {
        let karate = try Dataset.load("\(packageFolder)/Data/karate")
        let figures = GraphStatistics(karate.graph)
        #expect(figures.nodes == 34 && figures.undirectedEdges == 78 && figures.components == 1)
        #expect(figures.classes == [.init(name: "Mr. Hi", count: 17), .init(name: "Officer", count: 17)])
        #expect(karate.graph.split?.train == [0, 33] && karate.graph.split?.test.count == 32)
        #expect(figures.features == 0)
        let papers = try Dataset.load("papers", root: "\(packageFolder)/Data")
        let made = GraphStatistics(papers.graph)
        #expect(made.nodes == 2000 && made.features == 500 && made.classes.count == 7)
        #expect(made.splitSizes == .init(train: 140, validation: 500, test: 1000, unused: 360))
        let counts = DatasetCatalogue.entry("papers")?.counts
        #expect(counts == .init(nodes: made.nodes, edges: made.undirectedEdges, features: 500, classes: 7))
        if let labels = papers.graph.labels { try papers.graph.split?.check(against: labels) }
    }

    /// The shipped club is the one that others publish.
    @Test func karateIsZacharys() throws {
        guard let root = realData("karate/karate.gml") else { return }
        let graph = try Dataset.load("\(packageFolder)/Data/karate").graph
        let words = String(decoding: try Files.read("\(root)/karate/karate.gml"), as: UTF8.self).split { $0.isWhitespace }
        var ties = Set<[Int]>()
        for index in words.indices.dropLast(3) where words[index] == "source" {
            let (a, b) = (Int(words[index + 1]) ?? 0, Int(words[index + 3]) ?? 0)
            ties.insert([min(a, b), max(a, b)])
        }
        let ours = zip(graph.edges.sources, graph.edges.targets).filter { $0 < $1 }.map { [Int($0) + 1, Int($1) + 1] }
        #expect(ties == Set(ours))
        var reader = try CSVReader(
            bytes: try Files.read("\(root)/karate/karate_clubs.csv"), file: "karate_clubs.csv")
        var clubs: [String] = []
        while let row = try reader.next() { clubs.append(row.string(at: 1)) }
        #expect(clubs == graph.labels?.values.map { graph.labels?.classNames[Int($0)] ?? "" })
    }

    @Test func listsWhatIsThere() throws {
        let list = try Dataset.list(root: "\(packageFolder)/Data")
        #expect(list.map(\.entry.name) == ["karate", "papers", "cora", "citeseer", "pubmed", "cora-linqs"])
        #expect(list[0].location?.folder == "\(packageFolder)/Data/karate" && list[0].root?.origin == "--data-root")
    }

    @Test func verifiesSums() throws {
        let folder = try TemporaryFolder()
        for file in ["nodes.csv", "edges.csv"] {
            try folder.write("karate/\(file)", try Files.read("\(packageFolder)/Data/karate/\(file)"))
        }
        #expect(try Dataset.verify("karate", root: folder.path).map(\.status) == [.ok, .ok])
        try folder.write("karate/edges.csv", "source,target\n")
        try Files.remove("\(folder.path)/karate/nodes.csv")
        let result = try Dataset.verify("Karate", root: folder.path)
        #expect(result[0] == .init(path: "\(folder.path)/karate/nodes.csv", status: .missing))
        #expect(
            result[1].status
                == .differs(
                    found: SHA256.hex(Array("source,target\n".utf8)),
                    expected: DatasetCatalogue.entry("karate")?.files[1].sha256 ?? ""))
        let error = failure { () throws(DatasetError) in _ = try Dataset.verify("atlantis", root: folder.path) }
        #expect(error?.kind == .missing)
    }

    @Test(arguments: ["cora", "citeseer", "pubmed", "cora-linqs", "papers"]) func pinnedSumsHold(_ name: String) throws {
        guard let entry = DatasetCatalogue.entry(name) else {
            Issue.record("no entry \(name)")
            return
        }
        var root: String? = "\(packageFolder)/Data"
        if entry.canFetch { root = realData(entry.folder) }
        guard let root else { return }
        #expect(try Dataset.verify(name, root: root).allSatisfy { $0.status == .ok })
        for file in entry.files {
            #expect(file.sha256.count == 64 && (file.url == nil || file.url?.hasPrefix("https://") == true))
        }
    }
}
