import DenseArrays
import TestSupport
import Testing

@Suite struct ElementwiseTests {
    /// Sizes around whole vectors, and one that is shared among threads.
    static let sizes = [0, 1, 7, 16, 33, 1000, 300_001]

    @Test(arguments: sizes) func arithmetic(size: Int) {
        let a = randomArray([size], seed: 1)
        let b = randomArray([size], seed: 2)
        let (x, y) = (a.elements, b.elements)
        #expect((a + b).elements == zip(x, y).map { $0 + $1 })
        #expect((a - b).elements == zip(x, y).map { $0 - $1 })
        #expect((a * b).elements == zip(x, y).map { $0 * $1 })
        #expect((a * 2.5).elements == x.map { $0 * 2.5 })
        #expect(a.map { $0 * $0 }.elements == x.map { $0 * $0 })
        #expect(a.relu().elements == x.map { max($0, 0) })
        #expect(a.relu().reluBackward(b, scale: 3).elements == zip(x, y).map { $0 > 0 ? $1 * 3 : 0 })
        var c = a
        c.add(b, scale: -0.5)
        expectClose(c.elements, zip(x, y).map { $0 - 0.5 * $1 }, .elementwise)
        #expect(a.elements == x)
    }

    @Test(arguments: sizes) func sums(size: Int) {
        let a = randomArray([size], seed: 3)
        let sum = a.elements.reduce(0.0) { $0 + Double($1) }
        let squares = a.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
        // both in double precision: only the order differs
        let exact = Tolerance(relative: 1e-12)
        expectClose(a.sum(), sum, exact)
        expectClose(a.sumOfSquares(), squares, exact)
    }

    @Test func sumsKeepDoublePrecision() {
        // in Float32 the ones would vanish beside 2³⁰
        var array = DenseArray(repeating: 1, shape: [1000])
        array[0] = 0x1p30
        #expect(array.sum() == 0x1p30 + 999)
    }

    @Test func resultsDoNotDependOnThreads() {
        let a = randomArray([400_003], seed: 4)
        let b = randomArray([400_003], seed: 5)
        expectSameBitsForThreadCounts("elementwise") {
            var c = (a + b) * (a - b)
            c.add(a.relu(), scale: 0.1)
            return c
        }
        let sums = resultsForThreadCounts { [a.sum(), a.sumOfSquares()] }
        #expect(sums.allSatisfy { $0 == sums[0] })
    }

    @Test func reluKeepsNaN() {
        // a network that diverges must not look healthy; PyTorch's relu keeps NaN too
        let x = DenseArray([.nan, -1, 2, .infinity, -.infinity])
        let y = x.relu()
        #expect(y[0].isNaN && y.elements.dropFirst() == [0, 2, .infinity, 0])
        let long = DenseArray(repeating: .nan, shape: [100]).relu()
        #expect(long.elements.allSatisfy { $0.isNaN })
    }

    @Test func isFiniteSeesEveryPlace() {
        for size in [1, 16, 37] {
            #expect(DenseArray(repeating: 3e38, shape: [size]).isFinite)
            for place in 0..<size {
                for bad in [Float.nan, .infinity, -.infinity] {
                    var array = DenseArray(zeros: [size])
                    array[place] = bad
                    #expect(!array.isFinite, "\(bad) at \(place) of \(size)")
                }
            }
        }
        #expect(DenseArray(zeros: [0]).isFinite)
    }

    @Test func shapesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray(zeros: [2]) + DenseArray(zeros: [1, 2])
        }
        expectMessage(end, "DenseArray.+: shapes [2] and [1, 2] differ")
    }
}
