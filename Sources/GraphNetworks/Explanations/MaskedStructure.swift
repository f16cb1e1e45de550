import DenseArrays
import Graphs
import SparseMatrices

/// Where the entries of a matrix stand that passes messages, which number each has, and which edge's mask weights it.
struct MaskedStructure: Sendable {
    /// The graph's edges that the matrix holds, then its entries that are no edge of the graph (added loops).
    let edges: CompressedEdges
    /// For each place in compressed order the edge whose mask weights it; the number of edges where none does.
    let maskPlaces: [Int]
    /// For each place p[e], the number that the mask is multiplied with.
    let coefficients: DenseArray

    /// The part of `matrix` (of the whole graph) in the rows of inner nodes. Edges that share an entry share its number by
    /// their weights.
    init(_ matrix: CompressedRows, nodes: [Int], isInner: [Bool], edges given: EdgeList, loopsAreMessages: Bool) {
        var places: [Int: Int32] = [:]
        for (place, node) in nodes.enumerated() { places[node] = Int32(place) }
        func key(_ target: Int32, _ source: Int32) -> UInt64 { UInt64(target) << 32 | UInt64(source) }
        var entries: [UInt64: Float] = [:]
        var order: [(target: Int32, source: Int32)] = []
        for (place, node) in nodes.enumerated() where isInner[place] {
            for entry in matrix.range(node) {
                guard let source = places[Int(matrix.columnIndices[entry])] else { continue }
                entries[key(Int32(place), source), default: 0] += matrix.values[entry]
                order.append((Int32(place), source))
            }
        }
        var total: [UInt64: Float] = [:]
        let used = (0..<given.count).filter {
            (loopsAreMessages || given.sources[$0] != given.targets[$0])
                && entries[key(given.targets[$0], given.sources[$0])] != nil
        }
        for edge in used { total[key(given.targets[edge], given.sources[edge]), default: 0] += given.weight(edge) }
        var list = EdgeList(sources: [], targets: []), numbers: [Float] = [], masks: [Int] = []
        for edge in used {
            let place = key(given.targets[edge], given.sources[edge])
            let sum = total[place] ?? 0
            list.sources.append(given.sources[edge])
            list.targets.append(given.targets[edge])
            numbers.append(sum == 0 ? 0 : (entries[place] ?? 0) * (given.weight(edge) / sum))
            masks.append(edge)
        }
        for (target, source) in order where total[key(target, source)] == nil {
            list.sources.append(source)
            list.targets.append(target)
            numbers.append(entries[key(target, source)] ?? 0)
            masks.append(given.count)
        }
        let compressed = CompressedEdges(list, nodeCount: nodes.count)
        edges = compressed
        maskPlaces = compressed.edgeNumbers.map { masks[Int($0)] }
        coefficients = DenseArray(compressed.edgeNumbers.map { numbers[Int($0)] })
    }

    /// The edges of attention: one loop for each node in place of those that are there.
    init(attention given: EdgeList, nodeCount: Int) {
        let compressed = CompressedEdges(given, nodeCount: nodeCount, replacingSelfLoops: true)
        let kept = compressed.keptEdges ?? []
        edges = compressed
        maskPlaces = compressed.edgeNumbers.map { Int($0) < kept.count ? kept[Int($0)] : given.count }
        coefficients = DenseArray(repeating: 1, shape: [compressed.count])
    }

    /// The matrix without a mask.
    var unmasked: SparseMatrix {
        let list = edges.edges
        var weights = [Float](repeating: 0, count: list.count)
        coefficients.withUnsafeElements { numbers in
            for (place, edge) in edges.edgeNumbers.enumerated() { weights[Int(edge)] = numbers[place] }
        }
        return SparseMatrix(
            EdgeList(sources: list.sources, targets: list.targets, weights: weights).gatheringMatrix(
                nodeCount: edges.nodeCount))
    }
}
