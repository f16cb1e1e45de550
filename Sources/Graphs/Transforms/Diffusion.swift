import DenseArrays
import SparseMatrices

/// The ways in which graph diffusion spreads from a node; T is Â = D^-1/2 (A + I) D^-1/2.
public enum Diffusion: Sendable, Equatable {
    /// S = Σ_k α (1 - α)^k T^k
    case personalizedPageRank(alpha: Double)
    /// S = Σ_k e^-t t^k / k! T^k
    case heat(time: Double)
}

/// How a diffusion matrix is made sparse.
public enum Sparsification: Sendable, Equatable {
    /// The k largest entries of each column.
    case topK(Int)
    /// The entries of at least this value.
    case threshold(Float)
}

extension Graph {
    /// The edges of the diffusion matrix S: entry (i, j) is an edge i → j; what arrives at a node is scaled to sum 1.
    ///
    /// Each column is summed by itself until what is left is below 1e-6 of it: O(nodes · terms · edges), in parallel.
    /// Throws `transform` for parameters out of range, `negativeWeight`.
    ///
    /// Source: Gasteiger, Weißenberger & Günnemann, 2019, "Diffusion Improves Graph Learning", arXiv:1911.05485; PyG's
    /// `GDC` with self-loops of weight 1, `normalization_in='sym'`, `normalization_out='col'`, exact.
    public func diffused(_ diffusion: Diffusion, _ sparsification: Sparsification) throws(GraphError) -> EdgeList {
        switch diffusion {
        case .personalizedPageRank(let alpha) where !(alpha > 0 && alpha < 1):
            throw .transform(name: "GDC", found: "alpha \(alpha)", expected: "a number between 0 and 1")
        case .heat(let time) where !(time > 0 && time < 100):
            throw .transform(name: "GDC", found: "time \(time)", expected: "a number between 0 and 100")
        default: break
        }
        if case .topK(let k) = sparsification, k < 1 {
            throw .transform(name: "GDC", found: "top \(k)", expected: "one entry at least")
        }
        let t = try edges.gcnNormalized(nodeCount: nodeCount).gatheringMatrix(nodeCount: nodeCount)
        // A message goes from source to target: column j of S tells who sends to j, so T is used transposed.
        let spread = t.transposed().matrix
        var columns = [[(row: Int32, value: Float)]](repeating: [], count: nodeCount)
        columns.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let out = buffer
            Threads.run(tasks: nodeCount) { node in
                out[node] = Self.kept(Self.column(node, diffusion, spread), sparsification)
            }
        }
        var result = EdgeList(sources: [], targets: [], weights: [])
        for (node, entries) in columns.enumerated() {
            let total = entries.reduce(0.0) { $0 + Double($1.value) }
            for entry in entries where total > 0 {
                result.sources.append(entry.row)
                result.targets.append(Int32(node))
                result.weights?.append(Float(Double(entry.value) / total))
            }
        }
        return result.coalesced()
    }

    private static func column(_ node: Int, _ diffusion: Diffusion, _ t: CompressedRows) -> [Double] {
        var power = [Double](repeating: 0, count: t.rows), sum = power
        power[node] = 1
        var k = 0.0, coefficient: Double
        var left = 1.0
        switch diffusion {
        case .personalizedPageRank(let alpha): coefficient = alpha
        case .heat(let time): coefficient = exponential(-time)
        }
        while true {
            for row in power.indices where power[row] != 0 { sum[row] += coefficient * power[row] }
            left -= coefficient
            if left < 1e-7 || k > 2000 { return sum }
            k += 1
            switch diffusion {
            case .personalizedPageRank(let alpha): coefficient *= 1 - alpha
            case .heat(let time): coefficient *= time / k
            }
            var next = [Double](repeating: 0, count: t.rows)
            for row in 0..<t.rows {
                var value = 0.0
                for entry in t.range(row) { value += Double(t.values[entry]) * power[Int(t.columnIndices[entry])] }
                next[row] = value
            }
            power = next
        }
    }

    /// e^x by its series at x / 2^10, squared ten times: the standard library has none without a C library.
    private static func exponential(_ x: Double) -> Double {
        let small = x / 1024
        var (term, sum) = (1.0, 1.0)
        for n in 1...20 {
            term *= small / Double(n)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }

    private static func kept(_ column: [Double], _ sparsification: Sparsification) -> [(row: Int32, value: Float)] {
        switch sparsification {
        case .threshold(let least):
            return column.indices.filter { column[$0] != 0 && Float(column[$0]) >= least }.map { (Int32($0), Float(column[$0])) }
        case .topK(let k):
            // of equal entries the one with the lower row
            return column.indices.filter { column[$0] > 0 }.sorted { (-column[$0], $0) < (-column[$1], $1) }
                .prefix(k).map { (Int32($0), Float(column[$0])) }
        }
    }

    /// [T X, T² X, …, T^hops X], each `[nodes, features]`, T = D^-1/2 A D^-1/2 without self-loops.
    ///
    /// Source: Frasca et al., 2020, "SIGN: Scalable Inception Graph Neural Networks", arXiv:2004.11198; PyG's `SIGN`.
    public func signFeatures(hops: Int) throws(GraphError) -> [DenseArray] {
        let t = try normalizedAdjacency(selfLoops: false)
        var result: [DenseArray] = []
        var x = features.dense
        for _ in 0..<hops {
            x = t.product(x)
            result.append(x)
        }
        return result
    }

    /// Features with gaps filled from the neighbours: X ← T X, then the known rows (or entries) as they were, repeated.
    ///
    /// - Parameters:
    ///   - missing: whether each entry `[nodes · features]` is a gap, row by row.
    ///   - iterations: 40 as in the paper.
    ///
    /// Source: Rossi et al., 2021, "On the Unreasonable Effectiveness of Feature propagation in Learning on Graphs with
    /// Missing Node Features", arXiv:2111.12128; PyG's `FeaturePropagation`.
    public func propagatingFeatures(missing: [Bool], iterations: Int = 40) throws(GraphError) -> Graph {
        let known = features.dense
        if missing.count != known.count {
            throw .sizesDiffer(what: "entries of the mask", found: missing.count, expected: known.count)
        }
        let t = try normalizedAdjacency(selfLoops: false)
        var x = known
        func restore(gaps: Bool) {
            x.withUnsafeMutableElements { out in
                known.withUnsafeElements { for place in missing.indices where missing[place] == gaps { out[place] = gaps ? 0 : $0[place] } }
            }
        }
        restore(gaps: true)
        for _ in 0..<iterations {
            x = t.product(x)
            restore(gaps: false)
        }
        return try replacing(features: .dense(x))
    }
}

extension Transform {
    /// Edges replaced by those of a diffusion; see `Graph.diffused`. Edge features are dropped.
    public static func gdc(
        _ diffusion: Diffusion = .personalizedPageRank(alpha: 0.15), _ sparsification: Sparsification = .topK(64)
    ) -> Transform {
        Transform("GDC(\(diffusion), \(sparsification))") { graph throws(GraphError) in
            try graph.replacing(edges: try graph.diffused(diffusion, sparsification))
        }
    }

    /// The features of the nodes 1 to `hops` steps away beside the features, `[nodes, (hops + 1) · features]`.
    public static func sign(_ hops: Int) -> Transform {
        Transform("SIGN(\(hops))") { graph throws(GraphError) in
            var features = NodeFeatures.dense(graph.features.dense)
            for columns in try graph.signFeatures(hops: hops) { features = features.appending(columns) }
            return try graph.replacing(features: features)
        }
    }

    /// Gaps in the features filled; see `Graph.propagatingFeatures`.
    public static func featurePropagation(missing: [Bool], iterations: Int = 40) -> Transform {
        Transform("FeaturePropagation(num_iterations=\(iterations))") { graph throws(GraphError) in
            try graph.propagatingFeatures(missing: missing, iterations: iterations)
        }
    }
}
