import DenseArrays

/// One of the k parts of a cross-validation: what is learned from, and what is judged by.
public struct Fold: Sendable, Equatable {
    /// Its place among the k.
    public let number: Int
    /// Rising numbers.
    public let train: [Int]
    /// Empty until `holdingOut` is used.
    public let validation: [Int]
    /// Rising numbers; the k test parts together are everything, once.
    public let test: [Int]

    /// Which graphs do what.
    public init(number: Int, train: [Int], validation: [Int], test: [Int]) {
        (self.number, self.train, self.validation, self.test) = (number, train, validation, test)
    }

    /// k folds in which every class is spread as evenly as it can be: a class has in each fold its k-th part, rounded
    /// down or up, and the folds' sizes differ by at most one.
    ///
    /// - Parameters:
    ///   - labels: a class for each element; for a set without classes give the same to all.
    ///   - count: k, 10 in most papers.
    ///   - seed: the same seed gives the same folds.
    /// - Throws: `GraphError.splitImpossible` for fewer than 2 folds or fewer elements than folds.
    public static func stratified(labels: [Int32], count: Int = 10, seed: Int) throws(GraphError) -> [Fold] {
        guard count >= 2, count <= labels.count else {
            throw .splitImpossible(reason: "\(count) folds of \(labels.count) graphs; expected 2 to \(labels.count)")
        }
        var parts = [[Int]](repeating: [], count: count)
        var next = 0
        for members in classes(labels, key: RandomKey(seed: seed).child("folds")) {
            for element in members {
                parts[next].append(element)
                next = (next + 1) % count
            }
        }
        return parts.enumerated().map { number, part in
            Fold(
                number: number,
                train: parts.enumerated().flatMap { $0.offset == number ? [] : $0.element }.sorted(), validation: [],
                test: part.sorted())
        }
    }

    /// The same fold with a fraction of each class of its training part moved to validation, as in Errica et al. 2020
    /// (arXiv:1912.09893); each class keeps at least one training element.
    public func holdingOut(_ fraction: Double, labels: [Int32], seed: Int) throws(GraphError) -> Fold {
        guard fraction > 0, fraction < 1 else {
            throw .splitImpossible(reason: "a validation part of \(fraction); expected a fraction between 0 and 1")
        }
        let all = (train + validation).sorted()
        let key = RandomKey(seed: seed).child("validation").child(number)
        var kept: [Int] = [], held: [Int] = []
        // what rounding leaves over in one class is made up in the next
        var wanted = 0.0
        for members in Self.classes(all.map { labels[$0] }, key: key) {
            wanted += Double(members.count) * fraction
            let count = max(0, min(members.count - 1, Int(wanted.rounded()) - held.count))
            held += members.prefix(count).map { all[$0] }
            kept += members.dropFirst(count).map { all[$0] }
        }
        return Fold(number: number, train: kept.sorted(), validation: held.sorted(), test: test)
    }

    /// The places of each class in random order, classes rising.
    private static func classes(_ labels: [Int32], key: RandomKey) -> [[Int]] {
        var members: [Int32: [Int]] = [:]
        for place in key.permutation(labels.count) { members[labels[place], default: []].append(place) }
        return members.keys.sorted().compactMap { members[$0] }
    }
}
