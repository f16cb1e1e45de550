import DenseArrays
import Graphs

/// A random graph without repeated edges or loops: each pair (i, j) is an edge with this probability.
func randomEdges(_ nodes: Int, probability: Double, seed: Int) -> EdgeList {
    let key = RandomKey(seed: seed)
    var pairs: [(Int, Int)] = []
    for i in 0..<nodes {
        for j in 0..<nodes where i != j && key.uniform(i * nodes + j) < probability { pairs.append((i, j)) }
    }
    return EdgeList(pairs)
}

/// Groups of nodes that are joined inside with one probability and between with another, both directions.
func planted(_ groups: Int, of size: Int, inside: Double, between: Double, seed: Int) -> EdgeList {
    let key = RandomKey(seed: seed), nodes = groups * size
    var pairs: [(Int, Int)] = []
    for i in 0..<nodes {
        for j in i + 1..<nodes where key.uniform(i * nodes + j) < (i / size == j / size ? inside : between) {
            pairs += [(i, j), (j, i)]
        }
    }
    return EdgeList(pairs)
}
