import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices
import TestSupport
import Testing

/// What every graph layer is held to: golden values, gradient checks on small graphs, renumbering, threads.

extension GoldenCase {
    /// The names of the tensors whose name starts with `prefix`, without it.
    func tensorNames(_ prefix: String) -> [String] {
        (manifest["tensors"]?.object ?? []).map(\.key).filter { $0.hasPrefix(prefix) }.map {
            String($0.dropFirst(prefix.count))
        }
    }

    /// Puts the case's parameters into a module, which must have exactly these, under these names and of these shapes.
    func fill(_ module: some Module) throws {
        let parameters = module.parameters
        #expect(Set(parameters.map(\.path)) == Set(tensorNames("param.")), "\(self): names of parameters")
        for parameter in parameters {
            let stored = try array("param.\(parameter.path)")
            let value = parameter.restored(stored)
            #expect(value.shape == parameter.tensor.shape, "\(self): shape of \(parameter.path)")
            parameter.tensor.value = value
        }
    }

    /// Inputs that ask for a gradient where the case has one.
    func leaf(_ name: String) throws -> Tensor {
        Tensor(try array("in.\(name)"), requiresGradient: has("grad_in.\(name)"))
    }

    /// Compares y and other outputs that the case has, then every gradient that the case has for the module's parameters and for `inputs`. A tensor that
    /// nothing flowed to counts as zeros.
    func expectEqual(
        _ y: Tensor, _ module: (any Module)?, inputs: [String: Tensor], outputs: [String: Tensor] = [:],
        _ route: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        expectClose(y.value, try array("out.y"), .golden, "\(self) \(route): y", sourceLocation: sourceLocation)
        // the number that was differentiated: the sum over outputs of output · up
        var total = (y * Tensor(try array("up.y"))).sum()
        for (name, output) in outputs {
            guard let expected = try optionalArray("out.\(name)") else { continue }
            expectClose(output.value, expected, .golden, "\(self) \(route): \(name)", sourceLocation: sourceLocation)
            if let upstream = try optionalArray("up.\(name)") { total = total + (output * Tensor(upstream)).sum() }
        }
        total.backward()
        var compared = 0
        for (name, tensor) in inputs {
            guard let expected = try optionalArray("grad_in.\(name)") else { continue }
            expectClose(
                tensor.gradient ?? DenseArray(zeros: tensor.shape), expected, .golden,
                "\(self) \(route): gradient of \(name)", sourceLocation: sourceLocation)
            compared += 1
        }
        for parameter in module?.parameters ?? [] {
            guard let expected = try optionalArray("grad_param.\(parameter.path)") else { continue }
            let found = parameter.tensor.gradient ?? DenseArray(zeros: parameter.tensor.shape)
            expectClose(
                parameter.stored(found), expected, .golden,
                "\(self) \(route): gradient of \(parameter.path)", sourceLocation: sourceLocation)
            compared += 1
        }
        #expect(compared > 0, "\(self) \(route): no gradient was compared", sourceLocation: sourceLocation)
    }

    /// The case's edges, without weights.
    func plainEdges() throws -> EdgeList {
        let edges = try inputEdges()
        return EdgeList(sources: edges.sources, targets: edges.targets)
    }

    /// Runs a layer that is a polynomial of one propagation on both routes: as a matrix, and along edges with gradients
    /// for their weights.
    func checkBothRoutes<Layer: Module>(
        _ make: () throws -> Layer, matrix: (EdgeList, Int) throws -> EdgeList,
        along: (EdgeList, Tensor?, Int) throws -> Propagation, moreInputs: [String] = [],
        _ run: (Layer, [Tensor], Propagation) throws -> Tensor
    ) throws {
        let edges = try inputEdges()
        let n = try shape("in.x")[0]
        for route in ["matrix", "edges"] {
            let module = try make()
            try fill(module)
            var inputs: [String: Tensor] = [:]
            for name in ["x"] + moreInputs { inputs[name] = try leaf(name) }
            let propagation: Propagation
            if route == "matrix" {
                propagation = Propagation(SparseMatrix(try matrix(edges, n).gatheringMatrix(nodeCount: n)))
            } else {
                let weights = has("in.edge_weight") ? try leaf("edge_weight") : nil
                propagation = try along(try plainEdges(), weights, n)
                if let weights { inputs["edge_weight"] = weights }
            }
            let y = try run(module, (["x"] + moreInputs).compactMap { inputs[$0] }, propagation)
            try expectEqual(y, module, inputs: inputs, route)
        }
    }
}

/// A layer on a graph: made once for the edges, then applied to X `[nodes, width]`.
typealias LayerOnGraph = (EdgeList, Int) throws -> ([Tensor]) -> Tensor

/// Gradient checks for X (and further node-independent `more` inputs) on all small graphs.
func checkGradients(
    _ what: String, width: Int, edgeWidth: Int? = nil, _ layer: LayerOnGraph,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for graph in SmallGraph.all {
        let edges = graph.weighted
        let n = graph.nodeCount
        if edgeWidth != nil, edges.count == 0 { continue }
        let applied = try layer(edges, n)
        let inputs =
            [randomArray([n, width], seed: 21)]
            + (edgeWidth.map { [randomArray([edges.count, $0], seed: 22)] } ?? [])
        checkGradient(of: inputs, "\(what), \(graph)", sourceLocation: sourceLocation, applied)
    }
}

/// Renumbering nodes permutes the rows of Y.
func checkRenumbering(
    _ what: String, width: Int, edgeWidth: Int? = nil, _ layer: LayerOnGraph,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for graph in SmallGraph.all {
        let edges = graph.weighted
        let n = graph.nodeCount
        let order = RandomKey(seed: 5).permutation(n)  // the new node i is the old order[i]
        var place = [Int32](repeating: 0, count: n)
        for (new, old) in order.enumerated() { place[old] = Int32(new) }
        let moved = EdgeList(
            sources: edges.sources.map { place[Int($0)] }, targets: edges.targets.map { place[Int($0)] },
            weights: edges.weights)
        let x = randomArray([n, width], seed: 23)
        let e = edgeWidth.map { [Tensor(randomArray([edges.count, $0], seed: 24))] } ?? []
        let y = try layer(edges, n)([Tensor(x)] + e).value
        let z = try layer(moved, n)([Tensor(x.gatheringRows(order))] + e).value
        expectClose(z, y.gatheringRows(order), .reordered, "\(what), \(graph)", sourceLocation: sourceLocation)
    }
}

/// Y and all gradients have the same bits with 1, 2, 3 and 4 threads, on a graph that is cut into several pieces whatever
/// the width (2 heads: pieces of 7281 rows).
func checkThreads(
    _ what: String, width: Int, edgeWidth: Int? = nil, _ layer: LayerOnGraph,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let n = 20_000
    let key = RandomKey(seed: 31)
    let pairs = (0..<8 * n).map { (key.integer($0, below: n), key.child(1).integer($0, below: n / (1 + $0 % 7))) }
    let edges = EdgeList(pairs, weights: pairs.indices.map { 0.25 + Float(key.child(2).uniform($0)) })
    let applied = try layer(edges, n)
    let arrays =
        [randomArray([n, width], seed: 25)] + (edgeWidth.map { [randomArray([edges.count, $0], seed: 26)] } ?? [])
    expectSameBitsForThreadCounts(what, sourceLocation: sourceLocation) {
        let inputs = arrays.map { Tensor($0, requiresGradient: true) }
        let y = applied(inputs)
        y.backward(randomArray(y.shape, seed: 27))
        return DenseArray(y.value.elements + inputs.flatMap { $0.gradient?.elements ?? [] })
    }
}
