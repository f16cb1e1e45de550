import DenseArrays

extension NodeSplit {
    /// A random split of some nodes by fractions, whatever their labels: for numbers that are to be predicted.
    ///
    /// - Parameters:
    ///   - nodes: those that may be in a part; the others are in none.
    ///   - train: the fraction for training; `validation` likewise; the rest is for the test.
    ///   - validation: the fraction for validation.
    ///   - seed: what the split is drawn by.
    ///   - nodeCount: of the whole graph.
    /// - Throws: `splitImpossible` for fractions that make no sense or leave nothing to learn from.
    public static func fractions(
        of nodes: [Int], train: Double, validation: Double, seed: Int, nodeCount: Int
    ) throws(GraphError) -> NodeSplit {
        guard train > 0, validation >= 0, train + validation <= 1 else {
            throw .splitImpossible(
                reason: "fractions \(train) for training and \(validation) for validation; expected positive ones with a sum of at most 1")
        }
        let order = RandomKey(seed: seed).child("split").permutation(nodes.count).map { nodes[$0] }
        let first = Int((Double(nodes.count) * train).rounded())
        let second = min(nodes.count, first + Int((Double(nodes.count) * validation).rounded()))
        guard first > 0 else {
            throw .splitImpossible(reason: "\(train) of \(nodes.count) nodes is none; expected some for training")
        }
        let percent = { (fraction: Double) in "\(Int((fraction * 100).rounded()))" }
        return try NodeSplit(
            name: "random \(percent(train))/\(percent(validation))/\(percent(1 - train - validation))",
            train: Array(order[..<first]), validation: Array(order[first..<second]), test: Array(order[second...]),
            nodeCount: nodeCount)
    }
}
