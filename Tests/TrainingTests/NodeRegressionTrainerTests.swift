import DenseArrays
import GraphDatasets
import Graphs
import TestSupport
import Testing

@testable import Training

extension Trainings {
    @Suite struct NodeRegressionTrainerTests {
        /// 200 nodes in a ring with chords; the targets are sums over neighbours and the node itself of the first
        /// two features, far from standard units.
        private func problem() throws -> (Graph, DenseArray, NodeSplit) {
            let nodes = 200
            let x = randomArray([nodes, 4], seed: 1)
            let edges = EdgeList((0..<nodes).flatMap { n in [1, 7].map { (n, (n + $0) % nodes) } }).undirected()
            let graph = try Graph(nodeCount: nodes, edges: edges, features: .dense(x))
            var targets = DenseArray(zeros: [nodes, 2])
            for edge in 0..<edges.count {
                let (s, t) = (Int(edges.sources[edge]), Int(edges.targets[edge]))
                targets[t, 0] += 100 * x[s, 0]
                targets[t, 1] += x[s, 1] / 50
            }
            for node in 0..<nodes {
                targets[node, 0] += 1000 + 100 * x[node, 0]
                targets[node, 1] += x[node, 1] / 50
            }
            let split = try NodeSplit.fractions(
                of: Array(0..<nodes), train: 0.6, validation: 0.2, seed: 1, nodeCount: nodes)
            return (graph, targets, split)
        }

        private func settings(_ loss: RegressionLoss = .mse, epochs: Int = 120) -> NodeRegressionSettings {
            var settings = NodeRegressionSettings()
            settings.loss = loss
            settings.epochs = epochs
            settings.hidden = 16
            settings.dropout = 0
            settings.normalizesFeatures = false
            return settings
        }

        @Test(arguments: RegressionLoss.allCases) func learns(loss: RegressionLoss) throws {
            let (graph, targets, split) = try problem()
            var linear = settings(loss)
            linear.layers = 1
            linear.learningRate = 0.05
            let run = try NodeRegressionTrainer(graph, targets: targets, linear).run(seed: 0, split: split)
            // both targets count: the unit of the first is far larger
            #expect(run.test.rmse < run.baseline.rmse / 2, "\(run.test) \(run.baseline)")
            #expect(run.history.last?.validationLoss ?? 9 < 0.2 && run.divergedAt == nil)
            #expect(run.bestEpoch > 10 && run.test.count == 80)
        }

        @Test func otherModels() throws {
            let (graph, targets, split) = try problem()
            for name in ["sage", "mlp", "gat", "gin"] {
                var short = settings(epochs: 3)
                short.model = name
                short.options = NodeClassificationSettings.standard(for: name).options
                let run = try NodeRegressionTrainer(graph, targets: targets, short).run(seed: 0, split: split)
                #expect(run.test.rmse.isFinite && run.history.count == 3, "\(name)")
            }
        }

        /// The kept network is that of the lowest validation loss; what it predicts comes back from its parts.
        @Test func keepsTheBestAndComesBack() throws {
            let (graph, targets, split) = try problem()
            var impatient = settings(epochs: 400)
            impatient.patience = 5
            impatient.learningRate = 0.05
            let run = try NodeRegressionTrainer(graph, targets: targets, impatient).run(seed: 3, split: split)
            #expect(run.history.count == run.bestEpoch + 5 && run.history.count < 400)
            let lowest = run.history.map(\.validationLoss).min()
            #expect(run.history[run.bestEpoch - 1].validationLoss == lowest)
            let predicted = try run.regressor.predict(graph)
            #expect(predicted.shape == [200, 2])
            let again = RegressionMetrics(
                actual: targets.gatheringRows(split.test).elements, predicted: predicted.gatheringRows(split.test).elements)
            #expect(again == run.test)
            let other = try Graph(nodeCount: 2, edges: EdgeList([]))
            #expect(throws: NodeClassifierError.featuresDiffer(graph: "made in memory", found: 2, expected: 4)) {
                _ = try run.regressor.predict(other)
            }
        }

        @Test func sameBitsForThreads() throws {
            let (graph, targets, split) = try problem()
            let trainer = try NodeRegressionTrainer(graph, targets: targets, settings(epochs: 4))
            let runs = try resultsForThreadCounts { try trainer.run(seed: 1, split: split) }
            for run in runs { #expect(run.regressor.parameters == runs[0].regressor.parameters) }
        }

        @Test func withoutValidationAndInterrupted() throws {
            let (graph, targets, _) = try problem()
            let split = try NodeSplit(name: "s", train: Array(0..<50), validation: [], test: [60, 61], nodeCount: 200)
            let trainer = try NodeRegressionTrainer(graph, targets: targets, settings(epochs: 7))
            let run = try trainer.run(seed: 0, split: split)
            #expect(run.bestEpoch == 7 && run.validation.rmse.isNaN && run.history[0].validationLoss.isNaN)
            let stopped = try trainer.run(seed: 0, split: split, isInterrupted: { true })
            #expect(stopped.wasInterrupted && stopped.history.count == 1 && stopped.test.rmse.isFinite)
        }

        @Test func whatIsRefused() throws {
            let (graph, targets, split) = try problem()
            var holed = targets
            holed[split.test[0], 1] = .nan
            let trainer = try NodeRegressionTrainer(graph, targets: holed, settings())
            let reason = "the test part holds node \(split.test[0]), whose target is not known"
            #expect(throws: GraphError.splitImpossible(reason: reason)) { _ = try trainer.run(seed: 0, split: split) }
            let empty = try NodeSplit(name: "s", train: [], validation: [], test: [0], nodeCount: 200)
            #expect(throws: GraphError.splitImpossible(reason: "no node is left for training")) {
                _ = try trainer.run(seed: 0, split: empty)
            }
            #expect(throws: GraphError.sizesDiffer(what: "rows of targets", found: 3, expected: 200)) {
                _ = try NodeRegressionTrainer(graph, targets: DenseArray(zeros: [3, 1]), settings())
            }
        }
    }
}
