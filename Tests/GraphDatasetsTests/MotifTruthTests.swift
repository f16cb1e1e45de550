import DenseArrays
import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

struct MotifTruthTests {
    private func folder() throws -> String {
        let path = "/tmp/gcn-motifs-\(UInt64.random(in: 0...UInt64.max))"
        try Files.makeDirectory(path)
        return path
    }

    private func remove(_ path: String) {
        for name in (try? Files.list(path)) ?? [] { try? Files.remove("\(path)/\(name)") }
        try? Files.remove(path)
    }

    @Test func nodeSetsComeBackWithTheirTruth() throws {
        let path = try folder()
        defer { remove(path) }
        let made = MotifGraph.treeCycles(depth: 4, cycles: 6, key: RandomKey(seed: 1))
        let files = try MotifWriter.write(made, to: path, features: .degree, seed: 1)
        #expect(files.map { $0.split(separator: "/").last ?? "" } == ["nodes.csv", "edges.csv", "motif_edges.csv"])
        let loaded = try Dataset.load(path)
        let graph = loaded.graph
        #expect(graph.nodeCount == 31 + 36 && graph.edges.count == 2 * made.ties.count)
        #expect(loaded.featureNames == ["one", "degree"])
        let split = try #require(graph.split)
        #expect(split.train.count > 45 && !split.validation.isEmpty && !split.test.isEmpty)
        let truth = try MotifTruth.read("\(path)/motif_edges.csv", for: graph)
        #expect(truth.motifOfEdge.count { $0 >= 0 } == 72)
        let motifs = truth.motifOfNode(graph)
        for node in 0..<graph.nodeCount {
            let place = try #require(made.nodeNames.firstIndex(of: graph.name(of: node)))
            #expect(motifs[node] == made.motifOfNode[place])
        }
    }

    @Test func badTruths() throws {
        let path = try folder()
        defer { remove(path) }
        let graph = try Graph(nodeCount: 3, edges: EdgeList([(0, 1), (1, 0)]), nodeNames: ["a", "b", "c"])
        func message(_ text: String) throws -> String {
            try Files.write(text, to: "\(path)/t.csv")
            do { _ = try MotifTruth.read("\(path)/t.csv", for: graph) } catch { return "\(error)" }
            return ""
        }
        #expect(try message("source,target,in_motif\na,b,1\n") == "")
        #expect(try message("source,target,in_motif\na,zed,1\n").contains("t.csv:2: found node \"zed\", which does not exist"))
        #expect(try message("source,target,in_motif\na,c,1\n").contains("t.csv:2: found a pair of nodes that no edge joins"))
        #expect(try message("source,target,in_motif\nb,a,x\n").contains("t.csv:2: found \"x\"; expected 0 or 1"))
        #expect(try message("source,target\na,b\n").contains("no column \"in_motif\""))
    }

    @Test func graphSetsComeBackWithTheirTruth() throws {
        let path = try folder()
        defer { remove(path) }
        let name = String(path.split(separator: "/").last ?? "")
        let made = BA2Motifs.make(graphs: 6, key: RandomKey(seed: 1))
        try MotifWriter.write(made, to: path)
        let loaded = try TUReader.read(try DatasetLocator(root: nil).locateSet(path))
        #expect(loaded.set.count == 6 && loaded.set.nodeCount == 150)
        #expect(loaded.set.labels == [0, 1, 0, 1, 0, 1])
        let truth = try MotifTruth.read(name, in: path, for: loaded.set)
        #expect(truth.map { $0.motifOfEdge.count { $0 >= 0 } } == [10, 12, 10, 12, 10, 12])
        for (graph, truth) in zip(made, truth) {
            #expect(graph.graph.edgeTruth == truth.motifOfEdge.map { $0 >= 0 })
        }
    }
}
