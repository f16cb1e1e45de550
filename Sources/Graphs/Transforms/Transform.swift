import DenseArrays

/// A step that makes one graph of another, under the name that PyG has for it.
///
/// Transforms are values: made once, used on any number of graphs, put one after another with `compose`.
public struct Transform: Sendable, CustomStringConvertible {
    /// What it is called, with its parameters, such as "KNNGraph(k=6)".
    public let description: String
    private let body: @Sendable (Graph) throws(GraphError) -> Graph

    /// A transform of one's own.
    public init(_ description: String, _ body: @escaping @Sendable (Graph) throws(GraphError) -> Graph) {
        self.description = description
        self.body = body
    }

    /// The transformed graph. Throws what the transform cannot do on this graph.
    public func callAsFunction(_ graph: Graph) throws(GraphError) -> Graph { try body(graph) }

    /// One transform after another, the first first.
    public static func compose(_ transforms: [Transform]) -> Transform {
        Transform("Compose(\(transforms.map(\.description).joined(separator: ", ")))") { graph throws(GraphError) in
            var result = graph
            for transform in transforms { result = try transform(result) }
            return result
        }
    }

    /// A transform by its name and parameters: `knn:6`, `RadiusGraph:0.5`, `normalize-features`, and several in turn
    /// with `+` between them: `to-undirected+largest-component`.
    ///
    /// Case, `-` and `_` do not matter; parameters left out have their defaults. Throws `GraphError.transform` for an
    /// unknown name (with those there are) and for parameters that are none.
    public static func named(_ text: String, seed: Int = 0) throws(GraphError) -> Transform {
        var parts: [Transform] = []
        for part in text.split(separator: "+", omittingEmptySubsequences: false) {
            parts.append(try single(String(part), seed: seed))
        }
        return parts.count == 1 ? parts[0] : compose(parts)
    }

    private static func single(_ text: String, seed: Int) throws(GraphError) -> Transform {
        let pieces = text.split(separator: ":", maxSplits: 1).map(String.init)
        let name = (pieces.first ?? "").lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
        let parameters = pieces.count > 1 ? pieces[1].split(separator: ",").map(String.init) : []
        func number(_ place: Int, _ fallback: Double?) throws(GraphError) -> Double {
            guard place < parameters.count else {
                if let fallback { return fallback }
                throw .transform(name: text, found: "no parameter", expected: "a number after a colon, such as \(text):1")
            }
            guard let value = Double(parameters[place]), value.isFinite, value >= 0 else {
                throw .transform(name: text, found: "\"\(parameters[place])\"", expected: "a number of 0 or more")
            }
            return value
        }
        func whole(_ place: Int, _ fallback: Int?) throws(GraphError) -> Int {
            let value = try number(place, fallback.map(Double.init))
            guard let result = Int(exactly: value) else {
                throw .transform(name: text, found: "\"\(parameters[place])\"", expected: "a whole number")
            }
            return result
        }
        switch name {
        case "normalizefeatures": return normalizeFeatures()
        case "addselfloops": return addSelfLoops()
        case "addremainingselfloops": return addRemainingSelfLoops()
        case "removeselfloops": return removeSelfLoops()
        case "toundirected": return toUndirected()
        case "largestconnectedcomponents", "largestcomponent": return largestConnectedComponents(try whole(0, 1))
        case "removeisolatednodes": return removeIsolatedNodes()
        case "onehotdegree": return oneHotDegree(max: try whole(0, nil))
        case "localdegreeprofile": return localDegreeProfile()
        case "randomnodesplit":
            return randomNodeSplit(
                perClass: try whole(0, 20), validation: try whole(1, 500), test: try whole(2, 1000), seed: seed)
        case "gdc":
            let kind = parameters.first ?? "ppr"
            guard ["ppr", "heat"].contains(kind) else {
                throw .transform(name: text, found: "\"\(kind)\"", expected: "ppr or heat")
            }
            let diffusion: Diffusion = kind == "ppr"
                ? .personalizedPageRank(alpha: try number(1, 0.15)) : .heat(time: try number(1, 5))
            return gdc(diffusion, .topK(try whole(2, 64)))
        case "sign": return sign(try whole(0, 2))
        case "laplacian", "addlaplacianeigenvectorpe": return addLaplacianEigenvectors(try whole(0, 8))
        case "randomwalk", "addrandomwalkpe": return addRandomWalk(length: try whole(0, 8))
        case "virtualnode": return virtualNode()
        case "knn", "knngraph": return knnGraph(k: try whole(0, 6))
        case "radius", "radiusgraph": return radiusGraph(Float(try number(0, nil)))
        case "linegraph": return lineGraph()
        default:
            throw .transform(
                name: text.isEmpty ? "a transform" : text, found: "no transform of this name",
                expected: "one of \(names.joined(separator: ", "))")
        }
    }

    /// Rows of features divided by the sum of their absolute values; see `NodeFeatures.normalizingRows`.
    public static func normalizeFeatures() -> Transform {
        Transform("NormalizeFeatures()") { graph throws(GraphError) in
            try graph.replacing(features: graph.features.normalizingRows())
        }
    }
}

extension NodeFeatures {
    /// The features with further columns `[nodes, more]` on the right; the identity gives way to them.
    func appending(_ columns: DenseArray) -> NodeFeatures {
        if case .identity = self { return .dense(columns) }
        let x = dense
        let (a, b) = (x.columns, columns.columns)
        var result = DenseArray(uninitialized: [x.rows, a + b])
        result.withUnsafeMutableElements { out in
            x.withUnsafeElements { left in
                columns.withUnsafeElements { right in
                    for row in 0..<x.rows {
                        for c in 0..<a { out[row * (a + b) + c] = left[row * a + c] }
                        for c in 0..<b { out[row * (a + b) + a + c] = right[row * b + c] }
                    }
                }
            }
        }
        return .dense(result)
    }

    /// The features as a dense matrix; the identity as one column of ones.
    var dense: DenseArray {
        if case .dense(let array) = self { return array }
        let matrix = compressedRows
        var result = DenseArray(zeros: [matrix.rows, matrix.columns])
        result.withUnsafeMutableElements { out in
            for row in 0..<matrix.rows {
                for entry in matrix.range(row) {
                    out[row * matrix.columns + Int(matrix.columnIndices[entry])] = matrix.values[entry]
                }
            }
        }
        return result
    }
}
