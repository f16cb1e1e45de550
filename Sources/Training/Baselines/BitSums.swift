/// The rows that a tree grows on.
struct ForestRows {
    /// The set bits of all rows, compressed.
    let starts: UnsafeBufferPointer<Int>
    let indices: UnsafeBufferPointer<Int32>
    let targets: [Double]
    let weights: [Int32]
}

/// For each bit the weight (`x`), and the weight times target (`y`), of some rows that have it.
///
/// Weights are whole numbers, so that those of a bit no row has any more are exactly 0 after a subtraction.
final class BitSums {
    /// `[columns]`; zeros but for the touched ones.
    let sums: UnsafeMutablePointer<SIMD2<Double>>
    /// The bits that may have a sum, `count` of them.
    let touched: UnsafeMutablePointer<Int32>
    private(set) var count = 0

    init(columns: Int) {
        sums = .allocate(capacity: max(1, columns))
        sums.initialize(repeating: .zero, count: max(1, columns))
        // one more than ever used: the place after the last is written before it is known to be needed
        touched = .allocate(capacity: columns + 1)
        touched.initialize(repeating: 0, count: columns + 1)
    }

    deinit {
        sums.deallocate()
        touched.deallocate()
    }

    /// Sets all to zero.
    func clear() {
        for place in 0..<count { sums[Int(touched[place])] = .zero }
        count = 0
    }

    /// Adds rows to cleared sums.
    func add(_ places: ArraySlice<Int32>, _ rows: ForestRows) {
        var count = self.count
        for row in places {
            let row = Int(row)
            let weight = Double(rows.weights[row])
            let step = SIMD2(weight, weight * rows.targets[row])
            for entry in rows.starts[row]..<rows.starts[row + 1] {
                let bit = rows.indices[entry]
                let sum = sums[Int(bit)]
                touched[count] = bit
                count += sum.x == 0 ? 1 : 0
                sums[Int(bit)] = sum + step
            }
        }
        self.count = count
    }

    /// Takes away the sums of some of the rows.
    func subtract(_ other: BitSums) {
        for place in 0..<other.count {
            let bit = Int(other.touched[place])
            sums[bit] -= other.sums[bit]
        }
    }

    /// Puts the bits that some rows have and others have not first and forgets those that none has; the number of the first.
    ///
    /// - Parameter weight: of all rows.
    func sortTelling(weight: Double) -> Int {
        var telling = 0, kept = 0
        for place in 0..<count {
            let bit = touched[place]
            let x = sums[Int(bit)].x
            if x == 0 {
                sums[Int(bit)] = .zero
                continue
            }
            touched[kept] = bit
            if x < weight {
                touched[kept] = touched[telling]
                touched[telling] = bit
                telling += 1
            }
            kept += 1
        }
        count = kept
        return telling
    }
}
