import DenseArrays

/// Goes through a set's graphs in batches, epoch after epoch.
///
/// The order of an epoch follows from the seed and the epoch's number alone. While one batch trains, the next is made
/// on a thread of its own; neither the batches nor their order depend on it.
public struct GraphLoader: Sendable {
    /// What it goes through.
    public let set: GraphSet
    /// The graphs that are gone through, such as a fold's training part.
    public let indices: [Int]
    /// How many graphs a batch has; the last may have fewer.
    public let batchSize: Int
    /// Whether each epoch has an order of its own.
    public let shuffles: Bool
    /// Whether a last batch of fewer graphs is left out.
    public let dropsLast: Bool
    private let key: RandomKey

    /// - Parameters:
    ///   - set: the graphs.
    ///   - indices: the graphs to go through; all when nil.
    ///   - batchSize: 32 as in most papers on graph classification.
    ///   - shuffles: a new order each epoch; off for evaluation.
    ///   - seed: what the orders are drawn by.
    ///   - dropsLast: whether a last batch that is smaller is left out.
    public init(
        _ set: GraphSet, indices: [Int]? = nil, batchSize: Int = 32, shuffles: Bool = false, seed: Int = 0,
        dropsLast: Bool = false
    ) {
        precondition(batchSize > 0, "GraphLoader: expected a positive batch size, found \(batchSize)")
        self.set = set
        self.indices = indices ?? Array(0..<set.count)
        self.batchSize = batchSize
        self.shuffles = shuffles
        self.dropsLast = dropsLast
        key = RandomKey(seed: seed).child("batches")
        for index in self.indices {
            precondition(index >= 0 && index < set.count, "GraphLoader: graph \(index) outside 0..<\(set.count)")
        }
    }

    /// The number of batches of an epoch.
    public var batchCount: Int {
        dropsLast ? indices.count / batchSize : (indices.count + batchSize - 1) / batchSize
    }

    /// The graphs of each batch of an epoch.
    public func order(epoch: Int) -> [[Int]] {
        let order = shuffles ? key.child(epoch).permutation(indices.count).map { indices[$0] } : indices
        return (0..<batchCount).map { Array(order[$0 * batchSize..<min(order.count, ($0 + 1) * batchSize)]) }
    }

    /// The batches of an epoch, made ahead of their use. Leaving early is allowed.
    public func batches(epoch: Int = 0) -> Batches { Batches(set, order(epoch: epoch)) }

    /// The batches of an epoch; to be gone through once.
    public struct Batches: Sequence, IteratorProtocol {
        private let prefetcher: Prefetcher<GraphBatch>

        init(_ set: GraphSet, _ order: [[Int]]) {
            prefetcher = Prefetcher(count: order.count) { set.batch(order[$0]) }
        }

        /// The next batch; nil after the last.
        public mutating func next() -> GraphBatch? { prefetcher.next() }
    }
}
