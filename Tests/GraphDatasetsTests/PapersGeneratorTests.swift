import FileFormats
import Testing

@testable import GraphDatasets

@Suite struct PapersGeneratorTests {
    @Test func sameSeedSameBytes() throws {
        let small = try PapersGenerator(seed: 7, papers: 300, words: 100)
        #expect(small.make() == small.make())
        #expect(small.make().nodesCSV() == small.make().nodesCSV())
        #expect(try PapersGenerator(seed: 8, papers: 300, words: 100).make() != small.make())
    }

    @Test func shippedPapersAreSeedOne() throws {
        let network = try PapersGenerator(seed: 1).make()
        #expect(try Files.read("\(packageFolder)/Data/papers/nodes.csv") == network.nodesCSV())
        #expect(try Files.read("\(packageFolder)/Data/papers/edges.csv") == network.edgesCSV())
        #expect(network.nodesCSV().count < 2 << 20)
    }

    @Test func hasWhatItPromises() throws {
        let folder = try TemporaryFolder()
        let network = try PapersGenerator(seed: 5).make()
        #expect(try network.write(to: "\(folder.path)/p") == ["\(folder.path)/p/nodes.csv", "\(folder.path)/p/edges.csv"])
        let loaded = try Dataset.load("\(folder.path)/p")
        let figures = GraphStatistics(loaded.graph)
        #expect(figures.nodes == 2000 && figures.features == 500 && loaded.warnings.isEmpty)
        #expect((figures.homophily ?? 0) > 0.75 && (figures.homophily ?? 1) < 0.85)
        #expect(figures.degrees.mean > 3 && figures.degrees.mean < 5 && figures.degrees.maximum > 30)
        #expect(figures.isolatedNodes > 10 && figures.featureDensity < 0.05)
        #expect(figures.classes.allSatisfy { $0.count > 100 } && figures.unlabelled == 0)
        guard case .sparse = loaded.graph.features else {
            Issue.record("features are not sparse")
            return
        }
        // Much cited papers are old: a heavy tail by preferential attachment.
        let degrees = loaded.graph.inDegrees
        #expect(degrees[..<200].reduce(0, +) > 2 * degrees[1800...].reduce(0, +))
    }

    @Test func otherSizes() throws {
        let network = try PapersGenerator(
            seed: 2, papers: 100, topics: 9, words: 700, trainPerTopic: 3, validation: 20, test: 30
        ).make()
        #expect(network.topicNames[8] == "topic 9" && network.words.count == 700 && Set(network.words).count == 700)
        #expect(Set(network.topics) == Set(0..<9))
        #expect(network.parts.count { $0 == "train" } <= 27 && network.parts.count { $0 == "test" } == 30)
        #expect(network.citations.allSatisfy { $0.citing > $0.cited })
        #expect(network.bags.allSatisfy { !$0.isEmpty && $0.last ?? 0 < 700 })
    }

    @Test func refusesNonsense() {
        let error = failure { () throws(DatasetError) in _ = try PapersGenerator(seed: 1, papers: 3) }
        #expect(error?.description == "found 3 papers; expected from 7 (the topics) to 10000000")
        #expect(error?.kind.exitCode == 64)
        let tight = failure { () throws(DatasetError) in _ = try PapersGenerator(seed: 1, words: 20) }
        #expect(tight?.description == "found 20 words; expected from 56 (8 a topic) to 100000")
    }

    @Test func saysThatAFolderCannotBeMade() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("taken", "")
        let network = try PapersGenerator(seed: 1, papers: 20, words: 60).make()
        let error = failure { () throws(DatasetError) in _ = try network.write(to: "\(file)/below") }
        #expect(error?.kind == .inputOutput || error?.kind == .missing)
        #expect(error?.description.hasPrefix(file) == true)
    }
}
