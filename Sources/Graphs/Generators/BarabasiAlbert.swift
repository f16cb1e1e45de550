import DenseArrays

/// A graph that grows by preferential attachment: each new node is tied to `ties` older ones, chosen by their degree.
///
/// Starts from a star of `ties + 1` nodes, as networkx's `barabasi_albert_graph`. Everything follows from the key. O(ties).
///
/// Source: Barabási & Albert, 1999, "Emergence of Scaling in Random Networks", DOI 10.1126/science.286.5439.509.
public enum BarabasiAlbert {
    /// Pairs (younger, older), each once; (ties + (nodes - ties - 1) · ties) of them.
    public static func ties(nodes: Int, each ties: Int, key: RandomKey) -> [(Int, Int)] {
        precondition(
            ties >= 1 && nodes > ties, "BarabasiAlbert: \(ties) ties a node, \(nodes) nodes; expected 1 to \(nodes - 1)")
        var result = (1...ties).map { ($0, 0) }
        // every end of every tie once: drawing from it is drawing by degree
        var ends = result.flatMap { [$0.0, $0.1] }
        for node in ties + 1..<max(ties + 1, nodes) {
            let key = key.child(node)
            var chosen: [Int] = []
            var draw = 0
            while chosen.count < ties {
                let other = ends[key.integer(draw, below: ends.count)]
                draw += 1
                if !chosen.contains(other) { chosen.append(other) }
            }
            for other in chosen {
                result.append((node, other))
                ends += [node, other]
            }
        }
        return result
    }
}
