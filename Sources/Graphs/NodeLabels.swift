/// The class of each node, where it is known.
public struct NodeLabels: Sendable, Equatable {
    /// The class of each node, an index into `classNames`; -1 where it is not known.
    public let values: [Int32]
    /// What the classes are called.
    public let classNames: [String]

    /// Throws `GraphError.labelOutOfRange` for a label outside -1 ..< classes.
    public init(values: [Int32], classNames: [String]) throws(GraphError) {
        for (node, label) in values.enumerated() where label < -1 || label >= classNames.count {
            throw .labelOutOfRange(node: node, label: Int(label), classes: classNames.count)
        }
        self.values = values
        self.classNames = classNames
    }

    /// How many classes there are.
    public var classCount: Int { classNames.count }

    /// How many nodes each class has.
    public var counts: [Int] {
        var result = [Int](repeating: 0, count: classCount)
        for label in values where label >= 0 { result[Int(label)] += 1 }
        return result
    }
}
