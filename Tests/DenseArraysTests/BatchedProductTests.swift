import DenseArrays
import TestSupport
import Testing

@Suite struct BatchedProductTests {
    /// Each item as a product of matrices, in all four forms.
    @Test(arguments: [false, true], [false, true]) func equalsSingleProducts(left: Bool, right: Bool) {
        let a = randomArray(left ? [3, 5, 4] : [3, 4, 5], seed: 1), b = randomArray(right ? [3, 6, 5] : [3, 5, 6], seed: 2)
        let c = DenseArray.batchedProduct(a, b, transposeA: left, transposeB: right)
        #expect(c.shape == [3, 4, 6])
        for item in 0..<3 {
            func matrix(_ x: DenseArray) -> DenseArray { x.rows(item..<item + 1).reshaped(Array(x.shape.dropFirst())) }
            let one = DenseArray.product(matrix(a), matrix(b), transposeA: left, transposeB: right)
            expectClose(matrix(c), one, .reordered)
        }
    }

    @Test func emptyOnes() {
        #expect(
            DenseArray.batchedProduct(DenseArray(zeros: [2, 3, 0]), DenseArray(zeros: [2, 0, 4]))
                == DenseArray(zeros: [2, 3, 4]))
    }

    @Test func otherSizesAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray.batchedProduct(DenseArray(zeros: [2, 3, 4]), DenseArray(zeros: [2, 3, 4]))
        }
        expectMessage(end, "DenseArray.batchedProduct: [2, 3, 4] times [2, 3, 4]")
    }
}
