import FileFormats
import Graphs
import SparseMatrices
import Testing

@testable import GraphDatasets

@Suite struct PlanetoidReaderTests {
    /// Six nodes: two train, four in allx, test nodes 5 and 4, in that order.
    private func small(_ folder: TemporaryFolder, replacing: [String: [UInt8]] = [:]) throws -> DatasetLocation {
        var files: [String: [UInt8]] = [
            "x": PickleBuilder.sparse([[1, 0, 0], [0, 1, 0]]),
            "y": PickleBuilder.matrix([[1, 0], [0, 1]]),
            "allx": PickleBuilder.sparse([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]]),
            "ally": PickleBuilder.matrix([[1, 0], [0, 1], [1, 0], [0, 1]]),
            "tx": PickleBuilder.sparse([[0, 0.5, 0], [0, 0, 0.25]]),
            "ty": PickleBuilder.matrix([[1, 0], [0, 0]]),
            "graph": PickleBuilder.adjacency([(0, [1, 1]), (1, [0]), (2, [2, 3]), (3, [2, 4]), (4, []), (5, [])]),
            "test.index": Array("5\n4\n".utf8),
        ]
        for (part, bytes) in replacing { files[part] = bytes }
        for (part, bytes) in files { try folder.write("ind.small.\(part)", bytes) }
        return location(.planetoid, "small", folder.path)
    }

    @Test func readsASmallSet() throws {
        let folder = try TemporaryFolder()
        let loaded = try PlanetoidReader.read(try small(folder))
        let graph = loaded.graph
        #expect(graph.nodeCount == 6)
        #expect(graph.edges == EdgeList([(0, 1), (1, 0), (2, 2), (2, 3), (3, 2), (3, 4), (4, 3)]))
        #expect(graph.labels?.values == [0, 1, 0, 1, -1, 0])
        #expect(graph.labels?.classNames == ["0", "1"])
        guard case .sparse(let features) = graph.features else {
            Issue.record("features are not sparse")
            return
        }
        // Row 0 of tx belongs to node 5, row 1 to node 4.
        #expect(features.columnIndices == [0, 1, 2, 0, 1, 2, 1])
        #expect(features.values == [1, 1, 1, 1, 1, 0.25, 0.5])
        #expect(graph.split?.train == [0, 1])
        #expect(graph.split?.validation == [2, 3])
        #expect(graph.split?.test == [4, 5])
        #expect(graph.split?.name == "public")
        let file = "\(folder.path)/ind.small.graph"
        #expect(
            loaded.warnings == [
                "merged 1 repeated edge of \(file)", "added the missing reverse direction of 1 edge of \(file)",
                "only 2 nodes are left for validation, not 500",
            ])
    }

    @Test func readsGzip() throws {
        let folder = try TemporaryFolder()
        var place = try small(folder)
        for file in place.files { try Files.write(try Gzip.compress(try Files.read(file)), to: file + ".gz") }
        for file in place.files { try Files.remove(file) }
        place = try DatasetLocator(roots: [DatasetRoot(path: folder.path, origin: "test")]).locate("small")
        #expect(place.files.allSatisfy { $0.hasSuffix(".gz") })
        #expect(try PlanetoidReader.read(place).graph.nodeCount == 6)
    }

    /// A node that test.index leaves out has no features and no label, and is in no part.
    @Test func fillsGaps() throws {
        let folder = try TemporaryFolder()
        let place = try small(
            folder,
            replacing: [
                "test.index": Array("6\n4\n".utf8),
                "graph": PickleBuilder.adjacency((0..<7).map { ($0, [0]) }),
            ])
        let loaded = try PlanetoidReader.read(place)
        #expect(loaded.graph.nodeCount == 7)
        #expect(loaded.graph.labels?.values == [0, 1, 0, 1, -1, -1, 0])
        #expect(loaded.graph.split?.test == [4, 6])
        #expect(loaded.warnings.contains("gave zero features and no label to 1 nodes that test.index leaves out"))
    }

    /// What is put into one file, and the message for it, FOLDER standing for the folder.
    static let mangled: [(part: String, bytes: [UInt8], message: String)] = [
        (
            "y", PickleBuilder.matrix([[1, 0]]),
            "FOLDER/ind.small.y: found 1 rows; expected 2, as many as FOLDER/ind.small.x has rows; the files belong to different sets or one is damaged: fetch them again"
        ),
        (
            "ally", PickleBuilder.matrix([[1, 0], [0, 1], [1, 1], [0, 1]]),
            "FOLDER/ind.small.ally: entry row 2: found two classes; expected a single 1, the others 0"
        ),
        (
            "ty", PickleBuilder.matrix([[1, 0, 0], [0, 0, 0]]),
            "FOLDER/ind.small.ty: found 3 classes; expected 2, as many as FOLDER/ind.small.ally has classes; the files belong to different sets or one is damaged: fetch them again"
        ),
        (
            "tx", PickleBuilder.sparse([[0, 1], [1, 0]]),
            "FOLDER/ind.small.tx: found 2 columns; expected 3, as many as FOLDER/ind.small.allx has columns; the files belong to different sets or one is damaged: fetch them again"
        ),
        (
            "tx", PickleBuilder.sparse([[0, 1, .nan], [1, 0, 0]]),
            "FOLDER/ind.small.tx: entry row 0, column 2: found the feature nan; expected a finite number"
        ),
        (
            "allx", PickleBuilder.sparse([[1, 0, 0]], columns: 1 << 25),
            "FOLDER/ind.small.allx: found 33554432 columns; expected at most 16777216"
        ),
        (
            "test.index", Array("5\n1\n".utf8),
            "FOLDER/ind.small.test.index:2: found node \"1\" in test, and in train; expected each node in one part only, else the split leaks; take it out of one of them"
        ),
        (
            "test.index", Array("5\n5\n".utf8),
            "FOLDER/ind.small.test.index:2: found the test node 5, as on line 1; expected each test node once"
        ),
        (
            "test.index", Array("5\nfour\n".utf8),
            "FOLDER/ind.small.test.index:2: found \"four\"; expected the number of a test node"
        ),
        (
            "test.index", Array("5\n4000000000\n".utf8),
            "FOLDER/ind.small.test.index:2: found the test node 4000000000; expected less than 6, the number of nodes in FOLDER/ind.small.graph"
        ),
        (
            "test.index", Array("5\n".utf8),
            "FOLDER/ind.small.test.index: found 1 test nodes; expected 2, as many as FOLDER/ind.small.tx has rows; the files belong to different sets or one is damaged: fetch them again"
        ),
        (
            "graph", PickleBuilder.adjacency([(0, [9]), (1, []), (2, []), (3, []), (4, []), (5, [])]),
            "FOLDER/ind.small.graph: entry node 0: found an edge to node 9, which does not exist; expected nodes from 0 to 5"
        ),
        (
            "graph", PickleBuilder.adjacency([(0, []), (1, []), (7, [])]),
            "FOLDER/ind.small.graph: entry node 7: found node 7 among 3 nodes; expected nodes numbered from 0 to 2"
        ),
        (
            "graph", PickleBuilder.adjacency([(0, []), (1, [])]),
            "FOLDER/ind.small.test.index:1: found the test node 5; expected less than 2, the number of nodes in FOLDER/ind.small.graph"
        ),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (part, bytes, message) = Self.mangled[index]
        let folder = try TemporaryFolder()
        let place = try small(folder, replacing: [part: bytes])
        let error = failure { () throws(DatasetError) in _ = try PlanetoidReader.read(place) }
        #expect(error?.description == message.replacing("FOLDER", with: folder.path))
        #expect(error?.kind == .malformed)
    }

    @Test func refusesTruncatedAndMaliciousPickles() throws {
        let folder = try TemporaryFolder()
        let whole = PickleBuilder.matrix([[1, 0], [0, 1]])
        let cut = try small(folder, replacing: ["y": Array(whole.dropLast(20))])
        let truncated = failure { () throws(DatasetError) in _ = try PlanetoidReader.read(cut) }
        #expect(truncated?.kind == .malformed)
        #expect(
            truncated?.description
                == "\(folder.path)/ind.small.y: byte \(whole.count - 20): found the end of the file; expected 4 bytes of a number; the pickle was cut off"
        )
        let evil = try small(folder, replacing: ["graph": PickleBuilder.malicious])
        let refused = failure { () throws(DatasetError) in _ = try PlanetoidReader.read(evil) }
        #expect(refused?.kind == .malformed)
        #expect(refused?.description.contains("os system") == true)
        #expect(!Files.exists("/tmp/gcn-was-here"))
    }

    @Test func namesAMissingFile() throws {
        let folder = try TemporaryFolder()
        let place = try small(folder)
        try Files.remove(place.files[6])
        let error = failure { () throws(DatasetError) in _ = try PlanetoidReader.read(place) }
        #expect(error?.kind == .missing)
        #expect(error?.description == "\(folder.path)/ind.small.graph: no such file or directory; expected a file of the data set; check the path")
    }

    struct Real: Sendable {
        var name: String, nodes: Int, edges: Int, selfLoops: Int, isolated: Int, features: Int, classes: Int
        var train: Int, repeated: Int, unlabelled: Int
    }

    static let real = [
        Real(
            name: "cora", nodes: 2708, edges: 5278, selfLoops: 0, isolated: 0, features: 1433, classes: 7, train: 140,
            repeated: 302, unlabelled: 0),
        Real(
            name: "citeseer", nodes: 3327, edges: 4552, selfLoops: 124, isolated: 48, features: 3703, classes: 6,
            train: 120, repeated: 236, unlabelled: 15),
        Real(
            name: "pubmed", nodes: 19717, edges: 44324, selfLoops: 3, isolated: 0, features: 500, classes: 3, train: 60,
            repeated: 25, unlabelled: 0),
    ]

    @Test(arguments: real.indices) func readsTheRealSets(_ index: Int) throws {
        let set = Self.real[index]
        guard let root = realData("planetoid/ind.\(set.name).graph") else { return }
        let loaded = try Dataset.load(set.name.uppercased(), root: root)
        let figures = GraphStatistics(loaded.graph)
        #expect(loaded.format == .planetoid)
        #expect(figures.nodes == set.nodes)
        #expect(figures.undirectedEdges == set.edges)
        #expect(figures.directedEdges == 2 * set.edges + set.selfLoops)
        #expect(figures.selfLoops == set.selfLoops)
        #expect(figures.isolatedNodes == set.isolated)
        #expect(figures.isSymmetric)
        #expect(figures.features == set.features)
        #expect(figures.classes.count == set.classes)
        #expect(figures.unlabelled == set.unlabelled)
        #expect(figures.splitSizes?.train == set.train)
        #expect(figures.splitSizes?.validation == 500)
        #expect(figures.splitSizes?.test == 1000)
        #expect(loaded.warnings.contains { $0.hasPrefix("merged \(set.repeated) repeated edges") })
        if let labels = loaded.graph.labels { try loaded.graph.split?.check(against: labels) }
        let counts = DatasetCatalogue.entry(set.name)?.counts
        #expect(
            counts == .init(nodes: set.nodes, edges: set.edges, features: set.features, classes: set.classes))
    }
}
