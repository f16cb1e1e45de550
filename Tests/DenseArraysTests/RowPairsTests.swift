import TestSupport
import Testing

@testable import DenseArrays

@Suite struct RowPairsTests {
    /// Widths on both sides of the kernels' 16 lanes.
    @Test(arguments: [1, 5, 16, 37]) func dotsAndScatter(width: Int) {
        let x = randomArray([6, width], seed: 1)
        let sources: [Int32] = [0, 3, 5, 5, 2, 0], targets: [Int32] = [1, 3, 0, 0, 4, 1]
        let c = randomArray([6], seed: 2)
        var dots: [Float] = []
        var scattered = DenseArray(zeros: [6, width])
        for (pair, (s, t)) in zip(sources, targets).enumerated() {
            var sum = 0.0
            for column in 0..<width {
                sum += Double(x[Int(s), column]) * Double(x[Int(t), column])
                scattered[Int(s), column] += c[pair] * x[Int(t), column]
                scattered[Int(t), column] += c[pair] * x[Int(s), column]
            }
            dots.append(Float(sum))
        }
        expectClose(x.pairDots(sources, targets).elements, dots, .reordered)
        expectClose(x.pairScatter(sources, targets, c), scattered, .reordered)
    }

    @Test func softplusSums() {
        let x = DenseArray((0..<700).map { Float($0 - 350) / 9 })
        var slope: DenseArray? = DenseArray(repeating: 7, shape: [700])
        let expected = x.elements[100..<600].reduce(0.0) {
            let v = -Double($1)
            return $0 + max(v, 0) + DoubleMath.log(1 + DoubleMath.exp(-abs(v)))
        }
        expectClose(x.softplusSum(100..<600, negated: true, scale: 2, slope: &slope), expected, .reordered)
        let slopes = slope?.elements ?? []
        #expect(slopes[99] == 7 && slopes[600] == 7)
        let wanted = x.elements[100..<600].map { Float(-2 / (1 + DoubleMath.exp(Double($0)))) }
        expectClose(Array(slopes[100..<600]), wanted, .elementwise)
        // far out nothing overflows
        var none: DenseArray?
        let far = DenseArray([300, -300])
        #expect(far.softplusSum(0..<2, negated: false, scale: 1, slope: &none) == 300)
        #expect(DenseArray([.nan]).softplusSum(0..<1, negated: false, scale: 1, slope: &none).isNaN)
    }

    @Test func message() async {
        expectMessage(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                _ = DenseArray(zeros: [3, 2]).pairDots([0, 3], [1, 1])
            }, "DenseArray.pairDots: row 3 outside 0..<3")
    }
}
