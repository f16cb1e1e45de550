import DenseArrays
import SparseMatrices

/// What stands beside a network's figures: a classical model on fingerprints, one for each target.
///
/// Each target is learned from the rows where it is known. A classification's target of which the training rows show one
/// class alone is always foretold as that class; a target without a known row as NaN.
public struct FingerprintBaseline: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Logistic regression, or ridge regression.
        case linear
        /// A random forest.
        case forest
    }

    /// What is tried for λ of the linear models where validation rows can choose; `standardPenalty` where they cannot.
    public static let penalties: [Double] = [0.3, 1, 3, 10, 30, 100]
    public static let standardPenalty = 10.0

    private enum Model: Sendable {
        case constant(Float)
        case linear(SparseLinearModel, penalty: Double)
        case forest(RandomForest)
    }

    public let kind: Kind
    public let task: TargetTask
    private let models: [Model]

    /// Learns.
    ///
    /// - Parameters:
    ///   - x: fingerprints of all rows, `[rows, bits]`.
    ///   - targets: `[rows · targetCount]`, NaN where blank.
    ///   - train: the rows to learn from.
    ///   - validation: the rows by which λ of the linear models is chosen, each target for itself.
    ///   - trees, seed: of the forest.
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
        func model(_ target: Int) -> Model {
            let y = column(target, train)
            let known = y.filter { !$0.isNaN }
            guard let first = known.first else { return .constant(.nan) }
            if !known.contains(where: { $0 != first }) { return .constant(first) }
            switch kind {
            case .forest:
                var settings = RandomForest.Settings()
                (settings.trees, settings.seed) = (trees, seed)
                return .forest(RandomForest(learned, targets: y, task: task, settings: settings))
            case .linear:
                return Self.linear(task, learned, y, judged, column(target, validation))
            }
        }
        // trees share the threads among themselves, linear models run side by side
        if kind == .forest {
            models = (0..<targetCount).map { model($0) }
        } else {
            var found = [Model](repeating: .constant(.nan), count: targetCount)
            found.withUnsafeMutableBufferPointer { found in
                nonisolated(unsafe) let found = found
                Threads.run(tasks: targetCount) { found[$0] = model($0) }
            }
            models = found
        }
    }

    private static func linear(
        _ task: TargetTask, _ x: CompressedRows, _ y: [Float], _ judged: CompressedRows, _ wanted: [Float]
    ) -> Model {
        let loss: SparseLinearModel.Loss = task == .classification ? .logistic : .squared
        let places = wanted.indices.filter { !wanted[$0].isNaN }
        let actual = places.map { wanted[$0] }
        var best: (score: Double, model: SparseLinearModel, penalty: Double)?
        var last: SparseLinearModel?
        // from the largest on, each from the last one's solution
        for penalty in places.isEmpty ? [standardPenalty] : penalties.reversed() {
            let model = SparseLinearModel(x, targets: y, loss: loss, penalty: penalty, start: last)
            last = model
            let said = model.predict(judged)
            var score = task.primaryMetric.value(actual: actual, predicted: places.map { said[$0] })
            // one class alone cannot choose by its ranking
            if score.isNaN { score = penalty == standardPenalty ? 1 : 0 }
            if !task.primaryMetric.isHigherBetter { score = -score }
            if best == nil || score > best?.score ?? score { best = (score, model, penalty) }
        }
        guard let best else { return .constant(.nan) }
        return .linear(best.model, penalty: best.penalty)
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
