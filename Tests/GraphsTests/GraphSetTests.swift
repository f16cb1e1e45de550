import DenseArrays
import Graphs
import SparseMatrices
import Testing

/// Three graphs of 2, 3 and 1 nodes; edge features tell the edges apart.
func threeGraphs(weights: Bool = false, sparse: Bool = false) throws -> GraphSet {
    let all = DenseArray(rows: [[1, 0], [2, 0], [3, 1], [4, 0], [5, 1], [6, 0]])
    var features = NodeFeatures.dense(all)
    if sparse {
        features = .sparse(
            CompressedRows(
                rows: 6, columns: 2, rowStarts: [0, 1, 2, 4, 5, 7, 8], columnIndices: [0, 0, 0, 1, 0, 0, 1, 0],
                values: [1, 2, 3, 1, 4, 5, 1, 6]))
    }
    return try GraphSet(
        name: "three", nodeStarts: [0, 2, 5, 6], edgeStarts: [0, 2, 5, 5],
        edges: EdgeList([(0, 1), (1, 0), (0, 1), (1, 2), (2, 2)], weights: weights ? [1, 2, 3, 4, 5] : nil),
        features: features, edgeFeatures: DenseArray([10, 20, 30, 40, 50], shape: [5, 1]), labels: [1, 0, 1],
        classNames: ["no", "yes"], targets: DenseArray(rows: [[0.5], [1.5], [2.5]]))
}

@Suite struct GraphSetTests {
    @Test(arguments: [false, true]) func batchesAreBlockDiagonal(sparse: Bool) throws {
        let set = try threeGraphs(weights: true, sparse: sparse)
        let batch = set.batch([1, 0, 2])
        #expect(batch.batch == [0, 0, 0, 1, 1, 2])
        #expect(batch.graph.edges == EdgeList([(0, 1), (1, 2), (2, 2), (3, 4), (4, 3)], weights: [3, 4, 5, 1, 2]))
        #expect(batch.graph.edgeFeatures?.elements == [30, 40, 50, 10, 20])
        #expect(batch.labels == [0, 1, 1] && batch.targets?.elements == [1.5, 0.5, 2.5])
        #expect(batch.nodeCounts == [3, 2, 1])
        switch batch.graph.features {
        case .dense(let x): #expect(x.elements == [3, 1, 4, 0, 5, 1, 1, 0, 2, 0, 6, 0])
        case .sparse(let x):
            #expect(x.values == [3, 1, 4, 5, 1, 1, 2, 6] && x.rowStarts == [0, 2, 3, 5, 6, 7, 8])
        case .identity: Issue.record("features were lost")
        }
    }

    @Test func batchesComeApartAgain() throws {
        let set = try threeGraphs(weights: true)
        let graphs = set.batch([2, 1]).graphs()
        #expect(graphs.map(\.nodeCount) == [1, 3])
        #expect(graphs[1].edges == EdgeList([(0, 1), (1, 2), (2, 2)], weights: [3, 4, 5]))
        #expect(graphs[1].edgeFeatures?.elements == [30, 40, 50])
        #expect(set[1].edges == graphs[1].edges)
        let again = try GraphSet(name: "again", graphs: (0..<3).map { set[$0] }, labels: [1, 0, 1], classNames: ["n", "y"])
        #expect(again.edges == set.edges && again.nodeStarts == set.nodeStarts && again.edgeStarts == set.edgeStarts)
        #expect(try set.selecting([0, 2]).nodeStarts == [0, 2, 3])
        #expect(try set.selecting([1]).edges == graphs[1].edges)
    }

    /// The propagation matrix of a batch has the graphs' own matrices on its diagonal.
    @Test func normalizingABatchNormalizesEachGraph() throws {
        let set = try threeGraphs()
        let whole = try set.batchOfAll().graph.normalizedAdjacency().compressedRows
        for graph in 0..<3 {
            let own = try set[graph].normalizedAdjacency().compressedRows
            let nodes = Array(set.nodeStarts[graph]..<set.nodeStarts[graph + 1])
            #expect(whole.selecting(rows: nodes, columns: nodes).matrix == own)
        }
    }

    @Test func graphsWithoutFeaturesGetOnes() throws {
        let graph = try Graph(nodeCount: 2, edges: EdgeList([(0, 1)]))
        let batch = try GraphBatch([graph, graph], labels: [3, 0])
        guard case .dense(let x) = batch.graph.features else {
            Issue.record("expected dense features")
            return
        }
        #expect(x == DenseArray(repeating: 1, shape: [4, 1]) && batch.labels == [3, 0])
    }

    @Test func countsClasses() throws {
        let set = try threeGraphs()
        #expect(set.classCounts == [1, 2] && set.count == 3 && set.nodeCount == 6 && set.edgeCount == 5)
    }

    @Test func refusesWhatDoesNotFit() throws {
        func make(
            nodes: [Int] = [0, 2, 3], edges: [Int] = [0, 1, 1], list: EdgeList = EdgeList([(0, 1)]),
            features: NodeFeatures? = nil, labels: [Int32]? = nil, targets: DenseArray? = nil
        ) -> String {
            do throws(GraphError) {
                _ = try GraphSet(
                    name: "x", nodeStarts: nodes, edgeStarts: edges, edges: list, features: features, labels: labels,
                    classNames: ["a"], targets: targets)
                return "no error"
            } catch { return error.description }
        }
        #expect(make() == "no error")
        #expect(make(nodes: [0]) == "the graph has no nodes")
        #expect(make(nodes: [0, 2, 2]) == "graph 1: the graph has no nodes")
        #expect(make(edges: [0, 0, 1]) == "graph 1: edge 0 joins nodes 0 and 1; expected numbers from 0 to 0")
        #expect(make(list: EdgeList([(0, 1)], weights: [.nan])).hasPrefix("graph 0: edge 0 from node 0 to 1 has a weight"))
        #expect(make(edges: [0, 2, 1]) == "graph 0: found 0 edges before it, expected 1")
        #expect(make(edges: [0, 1]) == "found 2 edge offsets, expected 3")
        #expect(make(labels: [0, 1]) == "graph 1 has the label 1; expected 0 to 0")
        #expect(make(labels: [0]) == "found 1 labels, expected 2")
        #expect(make(features: .dense(DenseArray(zeros: [2, 1]))) == "found 2 feature rows, expected 3")
        #expect(make(targets: DenseArray(rows: [[0], [.infinity]])).hasPrefix("graph 1 has the label NaN or infinity"))
        let wide = try Graph(nodeCount: 1, edges: EdgeList([]), features: .dense(DenseArray(zeros: [1, 3])))
        let narrow = try Graph(nodeCount: 1, edges: EdgeList([]), features: .dense(DenseArray(zeros: [1, 2])))
        #expect(
            throws: GraphError.inGraph(1, .sizesDiffer(what: "feature columns", found: 2, expected: 3))
        ) { try GraphBatch([wide, narrow]) }
    }
}
