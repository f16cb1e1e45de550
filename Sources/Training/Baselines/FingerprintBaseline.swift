import DenseArrays
import SparseMatrices

/// What stands beside a network's figures: a classical model on fingerprints, one for each target.
///
/// Each target is learned from the rows where it is known. A classification's target of which the training rows show one
/// class alone is always foretold as that class; a target without a known row as NaN.
public struct FingerprintBaseline: Sendable {
    /// What learns from fingerprints.
    public enum Kind: String, Sendable, CaseIterable {
        /// Logistic regression, or ridge regression.
        case linear
        /// A random forest.
        case forest
    }

    /// What is tried for λ of the linear models where validation rows can choose; `standardPenalty` where they cannot.
    public static let penalties: [Double] = [0.3, 1, 3, 10, 30, 100]
    /// λ where no rows choose it.
    public static let standardPenalty = 10.0

    private enum Model: Sendable {
        case constant(Float)
        case linear(SparseLinearModel, penalty: Double)
        case forest(RandomForest)
    }

    /// What has learned.
    public let kind: Kind
    /// What the targets are.
    public let task: TargetTask
    private let models: [Model]

    /// Learns.
    ///
    /// - Parameters:
    ///   - kind: linear model or forest.
    ///   - task: what the targets are.
    ///   - x: fingerprints of all rows, `[rows, bits]`.
    ///   - targets: `[rows · targetCount]`, NaN where blank.
    ///   - targetCount: how many there are.
    ///   - train: the rows to learn from.
    ///   - validation: the rows by which λ of the linear models is chosen, each target for itself.
    ///   - trees: how many the forest has.
    ///   - seed: of the forest.
    public init(
        _ kind: Kind, task: TargetTask, _ x: CompressedRows, targets: [Float], targetCount: Int, train: [Int],
        validation: [Int] = [], trees: Int = 500, seed: Int = 0
    ) {
        precondition(
            targetCount > 0 && targets.count == x.rows * targetCount,
            "FingerprintBaseline: \(x.rows) rows, \(targets.count) values of \(targetCount) targets")
        (self.kind, self.task) = (kind, task)
        let learned = x.selecting(rows: train).matrix, judged = x.selecting(rows: validation).matrix
        func column(_ target: Int, _ rows: [Int]) -> [Float] { rows.map { targets[$0 * targetCount + target] } }
        let columns = (0..<targetCount).map { column($0, train) }
        var found = columns.map { Self.constant($0).map { Model.constant($0) } }
        let open = found.indices.filter { found[$0] == nil }
        switch kind {
        case .forest:
            // trees share the threads among themselves
            var settings = RandomForest.Settings()
            (settings.trees, settings.seed) = (trees, seed)
            for target in open {
                found[target] = .forest(RandomForest(learned, targets: columns[target], task: task, settings: settings))
            }
        case .linear:
            // each target with each half of the penalties, side by side
            let wanted = open.map { column($0, validation) }
            let chains = Self.penaltyChains
            var tried = [[Candidate]](repeating: [], count: open.count * chains.count)
            tried.withUnsafeMutableBufferPointer { tried in
                nonisolated(unsafe) let tried = tried
                Threads.run(tasks: tried.count) { number in
                    let (place, chain) = number.quotientAndRemainder(dividingBy: chains.count)
                    tried[number] = Self.candidates(
                        task, learned, columns[open[place]], judged, wanted[place], penalties: chains[chain])
                }
            }
            for (place, target) in open.enumerated() {
                let all = tried[place * chains.count..<(place + 1) * chains.count].joined()
                // the first of the best: the largest penalty
                guard var best = all.first else { continue }
                for candidate in all where candidate.score > best.score { best = candidate }
                found[target] = .linear(best.model, penalty: best.penalty)
            }
        }
        models = found.map { $0 ?? .constant(.nan) }
    }

    /// What a target's known rows say when they say but one thing; NaN without any, nil where there is something to learn.
    private static func constant(_ y: [Float]) -> Float? {
        let known = y.filter { !$0.isNaN }
        guard let first = known.first else { return .nan }
        return known.contains { $0 != first } ? nil : first
    }

    private struct Candidate: Sendable {
        let score: Double
        let model: SparseLinearModel
        let penalty: Double
    }

    /// The penalties in falling order, in two halves.
    private static var penaltyChains: [[Double]] {
        let falling = Array(penalties.reversed())
        return [Array(falling.prefix(falling.count / 2)), Array(falling.dropFirst(falling.count / 2))]
    }

    /// Models of falling penalties, each from the last one's solution, with their scores on the validation rows; without such
    /// rows that of `standardPenalty`, where it is among them.
    private static func candidates(
        _ task: TargetTask, _ x: CompressedRows, _ y: [Float], _ judged: CompressedRows, _ wanted: [Float],
        penalties: [Double]
    ) -> [Candidate] {
        let loss: SparseLinearModel.Loss = task == .classification ? .logistic : .squared
        let places = wanted.indices.filter { !wanted[$0].isNaN }
        let actual = places.map { wanted[$0] }
        var result: [Candidate] = []
        for penalty in places.isEmpty ? penalties.filter({ $0 == standardPenalty }) : penalties {
            let model = SparseLinearModel(x, targets: y, loss: loss, penalty: penalty, start: result.last?.model)
            let said = model.predict(judged)
            var score = task.primaryMetric.value(actual: actual, predicted: places.map { said[$0] })
            // one class alone cannot choose by its ranking
            if score.isNaN { score = penalty == standardPenalty ? 1 : 0 }
            if !task.primaryMetric.isHigherBetter { score = -score }
            result.append(Candidate(score: score, model: model, penalty: penalty))
        }
        return result
    }

    /// `[rows · targets]`: numbers, or probabilities of 1.
    public func predict(_ x: CompressedRows) -> [Float] {
        let columns = models.map { model -> [Float] in
            switch model {
            case .constant(let value): [Float](repeating: value, count: x.rows)
            case .linear(let model, _): model.predict(x)
            case .forest(let forest): forest.predict(x)
            }
        }
        var result = [Float](repeating: 0, count: x.rows * columns.count)
        for (target, column) in columns.enumerated() {
            for (row, value) in column.enumerated() { result[row * columns.count + target] = value }
        }
        return result
    }

    /// λ of each target's linear model; nil where there is none.
    public var chosenPenalties: [Double?] {
        models.map { if case .linear(_, let penalty) = $0 { penalty } else { nil } }
    }
}
