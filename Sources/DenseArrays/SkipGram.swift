import CVectorKernels

/// Stochastic gradient descent on the skip-gram objective with negative sampling, walk after walk.
///
/// For each pair (u, v) of a walk that lies within the window: -log σ(a_u · b_v) - Σ over false neighbours n of
/// log σ(-a_u · b_n). The window's reach is drawn anew for each node, as in word2vec. One thread, in the order of the
/// walks: no result depends on the number of threads.
///
/// Source: Mikolov, Sutskever, Chen, Corrado & Dean, 2013, arXiv:1310.4546.
public struct SkipGram: Sendable {
    /// The vectors that are wanted `[nodes, width]`, and those of nodes as neighbours.
    public private(set) var vectors: DenseArray
    /// The nodes' vectors as neighbours of others `[nodes, width]`.
    public private(set) var contexts: DenseArray
    /// How many places away a node still counts as a neighbour.
    public let window: Int
    /// False neighbours for each true one.
    public let negatives: Int
    private let table: [Int32]
    private let key: RandomKey

    /// The widest vectors there can be.
    public static let largestWidth = 1024
    /// More false neighbours than these there cannot be.
    public static let mostNegatives = 1000

    /// - Parameters:
    ///   - frequencies: how often each node is met; false neighbours are drawn by frequency^0.75.
    ///   - width: of the vectors, at most `largestWidth`.
    ///   - window: how many places away in a walk a node still counts as a neighbour.
    ///   - negatives: false neighbours for each true one.
    ///   - key: what initial vectors and false neighbours are drawn by.
    public init(frequencies: [Double], width: Int, window: Int, negatives: Int, key: RandomKey) {
        precondition(
            width >= 1 && width <= Self.largestWidth && window >= 1 && negatives >= 0
                && negatives <= Self.mostNegatives && !frequencies.isEmpty,
            "SkipGram: \(frequencies.count) nodes, width \(width), window \(window), \(negatives) negatives")
        self.window = window
        self.negatives = negatives
        self.key = key
        let bound = 0.5 / Float(width)
        vectors = DenseArray(
            uniform: [frequencies.count, width], low: -bound, high: bound, key: key.child("vectors"))
        contexts = DenseArray(zeros: [frequencies.count, width])
        let weights = frequencies.map { $0 > 0 ? ($0.squareRoot() * $0.squareRoot().squareRoot()) : 0 }
        let total = weights.reduce(0, +)
        var table: [Int32] = []
        // fine enough for rare nodes, small enough for the processor's cache
        let size = max(1 << 16, min(frequencies.count * 32, 1 << 26))
        table.reserveCapacity(size)
        var sum = 0.0
        for (node, weight) in weights.enumerated() {
            sum += total > 0 ? weight / total : 1 / Double(weights.count)
            let end = min(size, Int((sum * Double(size)).rounded()))
            while table.count < end { table.append(Int32(node)) }
        }
        if table.isEmpty { table = [0] }
        self.table = table
    }

    /// One walk. `number` is its place in the whole training, from which its random numbers follow.
    public mutating func train(_ walk: UnsafeBufferPointer<Int32>, number: Int, rate: Float) {
        if walk.isEmpty { return }
        let nodes = vectors.rows, width = vectors.columns, key = key.value, window = window, negatives = negatives
        precondition(
            walk.allSatisfy { $0 >= 0 && Int($0) < nodes }, "SkipGram.train: a walk leaves 0..<\(nodes)")
        let table = table
        vectors.withUnsafeMutableElements { a in
            contexts.withUnsafeMutableElements { b in
                table.withUnsafeBufferPointer { table in
                    let settings = cvk_skip_gram_t(
                        width: width, window: window, negatives: negatives, table: table.baseAddress,
                        tableSize: table.count, key: key)
                    cvk_skip_gram(
                        a.baseAddress, b.baseAddress, walk.baseAddress, walk.count, UInt64(number), rate, settings)
                }
            }
        }
    }
}
