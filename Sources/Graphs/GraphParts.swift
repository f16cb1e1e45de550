import DenseArrays
import SparseMatrices

/// Graphs laid end to end, node numbers within each graph as they were.
struct GraphParts {
    var nodeStarts = [0]
    var edgeStarts = [0]
    var edges = EdgeList(sources: [], targets: [])
    let features: NodeFeatures
    let edgeFeatures: DenseArray?

    /// Throws `GraphError.inGraph` for the first graph whose features are of another width than graph 0's.
    init(_ graphs: [Graph]) throws(GraphError) {
        let hasWeights = graphs.contains { $0.edges.weights != nil }
        var weights: [Float] = []
        for graph in graphs {
            nodeStarts.append((nodeStarts.last ?? 0) + graph.nodeCount)
            edgeStarts.append((edgeStarts.last ?? 0) + graph.edges.count)
            edges.sources += graph.edges.sources
            edges.targets += graph.edges.targets
            if hasWeights { weights += graph.edges.weights ?? [Float](repeating: 1, count: graph.edges.count) }
        }
        if hasWeights { edges.weights = weights }
        features = try Self.features(graphs, rows: nodeStarts.last ?? 0)
        edgeFeatures = try Self.edgeFeatures(graphs, rows: edgeStarts.last ?? 0)
    }

    private static func features(_ graphs: [Graph], rows: Int) throws(GraphError) -> NodeFeatures {
        func width(_ graph: Graph) -> Int { if case .identity = graph.features { 1 } else { graph.features.width } }
        let columns = graphs.first.map(width) ?? 1
        for (number, graph) in graphs.enumerated() where width(graph) != columns {
            throw .inGraph(
                number, .sizesDiffer(what: "feature columns", found: width(graph), expected: columns))
        }
        let isSparse = graphs.contains { if case .sparse = $0.features { true } else { false } }
        if isSparse {
            var starts = [0], places: [Int32] = [], values: [Float] = []
            for graph in graphs {
                let matrix = graph.features.compressedRows
                starts += matrix.rowStarts.dropFirst().map { $0 + values.count }
                places += matrix.columnIndices
                values += matrix.values
            }
            return .sparse(
                CompressedRows(
                    rows: rows, columns: columns, rowStarts: starts, columnIndices: places, values: values))
        }
        var result = DenseArray(repeating: 1, shape: [rows, columns])
        result.withUnsafeMutableElements { out in
            var place = 0
            for graph in graphs {
                if case .dense(let array) = graph.features {
                    array.withUnsafeElements { for element in $0.indices { out[place + element] = $0[element] } }
                }
                place += graph.nodeCount * columns
            }
        }
        return .dense(result)
    }

    private static func edgeFeatures(_ graphs: [Graph], rows: Int) throws(GraphError) -> DenseArray? {
        guard let columns = graphs.first?.edgeFeatures?.columns else { return nil }
        for (number, graph) in graphs.enumerated() where graph.edgeFeatures?.columns != columns {
            throw .inGraph(
                number,
                .sizesDiffer(
                    what: "columns of edge features", found: graph.edgeFeatures?.columns ?? 0, expected: columns))
        }
        var result = DenseArray(uninitialized: [rows, columns])
        result.withUnsafeMutableElements { out in
            var place = 0
            for graph in graphs {
                graph.edgeFeatures?.withUnsafeElements {
                    for element in $0.indices { out[place + element] = $0[element] }
                    place += $0.count
                }
            }
        }
        return result
    }
}

extension NodeFeatures {
    /// The features as a sparse matrix; the identity as one column of ones.
    var compressedRows: CompressedRows {
        switch self {
        case .sparse(let matrix): return matrix
        case .identity(let count):
            return CompressedRows(
                rows: count, columns: 1, rowStarts: Array(0...count),
                columnIndices: [Int32](repeating: 0, count: count), values: [Float](repeating: 1, count: count))
        case .dense(let array):
            var starts = [0], places: [Int32] = [], values: [Float] = []
            array.withUnsafeElements { x in
                for row in 0..<array.rows {
                    for column in 0..<array.columns where x[row * array.columns + column] != 0 {
                        places.append(Int32(column))
                        values.append(x[row * array.columns + column])
                    }
                    starts.append(values.count)
                }
            }
            return CompressedRows(
                rows: array.rows, columns: array.columns, rowStarts: starts, columnIndices: places, values: values)
        }
    }
}

/// Runs of rows copied one after another.
enum RowRuns {
    /// The rows of all runs, in their order.
    static func gather(_ array: DenseArray, _ runs: [Range<Int>], rows: Int) -> DenseArray {
        let width = array.columns
        var result = DenseArray(uninitialized: [rows] + array.shape.dropFirst())
        result.withUnsafeMutableElements { out in
            array.withUnsafeElements { x in
                guard let from = x.baseAddress, var to = out.baseAddress else { return }
                for run in runs {
                    to.update(from: from + run.lowerBound * width, count: run.count * width)
                    to += run.count * width
                }
            }
        }
        return result
    }

    static func gather(_ features: NodeFeatures, _ runs: [Range<Int>], rows: Int) -> NodeFeatures {
        switch features {
        case .identity: return features
        case .dense(let array): return .dense(gather(array, runs, rows: rows))
        case .sparse(let matrix):
            var starts = [0]
            starts.reserveCapacity(rows + 1)
            var places: [Int32] = [], values: [Float] = []
            for run in runs {
                let entries = matrix.rowStarts[run.lowerBound]..<matrix.rowStarts[run.upperBound]
                let shift = values.count - entries.lowerBound
                for row in run { starts.append(matrix.rowStarts[row + 1] + shift) }
                places += matrix.columnIndices[entries]
                values += matrix.values[entries]
            }
            return .sparse(
                CompressedRows(
                    rows: rows, columns: matrix.columns, rowStarts: starts, columnIndices: places, values: values))
        }
    }
}

extension DenseArray {
    /// The rows of all runs, one run after the other.
    public func gatheringRuns(_ runs: [Range<Int>]) -> DenseArray {
        RowRuns.gather(self, runs, rows: runs.reduce(0) { $0 + $1.count })
    }
}
