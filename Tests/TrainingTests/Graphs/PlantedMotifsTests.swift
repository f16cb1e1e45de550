import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@testable import GraphNetworks
@testable import Training

/// A network that is trained on planted motifs, and explanations that find them.
struct PlantedMotifsTests {
    @Test func explanationsFindTheMotifs() throws {
        // few houses on a small base, where a GCN of three layers learns the roles in a second
        let planted = MotifGraph.baShapes(base: 60, ties: 3, houses: 16, key: RandomKey(seed: 2))
        let graph = try Graph(
            nodeCount: planted.nodeCount, edges: planted.edges,
            features: .dense(DenseArray(repeating: 1, shape: [planted.nodeCount, 1])))
        let model = GCN(
            NodeModelConfiguration(inputs: 1, hidden: 16, outputs: 4, layers: 3, dropout: 0), key: RandomKey(seed: 1))
        let input = NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 3)
        let adam = Adam([ParameterGroup(model.parameters.map(\.tensor), rate: 0.02)])
        let labels = planted.roles.map { Int32($0) }
        for _ in 0..<1500 {
            model.clearGradients()
            model(input).crossEntropy(labels: labels).backward()
            adam.step()
        }
        let answers = withoutGradients { model(input).value }.argmaxRows()
        let right = zip(answers, planted.roles).count { $0 == $1 }
        #expect(Double(right) > 0.9 * Double(planted.nodeCount), "\(right) of \(planted.nodeCount)")

        let explainers: [any Explainer] = [
            IntegratedGradients(), GNNExplainer(epochs: 200, rate: 0.05, edgeSize: 0.05, edgeEntropy: 0.1),
        ]
        for explainer in explainers {
            var areas: [Double] = []
            for node in stride(from: 60, to: planted.nodeCount, by: 6) {
                let subject = try ExplanationSubject(node: node, of: input, hops: 3, model: "gcn") { model($0, dropout: nil) }
                let explanation = try explainer.explain(subject, target: nil)
                let ties = explanation.ties(subject.edges)
                let truth = ties.map { tie in
                    let ends = [tie.first, tie.second].map { planted.motifOfNode[subject.graph.nodes[$0]] }
                    return ends == [planted.motifOfNode[node], planted.motifOfNode[node]]
                }
                let area = RankingMetrics.rocAUC(scores: ties.map { abs($0.weight) }, isPositive: truth)
                if !area.isNaN { areas.append(area) }
            }
            let mean = areas.reduce(0, +) / Double(areas.count)
            #expect(areas.count > 8 && mean > 0.85, "\(explainer.name): mean AUC \(mean) of \(areas.count)")
        }
    }
}
