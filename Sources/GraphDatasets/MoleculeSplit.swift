import DenseArrays
import Graphs

/// How large the parts of a split are.
public struct SplitFractions: Sendable, Equatable {
    /// For training.
    public let train: Double
    /// For validation.
    public let validation: Double
    /// For the test.
    public let test: Double

    /// 80 % to learn from, 10 % to choose by, 10 % to judge by.
    public static let standard = SplitFractions(train: 0.8, validation: 0.1)

    /// The rest is for the test.
    public init(train: Double, validation: Double) {
        precondition(
            train > 0 && validation >= 0 && train + validation <= 1,
            "SplitFractions: expected positive fractions with a sum of at most 1, found \(train) and \(validation)")
        (self.train, self.validation) = (train, validation)
        test = max(0, 1 - train - validation)
    }

    /// From `80/10/10`, `0.8/0.1/0.1`, or the first two of the three; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
        let numbers = parts.compactMap { $0 }
        guard numbers.count == parts.count, numbers.count == 2 || numbers.count == 3,
            numbers.allSatisfy({ $0 >= 0 && $0.isFinite }), numbers[0] > 0
        else { return nil }
        let sum = numbers.reduce(0, +)
        let total = numbers.count == 3 ? sum : sum > 1 ? 100 : 1
        guard numbers[0] / total + numbers[1] / total <= 1 else { return nil }
        self.init(train: numbers[0] / total, validation: numbers[1] / total)
    }

    /// "80/10/10"
    public var text: String {
        [train, validation, test].map { "\(Int(($0 * 100).rounded()))" }.joined(separator: "/")
    }

    /// The ends of the first two parts among `count` places, rounded down as DeepChem does.
    func ends(_ count: Int) -> (train: Int, validation: Int) {
        (Int(train * Double(count)), Int((train + validation) * Double(count)))
    }
}

/// Which rows of a table a model learns from, which choose among its states, and which it is judged by.
public struct MoleculeSplit: Sendable, Equatable {
    /// What it is called in a result, such as "scaffold 80/10/10".
    public let name: String
    /// Rising row numbers; no row is in two parts.
    public let train: [Int]
    /// For validation.
    public let validation: [Int]
    /// For the test.
    public let test: [Int]

    /// Parts in any order, which share no row.
    public init(name: String, train: [Int], validation: [Int], test: [Int]) {
        self.name = name
        (self.train, self.validation, self.test) = (train.sorted(), validation.sorted(), test.sorted())
    }

    /// The split as what a trainer of graphs takes.
    public var fold: Fold { Fold(number: 0, train: train, validation: validation, test: test) }

    /// The places in `order`, cut at the fractions.
    private init(_ name: String, _ order: [Int], _ fractions: SplitFractions) {
        let (first, second) = fractions.ends(order.count)
        self.init(
            name: "\(name) \(fractions.text)", train: Array(order[..<first]), validation: Array(order[first..<second]),
            test: Array(order[second...]))
    }

    /// Rows by lot.
    public static func random(
        count: Int, fractions: SplitFractions = .standard, seed: Int
    ) throws(GraphError) -> MoleculeSplit {
        let split = MoleculeSplit("random", RandomKey(seed: seed).child("split").permutation(count), fractions)
        return try split.checked()
    }

    /// By lot within each class, so that every part has its share of each; rows without a label (nil) are a class too.
    ///
    /// What rounding takes from one class the next one gets.
    public static func stratified(
        labels: [Int32?], fractions: SplitFractions = .standard, seed: Int
    ) throws(GraphError) -> MoleculeSplit {
        var members: [Int32: [Int]] = [:], blanks: [Int] = []
        for row in RandomKey(seed: seed).child("split").permutation(labels.count) {
            if let label = labels[row] { members[label, default: []].append(row) } else { blanks.append(row) }
        }
        let groups = members.keys.sorted().compactMap { members[$0] } + [blanks]
        return try dealt("stratified \(fractions.text)", groups, fractions).checked()
    }

    /// By lot within slices of rising value, so that every part has small and large ones; NaN is a blank.
    ///
    /// - Parameters:
    ///   - values: one a row.
    ///   - slice: rows in a slice; DeepChem's single-task stratified splitter takes 10.
    ///   - fractions: of the rows for each part.
    ///   - seed: what decides within a slice.
    public static func stratified(
        values: [Float], slice: Int = 10, fractions: SplitFractions = .standard, seed: Int
    ) throws(GraphError) -> MoleculeSplit {
        precondition(slice > 0, "MoleculeSplit.stratified: expected slices of at least 1, found \(slice)")
        let key = RandomKey(seed: seed).child("split")
        let known = values.indices.filter { !values[$0].isNaN }.sorted { (values[$0], $0) < (values[$1], $1) }
        var groups = stride(from: 0, to: known.count, by: slice).map { start in
            let rows = known[start..<min(known.count, start + slice)]
            return key.child(start).permutation(rows.count).map { rows[rows.startIndex + $0] }
        }
        groups.append(values.indices.filter { values[$0].isNaN })
        return try dealt("stratified \(fractions.text)", groups, fractions).checked()
    }

    /// A class for each row of several targets: rows with the same values (blanks included) have the same; for
    /// `stratified(labels:)`. Classes are numbered so that similar rows follow each other.
    ///
    /// - Parameters:
    ///   - targets: `[rows · width]`, NaN where blank.
    ///   - width: the number of targets.
    public static func classes(ofTargets targets: [Float], width: Int) -> [Int32] {
        precondition(
            width > 0 && targets.count % width == 0, "MoleculeSplit.classes: \(targets.count) values of \(width) targets")
        func key(_ row: Int) -> [Float] { targets[row * width..<(row + 1) * width].map { $0.isNaN ? .infinity : $0 } }
        let keys = (0..<targets.count / width).map { key($0) }
        let order = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
        var result = [Int32](repeating: 0, count: keys.count), next: Int32 = 0
        for (place, row) in order.enumerated() {
            if place > 0, keys[order[place - 1]] != keys[row] { next += 1 }
            result[row] = next
        }
        return result
    }

    /// Each group cut at the fractions of all rows up to its end.
    private static func dealt(_ name: String, _ groups: [[Int]], _ fractions: SplitFractions) -> MoleculeSplit {
        var train: [Int] = [], validation: [Int] = [], test: [Int] = []
        var seen = 0.0
        for rows in groups {
            seen += Double(rows.count)
            let first = max(0, min(rows.count, Int((seen * fractions.train).rounded()) - train.count))
            let wanted = Int((seen * (fractions.train + fractions.validation)).rounded())
            let second = max(first, min(rows.count, wanted - train.count - validation.count))
            train += rows[..<first]
            validation += rows[first..<second]
            test += rows[second...]
        }
        return MoleculeSplit(name: name, train: train, validation: validation, test: test)
    }

    /// Throws where there is nothing to learn from.
    func checked() throws(GraphError) -> MoleculeSplit {
        if train.isEmpty {
            throw .splitImpossible(
                reason: "\(name) of \(validation.count + test.count) molecules leaves none for training; expected at least one")
        }
        return self
    }
}
