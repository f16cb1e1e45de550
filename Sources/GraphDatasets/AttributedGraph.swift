import DenseArrays
import FileFormats
import Graphs
import SparseMatrices

/// A value of a node or an edge as general graph files hold it.
enum AttributeValue: Equatable {
    case number(Double)
    case text(String)

    var double: Double? { if case .number(let value) = self { value } else { nil } }

    /// As text; whole numbers without a point.
    var string: String {
        switch self {
        case .text(let text): text
        case .number(let value): Int(exactly: value).map { "\($0)" } ?? "\(value)"
        }
    }
}

/// What GML, GraphML and node-link files say: nodes by id and edges, each with attributes.
///
/// How it becomes a graph: the attribute `class`, `y`, `club` or (of a node) `value` is the class, `split` the split,
/// `label` or `name` what a node is called; every other attribute that is a number on all nodes is a feature, and one
/// that is text somewhere is left out with a warning. Of edges `weight` (else `value`) is the weight, every other
/// number an edge feature.
struct AttributedGraph {
    struct Columns {
        private(set) var names: [String] = []
        private var places: [String: Int] = [:]
        private(set) var values: [[Int: AttributeValue]] = []

        /// Gives a column its place before it has values.
        mutating func declare(_ name: String) {
            if places.updateValue(places[name] ?? names.count, forKey: name) == nil {
                names.append(name)
                values.append([:])
            }
        }

        mutating func set(_ name: String, _ value: AttributeValue, row: Int) {
            if let place = places[name] {
                values[place][row] = value
            } else {
                places[name] = names.count
                names.append(name)
                values.append([row: value])
            }
        }

        subscript(name: String) -> [Int: AttributeValue]? { places[name].map { values[$0] } }
    }

    var isDirected = false
    private(set) var ids = NodeIds()
    private(set) var edges = EdgeList(sources: [], targets: [])
    var nodeColumns = Columns()
    var edgeColumns = Columns()

    /// Adds a node and gives its number.
    mutating func addNode(_ id: String, file: String, line: Int) throws(DatasetError) -> Int {
        try ids.add(id, file: file, line: line)
        return ids.names.count - 1
    }

    /// Adds an edge between nodes that are there.
    mutating func addEdge(_ source: String, _ target: String, file: String, line: Int) throws(DatasetError) -> Int {
        edges.sources.append(try ids.number(source, file: file, line: line, nodes: file))
        edges.targets.append(try ids.number(target, file: file, line: line, nodes: file))
        return edges.count - 1
    }

    static let classNames = ["class", "y", "club", "value"]

    /// The graph. Repeated edges are merged, their weights and features added.
    func loaded(
        _ location: DatasetLocation, options: CSVGraphOptions
    ) throws(DatasetError) -> LoadedGraph {
        let file = location.files[0]
        let nodes = ids.names.count
        if nodes == 0 { throw .malformed(file, found: "no nodes", expected: "one node at least") }
        var used: Set<String> = Set(options.excluded)
        let label = try column(options.label, usual: Self.classNames, in: nodeColumns, file, "--label", &used)
        let split = try column(options.split, usual: ["split"], in: nodeColumns, file, "--split-column", &used)
        let name = ["label", "name"].first { nodeColumns[$0]?.count == nodes && !used.contains($0) }
        if let name { used.insert(name) }
        var warnings: [String] = []
        let names = options.features ?? nodeColumns.names.filter { !used.contains($0) }
        let features = try matrix(nodeColumns, names, rows: nodes, of: "node", file, &warnings)
        var edgeUsed: Set<String> = []
        let weight = try column(options.weight, usual: ["weight", "value"], in: edgeColumns, file, "--weight", &edgeUsed)
        var list = edges
        if let weight { list.weights = try weights(weight, file) }
        let rest = edgeColumns.names.filter { !edgeUsed.contains($0) }
        let edgeFeatures = try matrix(edgeColumns, rest, rows: edges.count, of: "edge", file, &warnings)
        let merged = MergedEdges(
            list, features: edgeFeatures?.array, nodeCount: nodes, isDirected: isDirected || options.directed)
        if let text = LoadedGraph.mergeWarning(merged.repeated, in: file) { warnings.append(text) }
        if merged.edges.count == 0 { warnings.append("\(file) has no edges") }
        var labels = LabelCollector()
        for node in 0..<nodes { labels.add(label?[node]?.string ?? "") }
        var parts = SplitParts()
        for node in 0..<nodes {
            if let word = split?[node]?.string { try parts.add(word, node: node, file: file, line: ids.line(node)) }
        }
        do throws(GraphError) {
            let graph = try Graph(
                nodeCount: nodes, edges: merged.edges,
                features: features.map { NodeFeatures.dense($0.array).inBestForm() },
                labels: try labels.finish(),
                split: parts.isEmpty ? nil : try parts.finish(name: "split of \(DatasetPaths.lastName(file))", nodeCount: nodes),
                edgeFeatures: merged.features,
                nodeNames: name.flatMap { nodeColumns[$0] }.map { texts in (0..<nodes).map { texts[$0]?.string ?? "" } }
                    ?? ids.names,
                provenance: "\(location.name), from \(file)")
            return LoadedGraph(
                name: location.name, graph: graph, format: location.format, folder: location.folder,
                files: location.files, warnings: warnings, featureNames: features?.names)
        } catch {
            throw .graph(error, file: file, line: nil, firstLine: nil, node: nil)
        }
    }

    private func column(
        _ given: String?, usual: [String], in columns: Columns, _ file: String, _ option: String,
        _ used: inout Set<String>
    ) throws(DatasetError) -> [Int: AttributeValue]? {
        if let given {
            guard let found = columns[given] else {
                throw .malformed(
                    file, found: "no attribute \(DatasetError.quoted(given)); there are \(columns.names.prefix(30).joined(separator: ", "))",
                    expected: "an attribute of that name", advice: "name the right one with \(option)")
            }
            used.insert(given)
            return found
        }
        guard let name = usual.first(where: { columns[$0] != nil && !used.contains($0) }) else { return nil }
        used.insert(name)
        return columns[name]
    }

    private func weights(_ values: [Int: AttributeValue], _ file: String) throws(DatasetError) -> [Float] {
        var result = [Float](repeating: 1, count: edges.count)
        for edge in 0..<edges.count {
            guard let value = values[edge] else { continue }
            guard let number = value.double, Float(number).isFinite else {
                throw .malformed(
                    file, found: "the weight \(DatasetError.quoted(value.string)) of edge \(edge)",
                    expected: "a finite number")
            }
            result[edge] = Float(number)
        }
        return result
    }

    /// The columns that are numbers in every row, side by side; nil for none.
    private func matrix(
        _ columns: Columns, _ names: [String], rows: Int, of what: String, _ file: String, _ warnings: inout [String]
    ) throws(DatasetError) -> (array: DenseArray, names: [String])? {
        var kept: [(String, [Int: AttributeValue])] = []
        for name in names {
            guard let values = columns[name] else {
                throw .malformed(
                    file, found: "no attribute \(DatasetError.quoted(name))", expected: "an attribute of that name",
                    advice: "name the right ones with --features")
            }
            if values.count == rows, values.values.allSatisfy({ $0.double.map { Float($0).isFinite } ?? false }) {
                kept.append((name, values))
            } else {
                warnings.append("left out the \(what)s' attribute \(DatasetError.quoted(name)): not a number on each")
            }
        }
        if kept.isEmpty || rows == 0 { return nil }
        var result = DenseArray(zeros: [rows, kept.count])
        result.withUnsafeMutableElements { out in
            for (column, (_, values)) in kept.enumerated() {
                for (row, value) in values { out[row * kept.count + column] = Float(value.double ?? 0) }
            }
        }
        return (result, kept.map(\.0))
    }
}

/// Edges in the form in which graphs store them, with their features.
struct MergedEdges {
    private(set) var edges = EdgeList(sources: [], targets: [])
    private(set) var features: DenseArray?
    /// How many lines of the file stand for an edge that was there already.
    private(set) var repeated = 0

    /// Sorted by source, then target, each once, weights and features of repeated ones added; both directions of each
    /// unless `isDirected`, a self-loop once.
    init(_ list: EdgeList, features: DenseArray?, nodeCount: Int, isDirected: Bool) {
        var order: [(key: UInt64, edge: Int32)] = []
        order.reserveCapacity(list.count * 2)
        for edge in 0..<list.count {
            let (source, target) = (UInt64(list.sources[edge]), UInt64(list.targets[edge]))
            order.append((source << 32 | target, Int32(edge)))
            if !isDirected, source != target { order.append((target << 32 | source, Int32(edge))) }
        }
        order.sort { $0.key != $1.key ? $0.key < $1.key : $0.edge < $1.edge }
        let width = features?.columns ?? 0
        let values = features?.elements ?? []
        var rows: [Float] = [], weights: [Float] = []
        var last: UInt64?
        for (key, place) in order {
            let edge = Int(place)
            let row = values[edge * width..<(edge + 1) * width]
            if key == last {
                if isDirected || key >> 32 <= key & 0xFFFF_FFFF { repeated += 1 }
                weights[weights.count - 1] += list.weight(edge)
                for (column, value) in row.enumerated() { rows[rows.count - width + column] += value }
                continue
            }
            last = key
            edges.sources.append(Int32(key >> 32))
            edges.targets.append(Int32(key & 0xFFFF_FFFF))
            weights.append(list.weight(edge))
            rows += row
        }
        if list.weights != nil { edges.weights = weights }
        if width > 0 { self.features = DenseArray(rows, shape: [edges.count, width]) }
    }
}
