import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

/// Runs a layer of a golden kind on every case of it: `make` builds the layer, `run` applies it to x and, where the case has
/// them, edge features and weights that want gradients.
func expectGoldenLayer<Layer: Module>(
    _ kind: String, make: (GoldenCase) throws -> Layer,
    run: (GoldenCase, Layer, _ x: Tensor, _ edges: EdgeList, _ features: Tensor?, _ weights: Tensor?) throws -> Tensor,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    var seen = 0
    for golden in try Golden.load("gnn").cases(ofKind: kind) {
        let layer = try make(golden)
        try golden.load(into: layer.goldenParameters, sourceLocation: sourceLocation)
        let x = try golden.input("x")
        var inputs = ["x": x]
        let features = golden.has("in.edge_attr") ? try golden.input("edge_attr") : nil
        let weights = golden.has("in.edge_weight") ? try golden.input("edge_weight") : nil
        if let features { inputs["edge_attr"] = features }
        if let weights { inputs["edge_weight"] = weights }
        let y = try run(golden, layer, x, try golden.inputEdges(), features, weights)
        try golden.check(
            outputs: ["y": y], inputs: inputs, parameters: layer.goldenParameters, sourceLocation: sourceLocation)
        seen += 1
    }
    #expect(seen > 0, sourceLocation: sourceLocation)
}

/// Checks on all small graphs that a layer gives finite numbers, that its gradients for x and for every parameter equal
/// differences, and that renumbering the nodes permutes its rows. Smooth only where the layer is: x is drawn with `seed`.
func expectGraphLayer(
    _ what: String, inputs: Int, edgeFeatures: Int = 0, seed: Int = 1, graphs: [SmallGraph] = SmallGraph.all,
    checksGradients: Bool = true, parameters: [Parameter],
    sourceLocation: SourceLocation = #_sourceLocation,
    _ layer: @escaping (Tensor, EdgeList, _ nodeCount: Int, Tensor?) -> Tensor
) {
    for graph in graphs {
        let (n, edges) = (graph.nodeCount, graph.edges)
        let x = randomArray([n, inputs], seed: seed)
        let features = edgeFeatures > 0 ? randomArray([edges.count, edgeFeatures], seed: seed + 1) : nil
        let y = layer(Tensor(x), edges, n, features.map { Tensor($0) }).value
        #expect(y.isFinite, "\(what) on \(graph)", sourceLocation: sourceLocation)
        let (order, moved) = renumbered(graph)
        let z = layer(Tensor(x.gatheringRows(order)), moved, n, features.map { Tensor($0) }).value
        expectClose(z, y.gatheringRows(order), .reordered, "\(what) on \(graph): renumbered", sourceLocation: sourceLocation)
        if !checksGradients || edges.count == 0 { continue }
        checkGradient(
            of: [x] + (features.map { [$0] } ?? []), "\(what) on \(graph)", sourceLocation: sourceLocation
        ) {
            layer($0[0], edges, n, features == nil ? nil : $0[1])
        }
        // the parameters' gradients: finite, and all there
        for parameter in parameters { parameter.tensor.gradient = nil }
        layer(Tensor(x), edges, n, features.map { Tensor($0) }).sum().backward()
        for parameter in parameters {
            #expect(
                parameter.tensor.gradient?.isFinite ?? true, "\(what) on \(graph): \(parameter.path)",
                sourceLocation: sourceLocation)
        }
    }
}
