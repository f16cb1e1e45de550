import DenseArrays

/// Which nodes a network learns from, which choose among its states, and which it is judged by.
public struct NodeSplit: Sendable, Equatable {
    /// What it is called in a result, such as "public" or "random 20 a class".
    public let name: String
    /// Rising node numbers; no node is in two parts.
    public let train: [Int]
    /// For validation.
    public let validation: [Int]
    /// For the test.
    public let test: [Int]

    /// Throws where a part names a node that does not exist, or two parts share one.
    public init(name: String, train: [Int], validation: [Int], test: [Int], nodeCount: Int) throws(GraphError) {
        var owner = [UInt8](repeating: 0, count: nodeCount)
        let parts = [("train", train), ("validation", validation), ("test", test)]
        for (number, (part, nodes)) in parts.enumerated() {
            for node in nodes {
                guard node >= 0, node < nodeCount else {
                    throw .splitOutOfRange(part: part, node: node, nodeCount: nodeCount)
                }
                if owner[node] != 0 {
                    throw .splitLeaks(node: node, first: parts[Int(owner[node]) - 1].0, second: part)
                }
                owner[node] = UInt8(number + 1)
            }
        }
        self.name = name
        self.train = train.sorted()
        self.validation = validation.sorted()
        self.test = test.sorted()
    }

    /// Throws where a part holds a node without a label, or a class has no training node.
    public func check(against labels: NodeLabels) throws(GraphError) {
        for (part, nodes) in [("train", train), ("validation", validation), ("test", test)] {
            for node in nodes where labels.values[node] < 0 { throw .splitUnlabelled(part: part, node: node) }
        }
        var seen = [Bool](repeating: false, count: labels.classCount)
        for node in train { seen[Int(labels.values[node])] = true }
        if let missing = seen.firstIndex(of: false) {
            throw .classWithoutTraining(className: labels.classNames[missing])
        }
    }

    /// Planetoid's kind of split, drawn at random: `perClass` training nodes of each class, then `validation` and
    /// `test` nodes out of the rest (all that are left when nil).
    ///
    /// Where fewer nodes are left than asked for, validation takes a third of them and test the others.
    public static func random(
        labels: NodeLabels, perClass: Int, validation: Int = 500, test: Int? = 1000, seed: Int
    ) throws(GraphError) -> NodeSplit {
        let order = RandomKey(seed: seed).child("split").permutation(labels.values.count)
        var taken = [Int](repeating: 0, count: labels.classCount)
        var train: [Int] = [], rest: [Int] = []
        for node in order where labels.values[node] >= 0 {
            let label = Int(labels.values[node])
            if taken[label] < perClass {
                taken[label] += 1
                train.append(node)
            } else {
                rest.append(node)
            }
        }
        let wanted = validation + (test ?? 0)
        let held = rest.count >= wanted && rest.count > validation ? validation : rest.count / 3
        let judged = min(rest.count - held, test ?? rest.count)
        return try NodeSplit(
            name: "random \(perClass) a class, \(held) validation, \(judged) test", train: train,
            validation: Array(rest.prefix(held)), test: Array(rest.dropFirst(held).prefix(judged)),
            nodeCount: labels.values.count)
    }

    /// A random split by fractions of each class (stratified); every class gets at least one training node.
    public static func stratified(
        labels: NodeLabels, train trainFraction: Double, validation validationFraction: Double, seed: Int
    ) throws(GraphError) -> NodeSplit {
        guard trainFraction > 0, validationFraction >= 0, trainFraction + validationFraction <= 1 else {
            throw .splitImpossible(
                reason: "fractions \(trainFraction) for training and \(validationFraction) for validation; expected positive ones with a sum of at most 1")
        }
        let order = RandomKey(seed: seed).child("split").permutation(labels.values.count)
        var members = [[Int]](repeating: [], count: labels.classCount)
        for node in order where labels.values[node] >= 0 { members[Int(labels.values[node])].append(node) }
        var train: [Int] = [], validation: [Int] = [], test: [Int] = []
        // What rounding takes from one class the next one gets, so that small classes do not leave a part empty.
        var seen = 0.0
        for nodes in members where !nodes.isEmpty {
            seen += Double(nodes.count)
            let first = min(nodes.count, max(1, Int((seen * trainFraction).rounded()) - train.count))
            let wanted = Int((seen * validationFraction).rounded()) - validation.count
            let second = min(nodes.count, first + max(0, wanted))
            train += nodes.prefix(first)
            validation += nodes.prefix(second).dropFirst(first)
            test += nodes.dropFirst(max(first, second))
        }
        let percent = { (fraction: Double) in "\(Int((fraction * 100).rounded()))" }
        return try NodeSplit(
            name: "random \(percent(trainFraction))/\(percent(validationFraction))/\(percent(1 - trainFraction - validationFraction)) stratified",
            train: train, validation: validation, test: test, nodeCount: labels.values.count)
    }
}
