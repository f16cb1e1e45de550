import DenseArrays
import Graphs

/// Splits that keep molecules of one scaffold together, so that a test is of scaffolds never seen. Rows without a ring share
/// the empty scaffold, as in DeepChem and Chemprop.
extension MoleculeSplit {
    /// DeepChem's `ScaffoldSplitter`: scaffolds in falling order of size (of equal ones that whose first row is later comes
    /// first), each to training while it fits there, else to validation while both parts together have room, else to the
    /// test. Nothing is random.
    ///
    /// Source: Wu, Ramsundar et al., 2018, "MoleculeNet", DOI 10.1039/C7SC02664A; DeepChem 2, `deepchem.splits`.
    /// - Parameters:
    ///   - scaffolds: one a row.
    ///   - fractions: of the rows for each part.
    public static func scaffold(
        _ scaffolds: [String], fractions: SplitFractions = .standard
    ) throws(GraphError) -> MoleculeSplit {
        let groups = groups(scaffolds).sorted { ($0.count, $0[0]) > ($1.count, $1[0]) }
        let rows = Double(scaffolds.count)
        let (first, second) = (fractions.train * rows, (fractions.train + fractions.validation) * rows)
        var train: [Int] = [], validation: [Int] = [], test: [Int] = []
        for group in groups {
            if Double(train.count + group.count) <= first {
                train += group
            } else if Double(train.count + validation.count + group.count) <= second {
                validation += group
            } else {
                test += group
            }
        }
        return try MoleculeSplit(
            name: "scaffold \(fractions.text)", train: train, validation: validation, test: test
        ).checked()
    }

    /// Chemprop's balanced scaffold split: scaffolds of more than half of the validation or test part go first, then all
    /// others, both by lot; each to training while it fits there, else to validation while it fits, else to the test.
    ///
    /// Source: Yang et al., 2019, arXiv:1904.01561, section on data splitting.
    public static func scaffoldBalanced(
        _ scaffolds: [String], fractions: SplitFractions = .standard, seed: Int
    ) throws(GraphError) -> MoleculeSplit {
        let rows = Double(scaffolds.count)
        let sizes = (train: fractions.train * rows, validation: fractions.validation * rows, test: fractions.test * rows)
        let key = RandomKey(seed: seed).child("split")
        let all = groups(scaffolds)
        let shuffled = key.permutation(all.count).map { all[$0] }
        func isBig(_ group: [Int]) -> Bool {
            Double(group.count) > sizes.validation / 2 || Double(group.count) > sizes.test / 2
        }
        var train: [Int] = [], validation: [Int] = [], test: [Int] = []
        for group in shuffled.filter({ isBig($0) }) + shuffled.filter({ !isBig($0) }) {
            if Double(train.count + group.count) <= sizes.train {
                train += group
            } else if Double(validation.count + group.count) <= sizes.validation {
                validation += group
            } else {
                test += group
            }
        }
        return try MoleculeSplit(
            name: "scaffold-balanced \(fractions.text)", train: train, validation: validation, test: test
        ).checked()
    }

    /// k folds of which no two share a scaffold: the largest scaffold first, each to the fold that has the fewest rows (of
    /// equal folds, and of scaffolds of equal size, by lot).
    ///
    /// - Throws: `GraphError.splitImpossible` for fewer than 2 folds or fewer scaffolds than folds.
    public static func scaffoldFolds(_ scaffolds: [String], count: Int, seed: Int) throws(GraphError) -> [Fold] {
        let all = groups(scaffolds)
        guard count >= 2, count <= all.count else {
            throw .splitImpossible(
                reason: "\(count) folds of \(all.count) scaffolds; expected 2 to \(all.count)")
        }
        let key = RandomKey(seed: seed).child("folds")
        let lots = key.permutation(all.count)
        var parts = [[Int]](repeating: [], count: count)
        let order = key.child("order").permutation(count)
        for group in all.indices.sorted(by: { (all[$0].count, lots[$0]) > (all[$1].count, lots[$1]) }) {
            let smallest = order.min { parts[$0].count < parts[$1].count } ?? 0
            parts[smallest] += all[group]
        }
        return (0..<count).map { number in
            let rest = parts.indices.filter { $0 != number }.flatMap { parts[$0] }
            return Fold(number: number, train: rest.sorted(), validation: [], test: parts[number].sorted())
        }
    }

    /// The rows of each scaffold, in the order of their first rows.
    static func groups(_ scaffolds: [String]) -> [[Int]] {
        var numbers: [String: Int] = [:]
        var result: [[Int]] = []
        for (row, scaffold) in scaffolds.enumerated() {
            if let number = numbers[scaffold] {
                result[number].append(row)
            } else {
                numbers[scaffold] = result.count
                result.append([row])
            }
        }
        return result
    }
}
