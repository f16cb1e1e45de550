import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices
import TestSupport
import Testing

@testable import Training

extension Trainings {
    @Suite struct SampledNodeTrainerTests {
        private func settings(_ model: String, epochs: Int = 12) -> NodeClassificationSettings {
            var settings = NodeClassificationSettings(name: "test")
            settings.model = model
            settings.hidden = 16
            settings.epochs = epochs
            settings.learningRate = 0.02
            return settings
        }

        private func generated() throws -> Graph {
            try LargeGraphGenerator(
                nodes: 2000, edges: 20_000, features: 16, classes: 4, homophily: 0.7, signal: 0.2, seed: 1
            ).make()
        }

        @Test(arguments: ["neighbours:5,5", "clusters:20:4", "walks:200:3"], ["gcn", "sage"])
        func learns(text: String, model: String) throws {
            let graph = try generated()
            let trainer = try SampledNodeTrainer(
                graph, settings(model), sampler: try SamplerSpecification(text), batchSize: 64)
            let run = try trainer.run(seed: 0, split: try includedSplit(graph))
            let first = try #require(run.history.first), last = try #require(run.history.last)
            #expect(last.trainLoss < 0.8 * first.trainLoss, "\(first.trainLoss) to \(last.trainLoss)")
            #expect(run.metrics.testAccuracy > 0.7, "\(run.metrics.testAccuracy)")
            #expect(run.epochs == 12 && run.epochSeconds.count == 12 && trainer.trainingSeconds.count == 12)
        }

        /// Networks that read a whole graph learn from parts that are graphs.
        @Test(arguments: ["clusters:10:2", "walks:100:3"], ["gat", "gin"])
        func partsTrainEveryModel(text: String, model: String) throws {
            let graph = try generated()
            let trainer = try SampledNodeTrainer(
                graph, settings(model, epochs: 4), sampler: try SamplerSpecification(text))
            let run = try trainer.run(seed: 0, split: try includedSplit(graph))
            #expect(run.metrics.testAccuracy > 0.4, "\(run.metrics.testAccuracy)")
        }

        @Test(arguments: ["mlp", "sgc"]) func neighboursTrainModelsThatReadBlocks(model: String) throws {
            let graph = try generated()
            let trainer = try SampledNodeTrainer(
                graph, settings(model, epochs: 30), sampler: .neighbours([5, 5]), batchSize: 50)
            let run = try trainer.run(seed: 0, split: try includedSplit(graph))
            #expect(run.metrics.testAccuracy > 0.4, "\(run.metrics.testAccuracy)")
        }

        @Test(arguments: ["neighbours:3,3", "clusters:6:2", "walks:30:2"])
        func theSameBitsForAnyNumberOfThreads(text: String) throws {
            let graph = try smallPapers()
            let split = try includedSplit(graph)
            let specification = try SamplerSpecification(text)
            let runs = try resultsForThreadCounts {
                try SampledNodeTrainer(graph, settings("sage", epochs: 3), sampler: specification, batchSize: 10).run(
                    seed: 4, split: split)
            }
            for run in runs.dropFirst() {
                #expect(run.history == runs[0].history)
                for (a, b) in zip(run.parameters, runs[0].parameters) { expectSameBits(a, b) }
            }
        }

        /// With every neighbour drawn the logits of a batch are those of the whole graph.
        @Test(arguments: ["gcn", "sage", "sgc", "mlp"]) func aFullFanOutIsTheWholeGraph(model: String) throws {
            let graph = try smallPapers()
            let split = try includedSplit(graph)
            let trainer = try SampledNodeTrainer(
                graph, settings(model), sampler: .neighbours([NeighbourSampler.all, NeighbourSampler.all]), batchSize: 1000)
            let network = trainer.makeModel(seed: 3)
            let batch = try #require(trainer.firstBatch(seed: 0, split: split))
            let found = withoutGradients { network(batch.input, dropout: nil).value }
            let whole = try NodeClassificationTrainer(graph, settings(model))
            let all = withoutGradients { network(whole.input, dropout: nil).value }
            let nodes = batch.input.rowIDs.last??.map { Int($0) } ?? []
            #expect(nodes.sorted() == split.train)
            expectClose(found, all.gatheringRows(nodes), .reordered)
        }

        /// Evaluated layer by layer in chunks a network says the same as at once.
        @Test(arguments: ["gcn", "sage"], [7, 1000]) func chunksSayTheSame(model: String, size: Int) throws {
            let edges = EdgeList((0..<200).map { ($0 * 7 % 50, $0 * 13 % 50) }, weights: (0..<200).map { Float($0 % 5) })
            for features in [
                NodeFeatures.dense(randomArray([50, 5], seed: 1)), .dense(randomArray([50, 30], seed: 1)), .identity(50),
            ] {
                let graph = try Graph(nodeCount: 50, edges: edges, features: features)
                let configuration = NodeModelConfiguration(
                    model: model, inputs: features.width, hidden: 12, outputs: 3, layers: 3)
                let network = try #require(NodeModels.named(model)).make(configuration, RandomKey(seed: 2))
                let isMean = model == "sage"
                let table = NeighbourTable(edges, nodeCount: 50, selfLoops: isMean ? .kept : .apart)
                let evaluation = LayerwiseEvaluation(
                    table: table, scales: isMean ? nil : try table.gcnScales(), features: features, chunkSize: size)
                let found = evaluation.logits(try #require(network as? any LayerwiseModel))
                let input = NodeInput(graph, adjacency: try graph.normalizedAdjacency(), layers: 3)
                expectClose(found, withoutGradients { network(input, dropout: nil).value }, .reordered)
            }
        }

        @Test func whatCannotBeDoneIsSaid() throws {
            let graph = try smallPapers()
            #expect {
                _ = try SampledNodeTrainer(graph, settings("gat"), sampler: .neighbours([5, 5]))
            } throws: { "\($0)".contains("gat cannot be trained with neighbours:5,5; expected one of gcn, mlp, sgc, sage") }
            #expect {
                _ = try SampledNodeTrainer(graph, settings("gcn"), sampler: .neighbours([5]))
            } throws: { "\($0)" == "found 1 fan-outs; gcn hears from its neighbours 2 times: give 2 numbers, such as neighbours:10,10" }
            #expect {
                _ = try SampledNodeTrainer(graph, settings("gcn"), sampler: .clusters(parts: 301, perBatch: 1))
            } throws: { "\($0)".contains("found 301 parts for 300 nodes") }
        }

        /// The draws' mean is Â: over many draws a sampled row's product comes near the whole one's.
        @Test(arguments: [true, false]) func sampledRowsHaveTheWholeRowsAsTheirMean(gcn: Bool) throws {
            let edges = EdgeList((0..<300).map { ($0 * 7 % 30, $0 * $0 % 31 % 30) })
            let table = NeighbourTable(edges, nodeCount: 30, selfLoops: gcn ? .apart : .kept)
            let scales = gcn ? try table.gcnScales() : nil
            let x = randomArray([30, 2], seed: 1)
            let whole = SparseMatrix(BlockMatrix.rows(0..<30, table, scales)).product(x)
            let sampler = NeighbourSampler(table, fanOuts: [3], seed: 1)
            var sum = DenseArray(zeros: [30, 2])
            let draws = 3000
            for draw in 0..<draws {
                let block = sampler.blocks(for: (0..<30).map { Int32($0) }, epoch: 0, batch: draw)[0]
                sum.add(SparseMatrix(BlockMatrix.rows(block, table, scales)).product(x.gatheringRows(at: block.sources)))
            }
            let mean = sum * (1 / Float(draws))
            for i in 0..<60 { #expect(abs(mean[i] - whole[i]) < 0.06, "\(mean[i]), \(whole[i])") }
        }
    }
}
