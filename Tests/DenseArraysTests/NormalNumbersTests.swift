import TestSupport
import Testing

@testable import DenseArrays

@Suite struct NormalNumbersTests {
    @Test func distribution() {
        let count = 200_000
        let x = DenseArray(normal: [count], key: RandomKey(seed: 5)).elements.map(Double.init)
        let mean = x.reduce(0, +) / Double(count)
        let moments = (2...4).map { power -> Double in
            var sum = 0.0
            for value in x {
                var product = 1.0
                for _ in 0..<power { product *= value - mean }
                sum += product
            }
            return sum / Double(count)
        }
        // five standard errors: 1, √2, √15 and √96 over √count
        #expect(abs(mean) < 5 / 447.2)
        #expect(abs(moments[0] - 1) < 5 * 1.42 / 447.2)
        #expect(abs(moments[1]) < 5 * 3.88 / 447.2)
        #expect(abs(moments[2] - 3) < 5 * 9.8 / 447.2)
        // 4.55 % lie beyond two deviations, 0.0063 % beyond four
        #expect(abs(Double(x.count { abs($0) > 2 }) / Double(count) - 0.0455) < 0.0025)
        #expect((1...40).contains(x.count { abs($0) > 4 }))
        #expect(x.allSatisfy { abs($0) < 5.5 })
    }

    @Test func followsFromKeyAndPlace() {
        let key = RandomKey(seed: 2)
        let long = DenseArray(normal: [3, 100], key: key), short = DenseArray(normal: [100], key: key)
        #expect(Array(long.elements.prefix(100)) == short.elements)
        #expect(DenseArray(normal: [100], key: key.child(1)) != short)
        #expect(DenseArray(normal: [0], key: key).count == 0)
        expectSameBitsForThreadCounts("normal") { DenseArray(normal: [400_000], key: key) }
    }
}
