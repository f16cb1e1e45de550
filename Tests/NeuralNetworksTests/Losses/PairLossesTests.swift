import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct PairLossesTests {
    private func reduction(_ golden: GoldenCase) throws -> LossReduction {
        try #require(LossReduction(rawValue: try golden.string("reduction")))
    }

    /// Labels may be stored as whole numbers.
    private func labels(_ golden: GoldenCase) throws -> DenseArray {
        try golden.isInteger("in.target")
            ? DenseArray(try golden.ints("in.target").map { Float($0) }) : try golden.array("in.target")
    }

    @Test func marginRankingEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "MarginRankingLoss") {
            let (a, b) = (try golden.input("x1"), try golden.input("x2"))
            let y = a.marginRanking(
                b, labels: try labels(golden), margin: try golden.float("margin"), reduction: try reduction(golden))
            try golden.check(outputs: ["y": y], inputs: ["x1": a, "x2": b])
        }
    }

    @Test func cosineEmbeddingEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "CosineEmbeddingLoss") {
            let (a, b) = (try golden.input("x1"), try golden.input("x2"))
            let y = a.cosineEmbedding(
                b, labels: try labels(golden), margin: try golden.float("margin"), reduction: try reduction(golden))
            try golden.check(outputs: ["y": y], inputs: ["x1": a, "x2": b])
        }
    }

    @Test func tripletMarginEqualsPyTorch() throws {
        for golden in try Golden.load("nn").cases(ofKind: "TripletMarginLoss") {
            let (a, b, c) = (try golden.input("anchor"), try golden.input("positive"), try golden.input("negative"))
            let y = a.tripletMargin(
                positive: b, negative: c, margin: try golden.float("margin"), p: try golden.float("p"),
                epsilon: try golden.float("eps"), reduction: try reduction(golden))
            try golden.check(outputs: ["y": y], inputs: ["anchor": a, "positive": b, "negative": c])
        }
    }

    @Test func gradients() {
        let inputs = [randomArray([4, 3], seed: 1, gap: 0.2), randomArray([4, 3], seed: 2, gap: 0.2)]
        let third = randomArray([4, 3], seed: 3, gap: 0.2), labels = DenseArray([1, -1, 1, -1])
        for reduction in LossReduction.allCases {
            checkGradient(of: inputs, "cosine, \(reduction)") {
                $0[0].cosineEmbedding($0[1], labels: labels, margin: -0.9, reduction: reduction)
            }
            checkGradient(of: [randomArray([4], seed: 4), randomArray([4], seed: 5)], "ranking, \(reduction)") {
                $0[0].marginRanking($0[1], labels: labels, margin: 3, reduction: reduction)
            }
            for p: Float in [1.5, 2, 3] {
                checkGradient(of: inputs + [third], "triplet, \(reduction), \(p)") {
                    $0[0].tripletMargin(positive: $0[1], negative: $0[2], margin: 9, p: p, reduction: reduction)
                }
            }
        }
    }

    @Test func shapesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor(DenseArray(zeros: [2, 3]))
            _ = x.cosineEmbedding(x, labels: DenseArray(zeros: [3]))
        }
        expectMessage(end, "Tensor.cosineEmbedding: expected x₁ and x₂ [rows, width] and labels [rows]")
    }
}
