import SparseMatrices

/// The part of a graph that the chosen nodes see through a stack of convolutions.
///
/// A loss on a few labelled nodes depends on their neighbours within as many steps as there are layers, and on nothing
/// else: restricted to these, a training step gives the same loss and gradients with less work.
public struct ReceptiveField: Sendable {
    /// The nodes whose vectors are needed before the first layer, after it, …, after the last: rising numbers, each list
    /// a part of the one before. The last are the chosen nodes.
    public let nodes: [[Int]]
    /// For each layer the rows of Â for the nodes after it and the columns for those before it.
    public let propagation: [SparseMatrix]

    /// - Parameters:
    ///   - outputs: the nodes whose last vectors are wanted, rising.
    ///   - adjacency: Â `[nodes, nodes]`, as plain values.
    ///   - layers: how many convolutions are stacked.
    ///
    /// O(nodes + entries) a layer.
    public init(of outputs: [Int], adjacency: CompressedRows, layers: Int) {
        var levels = [outputs]
        for _ in 0..<layers {
            var needed = [Bool](repeating: false, count: adjacency.columns)
            for row in levels[0] {
                needed[row] = true
                for entry in adjacency.range(row) { needed[Int(adjacency.columnIndices[entry])] = true }
            }
            levels.insert(needed.indices.filter { needed[$0] }, at: 0)
        }
        nodes = levels
        propagation = (0..<layers).map { layer in
            SparseMatrix(adjacency.selecting(rows: levels[layer + 1], columns: levels[layer]).matrix)
        }
    }
}
