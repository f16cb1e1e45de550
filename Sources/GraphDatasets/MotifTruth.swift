import FileFormats
import Graphs

/// Which edges of a graph are part of a planted motif: what explanations of made-up sets are measured by.
public struct MotifTruth: Sendable, Equatable {
    /// For each edge of the graph the number of its motif; -1 for the others.
    public let motifOfEdge: [Int]

    /// The motif of each edge, -1 for none.
    public init(motifOfEdge: [Int]) { self.motifOfEdge = motifOfEdge }

    /// The motif of each node: that of its edges; -1 where they have none.
    public func motifOfNode(_ graph: Graph) -> [Int] {
        var result = [Int](repeating: -1, count: graph.nodeCount)
        for (edge, motif) in motifOfEdge.enumerated() where motif >= 0 {
            result[Int(graph.edges.sources[edge])] = motif
            result[Int(graph.edges.targets[edge])] = motif
        }
        return result
    }

    /// Reads a CSV file with the columns source, target, in_motif (0 or 1) and, if it has one, motif (a whole number). A line
    /// tells about both directions. Edges that it does not name are no motif's.
    ///
    /// - Throws: `DatasetError` with the line for an unknown node, two nodes that no edge joins, and another word than 0 or 1.
    public static func read(_ file: String, for graph: Graph) throws(DatasetError) -> MotifTruth {
        var reader = try reading { () throws(FileError) in
            try CSVReader(bytes: try Files.readMaybeCompressed(file), file: file)
        }
        let columns = try CSVColumns(reader.header, file: file)
        let source = try columns.required(nil, usual: "source", option: "the header")
        let target = try columns.required(nil, usual: "target", option: "the header")
        let inMotif = try columns.required(nil, usual: "in_motif", option: "the header")
        let motif = try columns.optional(nil, usual: "motif", option: "the header")
        var numbers: [String: Int32] = [:]
        for node in 0..<graph.nodeCount { numbers[graph.name(of: node)] = Int32(node) }
        var edges: [UInt64: [Int]] = [:]
        func key(_ a: Int32, _ b: Int32) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }
        for edge in 0..<graph.edges.count {
            edges[key(graph.edges.sources[edge], graph.edges.targets[edge]), default: []].append(edge)
        }
        var result = [Int](repeating: -1, count: graph.edges.count)
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            var ends: [Int32] = []
            for column in [source, target] {
                let name = row.text(at: column)
                guard let node = numbers[name] else {
                    throw .malformed(
                        file, line: row.line, found: "node \(DatasetError.quoted(name)), which does not exist",
                        expected: "an id of the graph's \(graph.nodeCount) nodes", advice: "remove this line")
                }
                ends.append(node)
            }
            guard let places = edges[key(ends[0], ends[1])] else {
                throw .malformed(
                    file, line: row.line, found: "a pair of nodes that no edge joins", expected: "the ends of an edge",
                    advice: "remove this line")
            }
            guard let flag = row.int(at: inMotif), flag == 0 || flag == 1 else {
                throw .malformed(
                    file, line: row.line, found: DatasetError.quoted(row.text(at: inMotif)), expected: "0 or 1 in in_motif")
            }
            if flag == 1 {
                let number = motif.flatMap { row.int(at: $0) } ?? 0
                for edge in places { result[edge] = max(0, number) }
            }
        }
        return MotifTruth(motifOfEdge: result)
    }

    /// Reads the truth of a set in TU format: `NAME_edge_motif.txt` has 0 or 1 for each line of `NAME_A.txt`. One truth for each
    /// graph of the set, whose motif has number 0.
    public static func read(_ name: String, in folder: String, for set: GraphSet) throws(DatasetError) -> [MotifTruth] {
        let lists = try ["A", "edge_motif"].map { part throws(DatasetError) in
            try rows("\(folder)/\(name)_\(part).txt")
        }
        guard lists[0].count == lists[1].count else {
            throw .malformed(
                "\(folder)/\(name)_edge_motif.txt", found: "\(lists[1].count) lines",
                expected: "\(lists[0].count), a line for each of \(name)_A.txt")
        }
        var inMotif: Set<UInt64> = []
        for (ends, flag) in zip(lists[0], lists[1]) where flag.first == 1 && ends.count == 2 {
            inMotif.insert(UInt64(max(0, ends[0] - 1)) << 32 | UInt64(max(0, ends[1] - 1)))
        }
        return (0..<set.count).map { graph in
            let start = set.nodeStarts[graph]
            return MotifTruth(
                motifOfEdge: (set.edgeStarts[graph]..<set.edgeStarts[graph + 1]).map { edge in
                    let (s, t) = (start + Int(set.edges.sources[edge]), start + Int(set.edges.targets[edge]))
                    return inMotif.contains(UInt64(s) << 32 | UInt64(t)) ? 0 : -1
                })
        }
    }

    private static func rows(_ file: String) throws(DatasetError) -> [[Int]] {
        var reader = try reading { () throws(FileError) in
            try CSVReader(
                bytes: try Files.readMaybeCompressed(file), file: file, delimiter: UInt8(ascii: ","), hasHeader: false)
        }
        var rows: [[Int]] = []
        while let row = try reading({ () throws(FileError) in try reader.next() }) {
            let numbers = (0..<row.count).map { row.int(at: $0) }
            if let place = numbers.firstIndex(of: nil) {
                throw .malformed(
                    file, line: row.line, found: DatasetError.quoted(row.text(at: place)), expected: "whole numbers")
            }
            rows.append(numbers.compactMap { $0 })
        }
        return rows
    }
}
