import DenseArrays
import FileFormats

/// How well classes were told: accuracy, F1, and who was taken for whom.
public struct ClassificationReport: Sendable, Equatable {
    /// How well one class was told.
    public struct ClassScores: Sendable, Equatable {
        /// What it is called.
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
    /// Class by class.
    public let classes: [ClassScores]
    /// The number of examples.
    public let count: Int
    /// The fraction of right answers.
    public let accuracy: Double
    /// The mean of the classes' F1, over classes that occur or were predicted (as scikit-learn's).
    public let macroF1: Double
    /// F1 over all examples together: with one label an example it equals the accuracy.
    public let microF1: Double
    /// The mean of the classes' F1, each weighted by its support.
    public let weightedF1: Double
    /// The mean of the recalls of the classes that occur, which no imbalance flatters.
    public let balancedAccuracy: Double
    /// Matthews' correlation of actual and predicted classes, -1 to 1; 0 where one of them is constant.
    ///
    /// Source: Gorodkin, 2004, "Comparing two K-category assignments by a K-category correlation coefficient",
    /// DOI 10.1016/j.compbiolchem.2004.09.006; for two classes Matthews, 1975, DOI 10.1016/0005-2795(75)90109-9.
    public let matthews: Double

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
        weightedF1 =
            count == 0 ? .nan : classes.reduce(0) { $0 + $1.f1 * Double($1.support) } / Double(actual.count)
        let occurring = classes.filter { $0.support > 0 }
        balancedAccuracy =
            occurring.isEmpty ? .nan : occurring.reduce(0) { $0 + $1.recall } / Double(occurring.count)
        matthews = Self.matthews(table, right: right)
    }

    private static func matthews(_ table: [[Int]], right: Int) -> Double {
        let actual = table.map { Double($0.reduce(0, +)) }
        let predicted = table.indices.map { c in Double(table.reduce(0) { $0 + $1[c] }) }
        let total = actual.reduce(0, +)
        let together = zip(actual, predicted).reduce(0) { $0 + $1.0 * $1.1 }
        let spread = [actual, predicted].map { counts in total * total - counts.reduce(0) { $0 + $1 * $1 } }
        let bottom = (spread[0] * spread[1]).squareRoot()
        return total == 0 ? .nan : bottom == 0 ? 0 : (Double(right) * total - together) / bottom
    }

    /// The report as one JSON object.
    public var json: JSONValue {
        .object([
            ("count", .int(count)), ("accuracy", .double(accuracy)), ("macro_f1", .double(macroF1)),
            ("micro_f1", .double(microF1)), ("weighted_f1", .double(weightedF1)),
            ("balanced_accuracy", .double(balancedAccuracy)), ("mcc", .double(matthews)),
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
