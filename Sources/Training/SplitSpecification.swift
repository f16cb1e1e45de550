import FileFormats
import Graphs

/// How the nodes are to be split, before a seed is known.
public enum SplitSpecification: Sendable, Equatable {
    /// The split that comes with the set.
    case included
    /// Planetoid's kind: some training nodes a class, then validation and test nodes (all that are left when nil).
    case perClass(Int, validation: Int, test: Int?)
    /// The same kind as PyTorch draws it from this seed, whatever the training's seed is.
    case torch(seed: Int, perClass: Int, validation: Int, test: Int)
    /// Fractions of each class for training and validation; the rest is for the test.
    case fractions(train: Double, validation: Double)
    /// These very nodes.
    case fixed(NodeSplit)

    /// What a set without a split of its own gets: 20 training nodes a class where every class has three times as many,
    /// as in Planetoid, else 60/20/20.
    public static func standard(for graph: Graph) -> SplitSpecification {
        if graph.split != nil { return .included }
        let smallest = graph.labels?.counts.min() ?? 0
        return smallest >= 60 ? .perClass(20, validation: 500, test: 1000) : .fractions(train: 0.6, validation: 0.2)
    }

    /// Reads `public`, `random`, `random:PERCLASS[:VALIDATION[:TEST]]` (TEST may be `all`: whatever is left),
    /// `torch:SEED[:PERCLASS[:VALIDATION[:TEST]]]` or
    /// `TRAIN/VALIDATION[/TEST]` in percent or fractions; nil for anything else (a file's name, perhaps).
    public init?(_ text: String) {
        let lower = text.lowercased()
        if lower == "public" || lower == "included" {
            self = .included
            return
        }
        if lower == "random" || lower.hasPrefix("random:") {
            var parts = lower.split(separator: ":").dropFirst()
            let testsAll = parts.count == 3 && parts.last == "all"
            if testsAll { parts.removeLast() }
            let numbers = parts.map { Int($0) }
            guard numbers.count <= 3, numbers.allSatisfy({ $0 != nil && $0! >= 0 && $0! <= Int(Int32.max) }), numbers.first != .some(0) else {
                return nil
            }
            let values = numbers.compactMap { $0 }
            self = .perClass(
                values.first ?? 20, validation: values.count > 1 ? values[1] : 500,
                test: testsAll ? nil : values.count > 2 ? values[2] : 1000)
            return
        }
        if lower.hasPrefix("torch:") {
            let numbers = lower.split(separator: ":", omittingEmptySubsequences: false).dropFirst().map { Int($0) }
            guard (1...4).contains(numbers.count), numbers.allSatisfy({ $0 != nil && $0! >= 0 && $0! <= Int(UInt32.max) })
            else { return nil }
            let values = numbers.compactMap { $0 }
            if values.count > 1, values[1] == 0 { return nil }
            self = .torch(
                seed: values[0], perClass: values.count > 1 ? values[1] : 20, validation: values.count > 2 ? values[2] : 500,
                test: values.count > 3 ? values[3] : 1000)
            return
        }
        let parts = text.split(whereSeparator: { $0 == "/" || $0 == "," }).map { Double($0) }
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0 != nil && $0! >= 0 && $0!.isFinite })
        else { return nil }
        let values = parts.compactMap { $0 }
        let total = parts.count == 3 ? values.reduce(0, +) : (values.reduce(0, +) > 1 ? 100 : 1)
        guard values[0] > 0, total > 0, values[0] + values[1] <= total else { return nil }
        self = .fractions(train: values[0] / total, validation: values[1] / total)
    }

    /// What a run folder writes down, from which the same split follows again.
    public var text: String? {
        switch self {
        case .included: "public"
        case .perClass(let train, let validation, let test):
            "random:\(train):\(validation):" + (test.map(String.init) ?? "all")
        case .torch(let seed, let train, let validation, let test): "torch:\(seed):\(train):\(validation):\(test)"
        case .fractions(let train, let validation): "\(train)/\(validation)"
        case .fixed: nil
        }
    }

    /// Whether it differs from seed to seed.
    public var dependsOnSeed: Bool {
        switch self {
        case .included, .fixed, .torch: false
        case .perClass, .fractions: true
        }
    }

    /// The split of this graph for this seed.
    public func split(_ graph: Graph, seed: Int) throws(GraphError) -> NodeSplit {
        guard let labels = graph.labels else {
            throw .splitImpossible(reason: "\(graph.provenance) has no labels")
        }
        switch self {
        case .included:
            guard let split = graph.split else {
                throw .splitImpossible(
                    reason: "\(graph.provenance) comes without a split; ask for --split random:20 or --split 60/20/20")
            }
            return split
        case .perClass(let train, let validation, let test):
            return try .random(labels: labels, perClass: train, validation: validation, test: test, seed: seed)
        case .torch(let seed, let train, let validation, let test):
            return try .torch(labels: labels, perClass: train, validation: validation, test: test, seed: seed)
        case .fractions(let train, let validation):
            return try .stratified(labels: labels, train: train, validation: validation, seed: seed)
        case .fixed(let split): return split
        }
    }
}
