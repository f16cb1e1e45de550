import Autograd
import DenseArrays
import GraphNetworks
import Graphs

/// How a batch is taken apart, so that its parts train side by side.
enum BatchParts {
    /// Nodes of a part of a batch, at least, of two and of more: smaller parts don't repay a thread of their own.
    static let leastPart = (ofTwo: 512, ofMore: 2048)

    /// The same where edges have vectors of their own, which are several times the work.
    static let leastPartOfEdges = 256

    /// Into how many parts a batch is taken, each with a forward and backward pass of its own; follows from the data alone,
    /// so that the result does not depend on threads.
    private static func parts(_ indices: [Int], of set: GraphSet, leastOfTwo: Int) -> Int {
        let nodes = indices.reduce(0) { $0 + set.nodeStarts[$1 + 1] - set.nodeStarts[$1] }
        if nodes / 2 < leastOfTwo || indices.count < 2 { return 1 }
        var parts = 2
        while parts < 8, nodes / (2 * parts) >= leastPart.ofMore, indices.count >= 2 * parts { parts *= 2 }
        return parts
    }

    /// The graphs of a batch in parts of about equally many nodes.
    static func cut(_ indices: [Int], of set: GraphSet, couples: Bool, pools: Bool = false) -> [[Int]] {
        let count = couples && !pools ? 1 : parts(indices, of: set, leastOfTwo: pools ? leastPartOfEdges : leastPart.ofTwo)
        if count == 1 { return [indices] }
        let sizes = indices.map { set.nodeStarts[$0 + 1] - set.nodeStarts[$0] }
        let total = sizes.reduce(0, +)
        var result: [[Int]] = [[]], done = 0
        for (place, index) in indices.enumerated() {
            let left = indices.count - place
            // The next graph goes where the larger part of it belongs.
            let isFull = (2 * done + sizes[place]) * count >= 2 * total * result.count || left == count - result.count
            if isFull, result.count < count, !result[result.count - 1].isEmpty { result.append([]) }
            result[result.count - 1].append(index)
            done += sizes[place]
        }
        return result
    }
}

/// A network and its replicas, which hold the same numbers: one for each part of a batch.
final class Replicas {
    let model: any GraphModel
    private let parameters: [Tensor]
    private var others: [any GraphModel] = []
    private let make: () -> any GraphModel

    init(_ model: any GraphModel, make: @escaping () -> any GraphModel) {
        self.model = model
        parameters = model.parameters.map(\.tensor)
        self.make = make
    }

    /// As many networks, the first being the model, all with its numbers and without gradients.
    func prepared(_ count: Int) -> [any GraphModel] {
        while others.count < count - 1 { others.append(make()) }
        for other in others.prefix(count - 1) {
            for (own, mine) in zip(other.parameters, parameters) {
                own.tensor.value = mine.value
                own.tensor.gradient = nil
            }
        }
        return [model] + others.prefix(count - 1)
    }

    /// Adds the replicas' gradients to the model's, in their order.
    func gather(_ count: Int) {
        for other in others.prefix(count - 1) {
            for (own, mine) in zip(other.parameters, parameters) {
                guard let gradient = own.tensor.gradient else { continue }
                if mine.gradient == nil { mine.gradient = gradient } else { mine.gradient?.add(gradient) }
                own.tensor.gradient = nil
            }
        }
    }
}

/// Forward and backward passes of the parts of a batch, side by side where there is more than one.
struct PartStep: @unchecked Sendable {
    /// The graphs of each part.
    let parts: [[Int]]
    /// The batch, where it was made ahead.
    let made: GraphInput?
    let inputs: GraphSetInputs
    let models: [any GraphModel]
    let mode: Mode
    let objective: GraphObjective
    let loss: String
    let graphs: Int

    /// Mean loss and score of all graphs.
    func run() -> (loss: Double, score: Double) {
        if parts.count > 1, models[0].couplesGraphs { return runMixing() }
        var losses = [Double](repeating: 0, count: parts.count), scores = losses
        losses.withUnsafeMutableBufferPointer { losses in
            scores.withUnsafeMutableBufferPointer { scores in
                nonisolated(unsafe) let (losses, scores) = (losses, scores)
                // Each part has its network, its input and its places in the two lists to itself.
                if parts.count == 1 {
                    (losses[0], scores[0]) = part(0)
                } else {
                    Threads.run(tasks: parts.count) { (losses[$0], scores[$0]) = part($0) }
                }
            }
        }
        return (losses.reduce(0, +), scores.reduce(0, +))
    }

    /// The parts' graphs are read side by side, mixed by the first network, and their gradients sent back side by side.
    private func runMixing() -> (loss: Double, score: Double) {
        var read = [Tensor?](repeating: nil, count: parts.count)
        read.withUnsafeMutableBufferPointer { read in
            nonisolated(unsafe) let read = read
            Threads.run(tasks: parts.count) {
                read[$0] = models[$0].pooled(inputs.batch(parts[$0]), mode.part($0))
            }
        }
        let pooled = read.compactMap { $0 }
        precondition(pooled.count == parts.count, "PartStep: a network that mixes nodes of several graphs was cut")
        let whole = parts.flatMap { $0 }
        let z = Tensor(Tensor.concatenatingRows(pooled.map { Tensor($0.value) }).value, requiresGradient: true)
        let outputs = models[0].outputs(pooled: z, mode)
        let labels = inputs.set.labels.map { labels in whole.map { labels[$0] } }
        let targets = inputs.set.targets?.gatheringRows(whole)
        let loss = objective.loss(outputs, labels: labels, targets: targets, kind: loss)
        let said = (Double(loss.scalar), objective.trainingScore(outputs.value, labels: labels, targets: targets))
        loss.backward()
        guard let gradient = z.gradient else { return said }
        var starts = [0]
        for part in parts { starts.append(starts[starts.count - 1] + part.count) }
        let offsets = starts
        nonisolated(unsafe) let tensors = pooled
        Threads.run(tasks: parts.count) { tensors[$0].backward(gradient.rows(offsets[$0]..<offsets[$0 + 1])) }
        return said
    }

    private func part(_ number: Int) -> (Double, Double) {
        let input = made ?? inputs.batch(parts[number])
        let share = Float(input.graphCount) / Float(graphs)
        let (outputs, penalty) = models[number](input, parts.count == 1 ? mode : mode.part(number))
        let task = objective.loss(outputs, input, kind: loss)
        let whole = penalty.map { task + $0 } ?? task
        let said = (Double(task.scalar) * Double(share), objective.trainingScore(outputs.value, labels: input.labels, targets: input.targets) * Double(share))
        whole.backward(DenseArray(repeating: share, shape: whole.shape))
        return said
    }
}
