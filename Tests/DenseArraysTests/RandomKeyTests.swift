import TestSupport
import Testing

@testable import DenseArrays

@Suite struct RandomKeyTests {
    @Test func keysFollowFromSeedAndPathAlone() {
        let key = RandomKey(seed: 7)
        #expect(key == RandomKey(seed: 7) && key != RandomKey(seed: 8))
        #expect(key.child("dropout").child(3) == RandomKey(seed: 7).child("dropout").child(3))
        let children = [
            key.child("a"), key.child("b"), key.child(0), key.child(1), key.child(-1), key.child(0).child(1),
            key.child(1).child(0), key,
        ]
        #expect(Set(children.map(\.value)).count == children.count)
    }

    /// The numbers themselves are part of what a seed promises: results of the past can be repeated.
    @Test func numbersStay() {
        // SplitMix64's first output for the state 0, from its authors' reference code
        #expect(RandomKey.mix(0) == 0xe220_a839_7b1d_cdaf)
        let key = RandomKey(seed: 1).child("test")
        let numbers = (0..<4).map { key.integer($0, below: 1000) }
        #expect(numbers == (0..<4).map { RandomKey(seed: 1).child("test").integer($0, below: 1000) })
        #expect(Set((0..<50).map { key.bits($0) }).count == 50)
    }

    @Test func uniformNumbers() {
        let key = RandomKey(seed: 3)
        let numbers = (0..<100_000).map { key.uniform($0) }
        #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
        // mean 1/2 ± 5 standard errors of 0.289 / √100000
        #expect(abs(numbers.reduce(0, +) / 100_000 - 0.5) < 0.0046)
        let tenths = numbers.reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1 * 10)] += 1 }
        // 10000 ± 5 · √9000
        #expect(tenths.allSatisfy { abs($0 - 10_000) < 475 })
    }

    @Test func integersReachAllValues() {
        let key = RandomKey(seed: 4)
        let counts = (0..<7000).reduce(into: [Int](repeating: 0, count: 7)) { $0[key.integer($1, below: 7)] += 1 }
        // 1000 ± 5 · √857
        #expect(counts.allSatisfy { abs($0 - 1000) < 147 })
    }

    @Test func permutations() {
        let key = RandomKey(seed: 5)
        for count in [0, 1, 2, 100] { #expect(key.permutation(count).sorted() == Array(0..<count)) }
        #expect(key.permutation(100) != Array(0..<100))
        #expect(key.permutation(100) == RandomKey(seed: 5).permutation(100))
        // each of the 6 orders of three, about as often: 1000 ± 5 · √833
        var counts: [[Int]: Int] = [:]
        for n in 0..<6000 { counts[RandomKey(seed: 6).child(n).permutation(3), default: 0] += 1 }
        #expect(counts.count == 6 && counts.values.allSatisfy { abs($0 - 1000) < 145 })
    }

    @Test func uniformArrays() {
        let key = RandomKey(seed: 9)
        let array = DenseArray(uniform: [1000, 100], low: -2, high: 3, key: key)
        #expect(array.elements.allSatisfy { $0 >= -2 && $0 <= 3 })
        // mean 0.5 ± 5 · 1.443 / √100000
        #expect(abs(array.sum() / 100_000 - 0.5) < 0.023)
        #expect(array == DenseArray(uniform: [1000, 100], low: -2, high: 3, key: key))
        #expect(array != DenseArray(uniform: [1000, 100], low: -2, high: 3, key: key.child(1)))
    }
}
