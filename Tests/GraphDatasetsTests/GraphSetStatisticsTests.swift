import DenseArrays
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct GraphSetStatisticsTests {
    /// A triangle with a self-loop and a lone node, one edge one way, a single node.
    private func set() throws -> GraphSet {
        let triangle = EdgeList([(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0), (2, 2)])
        return try GraphSet(
            name: "three",
            graphs: [
                Graph(nodeCount: 4, edges: triangle, features: .dense(DenseArray(rows: [[1, 0], [1, 0], [0, 0], [1, 0]]))),
                Graph(nodeCount: 2, edges: EdgeList([(1, 0)]), features: .dense(DenseArray(rows: [[0, 2], [0, 0]]))),
                Graph(nodeCount: 1, edges: EdgeList([]), features: .dense(DenseArray(rows: [[0, 0]]))),
            ], labels: [1, 1, 0], classNames: ["no", "yes"])
    }

    @Test func counts() throws {
        let statistics = GraphSetStatistics(try set())
        #expect(statistics.graphs == 3 && statistics.nodes.total == 7)
        #expect(statistics.nodes.minimum == 1 && statistics.nodes.maximum == 4 && statistics.nodes.mean == 7.0 / 3)
        #expect(statistics.undirectedEdges.total == 4 && statistics.undirectedEdges.maximum == 3)
        #expect(statistics.undirectedEdges.minimum == 0 && statistics.directedEdges == 8 && statistics.selfLoops == 1)
        #expect(!statistics.isSymmetric && !statistics.hasWeights)
        #expect(statistics.isolatedNodes == 2 && statistics.graphsWithIsolatedNodes == 2)
        // 3 of 6 pairs, 1 of 1; the single node has none
        #expect(statistics.density == 0.75)
        #expect(statistics.features == 2 && statistics.featureDensity == 4.0 / 14 && statistics.edgeFeatures == 0)
        #expect(statistics.classes.map(\.name) == ["no", "yes"] && statistics.classes.map(\.count) == [1, 2])
    }

    @Test func report() throws {
        let statistics = GraphSetStatistics(try set())
        #expect(
            statistics.description == """
                graphs          3
                nodes           7; a graph: mean 2.33, min 1, max 4
                edges           4; a graph: mean 1.33, min 0, max 3 (undirected)
                                8 stored
                symmetric       no
                self-loops      1
                isolated nodes  2, in 2 graphs
                density         0.7500 (a graph's edges of all that there could be, mean)
                features        2 a node, 28.57 % not zero
                edge features   none
                classes         2
                                no   1  (33.33 %)
                                yes  2  (66.67 %)
                """)
        let json = statistics.json
        #expect(json["nodes"]?["max"]?.int == 4 && json["edges_undirected"]?["total"]?.int == 4)
        #expect(json["isolated_nodes"]?.int == 2 && json["classes"]?.array?.count == 2)
    }

    @Test func mutag() throws {
        guard let root = realData("tu/MUTAG/MUTAG_A.txt") else { return }
        let statistics = GraphSetStatistics(try Dataset.loadSet("mutag", root: root).set)
        #expect(statistics.graphs == 188 && statistics.nodes.total == 3371 && statistics.undirectedEdges.total == 3721)
        #expect(statistics.features == 7 && statistics.edgeFeatures == 4 && statistics.isSymmetric)
        #expect(statistics.classes.map(\.count) == [63, 125])
    }
}
