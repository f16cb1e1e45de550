import DenseArrays
import GraphNetworks
import Graphs
import SparseMatrices

/// The logits of all nodes of a graph, layer after layer and chunk after chunk: beside the graph there are two matrices
/// `[nodes, width]` at a time, never an edge-sized or a whole network's set of activations.
///
/// The rows of the propagation matrix are made from the table chunk by chunk, the next ones while the last multiply.
struct LayerwiseEvaluation: Sendable {
    let table: NeighbourTable
    /// d^-1/2, for networks that read Â; nil for means.
    let scales: [Float]?
    let features: NodeFeatures
    /// Nodes a chunk.
    var chunkSize = 1 << 15

    /// The logits `[nodes, classes]`.
    func logits(_ model: any LayerwiseModel) -> DenseArray {
        let nodes = table.nodeCount, size = chunkSize
        var x = features
        for layer in 0..<model.layerCount {
            let start = model.start(layer, x)
            let (table, scales) = (table, scales)
            let matrices = Prefetcher(count: (nodes + size - 1) / size) { chunk in
                SparseMatrix(BlockMatrix.rows(chunk * size..<min(nodes, (chunk + 1) * size), table, scales))
            }
            var result: DenseArray?
            var first = 0
            // one processor is left to the thread that makes the matrices
            Threads.limited(to: max(1, Threads.count - 1)) {
                while let matrix = matrices.next() {
                    let chunk = first..<first + matrix.rows
                    let y = model.finish(layer, start, chunk: chunk, matrix)
                    if result == nil { result = DenseArray(uninitialized: [nodes, y.columns]) }
                    result?.setRows(chunk, to: y)
                    first = chunk.upperBound
                }
            }
            if let result { x = .dense(result) }
        }
        return x.matrix
    }
}
