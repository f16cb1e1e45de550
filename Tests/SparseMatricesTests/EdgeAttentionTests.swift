import DenseArrays
import SparseMatrices
import TestSupport
import Testing

@Suite struct EdgeAttentionTests {
    /// Three nodes, edges 0→0, 1→0, 2→1; node 2 receives nothing.
    let incoming = EdgeGroups(rowStarts: [0, 2, 3, 3], neighbours: [0, 1, 2], places: nil, neighbourCount: 3)
    let outgoing = EdgeGroups(rowStarts: [0, 1, 2, 3], neighbours: [0, 0, 1], places: [0, 1, 2], neighbourCount: 3)

    private func random(_ shape: [Int], _ seed: Int) -> DenseArray {
        DenseArray(uniform: shape, low: -1, high: 1, key: RandomKey(seed: seed))
    }

    /// The same by the single steps.
    private func stepwise(_ x: DenseArray, _ u: DenseArray, _ v: DenseArray, heads: Int) -> (DenseArray, DenseArray) {
        let alpha = incoming.softmax(incoming.additiveScores(scores(x, u, heads: heads), scores(x, v, heads: heads), nil, slope: 0.2))
        return (incoming.weightedSum(alpha, x), alpha)
    }

    @Test(arguments: [(8, 8), (1, 7), (3, 5), (2, 16), (20, 1)]) func equalsItsSteps(heads: Int, features: Int) {
        let (x, u, v) = (random([3, heads * features], 1), random([heads * features], 2), random([heads * features], 3))
        let (y, memory) = EdgeAttention.forward(
            incoming, x, target: u, source: v, heads: heads, slope: 0.2, edgeIDs: [0, 1, 2])
        let expected = stepwise(x, u, v, heads: heads)
        expectClose(y, expected.0, .reordered)
        expectClose(memory.alpha, expected.1, .reordered)
        #expect((0..<heads * features).allSatisfy { y[2, $0] == 0 })
    }

    /// x[r, h, :] · w[h, :]
    private func scores(_ x: DenseArray, _ w: DenseArray, heads: Int) -> DenseArray {
        let features = x.columns / heads
        var out = DenseArray(zeros: [x.rows, heads])
        for r in 0..<x.rows {
            for h in 0..<heads { for f in 0..<features { out[r, h] += x[r, h * features + f] * w[h * features + f] } }
        }
        return out
    }

    /// The derivative, against those of the single steps.
    @Test(arguments: [(8, 8), (1, 7), (3, 5), (1, 8)]) func derivative(heads: Int, features: Int) {
        let width = heads * features
        let (x, u, v, up) = (random([3, width], 1), random([width], 2), random([width], 3), random([3, width], 4))
        let mask = DropoutMask(rate: 0.3, key: RandomKey(seed: 5))
        let memory = EdgeAttention.forward(
            incoming, x, target: u, source: v, heads: heads, slope: 0.2, mask: mask, edgeIDs: [4, 7, 2]).memory
        let found = memory.backward(up, incoming, outgoing)

        let (a, b) = (scores(x, u, heads: heads), scores(x, v, heads: heads))
        let alpha = incoming.softmax(incoming.additiveScores(a, b, nil, slope: 0.2))
        let dropped = alpha.dropout(mask, rowIDs: [4, 7, 2])
        let dAlpha = incoming.dot(up, x, heads: heads).dropoutBackward(mask, rowIDs: [4, 7, 2])
        let dz = incoming.additiveScoresBackward(incoming.softmaxBackward(alpha, dAlpha), a, b, nil, slope: 0.2)
        let (da, db) = (incoming.weightedEdgeSum(nil, dz), outgoing.weightedEdgeSum(nil, dz))
        var dx = outgoing.weightedSum(dropped, up)
        var (du, dv) = (DenseArray(zeros: [width]), DenseArray(zeros: [width]))
        for r in 0..<3 {
            for i in 0..<width {
                let h = i / features
                dx[r, i] += da[r, h] * u[i] + db[r, h] * v[i]
                du[i] += da[r, h] * x[r, i]
                dv[i] += db[r, h] * x[r, i]
            }
        }
        expectClose(found.x, dx, .reordered, "x")
        expectClose(found.u, du, .reordered, "u")
        expectClose(found.v, dv, .reordered, "v")
    }

    @Test func dropsByTheEdgesNames() {
        let (x, u, v) = (random([3, 64], 1), random([64], 2), random([64], 3))
        let mask = DropoutMask(rate: 0.5, key: RandomKey(seed: 9))
        let memory = EdgeAttention.forward(
            incoming, x, target: u, source: v, heads: 8, slope: 0.2, mask: mask, edgeIDs: [5, 1, 3]).memory
        #expect(memory.dropped == memory.alpha.dropout(mask, rowIDs: [5, 1, 3]))
    }
}
