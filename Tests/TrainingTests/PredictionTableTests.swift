import DenseArrays
import Graphs
import TestSupport
import Testing

@testable import Training

@Suite struct PredictionTableTests {
    @Test func predictions() throws {
        let graph = try Graph(nodeCount: 3, edges: EdgeList([]), nodeNames: ["a", "b,c", "say \"hi\""])
        let prediction = NodeClassifier.Prediction(
            labels: [0, 1, 0], probabilities: DenseArray(rows: [[0.75, 0.25], [0, 1], [0.6666667, 0.3333333]]))
        #expect(
            PredictionTable.csv(prediction, graph: graph, classNames: ["red", "blue, dark"])
                == "node,label,red,\"blue, dark\"\na,red,0.750000,0.250000\n\"b,c\",\"blue, dark\",0.000000,1.000000\n\"say \"\"hi\"\"\",red,0.666667,0.333333\n"
        )
    }

    @Test func nodesWithoutNamesAreNumbered() throws {
        let graph = try Graph(nodeCount: 2, edges: EdgeList([]))
        #expect(
            PredictionTable.csv(embeddings: DenseArray(rows: [[0.5, -1e-8], [3, 0]]), graph: graph)
                == "node,d0,d1\n0,0.5,-1e-08\n1,3.0,0.0\n")
    }

    @Test(arguments: [
        (Float(0), "0.000000"), (1, "1.000000"), (0.5, "0.500000"), (1e-7, "0.000000"), (6e-7, "0.000001"),
        (0.9999999, "1.000000"), (0.05, "0.050000"), (0.123456, "0.123456"),
    ])
    func sixDecimals(value: Float, text: String) {
        #expect(PredictionTable.fixed(value) == text)
    }
}
