import DenseArrays
import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct GraphStatisticsTests {
    /// A path 0-1-2, a self-loop at 3, node 4 alone.
    private func graph() throws -> Graph {
        try Graph(
            nodeCount: 5, edges: EdgeList([(0, 1), (1, 0), (1, 2), (2, 1), (3, 3)]),
            features: .dense(DenseArray(rows: [[1, 0], [0, 0], [1, 1], [0, 1], [0, 0]])),
            labels: try NodeLabels(values: [0, 0, 1, 1, -1], classNames: ["red", "green"]),
            split: try NodeSplit(name: "mine", train: [0], validation: [], test: [1, 2], nodeCount: 5))
    }

    @Test func countsASmallGraph() throws {
        let figures = GraphStatistics(try graph())
        #expect(figures.nodes == 5 && figures.directedEdges == 5 && figures.undirectedEdges == 2)
        #expect(figures.selfLoops == 1 && figures.isolatedNodes == 2 && figures.isSymmetric)
        #expect(figures.features == 2 && figures.featureDensity == 0.4 && figures.nodesWithoutFeatures == 2)
        #expect(figures.classes == [.init(name: "red", count: 2), .init(name: "green", count: 2)])
        #expect(figures.unlabelled == 1)
        #expect(figures.splitSizes == .init(train: 1, validation: 0, test: 2, unused: 2))
        #expect(figures.homophily == 0.5)
        #expect(figures.components == 3 && figures.largestComponent == 3)
        #expect(figures.degrees.minimum == 0 && figures.degrees.median == 1 && figures.degrees.maximum == 2)
        #expect(figures.degrees.mean == 1)
        #expect(
            figures.degrees.bins == [
                .init(from: 0, to: 0, nodes: 1), .init(from: 1, to: 1, nodes: 3), .init(from: 2, to: 3, nodes: 1),
            ])
    }

    @Test func describesAsAnAlignedTable() throws {
        #expect(
            GraphStatistics(try graph()).description == """
                nodes           5
                edges           2 undirected, 5 stored
                symmetric       yes
                self-loops      1
                isolated nodes  2
                components      3, the largest of 3 nodes
                features        2, 40.00 % not zero, 2 nodes have none
                classes         2, 1 nodes without a label
                                red    2  (40.00 %)
                                green  2  (40.00 %)
                homophily       0.500
                split           mine: 1 train, 0 validation, 2 test, 2 unused
                degree          min 0, median 1.0, mean 1.00, max 2
                                  0  1  ##############
                                  1  3  ########################################
                                2-3  1  ##############
                """)
    }

    @Test func writesJSON() throws {
        let json = GraphStatistics(try graph()).json
        #expect(json["nodes"]?.int == 5 && json["homophily"]?.double == 0.5)
        #expect(json["split"]?["test"]?.int == 2)
        #expect(json["degree"]?["histogram"]?.array?.count == 3)
        #expect(try JSONValue.parse(Array(json.encoded().utf8), file: "json")["edges_undirected"]?.int == 2)
    }

    @Test func countsADirectedGraph() throws {
        let figures = GraphStatistics(
            try Graph(nodeCount: 3, edges: EdgeList([(0, 1), (0, 2), (0, 1)], weights: [1, 2, 3])))
        #expect(!figures.isSymmetric && figures.hasWeights)
        #expect(figures.undirectedEdges == 2 && figures.directedEdges == 3)
        #expect(figures.degrees.maximum == 3 && figures.homophily == nil && figures.splitSizes == nil)
        #expect(figures.features == 0 && figures.classes.isEmpty && figures.components == 1)
        #expect(figures.description.contains("split           none"))
    }

    @Test func writesDecimals() {
        #expect(GraphStatistics.decimals(0.05, 2) == "0.05")
        #expect(GraphStatistics.decimals(-1.5, 1) == "-1.5")
        #expect(GraphStatistics.decimals(1234.567, 0) == "1235")
    }
}
