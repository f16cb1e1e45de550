// A graph of one's own: two groups of friends, joined by one tie, with one member of each group known.
import GraphLearning

let ties = [(0, 1), (0, 2), (1, 2), (2, 3), (1, 3), (3, 4), (4, 5), (5, 6), (4, 6), (6, 7), (5, 7)]
let labels = try NodeLabels(values: [0, 0, 0, 0, 1, 1, 1, 1], classNames: ["red", "blue"])
let graph = try Graph(nodeCount: 8, edges: EdgeList(ties).undirected(), labels: labels)
let split = try NodeSplit(name: "one of each", train: [0, 7], validation: [], test: [1, 2, 3, 4, 5, 6], nodeCount: 8)

// Train the two-layer network of Kipf & Welling, then ask it about every node.
let trainer = try NodeClassificationTrainer(graph, .kipf)
let run = try trainer.run(seed: 0, split: split)
let classifier = NodeClassifier(run, of: trainer)
let prediction = try classifier.predict(graph)
for node in 0..<graph.nodeCount {
    print("node \(node): \(classifier.classNames[prediction.labels[node]])")
}
print("right: \(Int((run.metrics.testAccuracy * 6).rounded())) of 6")

// The parts, by hand: Â, a layer, a loss, gradients.
let adjacency = try graph.normalizedAdjacency()
let layer = GCNConvolution(inputs: 8, outputs: 2, key: RandomKey(seed: 1))
let logits = layer(NodeInput(graph, adjacency: adjacency, layers: 1))
let loss = logits.crossEntropy(labels: labels.values)
loss.backward()
print("the loss \(loss.scalar) has a gradient of shape \(layer.weight.gradient!.shape)")
