import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import TestSupport
import Testing

/// Every operation over compressed edges against the same by gathering and adding rows, values and gradients.
@Suite struct EdgeOperationsTests {
    /// Few and many heads; features below, at and above the width of the vector loops.
    static let sizes = [(heads: 1, features: 1), (2, 3), (1, 8), (3, 17), (20, 1), (17, 2)]

    private func compare(
        _ what: String, _ inputs: [DenseArray], tolerance: Tolerance = .reordered, _ fast: @escaping ([Tensor]) -> Tensor,
        _ slow: @escaping ([Tensor]) -> Tensor, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let results = [fast, slow].map { run in
            let leaves = inputs.map { Tensor($0, requiresGradient: true) }
            let y = run(leaves)
            y.backward(randomArray(y.shape, seed: 99))
            return [y.value] + leaves.map { $0.gradient ?? DenseArray(zeros: $0.shape) }
        }
        for (number, (found, expected)) in zip(results[0], results[1]).enumerated() {
            expectClose(
                found, expected.reshaped(found.shape), tolerance, "\(what), result \(number)",
                sourceLocation: sourceLocation)
        }
    }

    /// In compressed order.
    private func ends(_ edges: CompressedEdges) -> (sources: [Int], targets: [Int]) {
        let numbers = edges.edgeNumbers.map { Int($0) }
        return (numbers.map { Int(edges.edges.sources[$0]) }, numbers.map { Int(edges.edges.targets[$0]) })
    }

    /// c `[edges, heads]` repeated for each feature: `[edges, heads · features]`.
    private func spread(_ c: Tensor, _ heads: Int, _ features: Int) -> Tensor {
        var block = DenseArray(zeros: [heads, heads * features])
        for h in 0..<heads { for f in 0..<features { block[h, h * features + f] = 1 } }
        return c.matrixProduct(Tensor(block))
    }

    /// Sums over each head's features: `[edges, heads]`.
    private func headSums(_ x: Tensor, _ heads: Int, _ features: Int) -> Tensor {
        var block = DenseArray(zeros: [heads * features, heads])
        for h in 0..<heads { for f in 0..<features { block[h * features + f, h] = 1 } }
        return x.matrixProduct(Tensor(block))
    }

    @Test(arguments: SmallGraph.all.filter { $0.edges.count > 0 }, sizes)
    func sums(graph: SmallGraph, size: (heads: Int, features: Int)) {
        let (heads, features) = size
        let n = graph.nodeCount
        let width = heads * features
        let edges = CompressedEdges(graph.edges, nodeCount: n)
        let (sources, targets) = ends(edges)
        let x = randomArray([n, width], seed: 1)
        let c = randomArray([edges.count, heads], seed: 2)
        let e = randomArray([edges.count, width], seed: 3)
        compare("\(graph), \(size): weighted sum", [x, c]) {
            $0[0].weightedSum(edges, $0[1])
        } _: {
            ($0[0].gatheringRows(sources) * spread($0[1], heads, features)).segmentSum(targets, rows: n)
        }
        compare("\(graph), \(size): sum", [x]) {
            $0[0].weightedSum(edges)
        } _: {
            $0[0].gatheringRows(sources).segmentSum(targets, rows: n)
        }
        compare("\(graph), \(size): weighted sum of edges", [e, c]) {
            $0[0].weightedEdgeSum(edges, $0[1])
        } _: {
            ($0[0] * spread($0[1], heads, features)).segmentSum(targets, rows: n)
        }
        compare("\(graph), \(size): rectified sum", [x, e]) {
            $0[0].rectifiedSum(edges, edgeTerms: $0[1])
        } _: {
            ($0[0].gatheringRows(sources) + $0[1]).relu().segmentSum(targets, rows: n)
        }
    }

    @Test(arguments: SmallGraph.all.filter { $0.edges.count > 0 }, sizes)
    func scores(graph: SmallGraph, size: (heads: Int, features: Int)) {
        let (heads, features) = size
        let n = graph.nodeCount
        let width = heads * features
        let edges = CompressedEdges(graph.edges, nodeCount: n, replacingSelfLoops: true)
        let (sources, targets) = ends(edges)
        let a = randomArray([n, width], seed: 1)
        let b = randomArray([n, width], seed: 2)
        let e = randomArray([edges.count, width], seed: 3)
        let w = randomArray([heads, features], seed: 4)
        let s = randomArray([edges.count, heads], seed: 5)
        compare("\(graph), \(size): dot", [a, b]) {
            $0[0].edgeDot($0[1], edges, heads: heads, scale: 0.5)
        } _: {
            headSums($0[0].gatheringRows(targets) * $0[1].gatheringRows(sources), heads, features) * 0.5
        }
        compare("\(graph), \(size): dot with edge terms", [a, b, e]) {
            $0[0].edgeDot($0[1], edgeTerms: $0[2], edges, heads: heads)
        } _: {
            headSums($0[0].gatheringRows(targets) * ($0[1].gatheringRows(sources) + $0[2]), heads, features)
        }
        compare("\(graph), \(size): softmax", [s]) {
            $0[0].edgeSoftmax(edges)
        } _: {
            $0[0].segmentSoftmax(targets, rows: n)
        }
        for withTerms in [false, true] {
            compare("\(graph), \(size): additive", [a, b] + (withTerms ? [e] : [])) {
                $0[0].additiveScores($0[1], edgeTerms: withTerms ? $0[2] : nil, edges, slope: 0.2)
            } _: {
                let z = $0[0].gatheringRows(targets) + $0[1].gatheringRows(sources)
                return (withTerms ? z + $0[2] : z).leakyRelu(slope: 0.2)
            }
            compare("\(graph), \(size): mixed", [a, b, w] + (withTerms ? [e] : [])) {
                $0[0].mixedScores($0[1], edgeTerms: withTerms ? $0[3] : nil, weight: $0[2], edges, slope: 0.2)
            } _: {
                let z = $0[0].gatheringRows(targets) + $0[1].gatheringRows(sources)
                let rectified = (withTerms ? z + $0[3] : z).leakyRelu(slope: 0.2)
                let row = $0[2].reshaped([1, width]).gatheringRows([Int](repeating: 0, count: edges.count))
                return headSums(rectified * row, heads, features)
            }
        }
    }

    /// Large scores do not overflow; a node that receives nothing has no coefficients and gets 0.
    @Test func largeScores() {
        let edges = CompressedEdges(EdgeList([(0, 1), (2, 1)]), nodeCount: 3)
        let alpha = Tensor(DenseArray([500, 501], shape: [2, 1])).edgeSoftmax(edges)
        let first = Float(1 / (1 + DoubleMath.exp(1)))
        expectClose(alpha.value.elements, [first, 1 - first], .elementwise)
        let y = Tensor(DenseArray(repeating: 1, shape: [3, 2])).weightedSum(edges, alpha).value
        expectClose(y, DenseArray(rows: [[0, 0], [1, 1], [0, 0]]), .elementwise)
    }

    /// Features of given edges in compressed order: a new loop gets the mean of what arrives at its node.
    @Test func arranged() {
        let given = EdgeList([(1, 1), (0, 2), (1, 2), (2, 0)])
        let edges = CompressedEdges(given, nodeCount: 3, replacingSelfLoops: true)
        let values = Tensor(DenseArray([10, 1, 3, 5], shape: [4, 1]))
        // listed: 0→2, 1→2, 2→0, loops 0, 1, 2
        expectClose(edges.listed(edges.arranged(values)).value.elements, [1, 3, 5, 5, 0, 2], .elementwise)
        checkGradient(of: [randomArray([4, 2], seed: 1)], "arranged") { edges.arranged($0[0]) }
        let plain = CompressedEdges(given, nodeCount: 3)
        #expect(plain.listed(plain.arranged(values)).value == values.value)
    }

    @Test func shapesAreChecked() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let edges = CompressedEdges(EdgeList([(0, 1)]), nodeCount: 3)
            _ = Tensor(DenseArray(zeros: [2, 4])).weightedSum(edges)
        }
        expectMessage(end, "EdgeGroups.weightedSum: expected x of shape [3, 4], found [2, 4]")
        let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let edges = CompressedEdges(EdgeList([(0, 1)]), nodeCount: 3)
            _ = Tensor(DenseArray(zeros: [3, 4])).weightedSum(edges, Tensor(DenseArray(zeros: [1, 3])))
        }
        expectMessage(other, "EdgeGroups.weightedSum: 4 columns do not divide into 3 heads")
    }
}
