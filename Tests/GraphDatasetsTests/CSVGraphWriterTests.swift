import DenseArrays
import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct CSVGraphWriterTests {
    private func sample(directed: Bool = false, names: [String]? = ["a,b", "two \"2\"", "3"]) throws -> Graph {
        let pairs = directed ? [(0, 1), (1, 2), (2, 2)] : [(0, 1), (1, 0), (1, 2), (2, 1), (2, 2)]
        let weights: [Float] = directed ? [1, 0.1, 3] : [1, 1, 0.1, 0.1, 3]
        return try Graph(
            nodeCount: 3, edges: EdgeList(pairs, weights: weights),
            features: .dense(DenseArray(rows: [[0.1, 1], [-2, 1], [1e-30, 4]])),
            labels: NodeLabels(values: [1, -1, 0], classNames: ["a & b", "c, d"]),
            split: NodeSplit(name: "s", train: [0], validation: [], test: [2], nodeCount: 3),
            edgeFeatures: DenseArray(repeating: 1, shape: [pairs.count, 2]), nodeNames: names)
    }

    @Test(arguments: [true, false]) func roundTrips(directed: Bool) throws {
        let graph = try sample(directed: directed)
        let folder = try TemporaryFolder()
        let files = try CSVGraphWriter.write(graph, to: "\(folder.path)/new/out", featureNames: ["u", "v"])
        #expect(files == ["nodes.csv", "edges.csv"].map { "\(folder.path)/new/out/\($0)" })
        let read = try Dataset.load("\(folder.path)/new/out", csv: CSVGraphOptions(directed: directed))
        #expect(read.warnings == [] && read.featureNames == ["u", "v"])
        #expect(read.graph.edges == graph.edges && read.graph.labels == graph.labels)
        #expect(read.graph.nodeNames == graph.nodeNames && read.graph.split?.train == [0] && read.graph.split?.test == [2])
        guard case .dense(let x) = read.graph.features, case .dense(let y) = graph.features else {
            return #expect(Bool(false))
        }
        #expect(x == y)
    }

    @Test func text() throws {
        let graph = try sample()
        #expect(
            CSVGraphWriter.nodes(graph, ["id", "v"])
                == "id,label,split,x0,x1\n\"a,b\",\"c, d\",train,0.1,1\n\"two \"\"2\"\"\",,,-2,1\n3,a & b,test,1e-30,4\n")
        #expect(CSVGraphWriter.edges(graph) == "source,target,weight\n\"a,b\",\"two \"\"2\"\"\",1\n\"two \"\"2\"\"\",3,0.1\n3,3,3\n")
        // names that are not told apart give way to numbers
        let twice = try sample(names: ["a", "a", "b"])
        #expect(CSVGraphWriter.edges(twice) == "source,target,weight\n0,1,1\n1,2,0.1\n2,2,3\n")
        #expect(CSVGraphWriter.edges(try sample(names: ["a ", "a", "b"])).hasPrefix("source,target,weight\n0,1"))
        let plain = try Graph(nodeCount: 2, edges: EdgeList([(0, 1), (1, 0)]))
        #expect(CSVGraphWriter.nodes(plain, nil) == "id\n0\n1\n" && CSVGraphWriter.edges(plain) == "source,target\n0,1\n")
    }

    @Test func sparseRowsAreWrittenOut() throws {
        let x = DenseArray(rows: [[0, 2, 0] + [Float](repeating: 0, count: 17), [Float](repeating: 0, count: 19) + [5]])
        let features = NodeFeatures.dense(x).inBestForm()
        guard case .sparse = features else { return #expect(Bool(false)) }
        let graph = try Graph(nodeCount: 2, edges: EdgeList([]), features: features)
        let lines = CSVGraphWriter.nodes(graph, nil).split(separator: "\n")
        #expect(lines[1] == "0,0,2" + String(repeating: ",0", count: 18))
        #expect(lines[2] == "1" + String(repeating: ",0", count: 19) + ",5")
    }

    @Test func saysWhatIsLost() throws {
        let graph = try sample()
        #expect(GraphWriter.losses(graph, .gml) == [] && GraphWriter.losses(graph, .csv) == ["the edges' 2 features"])
        #expect(
            GraphWriter.losses(graph, .matrixMarket)
                == ["the nodes' 2 features", "the classes", "the split", "the nodes' names", "the edges' 2 features"])
    }

    @Test func refusesAPlaceThatCannotBe() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "x")
        let graph = try sample()
        let error = failure { () throws(DatasetError) in _ = try CSVGraphWriter.write(graph, to: "\(folder.path)/file/x") }
        #expect(error?.kind == .inputOutput)
    }
}
