import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import SparseMatrices
import TestSupport
import Testing

@Suite struct GCNConvolutionTests {
    /// PyG's weight is `[out, in]`, ours `[in, out]`.
    private func layer(_ golden: GoldenCase) throws -> GCNConvolution {
        GCNConvolution(
            weight: Tensor(try golden.array("param.lin.weight").transposed(), requiresGradient: true),
            bias: try golden.optionalArray("param.bias").map { Tensor($0, requiresGradient: true) })
    }

    private func settings(_ golden: GoldenCase) throws -> (normalizes: Bool, loops: Bool, improved: Bool) {
        let normalizes = golden.flag("normalize")
        // null means "as normalize"
        return (normalizes, golden.setting("add_self_loops")?.bool ?? normalizes, golden.flag("improved"))
    }

    private func expectGolden(_ layer: GCNConvolution, _ golden: GoldenCase, _ route: String) throws {
        expectClose(
            try gradient(layer.weight).transposed(), try golden.array("grad_param.lin.weight"), .golden,
            "\(golden), \(route): gradient of the weight")
        #expect(golden.flag("bias") == (layer.bias != nil), "\(golden)")
        if let bias = layer.bias {
            expectClose(
                try gradient(bias), try golden.array("grad_param.bias"), .golden,
                "\(golden), \(route): gradient of the bias")
        }
    }

    @Test func matrixRouteEqualsPyG() throws {
        var (seen, normalized) = (0, 0)
        for golden in try Golden.load("gnn").cases(ofKind: "GCNConv") {
            let (normalizes, loops, improved) = try settings(golden)
            let layer = try layer(golden)
            let x = Tensor(try golden.array("in.x"), requiresGradient: true)
            let edges = try golden.inputEdges()
            let n = x.shape[0]
            let matrix: SparseMatrix
            if normalizes {
                matrix = try Graph(nodeCount: n, edges: edges).normalizedAdjacency(selfLoops: loops, improved: improved)
                let listed = try edges.gcnNormalized(nodeCount: n, selfLoops: loops, improved: improved)
                #expect(matrix.compressedRows == listed.gatheringMatrix(nodeCount: n), "\(golden)")
                normalized += 1
            } else {
                matrix = SparseMatrix(edges.gatheringMatrix(nodeCount: n))
            }
            let y = layer(x, matrix)
            expectClose(y.value, try golden.array("out.y"), .golden, "\(golden), matrix route")
            y.backward(try golden.array("up.y"))
            expectClose(
                try gradient(x), try golden.array("grad_in.x"), .golden, "\(golden), matrix route: gradient of x")
            try expectGolden(layer, golden, "matrix route")

            // the same through the features that a graph comes with
            let input = NodeInput(features: .dense(x.value), adjacency: matrix, layers: 1)
            let again = try self.layer(golden)
            let z = again(input)
            expectClose(z.value, try golden.array("out.y"), .golden, "\(golden), as features")
            z.backward(try golden.array("up.y"))
            try expectGolden(again, golden, "as features")
            seen += 1
        }
        #expect(normalized > 0 && normalized < seen, "a set without both kinds proves half of it")
    }

    /// Fails where `improved` adds loops of weight 2 to edges without weights, which PyG does not.
    @Test func edgeListRouteEqualsPyG() throws {
        var (weighted, improvedWithoutWeights) = (0, 0)
        for golden in try Golden.load("gnn").cases(ofKind: "GCNConv") {
            let (normalizes, loops, improved) = try settings(golden)
            let layer = try layer(golden)
            let x = Tensor(try golden.array("in.x"), requiresGradient: true)
            let edges = try golden.inputEdges()
            let weights = edges.weights.map { Tensor(DenseArray($0), requiresGradient: true) }
            if improved, weights == nil { improvedWithoutWeights += 1 }
            let y = layer(
                x, edges: EdgeList(sources: edges.sources, targets: edges.targets), weights: weights,
                normalizing: normalizes, selfLoops: loops, improved: improved)
            expectClose(y.value, try golden.array("out.y"), .golden, "\(golden), edge list")
            y.backward(try golden.array("up.y"))
            expectClose(try gradient(x), try golden.array("grad_in.x"), .golden, "\(golden), edge list: gradient of x")
            try expectGolden(layer, golden, "edge list")
            guard let weights else { continue }
            weighted += 1
            expectClose(
                try gradient(weights), try golden.array("grad_in.edge_weight"), .golden,
                "\(golden), edge list: gradient of the weights")
        }
        #expect(weighted > 0 && improvedWithoutWeights > 0)
    }

    /// Â as a matrix and messages along edges: the same values and gradients, whichever side is narrower.
    @Test(arguments: SmallGraph.all, [(4, 2), (2, 4), (3, 3)])
    func twoRoutesAgree(graph: SmallGraph, widths: (inputs: Int, outputs: Int)) throws {
        for (edges, improved) in [(graph.edges, false), (graph.weighted, false), (graph.weighted, true)] {
            let n = graph.nodeCount
            let x = randomArray([n, widths.inputs], seed: 1)
            let w = randomArray([widths.inputs, widths.outputs], seed: 2)
            let b = randomArray([widths.outputs], seed: 3)
            let upstream = randomArray([n, widths.outputs], seed: 4)
            let matrix = try Graph(nodeCount: n, edges: edges).normalizedAdjacency(improved: improved)
            let results = [true, false].map { asMatrix in
                let leaves = [x, w, b].map { Tensor($0, requiresGradient: true) }
                let layer = GCNConvolution(weight: leaves[1], bias: leaves[2])
                let y = asMatrix ? layer(leaves[0], matrix) : layer(leaves[0], edges: edges, improved: improved)
                #expect(y.shape == [n, widths.outputs])
                y.backward(upstream)
                return [y.value] + leaves.map { $0.gradient ?? DenseArray(0) }
            }
            for (what, pair) in zip(["y", "x", "weight", "bias"], zip(results[0], results[1])) {
                expectClose(pair.0, pair.1, .reordered, "\(graph), \(widths), improved \(improved): \(what)")
            }
        }
    }

    /// Several loops at one node: the last one's weight counts, on both routes.
    @Test func repeatedSelfLoops() throws {
        let edges = EdgeList([(0, 0), (0, 1), (0, 0)], weights: [2, 1, 3])
        let layer = GCNConvolution(weight: Tensor(DenseArray(rows: [[1]])), bias: nil)
        let x = Tensor(DenseArray(rows: [[1], [10]]))
        let matrix = try Graph(nodeCount: 2, edges: edges).normalizedAdjacency()
        // degrees 3 and 2: y0 = 3/3 · 1, y1 = 1/√6 · 1 + 1/2 · 10
        let expected = DenseArray(rows: [[1], [5 + 1 / Float(6).squareRoot()]])
        expectClose(layer(x, matrix).value, expected, .elementwise, "matrix")
        expectClose(layer(x, edges: edges).value, expected, .elementwise, "edge list")
    }

    @Test(arguments: SmallGraph.all) func gradients(graph: SmallGraph) throws {
        let n = graph.nodeCount
        let matrix = try Graph(nodeCount: n, edges: graph.weighted).normalizedAdjacency()
        for (inputs, outputs) in [(3, 2), (2, 3)] {
            let arrays = [
                randomArray([n, inputs], seed: 1), randomArray([inputs, outputs], seed: 2),
                randomArray([outputs], seed: 3),
            ]
            checkGradient(of: arrays, "matrix, \(graph), \(inputs) to \(outputs)") {
                GCNConvolution(weight: $0[1], bias: $0[2])($0[0], matrix)
            }
            checkGradient(of: Array(arrays.prefix(2)), "no bias, \(graph)") {
                GCNConvolution(weight: $0[1], bias: nil)($0[0], matrix)
            }
            if graph.edges.count == 0 { continue }
            for loops in [true, false] {
                checkGradient(
                    of: arrays + [DenseArray(graph.weighted.weights ?? [])],
                    "edge list, \(graph), \(inputs) to \(outputs), loops \(loops)"
                ) {
                    GCNConvolution(weight: $0[1], bias: $0[2])(
                        $0[0], edges: graph.edges, weights: $0[3], selfLoops: loops)
                }
            }
            checkGradient(
                of: arrays + [DenseArray(graph.weighted.weights ?? [])], "edges as they are, \(graph)"
            ) {
                GCNConvolution(weight: $0[1], bias: $0[2])(
                    $0[0], edges: graph.edges, weights: $0[3], normalizing: false)
            }
        }
    }

    /// ReLU and dropout inside the layer. A bias of ±4 keeps all numbers away from ReLU's kink: two columns pass, one
    /// is cut off.
    @Test func gradientsThroughTheActivation() throws {
        let matrix = try SmallGraph.star.graph().normalizedAdjacency()
        let mask = DropoutMask(rate: 0.4, key: RandomKey(seed: 9))
        for (inputs, outputs) in [(4, 3), (2, 3)] {
            checkGradient(
                of: [
                    randomArray([5, inputs], seed: 1), randomArray([inputs, outputs], seed: 2), DenseArray([4, -4, 4]),
                ],
                "\(inputs) to \(outputs)"
            ) {
                GCNConvolution(weight: $0[1], bias: $0[2])(
                    $0[0], matrix, activation: Activation(relu: true, dropout: mask))
            }
        }
    }

    /// Renumbering nodes permutes the rows.
    @Test(arguments: SmallGraph.all) func renumbering(graph: SmallGraph) throws {
        let n = graph.nodeCount
        let order = RandomKey(seed: 3).permutation(n)  // the new node i is the old order[i]
        var place = [Int32](repeating: 0, count: n)
        for (new, old) in order.enumerated() { place[old] = Int32(new) }
        let edges = graph.weighted
        let moved = EdgeList(
            sources: edges.sources.map { place[Int($0)] }, targets: edges.targets.map { place[Int($0)] },
            weights: edges.weights)
        let x = randomArray([n, 3], seed: 1)
        for outputs in [2, 4] {
            let layer = GCNConvolution(
                weight: Tensor(randomArray([3, outputs], seed: 2)), bias: Tensor(randomArray([outputs], seed: 3)))
            let y = layer(Tensor(x), try Graph(nodeCount: n, edges: edges).normalizedAdjacency()).value
            let z = layer(
                Tensor(x.gatheringRows(order)), try Graph(nodeCount: n, edges: moved).normalizedAdjacency()
            ).value
            expectClose(z, y.gatheringRows(order), .reordered, "\(graph), \(outputs) outputs")
            let listed = layer(Tensor(x.gatheringRows(order)), edges: moved).value
            expectClose(listed, y.gatheringRows(order), .reordered, "\(graph), edge list, \(outputs) outputs")
        }
    }

    @Test func byHand() throws {
        // 0 - 1: every entry of Â is 1/2; node 2 stands alone and keeps its own message
        let matrix = try Graph(nodeCount: 3, edges: EdgeList([(0, 1), (1, 0)])).normalizedAdjacency()
        let layer = GCNConvolution(
            weight: Tensor(DenseArray(rows: [[1, 0], [0, 2]])), bias: Tensor(DenseArray([10, 20])))
        let y = layer(Tensor(DenseArray(rows: [[2, 4], [6, 8], [1, 1]])), matrix).value
        expectClose(y, DenseArray(rows: [[14, 32], [14, 32], [11, 22]]), .elementwise)
    }

    /// Repeated edges count repeatedly: twice an edge is an edge of weight 2.
    @Test func repeatedEdgesAddUp() throws {
        let twice = EdgeList([(0, 1), (0, 1), (1, 0)])
        let heavy = EdgeList([(0, 1), (1, 0)], weights: [2, 1])
        let layer = GCNConvolution(weight: Tensor(randomArray([3, 2], seed: 1)), bias: nil)
        let x = Tensor(randomArray([2, 3], seed: 2))
        let once = layer(x, try Graph(nodeCount: 2, edges: EdgeList([(0, 1), (1, 0)])).normalizedAdjacency()).value
        for edges in [twice, heavy] {
            let y = layer(x, try Graph(nodeCount: 2, edges: edges).normalizedAdjacency()).value
            expectClose(y, layer(x, edges: heavy).value, .reordered)
            expectClose(layer(x, edges: edges).value, y, .reordered)
            #expect(y != once)
        }
    }

    /// Sparse features: the same as dense ones, and with dropout the same as the dropped matrix written out.
    @Test(arguments: [(12, 3), (3, 12)]) func sparseFeatures(widths: (inputs: Int, outputs: Int)) throws {
        let n = 20
        let matrix = try Graph(nodeCount: n, edges: ringWithChords(n + 60).head(n)).normalizedAdjacency()
        let rows = sparseRows(n, widths.inputs, seed: 1)
        let sparse = SparseMatrix(rows)
        let mask = DropoutMask(rate: 0.5, key: RandomKey(seed: 2))
        let dropped = sparse.dropout(mask, entryIDs: SparseEntryIDs(count: rows.count))
        let kept = dropped.values.elements.count { $0 != 0 }
        #expect(kept > 0 && kept < rows.count)
        let bias = Tensor(randomArray([widths.outputs], seed: 3))
        let upstream = randomArray([n, widths.outputs], seed: 4)
        let w = randomArray([widths.inputs, widths.outputs], seed: 5)
        for (used, plain) in [(nil, dense(sparse)), (mask, dense(dropped))] {
            let (a, b) = (Tensor(w, requiresGradient: true), Tensor(w, requiresGradient: true))
            let y = GCNConvolution(weight: a, bias: bias)(
                NodeInput(features: .sparse(rows), adjacency: matrix, layers: 1), dropout: used)
            let z = GCNConvolution(weight: b, bias: bias)(
                NodeInput(features: .dense(plain), adjacency: matrix, layers: 1))
            expectClose(y.value, z.value, .reordered, "dropout \(used != nil)")
            y.backward(upstream)
            z.backward(upstream)
            expectClose(try gradient(a), try gradient(b), .reordered, "gradient, dropout \(used != nil)")
        }
    }

    /// No features: the same as an identity matrix written out, and with dropout as one whose ones are dropped.
    @Test(arguments: [3, 30]) func identityFeatures(outputs: Int) throws {
        let n = 20
        let matrix = try Graph(nodeCount: n, edges: ringWithChords(n + 60).head(n)).normalizedAdjacency()
        let mask = DropoutMask(rate: 0.5, key: RandomKey(seed: 2))
        let factors = DenseArray(repeating: 1, shape: [n, 1]).dropout(mask)
        #expect(Set(factors.elements) == [0, 2])
        let bias = Tensor(randomArray([outputs], seed: 3))
        let upstream = randomArray([n, outputs], seed: 4)
        let w = randomArray([n, outputs], seed: 5)
        for (used, plain) in [(nil, identityMatrix(n)), (mask, identityMatrix(n).scaledRows(factors))] {
            let (a, b) = (Tensor(w, requiresGradient: true), Tensor(w, requiresGradient: true))
            let y = GCNConvolution(weight: a, bias: bias)(
                NodeInput(features: .identity(n), adjacency: matrix, layers: 1), dropout: used)
            let z = GCNConvolution(weight: b, bias: bias)(
                NodeInput(features: .dense(plain), adjacency: matrix, layers: 1))
            expectClose(y.value, z.value, .reordered, "dropout \(used != nil)")
            y.backward(upstream)
            z.backward(upstream)
            expectClose(try gradient(a), try gradient(b), .reordered, "gradient, dropout \(used != nil)")
            expectSameBits(a.value, w, "the weight itself stays")
        }
    }

    @Test func newLayers() {
        let layer = GCNConvolution(inputs: 30, outputs: 20, key: RandomKey(seed: 1))
        #expect(layer.inputs == 30 && layer.outputs == 20)
        #expect(layer.weight.shape == [30, 20] && layer.bias?.value == DenseArray(zeros: [20]))
        // Glorot: ±√(6 / 50)
        let largest = layer.weight.value.elements.map { abs($0) }.max() ?? 0
        let bound = Float(6.0 / 50).squareRoot()
        #expect(largest <= bound && largest > 0.9 * bound)
        #expect(layer.parameters.map(\.path) == ["lin.weight", "bias"])
        #expect(layer.parameters.map(\.storedAxes) == [[1, 0], nil])
        let allWantGradients = layer.parameters.allSatisfy { $0.tensor.requiresGradient }
        #expect(allWantGradients)
        let without = GCNConvolution(inputs: 3, outputs: 2, bias: false, key: RandomKey(seed: 1))
        #expect(without.bias == nil && without.parameters.map(\.path) == ["lin.weight"])
    }

    @Test func featuresOfAnotherWidthAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GCNConvolution(inputs: 32, outputs: 2, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 16])), nil)
        }
        expectMessage(end, "GCNConvolution: x has 16 features, weight expects 32")
    }

    @Test func anInputOfAnotherWidthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GCNConvolution(inputs: 32, outputs: 2, key: RandomKey(seed: 0))
            let matrix = SparseMatrix(EdgeList([(0, 1)]).gatheringMatrix(nodeCount: 3))
            _ = layer(NodeInput(features: .identity(3), adjacency: matrix, layers: 1))
        }
        expectMessage(end, "GCNConvolution: x has 3 features, weight expects 32")
    }

    @Test func edgesWithFeaturesOfAnotherWidthAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GCNConvolution(inputs: 32, outputs: 2, key: RandomKey(seed: 0))
            _ = layer(Tensor(DenseArray(zeros: [3, 16])), edges: EdgeList([(0, 1)]))
        }
        expectMessage(end, "GCNConvolution: x has 16 features, weight expects 32")
    }

    @Test func anotherNumberOfWeightsThanEdgesIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = GCNConvolution(inputs: 2, outputs: 2, key: RandomKey(seed: 0))
            _ = layer(
                Tensor(DenseArray(zeros: [3, 2])), edges: EdgeList([(0, 1)]), weights: Tensor(DenseArray([1, 2])))
        }
        expectMessage(end, "GCNConvolution: 1 edges, weights of shape [2]")
    }

    @Test func aWeightThatIsNoMatrixIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GCNConvolution(weight: Tensor(DenseArray([1, 2])), bias: nil)
        }
        expectMessage(end, "GCNConvolution: expected a weight [inputs, outputs], found shape [2]")
    }

    @Test func aBiasOfAnotherLengthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GCNConvolution(weight: Tensor(DenseArray(zeros: [2, 3])), bias: Tensor(DenseArray([1, 2])))
        }
        expectMessage(end, "GCNConvolution: weight has 3 outputs, bias has shape [2]")
    }
}

extension EdgeList {
    /// The edges among the first `count` nodes.
    fileprivate func head(_ count: Int) -> EdgeList {
        EdgeList(zip(sources, targets).filter { $0 < count && $1 < count }.map { (Int($0), Int($1)) })
    }
}
