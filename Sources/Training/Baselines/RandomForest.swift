import DenseArrays
import SparseMatrices

/// A random forest on rows of bits, such as fingerprints: the mean of trees, each grown on a bootstrap sample.
///
/// Of counts only whether they are zero is used. In a classification (targets 0 and 1) a prediction is the probability of 1,
/// the mean of the leaves' fractions. Trees are grown to the end, on all threads; random numbers follow from the seed and the
/// tree's number, so that the result does not depend on the threads.
///
/// Source: Breiman, 2001, DOI 10.1023/A:1010933404324; the defaults are scikit-learn's but for the third of the columns in
/// regression, which is Breiman's.
public struct RandomForest: Sendable {
    /// How many trees, how many columns compete, and the seed.
    public struct Settings: Sendable, Equatable {
        /// How many there are.
        public var trees = 500
        /// How many columns compete at a split; nil: √columns in a classification, a third of them in regression.
        public var candidates: Int?
        /// What rows and columns are drawn by.
        public var seed = 0

        /// Those of scikit-learn, with 500 trees.
        public init() {}
    }

    /// What the targets are.
    public let task: TargetTask
    /// The width of the rows.
    public let columns: Int
    let trees: [DecisionTree]
    /// What the trees whose sample left a row out say of it, `[rows]`: an estimate of the error on new rows. NaN for rows
    /// with a blank target and rows that are in all samples.
    public let outOfBag: [Float]

    /// Learns from rows; those with a blank (NaN) target take no part. Without a known target it says NaN.
    public init(_ x: CompressedRows, targets: [Float], task: TargetTask, settings: Settings = Settings()) {
        precondition(x.rows == targets.count, "RandomForest: \(x.rows) rows, \(targets.count) targets")
        precondition(settings.trees > 0, "RandomForest: expected at least one tree, found \(settings.trees)")
        self.task = task
        columns = x.columns
        let known = targets.indices.filter { !targets[$0].isNaN }
        var outOfBag = [Float](repeating: .nan, count: x.rows)
        guard !known.isEmpty else {
            (trees, self.outOfBag) = ([], outOfBag)
            return
        }
        let rows = (known.count == x.rows ? x : x.selecting(rows: known).matrix).droppingZeros()
        let candidates =
            settings.candidates
            ?? (task == .classification ? Int(Double(x.columns).squareRoot()) : x.columns / 3)
        let sample = ForestSample(rows, known.map { Double(targets[$0]) }, settings.trees)
        trees = sample.grow(
            candidates: max(1, min(candidates, x.columns)), key: RandomKey(seed: settings.seed).child("forest"))
        for (row, said) in zip(known, sample.outOfBag(trees)) { outOfBag[row] = said }
        self.outOfBag = outOfBag
    }

    /// The predicted number of each row, or the probability of 1. O(rows · trees · depth).
    public func predict(_ x: CompressedRows) -> [Float] {
        precondition(x.columns == columns, "RandomForest: rows of width \(x.columns), learnt from \(columns)")
        if trees.isEmpty { return [Float](repeating: .nan, count: x.rows) }
        return ForestSample.means(trees, BitRows(x)) { _, _ in true }
    }

    /// The number of nodes of all trees.
    var nodeCount: Int { trees.reduce(0) { $0 + $1.nodes.count } }
}

/// The rows of a forest and which of them each tree saw.
private final class ForestSample: @unchecked Sendable {
    private let rows: CompressedRows
    private let bits: BitRows
    private let targets: [Double]
    private let treeCount: Int
    /// Whether a tree's sample has a row, 64 rows a word, `[trees, words]`; each tree writes to its own.
    private var inBag: [UInt64]
    private let wordsPerTree: Int

    init(_ rows: CompressedRows, _ targets: [Double], _ treeCount: Int) {
        (self.rows, self.targets, self.treeCount) = (rows, targets, treeCount)
        bits = BitRows(rows)
        wordsPerTree = (rows.rows + 63) / 64
        inBag = [UInt64](repeating: 0, count: wordsPerTree * treeCount)
    }

    /// All trees. A piece of work is some trees that share their memory; nothing passes from one to the next.
    func grow(candidates: Int, key: RandomKey) -> [DecisionTree] {
        let rowCount = rows.rows
        var trees = [DecisionTree](repeating: DecisionTree(nodes: []), count: treeCount)
        trees.withUnsafeMutableBufferPointer { trees in
            inBag.withUnsafeMutableBufferPointer { inBag in
                nonisolated(unsafe) let (trees, inBag) = (trees, inBag)
                Threads.run(over: treeCount, by: 4) { range in
                    var grower = TreeGrower(columns: rows.columns, candidates: candidates)
                    for tree in range {
                        let treeKey = key.child(tree)
                        var weights = [Int32](repeating: 0, count: rowCount)
                        let draws = treeKey.child("rows")
                        for draw in 0..<rowCount { weights[draws.integer(draw, below: rowCount)] += 1 }
                        for row in 0..<rowCount where weights[row] > 0 {
                            inBag[tree * wordsPerTree + row >> 6] |= 1 << UInt64(row & 63)
                        }
                        rows.rowStarts.withUnsafeBufferPointer { starts in
                            rows.columnIndices.withUnsafeBufferPointer { indices in
                                trees[tree] = grower.grow(
                                    starts: starts, indices: indices, bits: bits, targets: targets, weights: weights,
                                    key: treeKey.child("bits"))
                            }
                        }
                    }
                }
            }
        }
        return trees
    }

    func outOfBag(_ trees: [DecisionTree]) -> [Float] {
        inBag.withUnsafeBufferPointer { inBag in
            nonisolated(unsafe) let inBag = inBag
            return Self.means(trees, bits) { tree, row in
                (inBag[tree * self.wordsPerTree + row >> 6] >> UInt64(row & 63)) & 1 == 0
            }
        }
    }

    /// The mean of what the counted trees say of each row, summed in the trees' order; NaN where none counts.
    static func means(_ trees: [DecisionTree], _ bits: BitRows, counts: (_ tree: Int, _ row: Int) -> Bool) -> [Float] {
        var result = [Float](repeating: .nan, count: bits.rows)
        result.withUnsafeMutableBufferPointer { result in
            bits.words.withUnsafeBufferPointer { words in
                nonisolated(unsafe) let (result, words) = (result, words)
                // rows without columns have no words to point to
                guard let base = words.baseAddress ?? UnsafePointer(bitPattern: 8) else { return }
                Threads.run(over: bits.rows, by: 256) { rows in
                    var sums = [Double](repeating: 0, count: rows.count)
                    var said = [Int32](repeating: 0, count: rows.count)
                    for (number, tree) in trees.enumerated() {
                        tree.nodes.withUnsafeBufferPointer { nodes in
                            guard let root = nodes.baseAddress else { return }
                            var picked = SIMD4<Int>.zero, held = 0
                            func say(_ row: Int, _ value: Float) {
                                sums[row - rows.lowerBound] += Double(value)
                                said[row - rows.lowerBound] += 1
                            }
                            for row in rows where counts(number, row) {
                                picked[held] = row
                                held += 1
                                if held < 4 { continue }
                                held = 0
                                let first = base + picked[0] * bits.wordsPerRow, second = base + picked[1] * bits.wordsPerRow
                                let third = base + picked[2] * bits.wordsPerRow, fourth = base + picked[3] * bits.wordsPerRow
                                let values = tree.predict((first, second, third, fourth), root)
                                for place in 0..<4 { say(picked[place], values[place]) }
                            }
                            for place in 0..<held {
                                say(picked[place], tree.predict(base + picked[place] * bits.wordsPerRow, root))
                            }
                        }
                    }
                    for row in rows where said[row - rows.lowerBound] > 0 {
                        result[row] = Float(sums[row - rows.lowerBound] / Double(said[row - rows.lowerBound]))
                    }
                }
            }
        }
        return result
    }
}
