import DenseArrays
import FileFormats

/// How well classes were told: accuracy, F1, and who was taken for whom.
public struct ClassificationReport: Sendable, Equatable {
    public struct ClassScores: Sendable, Equatable {
        public var name: String
        /// Examples of this class.
        public var support: Int
        /// Of those called this class, the fraction that is; 0 where none was.
        public var precision: Double
        /// Of this class, the fraction called so; 0 where there is none.
        public var recall: Double
        /// The harmonic mean of the two; 0 where both are 0.
        public var f1: Double
    }

    /// `confusion[actual][predicted]` counts examples.
    public let confusion: [[Int]]
    public let classes: [ClassScores]
    /// The number of examples.
    public let count: Int
    /// The fraction of right answers.
    public let accuracy: Double
    /// The mean of the classes' F1, over classes that occur or were predicted (as scikit-learn's).
    public let macroF1: Double
    /// F1 over all examples together: with one label an example it equals the accuracy.
    public let microF1: Double

    /// From actual and predicted classes, indices into `classNames`.
    public init(actual: [Int], predicted: [Int], classNames: [String]) {
        precondition(
            actual.count == predicted.count,
            "ClassificationReport: \(actual.count) actual classes, \(predicted.count) predicted")
        var table = [[Int]](repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
        for (a, p) in zip(actual, predicted) { table[a][p] += 1 }
        confusion = table
        count = actual.count
        let right = classNames.indices.reduce(0) { $0 + table[$1][$1] }
        accuracy = count == 0 ? .nan : Double(right) / Double(count)
        microF1 = accuracy
        let classes = classNames.indices.map { c in
            let support = table[c].reduce(0, +), called = table.reduce(0) { $0 + $1[c] }, hit = table[c][c]
            return ClassScores(
                name: classNames[c], support: support, precision: called == 0 ? 0 : Double(hit) / Double(called),
                recall: support == 0 ? 0 : Double(hit) / Double(support),
                f1: support + called == 0 ? 0 : 2 * Double(hit) / Double(support + called))
        }
        self.classes = classes
        let seen = classNames.indices.filter { c in classes[c].support > 0 || table.contains { $0[c] > 0 } }
        macroF1 = seen.isEmpty ? .nan : seen.reduce(0) { $0 + classes[$1].f1 } / Double(seen.count)
    }

    /// The report as one JSON object.
    public var json: JSONValue {
        .object([
            ("count", .int(count)), ("accuracy", .double(accuracy)), ("macro_f1", .double(macroF1)),
            ("micro_f1", .double(microF1)),
            (
                "classes",
                .array(
                    classes.map {
                        .object([
                            ("name", .string($0.name)), ("support", .int($0.support)), ("precision", .double($0.precision)),
                            ("recall", .double($0.recall)), ("f1", .double($0.f1)),
                        ])
                    })
            ), ("confusion", .array(confusion.map { .array($0.map { .int($0) }) })),
        ])
    }
}
