import DenseArrays
import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct TUReaderTests {
    private static let good = [
        "A": "1, 2\n2, 1\n2,3\n3,2\n4, 5\n5, 4\n4, 5\n5, 5\n", "graph_indicator": "1\n1\n1\n2\n2\n",
        "graph_labels": "1\n-1\n", "node_labels": "3\n0\n3\n7\n0\n", "node_attributes": "0.5\n1\n2\n3\n4\n",
        "edge_labels": "0\n0\n1\n1\n0\n0\n0\n1\n",
    ]

    private static func write(_ change: [String: String?] = [:]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        var files = good
        for (part, text) in change { files[part] = text }
        for (part, text) in files { try folder.write("tiny/tiny_\(part).txt", text) }
        return folder
    }

    private static func read(
        _ folder: TemporaryFolder, _ options: GraphSetOptions = .init()
    ) throws(DatasetError) -> LoadedGraphSet {
        try Dataset.loadSet("\(folder.path)/tiny", options: options)
    }

    @Test func readsASmallSet() throws {
        let folder = try Self.write()
        let loaded = try Self.read(folder)
        let set = loaded.set
        #expect(set.nodeStarts == [0, 3, 5] && set.edgeStarts == [0, 4, 6])
        #expect(set.edges == EdgeList([(0, 1), (1, 0), (1, 2), (2, 1), (0, 1), (1, 0)]))
        #expect(set.classNames == ["-1", "1"] && set.labels == [1, 0])
        // labels 0, 3, 7 one-hot
        guard case .dense(let x) = set.features else { return #expect(Bool(false)) }
        #expect(x == DenseArray(rows: [[0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]))
        // the line "4, 5" stands there twice: its one-hot labels are added
        #expect(set.edgeFeatures == DenseArray(rows: [[1, 0], [1, 0], [0, 1], [0, 1], [2, 0], [1, 0]]))
        #expect(loaded.warnings == ["merged 1 repeated edge of \(folder.path)/tiny/tiny_A.txt", "left out 1 self-loop"])
        let both = try Self.read(folder, GraphSetOptions(nodeAttributes: true)).set
        guard case .dense(let y) = both.features else { return #expect(Bool(false)) }
        #expect(y.shape == [5, 4] && y[1, 0] == 1 && y[1, 1] == 1 && y[4, 0] == 4)
    }

    @Test func givesFeaturelessNodesTheirDegree() throws {
        let folder = try Self.write(["node_labels": nil, "node_attributes": nil, "edge_labels": nil])
        let loaded = try Self.read(folder)
        guard case .sparse(let x) = loaded.set.features else { return #expect(Bool(false)) }
        #expect(x.columns == 3 && x.columnIndices == [1, 2, 1, 1, 1])
        #expect(loaded.warnings.last == "the nodes have no labels; their features are their degrees, one-hot")
        #expect(loaded.set.edgeFeatures == nil)
        let plain = try Self.read(folder, GraphSetOptions(featureless: .constant))
        #expect(plain.set.features.width == 1)
        let attributes = try Self.read(try Self.write(["node_labels": nil])).set
        #expect(attributes.features.width == 1)
    }

    @Test func readsTargets() throws {
        let folder = try Self.write(["graph_labels": nil, "graph_attributes": "0.25\n-3e2\n"])
        let set = try Self.read(folder).set
        #expect(set.targets?.elements == [0.25, -300] && set.labels == nil && set.classNames.isEmpty)
    }

    static let mangled: [(part: String, text: String?, message: String)] = [
        ("A", "1, 2\n2, 9\n", "_A.txt:2: found node 9; expected 1 to 5"),
        ("A", "1, 2\n0, 1\n", "_A.txt:2: found node 0; expected 1 to 5"),
        ("A", "1, 2\n\n3, x\n", "_A.txt:3: found \"x\"; expected a whole number"),
        ("A", "1, 2\n3, 4\n", "_A.txt:2: found an edge from node 3 of graph 1 to node 4 of graph 2; expected both in one graph"),
        ("A", "1\n", "_A.txt:1: found 1 number; expected 2, separated by a comma"),
        ("A", "1, 99999999999999999999\n", "_A.txt:1: found \"99999999999999999999\"; expected a whole number"),
        ("A", nil, ": found tiny_edge_labels.txt, tiny_graph_indicator.txt, tiny_graph_labels.txt, tiny_node_attributes.txt, tiny_node_labels.txt; expected NAME_A.txt and its companions, or two meshes or more (.off, .obj, .ply)"),
        ("graph_indicator", nil, "_graph_indicator.txt: no such file; expected the files A, graph_indicator and graph_labels of a TU set; check the path"),
        ("graph_indicator", "", "_graph_indicator.txt: found no nodes; expected a line for each node"),
        ("graph_indicator", "1\n1\n3\n", "_graph_indicator.txt:3: found graph 3 after graph 1; expected 1 or 2; the nodes must be in their graphs' order, each graph with one at least"),
        ("graph_indicator", "1\n2\n1\n", "_graph_indicator.txt:3: found graph 1 after graph 2; expected 2 or 3; the nodes must be in their graphs' order, each graph with one at least"),
        ("graph_indicator", "1000000000000\n", "_graph_indicator.txt:1: found graph 1000000000000; expected 1; the nodes must be in their graphs' order, each graph with one at least"),
        ("graph_labels", "1\n", "_graph_labels.txt: found 1 line; expected 2, one for each graph; copy or download the set again"),
        ("graph_labels", "1\nyes\n", "_graph_labels.txt:2: found \"yes\"; expected a whole number"),
        ("graph_labels", nil, "_graph_labels.txt: no such file; expected a class for each of 2 graphs"),
        ("node_labels", "1\n", "_node_labels.txt: found 1 line; expected 5, one for each node; copy or download the set again"),
        ("node_attributes", "1\n2\n3\nnan\n5\n", "_node_attributes.txt:4: found \"nan\"; expected a finite number"),
        ("node_attributes", "1\n2\n3,4\n5\n6\n", "_node_attributes.txt:3: found 2 fields; expected 1 field"),
        ("edge_labels", "1\n2\n", "_edge_labels.txt: found 2 lines; expected 8, one for each edge; copy or download the set again"),
        ("edge_attributes", "1\n2\n", "_edge_attributes.txt: found 2 lines; expected 8, one for each edge; copy or download the set again"),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (part, text, message) = Self.mangled[index]
        let folder = try Self.write([part: text])
        let error = failure { () throws(DatasetError) in _ = try Self.read(folder) }
        let place = message.hasPrefix("_") ? "\(folder.path)/tiny/tiny" : "\(folder.path)/tiny"
        #expect(error?.description.replacing("; check the path", with: "") == (place + message).replacing("; check the path", with: ""))
    }

    struct Counts: Sendable, CustomStringConvertible {
        let name: String
        let classes: [Int]
        let nodes: Int
        let edges: Int
        let features: Int
        let edgeFeatures: Int
        let attributes: Int
        var description: String { name }
    }

    static let sets = [
        Counts(name: "MUTAG", classes: [63, 125], nodes: 3371, edges: 3721, features: 7, edgeFeatures: 4, attributes: 0),
        Counts(name: "PROTEINS", classes: [663, 450], nodes: 43471, edges: 81044, features: 3, edgeFeatures: 0, attributes: 1),
        Counts(name: "NCI1", classes: [2053, 2057], nodes: 122747, edges: 132753, features: 37, edgeFeatures: 0, attributes: 0),
        Counts(name: "ENZYMES", classes: [Int](repeating: 100, count: 6), nodes: 19580, edges: 37282, features: 3, edgeFeatures: 0, attributes: 18),
        Counts(name: "IMDB-BINARY", classes: [500, 500], nodes: 19773, edges: 96531, features: 136, edgeFeatures: 0, attributes: 0),
        Counts(name: "PTC_MR", classes: [192, 152], nodes: 4915, edges: 5054, features: 18, edgeFeatures: 4, attributes: 0),
        Counts(name: "AIDS", classes: [400, 1600], nodes: 31385, edges: 32390, features: 38, edgeFeatures: 3, attributes: 4),
        Counts(name: "Letter-low", classes: [Int](repeating: 150, count: 15), nodes: 10522, edges: 7046, features: 2, edgeFeatures: 0, attributes: 2),
    ]

    /// The counts measured from these files by another program (the data folder's README).
    @Test(arguments: sets) func holdsWhatTheSetHolds(_ counts: Counts) throws {
        guard let root = realData("tu/\(counts.name).zip") else { return }
        let clock = ContinuousClock()
        let start = clock.now
        let loaded = try Dataset.loadSet(counts.name.lowercased(), root: root)
        print("\(counts.name) read in \(clock.now - start)")
        let set = loaded.set
        #expect(set.classCounts == counts.classes && set.count == counts.classes.reduce(0, +))
        #expect(set.nodeCount == counts.nodes && set.edgeCount == 2 * counts.edges)
        #expect(set.features.width == counts.features && (set.edgeFeatures?.columns ?? 0) == counts.edgeFeatures)
        let all = try Dataset.loadSet(counts.name, root: root, options: GraphSetOptions(nodeAttributes: true)).set
        let expected = counts.name == "Letter-low" || counts.attributes == 0
            ? counts.features : counts.features + counts.attributes
        #expect(all.features.width == expected)
        #expect(set.batchOfAll().graph.edges.isUndirected)
        // archive and folder hold the same
        let packed = try Dataset.loadSet("\(root)/tu/\(counts.name).zip").set
        #expect(packed.edges == set.edges && packed.labels == set.labels && packed.nodeStarts == set.nodeStarts)
    }

    @Test func findsSetsInRoots() throws {
        let folder = try Self.write()
        #expect(try Dataset.loadSet("TINY", root: folder.path).name == "tiny")
        let error = failure { () throws(DatasetError) in
            _ = try DatasetLocator(roots: [DatasetRoot(path: folder.path, origin: "test")]).locateSet("ghost")
        }
        #expect(
            error?.description
                == "ghost: no set of graphs of this name; expected ghost/ghost_A.txt or ghost.zip, there or in tu/, in \(folder.path) (test); there are tiny"
        )
        #expect(error?.kind == .missing)
        #expect(try Dataset.listSets(root: folder.path).contains { $0.name == "tiny" })
        let nothing = failure { () throws(DatasetError) in _ = try Dataset.loadSet("./no/such") }
        #expect(nothing?.description == "./no/such: no such file or folder; expected a folder with NAME_A.txt, or NAME.zip")
        try folder.write("broken.zip", "PK")
        let broken = failure { () throws(DatasetError) in _ = try Dataset.loadSet("\(folder.path)/broken.zip") }
        #expect(
            broken?.description
                == "\(folder.path)/broken.zip: byte 2: found no directory at the end of the file; expected a zip archive; copy or download the file again"
        )
    }
}
