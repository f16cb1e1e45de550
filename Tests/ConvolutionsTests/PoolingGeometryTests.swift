import Convolutions
import DenseArrays
import TestSupport
import Testing

@Suite struct PoolingGeometryTests {
    @Test func lengths() {
        #expect(PoolingGeometry([28, 27], window: 2).outputLengths == [14, 13])
        #expect(PoolingGeometry([28, 27], window: 2, ceiling: true).outputLengths == [14, 14])
        #expect(PoolingGeometry([112, 112], window: 3, stride: 2, padding: 1).outputLengths == [56, 56])
        // no window starts in the padding after the end
        #expect(PoolingGeometry([5], window: 2, stride: 3, padding: 1, ceiling: true).outputLengths == [2])
        #expect(PoolingGeometry([6], window: 2, stride: 2, padding: 1, ceiling: true).outputLengths == [4])
        #expect(PoolingGeometry([7, 7], adaptive: [1, nil]).outputLengths == [1, 7])
    }

    @Test(arguments: [
        (lengths: [4, 3], window: 5, padding: 0, text: "along the height: a window of 5 spans 5 positions, the input has 4"),
        ([9, 3], 5, 0, "along the width: a window of 5 spans 5 positions, the input has 3"),
        ([4], 3, 2, "along the length: padding 2 is more than half the window's 3 positions"),
        ([4], 0, 0, "along the length: length 4, window 0, stride 0 and dilation 1 must be positive, padding 0 not negative"),
    ])
    func impossibleOnesAreNamed(lengths: [Int], window: Int, padding: Int, text: String) {
        do {
            _ = try PoolingGeometry(checking: lengths, window: window, padding: padding)
            Issue.record("was taken: \(text)")
        } catch {
            #expect(error.description == text)
        }
    }

    @Test func divisors() {
        let x = DenseArray([1, 2, 3, 4], shape: [1, 4, 1])
        func means(_ divisor: PoolingGeometry.Divisor) -> [Float] {
            PoolingGeometry([4], window: 3, stride: 2, padding: 1, divisor: divisor).mean(x).elements
        }
        #expect(means(.window) == [1, 3])
        #expect(means(.inside) == [1.5, 3])
        #expect(means(.fixed(2)) == [1.5, 4.5])
    }

    @Test func theSameBitsForAnyNumberOfThreads() {
        let x = randomArray([5, 17, 13, 40], seed: 1)
        for geometry in [
            PoolingGeometry([17, 13], window: 2), PoolingGeometry([17, 13], window: 3, stride: 2, padding: 1),
            PoolingGeometry([17, 13], adaptive: [4, 5]),
        ] {
            let all = resultsForThreadCounts {
                let (y, places) = geometry.maximum(x)
                let dy = randomArray(y.shape, seed: 2)
                let back = places.map { geometry.maximumGradient(dy, $0) } ?? DenseArray(0)
                return [y, back, geometry.mean(x), geometry.meanGradient(dy)]
            }
            for found in all.dropFirst() { for (a, b) in zip(found, all[0]) { expectSameBits(a, b) } }
        }
    }

    @Test func reluIsTheSameBeforeOrWithin() {
        let x = randomArray([3, 8, 8, 5], seed: 4)
        let geometry = PoolingGeometry([8, 8], window: 2)
        let (y, places) = geometry.maximum(x, relu: true)
        #expect(y == geometry.maximum(x.relu()).0)
        let dy = randomArray(y.shape, seed: 5)
        let back = places.map { geometry.maximumGradient(dy, $0) }
        // Σ over windows: what the maxima below 0 got is gone
        let expected = zip(dy.elements, y.elements).reduce(Float(0)) { $0 + ($1.1 > 0 ? $1.0 : 0) }
        expectClose(Double(back?.elements.reduce(0, +) ?? 0), Double(expected), .reordered)
    }
}
