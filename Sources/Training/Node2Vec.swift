import DenseArrays
import Graphs

/// Learns vectors of nodes from random walks: nodes that are met together get similar vectors. Reads no features.
///
/// Walks are biased by p and q (`RandomWalks`); the vectors are those of skip-gram with negative sampling, trained walk
/// after walk on one thread, the learning rate falling in a straight line to a ten-thousandth of itself.
///
/// Source: Grover & Leskovec, 2016, arXiv:1607.00653, whose settings are the defaults.
public struct Node2Vec: Sendable {
    /// Of the vectors.
    public var dimensions = 128
    /// Nodes of a walk.
    public var walkLength = 80
    /// Walks from each node in an epoch.
    public var walksPerNode = 10
    /// How far from a node its neighbourhood in a walk reaches.
    public var window = 10
    /// False neighbours for each true one.
    public var negatives = 5
    /// The larger, the seldomer a walk goes back.
    public var p = 1.0
    /// The larger, the nearer to its start a walk stays.
    public var q = 1.0
    /// Rounds of walks.
    public var epochs = 1
    /// Of the optimizer.
    public var learningRate: Float = 0.025

    /// The paper's settings.
    public init() {}

    /// What a training left.
    public struct Result: Sendable {
        /// `[nodes, dimensions]`
        public var vectors: DenseArray
        /// How many walks were used.
        public var walks: Int
        /// Whether it was ended early.
        public var wasInterrupted: Bool
    }

    /// Trains from one seed. Throws where a weight is negative.
    ///
    /// - Parameters:
    ///   - graph: whose nodes get vectors.
    ///   - seed: what walks, initial vectors and false neighbours are drawn by.
    ///   - progress: called after each round of one walk a node with its number and how many there are.
    ///   - isInterrupted: asked after each round; when it says yes, what has been trained is returned.
    public func train(
        _ graph: Graph, seed: Int, progress: (Int, Int) -> Void = { _, _ in }, isInterrupted: () -> Bool = { false }
    ) throws(GraphError) -> Result {
        let key = RandomKey(seed: seed).child("node2vec")
        let walks = try RandomWalks(graph, p: p, q: q)
        // Walks meet nodes about as often as their degree says; an isolated one meets itself.
        let frequencies = graph.inDegrees.map { Double(max(1, $0)) }
        var skipGram = SkipGram(
            frequencies: frequencies, width: dimensions, window: window, negatives: negatives, key: key)
        let rounds = walksPerNode * epochs, nodes = graph.nodeCount
        var done = 0
        var interrupted = false
        for round in 0..<rounds {
            let roundKey = key.child(round)
            let order = roundKey.child("order").permutation(nodes)
            let flat = walks.walks(from: order, length: walkLength, key: roundKey.child("walks"))
            flat.withUnsafeBufferPointer { flat in
                for walk in 0..<nodes {
                    let part = UnsafeBufferPointer(rebasing: flat[walk * walkLength..<(walk + 1) * walkLength])
                    let length = part.firstIndex(of: -1) ?? walkLength
                    let rest = 1 - Float(Double(done) / Double(rounds * nodes))
                    skipGram.train(
                        UnsafeBufferPointer(rebasing: part[..<length]), number: done,
                        rate: learningRate * max(rest, 1e-4))
                    done += 1
                }
            }
            progress(round + 1, rounds)
            if isInterrupted() {
                interrupted = true
                break
            }
        }
        return Result(vectors: skipGram.vectors, walks: done, wasInterrupted: interrupted)
    }
}
