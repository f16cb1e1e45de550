import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct DensePoolingTests {
    @Test(arguments: [("dense_diff_pool", "link_loss", "ent_loss"), ("dense_mincut_pool", "mincut_loss", "ortho_loss")])
    func equalsPyG(kind: String, structure: String, assignment: String) throws {
        var (seen, masked) = (0, 0)
        for golden in try Golden.load("gnn").cases(ofKind: kind) {
            let (x, adjacency, s) = (try golden.input("x"), try golden.input("adj"), try golden.input("s"))
            let mask = golden.has("in.mask")
                ? try golden.isInteger("in.mask")
                    ? try golden.ints("in.mask").map { $0 != 0 } : try golden.array("in.mask").elements.map { $0 != 0 }
                : nil
            let pooled = kind == "dense_diff_pool"
                ? DensePooling.diffPool(
                    x, adjacency: adjacency, logits: s, mask: mask, normalizes: golden.flag("normalize"))
                : DensePooling.minCut(x, adjacency: adjacency, logits: s, mask: mask)
            try golden.check(
                outputs: [
                    "x": pooled.x, "adj": pooled.adjacency, structure: pooled.structureLoss,
                    assignment: pooled.assignmentLoss,
                ], inputs: ["x": x, "adj": adjacency, "s": s])
            seen += 1
            masked += mask == nil ? 0 : 1
        }
        #expect(seen > masked && masked > 0)
    }

    /// Two graphs, one with a padded node.
    private let mask = [true, true, true, true, true, false]
    private var arrays: [DenseArray] {
        let a = randomArray([2, 3, 3], seed: 2).map { abs($0) + 0.2 }
        return [randomArray([2, 3, 4], seed: 1), a, randomArray([2, 3, 2], seed: 3)]
    }

    @Test func gradients() {
        for part in 0..<4 {
            for cut in [false, true] {
                // what each result depends on: x, adjacency, logits
                let given = [[0, 2], [1, 2], [1, 2], [2]][part]
                checkGradient(of: given.map { arrays[$0] }, "part \(part), MinCut \(cut)") { [arrays, mask] tensors in
                    func pick(_ number: Int) -> Tensor {
                        given.firstIndex(of: number).map { tensors[$0] } ?? Tensor(arrays[number])
                    }
                    let pooled = cut
                        ? DensePooling.minCut(pick(0), adjacency: pick(1), logits: pick(2), mask: mask)
                        : DensePooling.diffPool(pick(0), adjacency: pick(1), logits: pick(2), mask: mask)
                    return [pooled.x, pooled.adjacency, pooled.structureLoss, pooled.assignmentLoss][part]
                }
            }
        }
    }

    /// Clusters do not know their nodes' numbers.
    @Test func renumbering() {
        let order = [2, 0, 1, 4, 3, 5], within = [2, 0, 1, 1, 0, 2]
        func moved(_ array: DenseArray) -> DenseArray {
            array.reshaped([6, array.count / 6]).gatheringRows(order).reshaped(array.shape)
        }
        var a = moved(arrays[1]).elements
        let old = a
        for row in 0..<6 { for c in 0..<3 { a[row * 3 + c] = old[row * 3 + within[row / 3 * 3 + c]] } }
        let inputs = [moved(arrays[0]), DenseArray(a, shape: [2, 3, 3]), moved(arrays[2])].map { Tensor($0) }
        let plain = arrays.map { Tensor($0) }
        for pool in [
            { DensePooling.minCut($0[0], adjacency: $0[1], logits: $0[2], mask: $1) },
            { DensePooling.diffPool($0[0], adjacency: $0[1], logits: $0[2], mask: $1) },
        ] as [([Tensor], [Bool]) -> DensePooling.Result] {
            let (first, second) = (pool(plain, mask), pool(inputs, mask))
            expectClose(second.x.value, first.x.value, .reordered)
            expectClose(second.adjacency.value, first.adjacency.value, .reordered)
            expectClose(second.structureLoss.value, first.structureLoss.value, .reordered)
            expectClose(second.assignmentLoss.value, first.assignmentLoss.value, .reordered)
        }
    }

    @Test func shapesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            func zeros(_ shape: [Int]) -> Tensor { Tensor(DenseArray(zeros: shape)) }
            _ = DensePooling.diffPool(zeros([1, 3, 2]), adjacency: zeros([1, 3, 4]), logits: zeros([1, 3, 2]))
        }
        expectMessage(end, "found shapes [1, 3, 2], [1, 3, 4], [1, 3, 2]")
    }
}
