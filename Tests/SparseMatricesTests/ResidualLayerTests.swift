import DenseArrays
import SparseMatrices
import TestSupport
import Testing

@Suite struct ResidualLayerTests {
    private func random(_ shape: [Int], _ seed: Int) -> DenseArray {
        DenseArray(uniform: shape, low: -1, high: 1, key: RandomKey(seed: seed))
    }

    private func matrix(_ nodes: Int) -> SparseMatrix {
        let key = RandomKey(seed: 3), count = nodes * 4
        return SparseMatrix(
            CompressedRows(
                rows: nodes, columns: nodes, rowIndices: (0..<count).map { Int32(key.integer($0, below: nodes)) },
                columnIndices: (0..<count).map { Int32(key.integer(count + $0, below: nodes)) },
                values: (0..<count).map { Float(key.uniform(2 * count + $0)) }))
    }

    /// Widths of 64 columns at a time and others, more nodes than a panel has.
    @Test(arguments: [5, 64, 70]) func equalsItsSteps(width: Int) {
        let nodes = 300, a = matrix(nodes)
        let (x, z, m) = (random([nodes, width], 1), random([nodes, width], 2), random([width, width], 4))
        let mask = DropoutMask(rate: 0.4, key: RandomKey(seed: 5))
        let (y, s) = ResidualLayer.forward(a, x, z, 0.1, m, mask, keeping: true)
        var expected = z * 0.1
        a.multiply(x, addingTo: &expected)
        expectClose(s, expected, .reordered)
        expectClose(y, DenseArray.product(expected, m).relu().dropout(mask), .reordered)

        let up = random([nodes, width], 6)
        var dz = DenseArray(repeating: 1, shape: [nodes, width])
        let (dx, dm) = ResidualLayer.backward(
            up, a, y: y, s: s, 0.1, m, scale: mask.scale, dz: &dz, wantsX: true)
        let du = y.reluBackward(up, scale: mask.scale)
        let ds = DenseArray.product(du, m, transposeB: true)
        expectClose(dm, .product(s, du, transposeA: true), .reordered)
        expectClose(dx, a.transpose.product(ds), .reordered)
        expectClose(dz, DenseArray(repeating: 1, shape: [nodes, width]) + ds * 0.1, .reordered)
    }

    @Test func theSameForAnyNumberOfThreads() {
        let a = matrix(1000)
        let (x, z, m) = (random([1000, 64], 1), random([1000, 64], 2), random([64, 64], 4))
        expectSameBitsForThreadCounts {
            let (y, s) = ResidualLayer.forward(a, x, z, 0.1, m, nil, keeping: true)
            var dz = DenseArray(zeros: x.shape)
            let (dx, dm) = ResidualLayer.backward(x, a, y: y, s: s, 0.1, m, scale: 1, dz: &dz, wantsX: true)
            return DenseArray(y.elements + dx.elements + dm.elements + dz.elements)
        }
    }
}
