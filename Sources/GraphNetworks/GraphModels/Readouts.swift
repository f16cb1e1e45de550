import DenseArrays
import NeuralNetworks

/// The readouts by name.
public enum Readouts {
    /// In the order in which help lists them.
    public static let names = ["mean", "sum", "max", "min", "std", "softmax", "attention", "set2set", "sort"]

    /// A readout for node vectors of `inputs` columns; nil for an unknown name.
    ///
    /// - Parameters:
    ///   - name: one of `names`.
    ///   - inputs: columns of the node vectors.
    ///   - sorted: how many nodes `sort` lists (30 as in DGCNN's code, where sets are small).
    ///   - key: what the readout's own weights are drawn by, where it has some.
    public static func make(_ name: String, inputs: Int, sorted: Int = 30, key: RandomKey) -> (any Readout)? {
        switch name {
        case "mean", "sum", "max", "min", "std": Aggregation(named: name).map { ReductionReadout($0) }
        case "softmax": SoftmaxReadout(learned: true)
        case "attention": AttentionReadout(inputs: inputs, key: key)
        case "set2set": Set2Set(inputs: inputs, rounds: 3, key: key)
        case "sort": SortReadout(count: sorted)
        default: nil
        }
    }
}
