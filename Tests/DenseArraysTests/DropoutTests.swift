import DenseArrays
import TestSupport
import Testing

@Suite struct DropoutTests {
    static let key = RandomKey(seed: 11).child("dropout")

    /// 1 where the mask keeps, 0 where it drops.
    static func kept(_ rows: Int, _ columns: Int, rate: Float, key: RandomKey = key) -> [Double] {
        DenseArray(repeating: 1, shape: [rows, columns]).dropout(DropoutMask(rate: rate, key: key)).elements.map {
            $0 == 0 ? 0 : 1
        }
    }

    @Test(arguments: [0.1, 0.5, 0.9] as [Float]) func rateAndScale(rate: Float) {
        let x = DenseArray(repeating: 3, shape: [500, 200])
        let y = x.dropout(DropoutMask(rate: rate, key: Self.key))
        let dropped = y.elements.count { $0 == 0 }
        // 5 standard deviations of a binomial
        let expected = Double(rate) * 100_000
        #expect(abs(Double(dropped) - expected) < 5 * (expected * (1 - Double(rate))).squareRoot())
        expectClose(
            y.elements.filter { $0 != 0 }, [Float](repeating: 3 / (1 - rate), count: 100_000 - dropped), .elementwise)
    }

    @Test func rateZeroChangesNothing() {
        let x = randomArray([5, 6], seed: 1)
        expectSameBits(x.dropout(DropoutMask(rate: 0, key: Self.key)), x)
    }

    @Test func theKeyDecides() {
        let a = Self.kept(50, 50, rate: 0.5)
        let b = Self.kept(50, 50, rate: 0.5, key: Self.key.child(1))
        #expect(a == Self.kept(50, 50, rate: 0.5))
        #expect(a != b)
    }

    // the second shape is cut into pieces for threads
    @Test(arguments: [[40, 9], [4000, 100]]) func aPartIsDroppedAsInsideTheWhole(shape: [Int]) {
        let x = randomArray(shape, seed: 2, gap: 0.1)
        let mask = DropoutMask(rate: 0.4, key: Self.key)
        let whole = x.dropout(mask)
        let ids = [31, 2, 2, 17, shape[0] - 1, shape[0] / 2]
        let part = x.gatheringRows(ids).dropout(mask, rowIDs: ids.map { UInt32($0) })
        expectSameBits(part, whole.gatheringRows(ids))
        let all = (0..<shape[0]).map { UInt32($0) }
        expectSameBits(x.dropout(mask, rowIDs: all), whole)
        expectSameBits(
            x.gatheringRows(all.reversed().map { Int($0) }).dropout(mask, rowIDs: all.reversed()),
            whole.gatheringRows(all.reversed().map { Int($0) }))
    }

    @Test func theBackwardPassUsesTheSameMask() {
        let x = randomArray([30, 20], seed: 3, gap: 0.1)
        let mask = DropoutMask(rate: 0.3, key: Self.key)
        let forward = x.dropout(mask)
        let backward = DenseArray(repeating: 1, shape: [30, 20]).dropoutBackward(mask)
        expectClose(forward, x * backward, .elementwise)
        #expect(backward.elements.contains(0) && !backward.elements.allSatisfy { $0 == 0 })
    }

    @Test func biasReluAndDropoutInOnePass() {
        let x = randomArray([33, 21], seed: 4)
        let bias = randomArray([21], seed: 5)
        let mask = DropoutMask(rate: 0.5, key: Self.key)
        expectSameBits(x.activated(bias: bias, relu: true, mask: mask), x.addingBias(bias).relu().dropout(mask))
        expectSameBits(x.activated(bias: bias, relu: false, mask: nil), x.addingBias(bias))
        expectSameBits(x.activated(bias: nil, relu: true, mask: nil), x.relu())
        expectSameBits(x.activated(bias: nil, relu: false, mask: mask), x.dropout(mask))
        var y = x
        y.activate(bias: bias, relu: true, mask: mask)
        expectSameBits(y, x.activated(bias: bias, relu: true, mask: mask))
    }

    @Test func nanPasses() {
        let x = DenseArray([.nan, -1, 1, .nan], shape: [2, 2])
        for relu in [false, true] {
            let y = x.activated(bias: DenseArray([0, 0]), relu: relu, mask: nil)
            #expect(y[0].isNaN && y[3].isNaN && y[2] == 1 && y[1] == (relu ? 0 : -1))
            let z = x.activated(bias: nil, relu: relu, mask: nil)
            #expect(z[0].isNaN && z[3].isNaN)
        }
    }

    @Test func masksDoNotDependOnThreads() {
        let x = randomArray([4000, 100], seed: 6)
        expectSameBitsForThreadCounts("dropout") { x.dropout(DropoutMask(rate: 0.5, key: Self.key)) }
    }

    /// The correlation of two series of zeros and ones.
    private func correlation(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
        var n = 0.0
        var sa = 0.0
        var sb = 0.0
        var sab = 0.0
        var saa = 0.0
        var sbb = 0.0
        for (x, y) in zip(a, b) {
            (n, sa, sb, sab, saa, sbb) = (n + 1, sa + x, sb + y, sab + x * y, saa + x * x, sbb + y * y)
        }
        return (sab / n - sa / n * sb / n) / ((saa / n - sa * sa / n / n) * (sbb / n - sb * sb / n / n)).squareRoot()
    }

    @Test func neighboursAreNotCorrelated() {
        let (rows, columns) = (500, 400)
        let mask = Self.kept(rows, columns, rate: 0.5)
        // of independent series of n: 0 ± 5 / √n
        let limit = 5 / Double(rows * columns).squareRoot()
        for lag in [1, 2, 3, 4, 8, 16, 32, 64, 128, columns, columns + 1, 2 * columns] {
            let found = correlation(mask, mask.dropFirst(lag))
            #expect(abs(found) < limit * 1.1, "elements \(lag) apart: \(found)")
        }
        for step in 1...4 {
            let other = Self.kept(rows, columns, rate: 0.5, key: Self.key.child(step))
            #expect(abs(correlation(mask, other)) < limit, "step \(step)")
            let next = Self.kept(rows, columns, rate: 0.5, key: Self.key.child(step + 1))
            #expect(abs(correlation(other, next)) < limit, "steps \(step) and \(step + 1)")
        }
    }

    @Test func rowsAndColumnsAreDroppedEvenly() {
        let (rows, columns) = (400, 300)
        let mask = Self.kept(rows, columns, rate: 0.5)
        var (ofRows, ofColumns) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns))
        for (i, value) in mask.enumerated() {
            ofRows[i / columns] += value
            ofColumns[i % columns] += value
        }
        // each a binomial; the variances over all of them are n/4, within 5 · √(2 / count) of it
        for (counts, n) in [(ofRows, Double(columns)), (ofColumns, Double(rows))] {
            let variance = counts.reduce(0) { $0 + ($1 - n / 2) * ($1 - n / 2) } / Double(counts.count)
            #expect(abs(variance / (n / 4) - 1) < 5 * (2 / Double(counts.count)).squareRoot(), "\(variance)")
        }
    }

    @Test func flatArraysAreKnownByIndex() {
        let values = randomArray([1000], seed: 7, gap: 0.1).elements
        let mask = DropoutMask(rate: 0.25, key: Self.key)
        func drop(_ values: [Float], _ ids: [UInt32]) -> [Float] {
            var out = [Float](repeating: 9, count: values.count)
            values.withUnsafeBufferPointer { values in
                ids.withUnsafeBufferPointer { ids in
                    out.withUnsafeMutableBufferPointer { mask.apply(to: values, indices: ids, into: $0) }
                }
            }
            return out
        }
        let whole = drop(values, Array(0..<1000))
        let dropped = whole.count { $0 == 0 }
        #expect(abs(dropped - 250) < 69)
        let ids: [UInt32] = [999, 0, 500]
        #expect(drop(ids.map { values[Int($0)] }, ids) == ids.map { whole[Int($0)] })
    }

    @Test func aRateOfOneIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DropoutMask(rate: 1, key: RandomKey(seed: 1))
        }
        expectMessage(end, "Dropout: expected a rate of at least 0 and below 1, found 1.0")
    }
}
