import FileFormats
import Graphs
import SparseMatrices

/// Reads the Planetoid form of a citation network: eight files, seven of them Python pickles.
///
/// `allx`, `ally` hold features and one-hot labels of the first nodes, `tx`, `ty` those of the test nodes, whose
/// numbers `test.index` lists, unsorted; `y` has as many rows as there are training nodes, which come first; `graph`
/// is each node's list of neighbours. As PyG and Kipf & Welling do: training nodes are the first ones, validation the
/// next 500, test those of `test.index`; nodes of the test range that `test.index` leaves out (CiteSeer has 15) get
/// zero features and no label; repeated neighbours are merged, self-loops kept, both directions stored. Features stay
/// unnormalized. Classes have no names in this form and are called by their numbers.
///
/// Source: Yang, Cohen & Salakhutdinov, Revisiting Semi-Supervised Learning with Graph Embeddings, 2016,
/// arXiv 1603.08861; https://github.com/kimiyoung/planetoid.
public enum PlanetoidReader {
    /// The number of validation nodes in the public split.
    public static let validationCount = 500

    /// Reads a set. `location.files` are the eight files in the order x, y, tx, ty, allx, ally, graph, test.index.
    ///
    /// Throws `DatasetError` for files that are missing, damaged, or disagree with each other, naming both.
    public static func read(_ location: DatasetLocation) throws(DatasetError) -> LoadedGraph {
        guard location.format == .planetoid, location.files.count == 8 else {
            throw .usage(
                found: "\(location.files.count) files of the \(location.format.title) form",
                expected: "Planetoid's eight", advice: nil)
        }
        let files = location.files
        let x = try PlanetoidParts.Features(files[0])
        let y = try PlanetoidParts.labels(files[1])
        let tx = try PlanetoidParts.Features(files[2])
        let ty = try PlanetoidParts.labels(files[3])
        let allx = try PlanetoidParts.Features(files[4])
        let ally = try PlanetoidParts.labels(files[5])
        let neighbours = try PlanetoidParts.neighbours(files[6])
        let testNodes = try PlanetoidParts.testIndex(files[7])

        try agree(files[1], y.values.count, files[0], x.rows, "rows")
        try agree(files[3], ty.values.count, files[2], tx.rows, "rows")
        try agree(files[5], ally.values.count, files[4], allx.rows, "rows")
        try agree(files[7], testNodes.count, files[2], tx.rows, "test nodes", "rows")
        try agree(files[0], x.columns, files[4], allx.columns, "columns")
        try agree(files[2], tx.columns, files[4], allx.columns, "columns")
        try agree(files[1], y.classes, files[5], ally.classes, "classes")
        try agree(files[3], ty.classes, files[5], ally.classes, "classes")
        guard x.rows <= allx.rows else {
            throw .malformed(files[0], found: "\(x.rows) rows", expected: "at most the \(allx.rows) of \(files[4])")
        }

        let nodeCount = neighbours.count
        let trainCount = y.values.count
        let validationEnd = min(trainCount + validationCount, allx.rows)
        for (place, node) in testNodes.enumerated() {
            if node < allx.rows {
                if node < validationEnd {
                    throw .graph(
                        .splitLeaks(node: node, first: node < trainCount ? "train" : "validation", second: "test"),
                        file: files[7], line: place + 1, firstLine: nil, node: nil)
                }
                throw .malformed(
                    files[7], line: place + 1, found: "the test node \(node)",
                    expected: "at least \(allx.rows), since \(files[4]) holds the nodes before")
            }
            guard node < nodeCount else {
                throw .malformed(
                    files[7], line: place + 1, found: "the test node \(node)",
                    expected: "less than \(nodeCount), the number of nodes in \(files[6])")
            }
        }
        guard nodeCount >= allx.rows else {
            throw .malformed(
                files[6], found: "\(nodeCount) nodes", expected: "at least the \(allx.rows) rows of \(files[4])")
        }

        // Row of allx or tx for each node; -1 for a node of which nothing is known.
        var rowOf = [Int](repeating: -1, count: nodeCount)
        for node in 0..<allx.rows { rowOf[node] = node }
        for (place, node) in testNodes.enumerated() { rowOf[node] = allx.rows + place }
        let filled = rowOf.count { $0 < 0 }
        let labels = rowOf.map { row -> Int32 in
            row < 0 ? -1 : row < allx.rows ? ally.values[row] : ty.values[row - allx.rows]
        }
        let features = PlanetoidParts.assemble(allx, tx, rowOf: rowOf)
        let (edges, repeated) = try merge(neighbours, file: files[6])

        var warnings = [LoadedGraph.mergeWarning(repeated.merged, in: files[6])].compactMap { $0 }
        if repeated.added > 0 {
            let edges = "\(repeated.added) edge\(repeated.added == 1 ? "" : "s")"
            warnings.append("added the missing reverse direction of \(edges) of \(files[6])")
        }
        if filled > 0 {
            warnings.append("gave zero features and no label to \(filled) nodes that test.index leaves out")
        }
        if validationEnd - trainCount < validationCount {
            warnings.append("only \(validationEnd - trainCount) nodes are left for validation, not \(validationCount)")
        }
        do throws(GraphError) {
            let graph = try Graph(
                nodeCount: nodeCount, edges: edges, features: .sparse(features),
                labels: try NodeLabels(values: labels, classNames: (0..<ally.classes).map(String.init)),
                split: try NodeSplit(
                    name: "public", train: Array(0..<trainCount), validation: Array(trainCount..<validationEnd),
                    test: testNodes, nodeCount: nodeCount),
                provenance: "\(location.name), Planetoid form, from \(location.folder)")
            return LoadedGraph(
                name: location.name, graph: graph, format: .planetoid, folder: location.folder, files: files,
                warnings: warnings)
        } catch {
            throw .graph(error, file: files[6], line: nil, firstLine: nil, node: nil)
        }
    }

    /// Throws unless two files agree on a number.
    private static func agree(
        _ file: String, _ found: Int, _ other: String, _ expected: Int, _ what: String, _ otherWhat: String? = nil
    ) throws(DatasetError) {
        if found == expected { return }
        throw .malformed(
            file, found: "\(found) \(what)", expected: "\(expected), as many as \(other) has \(otherWhat ?? what)",
            advice: "the files belong to different sets or one is damaged: fetch them again")
    }

    /// The edges of the neighbour lists, both directions stored; with the entries merged and the directions added.
    private static func merge(
        _ neighbours: [[Int32]], file: String
    ) throws(DatasetError) -> (EdgeList, (merged: Int, added: Int)) {
        var list = EdgeList(sources: [], targets: [])
        let total = neighbours.reduce(0) { $0 + $1.count }
        list.sources.reserveCapacity(total)
        list.targets.reserveCapacity(total)
        for (node, others) in neighbours.enumerated() {
            for other in others {
                guard other >= 0, other < neighbours.count else {
                    throw .file(
                        FileError(
                            kind: .malformed, file: file, place: .entry("node \(node)"),
                            found: "an edge to node \(other), which does not exist",
                            expected: "nodes from 0 to \(neighbours.count - 1)"))
                }
                list.sources.append(Int32(node))
                list.targets.append(other)
            }
        }
        let (once, merged) = EdgeMerger.directed(list, nodeCount: neighbours.count)
        if EdgeMerger.isSymmetric(once, nodeCount: neighbours.count) { return (once, (merged, 0)) }
        let both = EdgeMerger.undirected(once, nodeCount: neighbours.count).edges
        return (both, (merged, both.count - once.count))
    }
}
