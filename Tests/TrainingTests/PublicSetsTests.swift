import DenseArrays
import GraphDatasets
import GraphNetworks
import Graphs
import TestSupport
import Testing

@testable import Training

/// The tasks beside classification on public sets; skipped where these are not.
extension Trainings {
    @Suite struct PublicSetsTests {
        /// 200 epochs give 0.91; a third of them are enough to be far above the 0.80 of the features' cosines.
        @Test func linksOfCora() throws {
            guard DataFolder.find("planetoid/ind.cora.x") != nil else { return }
            let graph = try Dataset.load("cora", root: DataFolder.root).graph
            var settings = LinkPredictionSettings(.vgae)
            settings.epochs = 70
            let split = try graph.randomLinkSplit(validation: 0.05, test: 0.1, seed: 0)
            #expect(split.testEdges.count == 527 && split.testNegatives.count == 527)
            let run = try LinkPredictionTrainer(graph, settings).run(seed: 0, split: split)
            #expect(run.test.auc > 0.87 && run.test.averagePrecision > 0.87, "\(run.test)")
        }

        /// PyG 2.8.1's `LabelPropagation(50, 0.9)` on the same split gives the same accuracy.
        @Test func labelsOfCora() throws {
            guard DataFolder.find("planetoid/ind.cora.x") != nil else { return }
            let graph = try Dataset.load("cora", root: DataFolder.root).graph
            let labels = try #require(graph.labels), split = try includedSplit(graph)
            let result = LabelPropagation(steps: 50, alpha: 0.9)(
                labels: split.train.map { labels.values[$0] }, of: split.train, classes: labels.classCount,
                try graph.normalizedAdjacency(selfLoops: false))
            let predicted = result.argmaxRows()
            let right = split.test.count { predicted[$0] == Int(labels.values[$0]) }
            #expect(right == 713)
        }

        @Test func viewsOfTwitch() throws {
            guard DataFolder.find("musae_twitch_PTBR") != nil else { return }
            let table = try NodeTargetReader.table(of: "musae_twitch_PTBR", column: "views", root: DataFolder.root)
            let graph = try Dataset.load("musae_twitch_PTBR", root: DataFolder.root).graph
            let views = try NodeTargetReader.read(table, column: "views", for: graph)
            #expect(views.count == 1912 && views.allSatisfy { $0 >= 0 })
            // the file's first lines: node 1706 has 929459 views, node 1273 has 11194
            #expect(views[1706] == 929459 && views[1273] == 11194)
        }
    }
}
