import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct CSVGraphReaderTests {
    private func read(
        _ nodes: String, _ edges: String, _ options: CSVGraphOptions = CSVGraphOptions()
    ) throws -> LoadedGraph {
        let folder = try TemporaryFolder()
        return try CSVGraphReader.read(
            nodes: try folder.write("nodes.csv", nodes), edges: try folder.write("edges.csv", edges), options: options)
    }

    @Test func readsNodesAndEdges() throws {
        let loaded = try read(
            "id,label,split,w1,w2\na,10,train,1,0\n b ,9,VAL,0,2.5\nc,,test,0,0\nd,9,,0,0\n",
            "source,target\na,b\nb,a\nc,c\n")
        let graph = loaded.graph
        #expect(graph.nodeNames == ["a", "b", "c", "d"])
        #expect(graph.edges == EdgeList([(0, 1), (1, 0), (2, 2)]))
        #expect(graph.labels?.classNames == ["9", "10"])
        #expect(graph.labels?.values == [1, 0, -1, 0])
        #expect(graph.split?.train == [0] && graph.split?.validation == [1] && graph.split?.test == [2])
        #expect(graph.split?.name == "column split of nodes.csv")
        #expect(loaded.featureNames == ["w1", "w2"])
        #expect(loaded.warnings.count == 1 && loaded.warnings[0].hasPrefix("merged 1 repeated edge of "))
        guard case .dense(let features) = graph.features else {
            Issue.record("a quarter of the entries is not zero, so features should be dense")
            return
        }
        #expect(features.elements == [1, 0, 0, 2.5, 0, 0, 0, 0])
    }

    @Test func addsWeightsOfRepeatedEdges() throws {
        let nodes = "id\na\nb\n"
        let edges = "source,target,weight\na,b,1.5\nb,a,2\na,a,3\n"
        let both = try read(nodes, edges).graph.edges
        #expect(both == EdgeList([(0, 0), (0, 1), (1, 0)], weights: [3, 3.5, 3.5]))
        let directed = try read(nodes, edges, CSVGraphOptions(directed: true)).graph.edges
        #expect(directed == EdgeList([(0, 0), (0, 1), (1, 0)], weights: [3, 1.5, 2]))
    }

    @Test func namesColumnsAndLeavesThemOut() throws {
        let options = CSVGraphOptions(
            id: "paper", label: "field", split: "part", features: ["z", "x"], source: "from", target: "to",
            weight: "strength")
        let loaded = try read(
            "paper;field;part;x;text;z\n1;A;train;1;hello;2\n2;B;;3;world;4\n",
            "from;to;strength;year\n1;2;0.5;1999\n", options)
        #expect(loaded.featureNames == ["z", "x"])
        #expect(loaded.graph.edges.weights == [0.5, 0.5])
        guard case .dense(let features) = loaded.graph.features else {
            Issue.record("features are not dense")
            return
        }
        #expect(features.elements == [2, 1, 4, 3])
        let rest = try read("id,note,x\n1,hm,1\n2,ha,0\n", "source,target\n", CSVGraphOptions(excluded: ["note"]))
        #expect(rest.featureNames == ["x"])
        #expect(rest.warnings.count == 1 && rest.warnings[0].hasSuffix("edges.csv has no edges"))
    }

    @Test func withoutFeaturesLabelsAndSplit() throws {
        let graph = try read("id\n1\n2\n", "source,target\n1,2\n").graph
        #expect(graph.labels == nil && graph.split == nil)
        guard case .identity(2) = graph.features else {
            Issue.record("nodes without features have the identity")
            return
        }
    }

    /// Nodes, edges, options, and the message, FOLDER standing for the folder.
    static let mangled: [(nodes: String, edges: String, options: CSVGraphOptions, message: String)] = [
        (
            "id,x\na,1\n", "source,target\na,ghost\n", .init(),
            "FOLDER/edges.csv:2: found an edge of node \"ghost\", which does not exist; expected an id of FOLDER/nodes.csv; add the node there or remove this line"
        ),
        (
            "id,x\na,1\nb,2\na,3\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:4: found node \"a\", as on line 2; expected each id once; remove or rename one of the two"
        ),
        (
            "id,x\na,1\n", "from,to\na,a\n", .init(),
            "FOLDER/edges.csv:1: found no column \"source\"; the columns are from, to; expected a column of that name; name the right one with --source"
        ),
        (
            "id,x\na,1\n", "source,target\na,a\n", .init(label: "topic"),
            "FOLDER/nodes.csv:1: found no column \"topic\"; the columns are id, x; expected a column of that name; name the right one with --label"
        ),
        (
            "id,x\na,1\nb,red\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:3: found \"red\" in column \"x\"; expected a finite number; leave a column of text out with --exclude-columns"
        ),
        (
            "id,x\na,\n", "source,target\n", .init(features: ["x"]),
            "FOLDER/nodes.csv:2: found nothing in column \"x\"; expected a finite number; fill it in, or choose other columns with --feature-columns"
        ),
        (
            "id,x\na,NaN\n", "source,target\n", .init(features: ["x"]),
            "FOLDER/nodes.csv:2: found \"NaN\" in column \"x\"; expected a finite number; correct it, or choose other columns with --feature-columns"
        ),
        (
            "id,x\na,1e99\n", "source,target\n", .init(features: ["x"]),
            "FOLDER/nodes.csv:2: found \"1e99\" in column \"x\"; expected a finite number; correct it, or choose other columns with --feature-columns"
        ),
        (
            "id\na\nb\n", "source,target,weight\na,b,1\na,b,-2\n", .init(),
            "FOLDER/edges.csv:3: found the negative weight -2 of the edge from \"a\" to \"b\"; expected zero or more, since the normalization takes square roots of weights; use absolute values or leave the edge out"
        ),
        (
            "id\na\n", "source,target,weight\na,a,-inf\n", .init(),
            "FOLDER/edges.csv:2: found \"-inf\" in column \"weight\"; expected a finite number; correct it, or leave the edge out"
        ),
        (
            "id\na\n", "source,target,weight\na,a,heavy\n", .init(),
            "FOLDER/edges.csv:2: found \"heavy\" in column \"weight\"; expected a finite number; correct it, or rename the column to read the edges without weights"
        ),
        (
            "id\na\n", "source,target,weight\na,a, \n", .init(),
            "FOLDER/edges.csv:2: found nothing in column \"weight\"; expected a finite number; fill it in, or rename the column to read the edges without weights"
        ),
        (
            "id;x\na;1,5\n", "source;target\n", .init(),
            "FOLDER/nodes.csv:2: found \"1,5\" in column \"x\"; expected a number with a decimal point; write a point before the decimals, and nothing between thousands"
        ),
        (
            "id,x\na,\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:2: found nothing in column \"x\"; expected a finite number; fill it in, or leave the column out with --exclude-columns"
        ),
        (
            "id,x\na,1e400\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:2: found \"1e400\" in column \"x\"; expected a finite number; correct it, or leave the column out with --exclude-columns"
        ),
        (
            "id,label\n", "source,target\n", .init(),
            "FOLDER/nodes.csv: found no nodes; expected a line for each node after the columns' names"
        ),
        (
            "", "source,target\n", .init(),
            "FOLDER/nodes.csv:1: found an empty file; expected a line with the names of the columns"
        ),
        (
            "id,split\na,training\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:2: found the split \"training\"; expected train, val, validation, test, or a blank for none"
        ),
        (
            "id,x,x\na,1,1\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:1: found two columns named \"x\"; expected each name once; rename one of them"
        ),
        (
            "id,x\n,1\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:2: found an empty id; expected the node's id; fill it in, or remove the line"
        ),
        (
            "id,x\na,1\nb\n", "source,target\n", .init(),
            "FOLDER/nodes.csv:3: found 1 field; expected 2 fields (id, x)"
        ),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (nodes, edges, options, message) = Self.mangled[index]
        let folder = try TemporaryFolder()
        try folder.write("nodes.csv", nodes)
        try folder.write("edges.csv", edges)
        let error = failure { () throws(DatasetError) in _ = try Dataset.load(folder.path, csv: options) }
        #expect(error?.description == message.replacing("FOLDER", with: folder.path))
        #expect(error?.kind == .malformed)
        #expect(error?.kind.exitCode == 65)
    }

    /// `id, label, split` names the usual columns, and so does an option with blanks around its word.
    @Test func namesOfColumnsHaveNoBlanksAround() throws {
        let loaded = try read("id, label, split , x\na, red, train, 1\n", "source, target\na, a\n")
        #expect(loaded.graph.labels?.classNames == ["red"] && loaded.graph.split?.train == [0] && loaded.featureNames == ["x"])
        let named = try read("id, topic, y, x\na, red, 1, 2\n", "source,target\n", CSVGraphOptions(label: " topic", features: ["x", " y"]))
        #expect(named.graph.labels?.classNames == ["red"] && named.featureNames == ["x", "y"])
    }

    /// Names in Latin-1 are refused, in packed files too, where they stand.
    @Test(arguments: ["id", "label", "column", "edges", "packed"]) func latin1IsRefused(place: String) throws {
        let folder = try TemporaryFolder()
        let name: [UInt8] = Array("caf".utf8) + [0xE9]
        func part(_ wanted: String) -> [UInt8] { place == wanted ? name : Array("b".utf8) }
        let nodes = Array("id,label,".utf8) + part("column") + Array("\na,red,1\n".utf8) + part("id") + [44] + part("label") + Array(",0\n".utf8)
        let edges = Array("source,target\na,".utf8) + part("edges") + [10]
        if place == "packed" {
            try folder.write("nodes.csv.gz", try Gzip.compress(Array("id\n".utf8) + name + [10]))
        } else {
            try folder.write("nodes.csv", nodes)
        }
        try folder.write("edges.csv", edges)
        let error = failure { () throws(DatasetError) in _ = try Dataset.load(folder.path) }
        let file = folder.path + "/" + (["edges": "edges.csv", "packed": "nodes.csv.gz"][place] ?? "nodes.csv")
        let line = ["id": 3, "label": 3, "column": 1, "edges": 2, "packed": 2][place] ?? 0
        let column = ["id": "id", "label": "label", "edges": "target", "packed": "id"][place].map { " in column \"\($0)\"" } ?? ""
        let convert = place == "packed" ? "gunzip -c \(file) | iconv -f latin1 -t utf-8 > NEW" : "iconv -f latin1 -t utf-8 \(file) > NEW"
        #expect(
            error?.description == "\(file):\(line): found the bytes \"caf\\xe9\"\(column); expected UTF-8; convert it: \(convert)")
        #expect(error?.kind.exitCode == 65)
    }

    @Test func sparseFeaturesStaySparse() throws {
        let rows = (0..<20).map { row in "n\(row)," + (0..<20).map { $0 == row ? "1" : "0" }.joined(separator: ",") }
        let header = "id," + (0..<20).map { "w\($0)" }.joined(separator: ",")
        let loaded = try read(([header] + rows).joined(separator: "\n"), "source,target\nn0,n1\n")
        guard case .sparse(let features) = loaded.graph.features else {
            Issue.record("features are not sparse")
            return
        }
        #expect(features.count == 20 && features.columns == 20)
    }
}
