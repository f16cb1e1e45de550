import Autograd
import DenseArrays
import Graphs
import NeuralNetworks
import SparseMatrices
import TestSupport

extension GoldenCase {
    /// The edges of `in.edge_index` with the weights of `in.edge_weight`, where the case has them.
    func inputEdges() throws -> EdgeList {
        let index = try ints("in.edge_index")
        let count = try shape("in.edge_index")[1]
        return EdgeList(
            sources: index.prefix(count).map { Int32($0) }, targets: index.dropFirst(count).map { Int32($0) },
            weights: try optionalArray("in.edge_weight").map(\.elements))
    }
}

extension SmallGraph {
    /// Edge e weighs 0.5 + e / 4: all different, all positive.
    var weighted: EdgeList {
        EdgeList(
            sources: edges.sources, targets: edges.targets, weights: (0..<edges.count).map { 0.5 + Float($0) / 4 })
    }
}

/// A graph for which some nodes do not see all others within three steps: a ring of 80 nodes with a few chords.
func ringWithChords(_ nodeCount: Int = 80) -> EdgeList {
    let pairs = (0..<nodeCount).map { ($0, ($0 + 1) % nodeCount) } + [(0, 5), (7, 3), (40, 60), (41, 70), (20, 24)]
    return EdgeList(pairs).undirected()
}

/// Sparse numbers in 0.25 ..< 1.25, about one entry in four; every row has one.
func sparseRows(_ rows: Int, _ columns: Int, seed: Int) -> CompressedRows {
    let key = RandomKey(seed: seed)
    var rowIndices: [Int32] = []
    var columnIndices: [Int32] = []
    var values: [Float] = []
    for row in 0..<rows {
        for column in 0..<columns where column == row % columns || key.uniform(row * columns + column) < 0.25 {
            rowIndices.append(Int32(row))
            columnIndices.append(Int32(column))
            values.append(0.25 + Float(key.child("value").uniform(row * columns + column)))
        }
    }
    return CompressedRows(
        rows: rows, columns: columns, rowIndices: rowIndices, columnIndices: columnIndices, values: values)
}

func identityMatrix(_ count: Int) -> DenseArray {
    var result = DenseArray(zeros: [count, count])
    for i in 0..<count { result[i, i] = 1 }
    return result
}

/// The same matrix with all its zeros.
func dense(_ matrix: SparseMatrix) -> DenseArray { matrix.product(identityMatrix(matrix.columns)) }

/// The gradient of a parameter that must have got one.
func gradient(_ tensor: Tensor) throws -> DenseArray {
    guard let gradient = tensor.gradient else { throw MissingGradient(shape: tensor.shape) }
    return gradient
}

struct MissingGradient: Error { let shape: [Int] }
