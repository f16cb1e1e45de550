import DenseArrays
import FileFormats
import GraphDatasets
import Graphs
import SparseMatrices
import TestSupport
import Testing

@testable import Training

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder that is removed, with all in it, when the test is over.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/gcn-training-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try Files.makeDirectory(path)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        if Files.isDirectory(path) {
            for name in (try? Files.list(path)) ?? [] { remove("\(path)/\(name)") }
        }
        try? Files.remove(path)
    }
}

/// Trainings set the process's number of threads: they run one after the other.
@Suite(.serialized) enum Trainings {}

/// A generated citation network of 300 papers in 3 topics with a split.
func smallPapers(seed: Int = 3) throws -> Graph {
    let folder = try TemporaryFolder()
    try PapersGenerator(
        seed: seed, papers: 300, topics: 3, words: 60, trainPerTopic: 10, validation: 60, test: 150
    ).make().write(to: folder.path)
    return try Dataset.load(folder.path).graph
}

/// The split that a graph comes with.
func includedSplit(_ graph: Graph) throws -> NodeSplit { try #require(graph.split) }

/// Six nodes in two classes with dense features, joined in a ring; node 5 has no label.
func tinyGraph(features: Int = 3, names: [String]? = nil, classes: [String] = ["red", "blue"]) throws -> Graph {
    try Graph(
        nodeCount: 6, edges: EdgeList((0..<6).map { ($0, ($0 + 1) % 6) }).undirected(),
        features: .dense(DenseArray(uniform: [6, features], low: 0, high: 1, key: RandomKey(seed: 1))),
        labels: try NodeLabels(values: [0, 1, 0, 1, 0, -1], classNames: classes), nodeNames: names, provenance: "tiny")
}

/// An epoch's figures of which a rule looks at some.
func epoch(_ number: Int, loss: Double = .nan, accuracy: Double = .nan) -> EpochMetrics {
    EpochMetrics(
        epoch: number, trainLoss: 1, validationLoss: loss, trainAccuracy: 1, validationAccuracy: accuracy,
        testAccuracy: .nan)
}
