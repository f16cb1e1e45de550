/// How far predicted numbers are from the actual ones.
public struct RegressionMetrics: Sendable, Equatable {
    /// The root of the mean squared error, in the targets' unit.
    public let rmse: Double
    /// The mean absolute error, in the targets' unit.
    public let mae: Double
    /// 1 - Σ (actual - predicted)² / Σ (actual - mean of the actual)²: 1 is perfect, 0 no better than that mean. Where all
    /// actual numbers are the same, 1 for a perfect prediction, else 0, as scikit-learn's `r2_score`.
    public let r2: Double
    /// How many numbers were judged.
    public let count: Int

    /// From lists of equal length; NaN where they are empty.
    public init(actual: [Float], predicted: [Float]) {
        precondition(
            actual.count == predicted.count,
            "RegressionMetrics: \(actual.count) actual numbers, \(predicted.count) predicted")
        count = actual.count
        guard count > 0 else {
            (rmse, mae, r2) = (.nan, .nan, .nan)
            return
        }
        let n = Double(count)
        let mean = actual.reduce(0.0) { $0 + Double($1) } / n
        var squares = 0.0, absolutes = 0.0, spread = 0.0
        for (a, p) in zip(actual, predicted) {
            let error = Double(a) - Double(p)
            squares += error * error
            absolutes += abs(error)
            spread += (Double(a) - mean) * (Double(a) - mean)
        }
        rmse = (squares / n).squareRoot()
        mae = absolutes / n
        r2 = spread > 0 ? 1 - squares / spread : squares == 0 ? 1 : squares.isNaN ? .nan : 0
    }
}
