import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks

/// Judges one network over all nodes; has a network of its own, so that it can run beside the next training step.
final class NodeEvaluator {
    private let model: any NodeModel
    private let logits: (any NodeModel) -> DenseArray
    private let parts: [(rows: [Int], labels: [Int32])]
    private let validationRows: [UInt32]
    /// The weight decay of each parameter.
    private let decays: [Double]

    convenience init(
        _ model: any NodeModel, _ input: NodeInput, _ labels: NodeLabels, _ split: NodeSplit,
        _ settings: NodeClassificationSettings
    ) {
        self.init(
            model, logits: { model in withoutGradients { model(input, dropout: nil).value } }, labels, split, settings)
    }

    /// - Parameter logits: what makes the logits of all nodes.
    init(
        _ model: any NodeModel, logits: @escaping (any NodeModel) -> DenseArray, _ labels: NodeLabels, _ split: NodeSplit,
        _ settings: NodeClassificationSettings
    ) {
        self.model = model
        self.logits = logits
        validationRows = split.validation.map { UInt32($0) }
        parts = [split.train, split.validation, split.test].map { rows in (rows, rows.map { labels.values[$0] }) }
        let all = model.parameters, first = model.firstLayerParameters
        decays = all.map { parameter in
            Double(
                settings.decayAll || first.contains { $0 === parameter.tensor }
                    ? settings.weightDecay : settings.otherWeightDecay)
        }
    }

    func evaluate(_ parameters: [DenseArray], epoch: Int, trainLoss: Double) -> EpochMetrics {
        model.parameterValues = parameters
        let logits = logits(model)
        let predicted = logits.argmaxRows()
        let accuracies = parts.map { part in
            part.rows.isEmpty
                ? Double.nan
                : Double(zip(part.rows, part.labels).count { predicted[$0] == Int($1) }) / Double(part.rows.count)
        }
        let validation = parts[1]
        var loss = Double.nan
        if !validation.rows.isEmpty {
            let total = logits.crossEntropy(labels: validation.labels, rows: validationRows)
            let penalty = zip(parameters, decays).reduce(0) { sum, pair in
                pair.1 == 0 ? sum : sum + pair.1 / 2 * pair.0.sumOfSquares()
            }
            loss = total / Double(validation.rows.count) + penalty
        }
        return EpochMetrics(
            epoch: epoch, trainLoss: trainLoss, validationLoss: loss, trainAccuracy: accuracies[0],
            validationAccuracy: accuracies[1], testAccuracy: accuracies[2])
    }
}
