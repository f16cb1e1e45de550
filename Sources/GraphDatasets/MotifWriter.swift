import DenseArrays
import FileFormats
import Graphs

/// Writes graphs with planted motifs in the forms that the readers read, each with a file of the truth.
public enum MotifWriter {
    /// What is known of each node.
    public enum Features: String, Sendable, CaseIterable {
        /// One column `one` of 1: the structure alone tells.
        case constant
        /// Its degree besides, as column `degree`.
        case degree
    }

    /// The name of the truth's file beside `nodes.csv` and `edges.csv`.
    public static let truthFile = "motif_edges.csv"

    /// Writes `nodes.csv` (id, label, split, one), `edges.csv` (source, target) and `motif_edges.csv` (source, target, in_motif,
    /// motif: each tie once, in_motif 0 or 1, motif its number or nothing) into a folder.
    ///
    /// The split is 80 % training, 10 % validation and 10 % test of each class, drawn from the seed. Throws `DatasetError`.
    @discardableResult
    public static func write(
        _ graph: MotifGraph, to folder: String, features: Features = .constant, seed: Int
    ) throws(DatasetError) -> [String] {
        let split: NodeSplit
        do throws(GraphError) {
            let labels = try NodeLabels(values: graph.roles.map { Int32($0) }, classNames: graph.roleNames)
            split = try .stratified(labels: labels, train: 0.8, validation: 0.1, seed: seed)
        } catch {
            throw .graph(error, file: folder, line: nil, firstLine: nil, node: nil)
        }
        var parts = [String](repeating: "", count: graph.nodeCount)
        for (name, nodes) in [("train", split.train), ("val", split.validation), ("test", split.test)] {
            for node in nodes { parts[node] = name }
        }
        var degree = [Int](repeating: 0, count: graph.nodeCount)
        for tie in graph.ties {
            degree[tie.0] += 1
            degree[tie.1] += 1
        }
        var nodes = features == .degree ? "id,label,split,one,degree\n" : "id,label,split,one\n"
        for node in 0..<graph.nodeCount {
            nodes += "\(graph.nodeNames[node]),\(graph.roleNames[graph.roles[node]]),\(parts[node]),1"
            nodes += features == .degree ? ",\(degree[node])\n" : "\n"
        }
        var edges = "source,target\n", truth = "source,target,in_motif,motif\n"
        for (tie, motif) in zip(graph.ties, graph.motifOfTie) {
            let ends = "\(graph.nodeNames[tie.0]),\(graph.nodeNames[tie.1])"
            edges += ends + "\n"
            truth += motif < 0 ? "\(ends),0,\n" : "\(ends),1,\(motif)\n"
        }
        return try put([("nodes.csv", nodes), ("edges.csv", edges), (truthFile, truth)], folder)
    }

    /// Writes a set of graphs in TU format into a folder, whose last name is the set's: `NAME_A.txt`, `NAME_graph_indicator.txt`,
    /// `NAME_graph_labels.txt`, `NAME_node_attributes.txt` (1 for every node: degrees as features would tell the classes without
    /// any edge), and for each line of `NAME_A.txt` 1 or 0 in `NAME_edge_motif.txt`.
    @discardableResult
    public static func write(
        _ graphs: [(graph: MotifGraph, label: Int)], to folder: String
    ) throws(DatasetError) -> [String] {
        let name = folder.split(separator: "/").last.map(String.init) ?? "ba-2motifs"
        var adjacency = "", indicator = "", labels = "", attributes = "", truth = ""
        var start = 1
        for (number, (graph, label)) in graphs.enumerated() {
            let edges = graph.edges
            for (edge, isTrue) in graph.edgeTruth.enumerated() {
                adjacency += "\(start + Int(edges.sources[edge])), \(start + Int(edges.targets[edge]))\n"
                truth += isTrue ? "1\n" : "0\n"
            }
            for _ in 0..<graph.nodeCount {
                indicator += "\(number + 1)\n"
                attributes += "1\n"
            }
            labels += "\(label)\n"
            start += graph.nodeCount
        }
        return try put(
            [
                ("\(name)_A.txt", adjacency), ("\(name)_graph_indicator.txt", indicator),
                ("\(name)_graph_labels.txt", labels), ("\(name)_node_attributes.txt", attributes),
                ("\(name)_edge_motif.txt", truth),
            ], folder)
    }

    private static func put(_ files: [(name: String, text: String)], _ folder: String) throws(DatasetError) -> [String] {
        do throws(FileError) {
            try Files.makeDirectory(folder)
            for file in files { try Files.write(file.text, to: "\(folder)/\(file.name)") }
        } catch {
            throw .file(error)
        }
        return files.map { "\(folder)/\($0.name)" }
    }
}
