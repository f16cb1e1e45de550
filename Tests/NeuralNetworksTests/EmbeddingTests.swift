import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct EmbeddingTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "Embedding") {
            let layer = Embedding(
                count: try golden.int("num_embeddings"), width: try golden.int("embedding_dim"),
                padding: golden.setting("padding_idx")?.int, key: RandomKey(seed: 1))
            try golden.load(into: layer.goldenParameters)
            let y = layer(try golden.ints("in.index"), shape: try golden.shape("in.index"))
            try golden.check(outputs: ["y": y], inputs: [:], parameters: layer.goldenParameters)
        }
    }

    @Test func paddingStartsAsZeros() {
        let layer = Embedding(count: 5, width: 3, padding: 2, key: RandomKey(seed: 1))
        #expect(layer([2]).value == DenseArray(zeros: [1, 3]) && layer([1]).value != DenseArray(zeros: [1, 3]))
        #expect(layer.title == "Embedding(5, 3, padding_idx=2)")
        #expect(Embedding(count: 5, width: 3, key: RandomKey(seed: 1)).title == "Embedding(5, 3)")
    }

    @Test func anIndexOutsideIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Embedding(count: 5, width: 3, key: RandomKey(seed: 1))([5])
        }
        expectMessage(end, "Embedding: index 5 outside 0..<5")
    }
}
