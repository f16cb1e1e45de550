import DenseArrays
import Graphs

/// A molecule that is in two parts of a split, so that the test is not of something new.
public struct SplitLeak: Sendable, Equatable {
    /// A part of a split.
    public enum Part: String, Sendable {
        /// By name.
        case train, validation, test
    }

    /// The first row of the earlier part that has this molecule.
    public let first: Int
    /// Where the first of the two stands.
    public let firstPart: Part
    /// The row of the later part that has it too.
    public let second: Int
    /// Where the other stands.
    public let secondPart: Part
}

extension MoleculeSplit {
    /// The molecules that are in several parts: for each row of validation and test that repeats a molecule of an earlier
    /// part (training before validation) one pair, in the order of the later rows. O(rows).
    ///
    /// - Parameter canonical: what tells molecules apart, such as canonical SMILES, one a row; nil is equal to nothing.
    public func leaks(_ canonical: [String?]) -> [SplitLeak] {
        var owners: [String: (row: Int, part: SplitLeak.Part)] = [:]
        var result: [SplitLeak] = []
        for (part, rows) in [(SplitLeak.Part.train, train), (.validation, validation), (.test, test)] {
            for row in rows {
                guard let key = canonical[row] else { continue }
                guard let owner = owners[key] else {
                    owners[key] = (row, part)
                    continue
                }
                if owner.part == part { continue }
                result.append(SplitLeak(first: owner.row, firstPart: owner.part, second: row, secondPart: part))
            }
        }
        return result.sorted { $0.second < $1.second }
    }
}
