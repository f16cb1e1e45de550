import DenseArrays
import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

/// One graph's files: GML, GraphML, Matrix Market, node-link JSON; good ones, mangled ones, round trips.
@Suite struct GraphFileTests {
    private func message(_ name: String, _ text: String) throws -> String {
        let folder = try TemporaryFolder()
        let path = try folder.write(name, text)
        let error = failure { () throws(DatasetError) in _ = try Dataset.load(path) }
        return error?.description.replacing(folder.path + "/", with: "") ?? "no error"
    }

    private func sample(directed: Bool) throws -> Graph {
        let pairs = directed ? [(0, 1), (1, 2), (2, 2)] : [(0, 1), (1, 0), (1, 2), (2, 1), (2, 2)]
        let weights: [Float] = directed ? [1, 0.5, 3] : [1, 1, 0.5, 0.5, 3]
        let edgeFeatures: [Float] = directed ? [7, 8, 9] : [7, 7, 8, 8, 9]
        return try Graph(
            nodeCount: 3, edges: EdgeList(pairs, weights: weights),
            features: .dense(DenseArray(rows: [[0.5, 1], [-2, 0], [1e-3, 4]])),
            labels: NodeLabels(values: [1, -1, 0], classNames: ["a & b", "c"]),
            split: NodeSplit(name: "s", train: [0], validation: [], test: [2], nodeCount: 3),
            edgeFeatures: DenseArray(edgeFeatures, shape: [edgeFeatures.count, 1]),
            nodeNames: ["<one>", "two \"2\"", "drei"])
    }

    @Test(arguments: [true, false], ["g.gml", "g.graphml", "g.json"])
    func roundTrips(directed: Bool, name: String) throws {
        let graph = try sample(directed: directed)
        let folder = try TemporaryFolder()
        try GraphWriter.write(graph, to: "\(folder.path)/\(name)")
        let read = try Dataset.load("\(folder.path)/\(name)")
        #expect(read.warnings == [] && read.featureNames == ["x0", "x1"])
        #expect(read.graph.edges == graph.edges && read.graph.edgeFeatures == graph.edgeFeatures)
        #expect(read.graph.labels == graph.labels && read.graph.nodeNames == graph.nodeNames)
        #expect(read.graph.split?.train == [0] && read.graph.split?.test == [2])
        guard case .dense(let x) = read.graph.features, case .dense(let y) = graph.features else {
            return #expect(Bool(false))
        }
        #expect(x == y)
        #expect(try Dataset.load(folder.path).graph.edges == graph.edges)
        #expect(try Dataset.load("g", root: folder.path).graph.edges == graph.edges)
    }

    /// Bags of words keep their columns' order, whichever node has a word first; GraphML writes no zeros.
    @Test(arguments: ["g.gml", "g.graphml", "g.json"]) func sparseFeaturesRoundTrip(name: String) throws {
        var x = DenseArray(zeros: [3, 30])
        for (node, column, value) in [(0, 29, 1), (0, 3, 2), (1, 0, 3), (2, 10, 4), (2, 3, 5)] as [(Int, Int, Float)] {
            x[node, column] = value
        }
        let graph = try Graph(nodeCount: 3, edges: EdgeList([(0, 1), (1, 0)]), features: NodeFeatures.dense(x).inBestForm())
        let folder = try TemporaryFolder()
        try GraphWriter.write(graph, to: "\(folder.path)/\(name)")
        let read = try Dataset.load("\(folder.path)/\(name)")
        #expect(read.warnings == [] && read.featureNames == (0..<30).map { "x\($0)" })
        guard case .sparse(let y) = read.graph.features, case .sparse(let z) = graph.features else {
            return #expect(Bool(false))
        }
        #expect(y == z)
        let text = String(decoding: try Files.read("\(folder.path)/\(name)"), as: UTF8.self)
        if name == "g.graphml" { #expect(text.split(separator: "<data key=\"node_x").count == 6) }
    }

    @Test(arguments: [true, false]) func matrixMarketRoundTrips(directed: Bool) throws {
        let graph = try sample(directed: directed)
        let folder = try TemporaryFolder()
        try GraphWriter.write(graph, to: "\(folder.path)/g.mtx")
        #expect(try Dataset.load("\(folder.path)/g.mtx").graph.edges == graph.edges)
        let error = failure { () throws(DatasetError) in try GraphWriter.write(graph, to: "g.xls") }
        #expect(error?.description == "found g.xls; expected a name that ends in .gml, .graphml, .mtx or .json")
    }

    @Test func readsKarate() throws {
        guard let root = realData("karate/karate.gml") else { return }
        let graph = try Dataset.load("\(root)/karate/karate.gml").graph
        #expect(graph.nodeCount == 34 && graph.edges.count == 156 && graph.edges.isUndirected)
        #expect(graph.nodeNames?.first == "1")
    }

    static let mangled: [(name: String, text: String, message: String)] = [
        ("a.gml", "graph [ node [ id 1 ]", "a.gml:1: found the end of the file; expected ] for the [ of line 1"),
        ("a.gml", "graph [\n node [ id 1 ]\n node [ id 1 ] ]", "a.gml:3: found node \"1\", as on line 2; expected each id once; remove or rename one of the two"),
        ("a.gml", "graph [\n node [ id 1 ]\n edge [ source 1 target 7 ] ]", "a.gml:3: found an edge of node \"7\", which does not exist; expected an id of a.gml; add the node there or remove this line"),
        ("a.gml", "graph [\n node [ id x ] ]", "a.gml:2: found \"x\"; expected a number, or a text in quotes"),
        ("a.gml", "graph [\n node [ label \"x ] ]", "a.gml:2: found a text that does not end; expected a closing quote"),
        ("a.gml", "graph [\n node [ x 1 ] ]", "a.gml:2: found a node without id; expected id NUMBER"),
        ("a.gml", "graph [\n node 3 ]", "a.gml:2: found node without a list; expected node [ ... ]"),
        ("a.gml", "graph [\n node [ id 0 ] edge [ source 0 ] ]", "a.gml:2: found an edge without target; expected source NUMBER and target NUMBER"),
        ("a.gml", "]", "a.gml:1: found \"]\"; expected a key"),
        ("a.gml", "", "a.gml: found no graph; expected graph [ node [ id 1 ] ... ]"),
        ("a.gml", "graph [ ]", "a.gml: found no nodes; expected one node at least"),
        ("a.gml", String(repeating: "a [ ", count: 100), "a.gml:1: found lists 65 deep; expected at most 64"),
        ("a.graphml", "<graphml></graphml>", "a.graphml: found no <graph>; expected a GraphML file"),
        ("a.graphml", "<graphml>\n<graph>\n<node id='a'/>", "a.graphml:3: found the end of the file; expected </graph> for line 2"),
        ("a.graphml", "<graph>\n<node/></graph>", "a.graphml:2: found <node> without id; expected id=\"...\""),
        ("a.graphml", "<graph>\n<node id=a/></graph>", "a.graphml:2: found id= without a quote; expected id=\"value\""),
        ("a.graphml", "<graph><node id='a'/>\n<edge source='a' target='b'/></graph>", "a.graphml:2: found an edge of node \"b\", which does not exist; expected an id of a.graphml; add the node there or remove this line"),
        ("a.graphml", "<graph><node id='a'></graph>", "a.graphml:1: found </graph>; expected </graph>"),
        ("a.graphml", "<key id='k' attr.type='double'/><graph><node id='a'>\n<data key='k'>x</data></node></graph>", "a.graphml:2: found \"x\" as k; expected a finite number"),
        ("a.graphml", "<graph><node id='a'>\n<data key='k'>x</data></node></graph>", "a.graphml:2: found data for \"k\"; expected a <key> of this id before the graph"),
        ("a.graphml", "<!DOCTYPE x [ <!ENTITY y 'z'>", "a.graphml:1: found a document type with declarations; expected none"),
        ("a.graphml", "<!-- x", "a.graphml:1: found a comment that does not end; expected -->"),
        ("a.graphml", "<graph><hyperedge/></graph>", "a.graphml:1: found <hyperedge>; expected nodes and edges only"),
        ("a.mtx", "1 1 1\n", "a.mtx:1: found \"1 1 1\"; expected %%MatrixMarket matrix coordinate real general, or the like"),
        ("a.mtx", "%%MatrixMarket matrix array real general\n", "a.mtx:1: found \"array real general\"; expected coordinate, then real, integer or pattern, then general or symmetric"),
        ("a.mtx", "%%MatrixMarket matrix coordinate real general\n2 3 1\n1 1 1\n", "a.mtx:2: found 2 rows and 3 columns; expected as many of both; an adjacency matrix is square"),
        ("a.mtx", "%%MatrixMarket matrix coordinate real general\n%\n2 2 9000000\n1 1 1\n", "a.mtx:3: found 2 rows and 9000000 entries; expected as many as a file of 66 bytes can hold; copy or download the file again"),
        ("a.mtx", "%%MatrixMarket matrix coordinate real general\n2000000000 2000000000 1\n1 1 1\n", "a.mtx:2: found 2000000000 rows and 1 entries; expected as many as a file of 76 bytes can hold; copy or download the file again"),
        ("a.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 3 1\n", "a.mtx:3: found row 1 and column 3; expected 1 to 2"),
        ("a.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 nan\n", "a.mtx:3: found the value \"nan\"; expected a finite number"),
        ("a.mtx", "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n", "a.mtx:3: found 1 entries; expected 2, as line 2 says; copy or download the file again"),
        ("a.json", "{}", "a.json: found no list \"nodes\"; expected an object as NetworkX's node_link_data makes it"),
        ("a.json", "{\"nodes\": []}", "a.json: found no list \"links\" or \"edges\"; expected an object as NetworkX's node_link_data makes it"),
        ("a.json", "{\"nodes\": [{\"id\": 1}, {\"id\": 1}], \"links\": []}", "a.json: entry nodes[1]: found node \"1\", as in entry number 1; expected each id once; remove or rename one of the two"),
        ("a.json", "{\"nodes\": [{\"id\": 1}], \"links\": [{\"source\": 1}]}", "a.json: entry links[0]: found no \"target\" that is a number or a text; expected one"),
        ("a.json", "{\"nodes\": [{\"id\": 1}], \"edges\": [{\"source\": 1, \"target\": 2}]}", "a.json: entry edges[0]: found an edge of node \"2\", which does not exist; expected an id of a.json; add the node there or remove this line"),
        ("a.json", "{\"nodes\": [4], \"links\": []}", "a.json: entry nodes[0]: found no object; expected {\"id\": ...}"),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (name, text, expected) = Self.mangled[index]
        #expect(try message(name, text).replacing("an id of \(name)", with: "an id of \(name)") == expected)
    }
}
