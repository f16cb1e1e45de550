import DenseArrays
import GraphDatasets
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@testable import Training

extension Trainings {
    @Suite struct NodeClassificationTrainerTests {
        private func settings(
            _ base: NodeClassificationSettings = .kipf, _ change: (inout NodeClassificationSettings) -> Void = { _ in }
        ) -> NodeClassificationSettings {
            var settings = base
            change(&settings)
            return settings
        }

        /// One training under a number of threads; nothing else may change it meanwhile.
        private func run(
            _ graph: Graph, _ settings: NodeClassificationSettings, seed: Int = 1, threads: Int? = nil
        ) throws -> NodeClassificationRun {
            let before = Threads.count
            defer { Threads.count = before }
            if let threads { Threads.count = threads }
            return try NodeClassificationTrainer(graph, settings).run(seed: seed, split: try includedSplit(graph))
        }

        private func expectSameRun(
            _ found: NodeClassificationRun, _ expected: NodeClassificationRun, _ what: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(found.epochs == expected.epochs, "\(what)", sourceLocation: sourceLocation)
            #expect(found.history == expected.history, "\(what)", sourceLocation: sourceLocation)
            #expect(found.parameters.count == expected.parameters.count, sourceLocation: sourceLocation)
            for (place, (a, b)) in zip(found.parameters, expected.parameters).enumerated() {
                expectSameBits(a, b, "\(what): parameter \(place)", sourceLocation: sourceLocation)
            }
        }

        /// Held to, 4: on a graph whose epochs are tried side by side and alone by turns.
        @Test(arguments: 1...3) func sameSeedSameBitsForAnyThreads(layers: Int) throws {
            let graph = try smallPapers()
            let settings = settings { $0.layers = layers }
            let expected = try run(graph, settings, threads: 1)
            #expect(expected.epochs > 2 * EpochPace.trial)
            for threads in [2, 4, 1, 2] {
                expectSameRun(try run(graph, settings, threads: threads), expected, "\(threads) threads")
            }
            #expect(try run(graph, settings, seed: 2, threads: 1).parameters != expected.parameters)
        }

        /// The first epochs of a small graph run side by side with two threads, and alone with one: all of them forced
        /// into one mode.
        @Test func sideBySideGivesTheSameBits() throws {
            let graph = try smallPapers()
            let settings = settings { $0.epochs = EpochPace.trial }
            var pace = EpochPace(isOpen: true)
            for _ in 0..<settings.epochs {
                #expect(pace.mode == .sideBySide)
                pace.record(1)
            }
            expectSameRun(
                try run(graph, settings, threads: 2), try run(graph, settings, threads: 1), "side by side")
        }

        /// More than half of the nodes for training: the step runs on the whole graph.
        @Test func sameBitsOnTheWholeGraph() throws {
            let graph = try smallPapers()
            let labels = try #require(graph.labels)
            let split = try SplitSpecification.fractions(train: 0.7, validation: 0.1).split(graph, seed: 1)
            #expect(split.train.count * 2 > graph.nodeCount && labels.classCount == 3)
            let whole = try graph.replacing(split: split)
            let expected = try run(whole, settings { $0.epochs = 20 }, threads: 1)
            expectSameRun(try run(whole, settings { $0.epochs = 20 }, threads: 4), expected, "4 threads")
        }

        /// Nothing is left over in a trainer from one run to the next.
        @Test func runsDoNotDependOnEachOther() throws {
            let graph = try smallPapers()
            let trainer = try NodeClassificationTrainer(graph, settings { $0.epochs = 12 })
            let own = try includedSplit(graph)
            let other = try SplitSpecification.perClass(5, validation: 50, test: 100).split(graph, seed: 2)
            let first = try trainer.run(seed: 1, split: own)
            let between = try trainer.run(seed: 1, split: other)
            expectSameRun(try trainer.run(seed: 1, split: own), first, "again")
            #expect(between.parameters != first.parameters && between.split == other)
        }

        @Test func whatARunHolds() throws {
            let graph = try smallPapers()
            var seen: [Int] = []
            let trainer = try NodeClassificationTrainer(graph, settings { $0.stopping = .none })
            let split = try includedSplit(graph)
            let run = try trainer.run(seed: 5, split: split, progress: { seen.append($0.epoch) })
            #expect(run.seed == 5 && run.epochs == 200 && run.bestEpoch == 200 && !run.wasInterrupted)
            #expect(seen == Array(1...200) && run.history.map(\.epoch) == seen)
            #expect(run.epochSeconds.count == 200 && run.epochSeconds.allSatisfy { $0 > 0 })
            #expect(run.metrics == run.history.last && run.split == split)
            #expect(run.parameters.map(\.shape) == [[60, 16], [16], [16, 3], [3]])
            // it has learned
            #expect(run.history[0].trainLoss > 1 && run.metrics.trainLoss < 0.8)
            #expect(run.metrics.trainAccuracy > 0.9 && run.metrics.testAccuracy > 0.6)
        }

        /// The figures of the kept epoch, made again from the kept parameters.
        @Test(arguments: ["kipf", "kipf-code", "pyg"]) func metricsBelongToTheKeptNetwork(name: String) throws {
            let graph = try smallPapers()
            let settings = try #require(NodeClassificationSettings.named(name))
            let trainer = try NodeClassificationTrainer(graph, settings)
            let split = try includedSplit(graph)
            let run = try trainer.run(seed: 2, split: split)
            let labels = try #require(graph.labels).values
            let probabilities = try NodeClassifier(run, of: trainer).predict(trainer.graph).probabilities
            let predicted = probabilities.argmaxRows()
            for (nodes, figure) in [
                (split.train, run.metrics.trainAccuracy), (split.validation, run.metrics.validationAccuracy),
                (split.test, run.metrics.testAccuracy),
            ] {
                let right = nodes.count { predicted[$0] == Int(labels[$0]) }
                #expect(figure == Double(right) / Double(nodes.count))
            }
            // cross-entropy on the validation nodes, and half the penalty's weight times the first layer's squares
            var loss = 0.0
            for node in split.validation { loss -= DoubleMath.log(Double(probabilities[node, Int(labels[node])])) }
            loss /= Double(split.validation.count)
            let decayed = settings.bias ? run.parameters[0...1] : run.parameters[0...0]
            loss += 5e-4 / 2 * decayed.reduce(0) { $0 + $1.sumOfSquares() }
            expectClose(run.metrics.validationLoss, loss, .reordered, "validation loss")
            #expect(run.parameters.count == (settings.bias ? 4 : 2))
            // the classifier says the same
            let report = try NodeClassifier(run, of: trainer).evaluate(graph, nodes: split.test)
            #expect(report.accuracy == run.metrics.testAccuracy)
        }

        /// The network of the first epoch with the highest validation accuracy: the same as training up to there.
        @Test func keepsTheBestEpoch() throws {
            let graph = try smallPapers()
            let best = try run(graph, settings(.pyg) { $0.epochs = 60 }, seed: 4)
            let accuracies = best.history.map(\.validationAccuracy)
            let highest = try #require(accuracies.max())
            #expect(best.bestEpoch == (accuracies.firstIndex(of: highest) ?? -1) + 1)
            #expect(best.bestEpoch < 60 && best.epochs == 60)
            #expect(best.metrics == best.history[best.bestEpoch - 1])
            let short = try run(
                graph,
                settings(.pyg) {
                    $0.epochs = best.bestEpoch
                    $0.selection = .last
                }, seed: 4)
            for (a, b) in zip(best.parameters, short.parameters) { expectSameBits(a, b) }
        }

        @Test func stopsByTheRule() throws {
            let graph = try smallPapers()
            let patient = try run(
                graph,
                settings {
                    $0.stopping = .patience(epochs: 3)
                    $0.learningRate = 0.2
                })
            #expect(patient.epochs < 200 && patient.history.count == patient.epochs)
            // the last three epochs improved nothing
            let before = patient.history.dropLast(3)
            let after = patient.history.suffix(3)
            let (bestLoss, bestAccuracy) = (
                before.map(\.validationLoss).min() ?? 0, before.map(\.validationAccuracy).max() ?? 1
            )
            #expect(after.allSatisfy { $0.validationLoss >= bestLoss && $0.validationAccuracy <= bestAccuracy })
        }

        /// What has been trained is kept: the same as a training of that many epochs.
        @Test(arguments: [1, 7]) func interruption(epochs: Int) throws {
            let graph = try smallPapers()
            let trainer = try NodeClassificationTrainer(graph, .kipf)
            var asked = 0
            let run = try trainer.run(
                seed: 1, split: try includedSplit(graph),
                isInterrupted: {
                    asked += 1
                    return asked == epochs
                })
            #expect(run.wasInterrupted && run.epochs == epochs && run.bestEpoch == epochs && asked == epochs)
            let whole = try self.run(graph, settings { $0.epochs = epochs })
            expectSameRun(run, whole, "interrupted after \(epochs)")
            #expect(!whole.wasInterrupted)
        }

        @Test func aSplitWithoutValidationAndTest() throws {
            let graph = try smallPapers()
            let train = try includedSplit(graph).train
            let split = try NodeSplit(name: "train only", train: train, validation: [], test: [], nodeCount: 300)
            let run = try NodeClassificationTrainer(graph, settings(.pyg) { $0.epochs = 15 }).run(seed: 1, split: split)
            #expect(run.epochs == 15 && run.bestEpoch == 15)
            #expect(run.metrics.validationLoss.isNaN && run.metrics.validationAccuracy.isNaN)
            #expect(run.metrics.testAccuracy.isNaN && run.metrics.trainAccuracy > 0)
        }

        @Test func aClassWithoutTrainingNodesIsRefused() throws {
            let graph = try smallPapers()
            let labels = try #require(graph.labels)
            let split = try includedSplit(graph)
            let without = try NodeSplit(
                name: "hole", train: split.train.filter { labels.values[$0] != 1 }, validation: split.validation,
                test: split.test, nodeCount: 300)
            let trainer = try NodeClassificationTrainer(graph, .kipf)
            #expect(throws: GraphError.classWithoutTraining(className: labels.classNames[1])) {
                try trainer.run(seed: 1, split: without)
            }
        }

        @Test func aSplitWithUnlabelledNodesIsRefused() throws {
            let trainer = try NodeClassificationTrainer(try tinyGraph(), .kipf)
            let split = try NodeSplit(name: "mine", train: [0, 1], validation: [], test: [5], nodeCount: 6)
            #expect(throws: GraphError.splitUnlabelled(part: "test", node: 5)) {
                try trainer.run(seed: 1, split: split)
            }
        }

        @Test func graphsThatCannotBeLearnedAreRefused() throws {
            let bare = try Graph(nodeCount: 3, edges: EdgeList([]))
            #expect(throws: GraphError.sizesDiffer(what: "labels", found: 0, expected: 3)) {
                try NodeClassificationTrainer(bare, .kipf)
            }
            let negative = try tinyGraph().replacing(edges: EdgeList([(0, 1)], weights: [-1]))
            #expect(throws: GraphError.negativeWeight(edge: 0, source: 0, target: 1, weight: -1)) {
                try NodeClassificationTrainer(negative, .kipf)
            }
        }

        @Test func theSettingsReachTheNetwork() throws {
            let graph = try smallPapers()
            let trainer = try NodeClassificationTrainer(
                graph,
                settings {
                    $0.hidden = 7
                    $0.layers = 3
                    $0.dropout = 0.25
                    $0.bias = false
                })
            #expect(
                trainer.configuration
                    == NodeModelConfiguration(inputs: 60, hidden: 7, outputs: 3, layers: 3, dropout: 0.25, bias: false))
            #expect(trainer.makeModel(seed: 3).parameterValues == trainer.makeModel(seed: 3).parameterValues)
            #expect(trainer.input.layers == 3)
            // decay on all layers, and another rate, make other networks
            let results = try [
                settings { $0.epochs = 5 },
                settings {
                    $0.epochs = 5
                    $0.decayAll = true
                },
                settings {
                    $0.epochs = 5
                    $0.weightDecay = 0
                },
                settings {
                    $0.epochs = 5
                    $0.learningRate = 0.02
                },
                settings {
                    $0.epochs = 5
                    $0.dropout = 0
                },
                settings {
                    $0.epochs = 5
                    $0.normalizesFeatures = false
                },
            ].map { try run(graph, $0).parameters }
            for i in results.indices { for j in 0..<i { #expect(results[i] != results[j], "\(i), \(j)") } }
        }
    }
}
