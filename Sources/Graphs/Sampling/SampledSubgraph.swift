/// Some nodes of a graph with all edges among them, renumbered by their places.
public struct SampledSubgraph: Sendable, Equatable {
    /// The nodes' numbers in the graph.
    public let nodes: [Int32]
    /// The edges among them, by target and rising source; weights where the graph has weights.
    public let edges: EdgeList
    /// For each edge its place in the table.
    public let edgePlaces: [Int32]
}

extension NeighbourTable {
    /// The given nodes (none twice) with all edges among them, loops that stand apart left out.
    func subgraph(_ nodes: [Int32], _ numbers: NodeNumbers) -> SampledSubgraph {
        numbers.begin()
        for node in nodes { _ = numbers.number(of: node) }
        var edges = EdgeList(sources: [], targets: [], weights: weights == nil ? nil : []), places: [Int32] = []
        for (target, node) in nodes.enumerated() {
            for edge in range(Int(node)) {
                guard let source = numbers.known(sources[edge]) else { continue }
                edges.sources.append(source)
                edges.targets.append(Int32(target))
                if let weights { edges.weights?.append(weights[edge]) }
                places.append(Int32(edge))
            }
        }
        return SampledSubgraph(nodes: numbers.nodes, edges: edges, edgePlaces: places)
    }
}
