import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct MultiheadAttentionTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "MultiheadAttention") {
            let layer = MultiheadAttention(
                width: try golden.int("embed_dim"), heads: try golden.int("num_heads"), bias: golden.flag("bias"),
                dropout: try golden.float("dropout"), key: RandomKey(seed: 1))
            try golden.load(into: layer.goldenParameters)
            let (q, k, v) = (try golden.input("query"), try golden.input("key"), try golden.input("value"))
            // some sets may have the time first
            let first = golden.flag("batch_first")
            func turned(_ x: Tensor) -> Tensor { first ? x : x.permuted([1, 0, 2]) }
            let (y, weights) = layer(queries: turned(q), keys: turned(k), values: turned(v))
            try golden.check(
                outputs: ["y": turned(y), "weights": weights], inputs: ["query": q, "key": k, "value": v],
                parameters: layer.goldenParameters)
        }
    }

    /// A hidden place counts nothing: whatever stands there.
    @Test func hiddenPlaces() {
        let layer = MultiheadAttention(width: 4, heads: 2, key: RandomKey(seed: 1))
        var x = randomArray([1, 3, 4], seed: 2)
        let causal = (0..<3).flatMap { target in (0..<3).map { $0 > target } }
        func run() -> (Tensor, Tensor) {
            let input = Tensor(x)
            let (y, weights) = layer(queries: input, keys: input, values: input, hidden: causal)
            return (y, weights)
        }
        let (before, weights) = run()
        // e^-infinity is as good as 0
        #expect([1, 2, 5].allSatisfy { weights.value[$0] < 1e-30 } && weights.value[0] == 1)
        for c in 0..<4 { x[8 + c] = 5 }
        let (after, _) = run()
        #expect(after.value.elements.prefix(8).elementsEqual(before.value.elements.prefix(8)))
        #expect(after.value != before.value)
    }

    @Test func dropoutDropsWeights() {
        let layer = MultiheadAttention(width: 4, heads: 1, dropout: 0.5, key: RandomKey(seed: 1))
        let x = Tensor(randomArray([2, 8, 4], seed: 2))
        let weights = layer(queries: x, keys: x, values: x, .training(RandomKey(seed: 3))).weights.value
        #expect(weights.elements.contains(0))
        #expect(!layer(queries: x, keys: x, values: x).weights.value.elements.contains(0))
    }

    @Test func wrongShapesAreRefused() async {
        let heads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = MultiheadAttention(width: 5, heads: 2, key: RandomKey(seed: 1))
        }
        expectMessage(heads, "MultiheadAttention: expected a width that 2 heads divide, found 5")
        let width = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(DenseArray(zeros: [1, 2, 6]))
            _ = MultiheadAttention(width: 4, heads: 2, key: RandomKey(seed: 1))(queries: x, keys: x, values: x)
        }
        expectMessage(width, "MultiheadAttention: expected queries [items, targets, 4]")
    }
}
