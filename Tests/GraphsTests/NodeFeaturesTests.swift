import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct NodeFeaturesTests {
    let sparse = CompressedRows(
        rows: 3, columns: 20, rowIndices: [0, 0, 2], columnIndices: [1, 19, 0], values: [1, 3, -2])

    @Test func sizesAndDensity() {
        let dense = NodeFeatures.dense(DenseArray(rows: [[0, 1], [0, 0], [2, 0]]))
        #expect(dense.nodeCount == 3 && dense.width == 2 && dense.density == 2.0 / 6)
        #expect(NodeFeatures.sparse(sparse).nodeCount == 3 && NodeFeatures.sparse(sparse).width == 20)
        #expect(NodeFeatures.sparse(sparse).density == 3.0 / 60)
        // a stored zero is a zero
        #expect(NodeFeatures.sparse(sparse.replacingValues([1, 0, 2])).density == 2.0 / 60)
        #expect(NodeFeatures.identity(4).width == 4 && NodeFeatures.identity(4).density == 0.25)
        #expect(NodeFeatures.identity(0).density == 0)
    }

    @Test func rowsNormalized() throws {
        guard case .sparse(let rows) = NodeFeatures.sparse(sparse).normalizingRows() else {
            Issue.record("not sparse any more")
            return
        }
        #expect(rows.values == [0.25, 0.75, -1])
        guard case .dense(let array) = NodeFeatures.dense(DenseArray(rows: [[1, -3], [0, 0]])).normalizingRows() else {
            Issue.record("not dense any more")
            return
        }
        #expect(array == DenseArray(rows: [[0.25, -0.75], [0, 0]]))
        guard case .identity(5) = NodeFeatures.identity(5).normalizingRows() else {
            Issue.record("not the identity any more")
            return
        }
    }

    @Test func theBestFormFollowsTheDensity() throws {
        // few entries in many columns: sparse, with the same numbers
        var wide = DenseArray(zeros: [3, 20])
        wide[0, 1] = 1
        wide[0, 19] = 3
        wide[2, 0] = -2
        guard case .sparse(let rows) = NodeFeatures.dense(wide).inBestForm() else {
            Issue.record("expected the sparse form")
            return
        }
        #expect(rows == sparse)
        // many entries: dense, with the same numbers
        let full = CompressedRows(
            rows: 2, columns: 2, rowIndices: [0, 1, 1], columnIndices: [1, 0, 1], values: [1, 2, 3])
        guard case .dense(let array) = NodeFeatures.sparse(full).inBestForm() else {
            Issue.record("expected the dense form")
            return
        }
        #expect(array == DenseArray(rows: [[0, 1], [2, 3]]))
        // few columns stay dense, the identity stays itself
        guard case .dense = NodeFeatures.dense(DenseArray(zeros: [9, 3])).inBestForm(),
            case .sparse = NodeFeatures.sparse(sparse).inBestForm(),
            case .identity(7) = NodeFeatures.identity(7).inBestForm()
        else {
            Issue.record("a form changed that should stay")
            return
        }
    }
}
