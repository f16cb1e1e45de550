import GraphLearning

/// The graphs of this notebook: MUTAG where it is found, else the compounds shipped with this toolkit.
enum Sets {
    /// - Parameters:
    ///   - root: a folder of data sets, searched first; MUTAG must be there.
    ///   - shipped: the table of compounds.
    static func load(root: String?, shipped: String) throws -> (set: GraphSet, isMUTAG: Bool) {
        let isThere = try Dataset.listSets(root: root).contains { $0.name == "MUTAG" }
        if isThere || root != nil { return (try Dataset.loadSet("MUTAG", root: root).set, true) }
        let table = try MoleculeTable(path: shipped, columns: MoleculeColumns(smiles: "smiles", targets: ["acidic"], id: "name"))
        let features = MoleculeFeatures(.standard)
        let graphs = try features.graphSet(name: "compounds", table.molecules)
        // the elements alone, as MUTAG has them: what an atom's bonds are like is left to the network
        let elements = features.atomColumns.indices.filter { features.atomColumns[$0].hasPrefix("element") }
        let columns = elements.isEmpty ? Array(features.atomColumns.indices) : elements
        let plain = try (0..<graphs.count).map { number -> Graph in
            let graph = graphs[number], x = graph.features.matrix
            let kept = (0..<graph.nodeCount).flatMap { node in columns.map { x[node, $0] } }
            return try Graph(
                nodeCount: graph.nodeCount, edges: graph.edges,
                features: .dense(DenseArray(kept, shape: [graph.nodeCount, columns.count])))
        }
        return (
            try GraphSet(
                name: "compounds", graphs: plain, labels: table.values.map { Int32($0) }, classNames: ["no acid group", "an acid group"]),
            false
        )
    }
}
