import DenseArrays
import TestSupport
import Testing

@Suite struct MatrixProductTests {
    /// op(A) op(B) by plain loops in double precision.
    static func plain(_ a: DenseArray, _ b: DenseArray, _ transposeA: Bool, _ transposeB: Bool) -> DenseArray {
        let left = transposeA ? a.transposed() : a
        let right = transposeB ? b.transposed() : b
        let (m, k, n) = (left.shape[0], left.shape[1], right.shape[1])
        var sums = [Double](repeating: 0, count: m * n)
        let (x, y) = (left.elements, right.elements)
        for i in 0..<m {
            for l in 0..<k { for j in 0..<n { sums[i * n + j] += Double(x[i * k + l]) * Double(y[l * n + j]) } }
        }
        return DenseArray(sums.map { Float($0) }, shape: [m, n])
    }

    static func factors(_ m: Int, _ k: Int, _ n: Int, _ transposeA: Bool, _ transposeB: Bool) -> (
        DenseArray, DenseArray
    ) {
        (
            randomArray(transposeA ? [k, m] : [m, k], seed: 1),
            randomArray(transposeB ? [n, k] : [k, n], seed: 2)
        )
    }

    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func equalsPlainLoops(transposeA: Bool, transposeB: Bool) {
        for (m, k, n) in [(1, 1, 1), (3, 4, 5), (17, 1, 33), (64, 65, 63), (130, 7, 2), (1, 200, 1), (100, 37, 64), (101, 64, 48), (70, 5, 32), (65, 130, 16)] {
            let (a, b) = Self.factors(m, k, n, transposeA, transposeB)
            expectClose(
                .product(a, b, transposeA: transposeA, transposeB: transposeB),
                Self.plain(a, b, transposeA, transposeB), .reordered, "\(m) x \(k) x \(n)")
        }
    }

    /// Large enough to be cut: into panels of rows, with a short last one.
    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func panelsOfRows(transposeA: Bool, transposeB: Bool) {
        let (m, k, n) = (1003, 131, 300)
        try? #require(m * k * n > 2 << 24)
        let (a, b) = Self.factors(m, k, n, transposeA, transposeB)
        let c = expectSameBitsForThreadCounts("panels of rows") {
            .product(a, b, transposeA: transposeA, transposeB: transposeB)
        }
        expectClose(c, Self.plain(a, b, transposeA, transposeB), .reordered)
    }

    /// Few rows and many columns: cut into four panels of columns, with a short last one.
    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func panelsOfColumns(transposeA: Bool, transposeB: Bool) {
        let (m, k, n) = (100, 230, 601)
        try? #require(m * k * n > 2 << 22 && n >= 256)
        let (a, b) = Self.factors(m, k, n, transposeA, transposeB)
        let c = expectSameBitsForThreadCounts("panels of columns") {
            .product(a, b, transposeA: transposeA, transposeB: transposeB)
        }
        expectClose(c, Self.plain(a, b, transposeA, transposeB), .reordered)
    }

    /// A long sum, cut into panels whose results are added, with a short last one: k ≥ 4 max(m, n) and much work.
    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func panelsOfTheSum(transposeA: Bool, transposeB: Bool) {
        let (m, k, n) = (67, 9001, 61)
        try? #require(m * k * n > 2 << 24 && k >= 4 * max(m, n))
        let (a, b) = Self.factors(m, k, n, transposeA, transposeB)
        let c = expectSameBitsForThreadCounts("panels of the sum") {
            .product(a, b, transposeA: transposeA, transposeB: transposeB)
        }
        // 9001 terms of variance 1/9: magnitude about 30
        expectClose(c, Self.plain(a, b, transposeA, transposeB), .reordered)
    }

    /// Zeros of one-hot rows are skipped: the bits of the full product, which parts too small for that still make.
    @Test(arguments: [16, 32, 48, 64])
    func mostlyZeroFactorGivesTheSameBits(n: Int) {
        let (rows, width) = (83, 71)
        var a = DenseArray(zeros: [rows, width])
        for r in 0..<rows {
            for place in [r % 7, 20 + r * 5 % 31, 60 + r % 11] { a[r * width + place] = r % 3 == 0 ? 0.31 * Float(place) : 1 }
        }
        let b = randomArray([width, n], seed: 3), up = randomArray([rows, n], seed: 4), start = randomArray([rows, n], seed: 5)
        let whole = DenseArray.product(a, b), added = start.addingProduct(a, b)
        expectClose(whole, Self.plain(a, b, false, false), .reordered)
        for r in stride(from: 0, to: rows, by: 10) {
            let part = r..<min(rows, r + 10)
            #expect(whole.rows(part) == .product(a.rows(part), b))
            #expect(added.rows(part) == start.rows(part).addingProduct(a.rows(part), b))
        }
        let turned = DenseArray.product(a, up, transposeA: true)
        expectClose(turned, Self.plain(a, up, true, false), .reordered)
        let columns = a.transposed()
        for c in stride(from: 0, to: width, by: 20) {
            let part = c..<min(width, c + 20)
            #expect(turned.rows(part) == .product(columns.rows(part).transposed(), up, transposeA: true))
        }
    }

    @Test func emptyFactors() {
        #expect(DenseArray.product(DenseArray(zeros: [0, 3]), DenseArray(zeros: [3, 2])).shape == [0, 2])
        #expect(DenseArray.product(DenseArray(zeros: [2, 3]), DenseArray(zeros: [3, 0])).shape == [2, 0])
        // an empty sum is 0
        #expect(
            DenseArray.product(DenseArray(zeros: [2, 0]), DenseArray(zeros: [0, 3])) == DenseArray(zeros: [2, 3]))
    }

    @Test func transposed() {
        let x = DenseArray(rows: [[1, 2, 3], [4, 5, 6]])
        #expect(x.transposed() == DenseArray(rows: [[1, 4], [2, 5], [3, 6]]))
        #expect(x.transposed().transposed() == x)
    }

    @Test func innerSizesMustAgree() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DenseArray.product(DenseArray(zeros: [2, 3]), DenseArray(zeros: [3, 4]), transposeA: true)
        }
        expectMessage(end, "DenseArray.product: inner sizes differ: [2, 3]ᵀ times [3, 4]")
    }
}
