/// Applies a stopping rule and a selection to the epochs as they come.
struct EpochChooser {
    private let settings: NodeClassificationSettings
    private var losses: [Double] = []
    private var bestAccuracy = -Double.infinity
    private var bestLoss = Double.infinity
    private var sinceImprovement = 0
    private var chosenAccuracy = -Double.infinity
    private var chosenLoss = Double.infinity

    init(_ settings: NodeClassificationSettings) { self.settings = settings }

    /// Whether this epoch's network replaces the one kept so far. Without validation nodes the last one is kept.
    mutating func isBest(_ metrics: EpochMetrics) -> Bool {
        guard settings.selection != .last, !metrics.validationAccuracy.isNaN else { return true }
        if settings.selection == .bestValidationAccuracyAndLoss {
            let isBest = metrics.validationAccuracy >= chosenAccuracy && metrics.validationLoss <= chosenLoss
            chosenAccuracy = max(chosenAccuracy, metrics.validationAccuracy)
            chosenLoss = min(chosenLoss, metrics.validationLoss)
            return isBest
        }
        if metrics.validationAccuracy > chosenAccuracy {
            chosenAccuracy = metrics.validationAccuracy
            return true
        }
        return false
    }

    /// Whether training ends after this epoch; never for want of validation nodes.
    mutating func shouldStop(after metrics: EpochMetrics) -> Bool {
        guard !metrics.validationLoss.isNaN else { return false }
        losses.append(metrics.validationLoss)
        switch settings.stopping {
        case .none: return false
        case .consecutiveRises(let count):
            guard losses.count > count else { return false }
            let latest = Array(losses.suffix(count + 1))
            return (1...count).allSatisfy { latest[$0] >= latest[$0 - 1] }
        case .lossAboveMean(let window):
            guard losses.count > window + 1, let latest = losses.last else { return false }
            let before = losses.dropLast().suffix(window)
            return latest > before.reduce(0, +) / Double(window)
        case .patience(let limit):
            if metrics.validationAccuracy > bestAccuracy || metrics.validationLoss < bestLoss {
                bestAccuracy = max(bestAccuracy, metrics.validationAccuracy)
                bestLoss = min(bestLoss, metrics.validationLoss)
                sinceImprovement = 0
            } else {
                sinceImprovement += 1
            }
            return sinceImprovement >= limit
        }
    }
}
