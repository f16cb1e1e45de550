import Autograd
import DenseArrays
import Graphs
import SparseMatrices
import TestSupport
import Testing

@Suite struct SparseOperationsTests {
    let mask = DropoutMask(rate: 0.4, key: RandomKey(seed: 5))

    @Test(arguments: SmallGraph.all) func sparseProduct(graph: SmallGraph) {
        let n = graph.nodeCount
        let matrix = SparseMatrix(graph.edges.gatheringMatrix(nodeCount: n))
        let x = randomArray([n, 3], seed: 1)
        let bias = randomArray([3], seed: 2)
        checkGradient(of: [x, bias], "A X + b on \(graph)") { $0[0].sparseProduct(matrix, bias: $0[1]) }
        if matrix.count > 0 { checkGradient(of: [x], "A X on \(graph)") { $0[0].sparseProduct(matrix) } }

        // the route over the edge list gives the same: Y[target] = Σ w · X[source]
        let edges = graph.edges
        let t = Tensor(x, requiresGradient: true)
        let u = Tensor(x, requiresGradient: true)
        let weights = Tensor(DenseArray((0..<edges.count).map { edges.weight($0) }))
        let messages = t.gatheringRows(edges.sources.map { Int($0) }).scalingRows(weights)
        let listed = messages.segmentSum(edges.targets.map { Int($0) }, rows: n)
        let product = u.sparseProduct(matrix)
        expectClose(listed.value, product.value, .reordered, "two routes on \(graph)")
        let upstream = randomArray([n, 3], seed: 3)
        listed.backward(upstream)
        product.backward(upstream)
        expectClose(
            t.gradient ?? DenseArray(0), u.gradient ?? DenseArray(1), .reordered, "gradients of two routes on \(graph)")
    }

    @Test func releasingFreesTheInput() {
        let matrix = SparseMatrix(SmallGraph.path.edges.gatheringMatrix(nodeCount: 4))
        let x = Tensor(randomArray([4, 2], seed: 1), requiresGradient: true)
        let same = Tensor(x.value, requiresGradient: true)
        let y = (x * 2).sparseProduct(matrix, releasing: true)
        let z = (same * 2).sparseProduct(matrix)
        #expect(y.value == z.value)
        y.sum().backward()
        z.sum().backward()
        #expect(x.gradient != nil && x.gradient == same.gradient)
    }

    @Test func productOfSparse() {
        let features = SparseMatrix(
            CompressedRows(
                rows: 4, columns: 5, rowIndices: [0, 0, 1, 3, 3, 3, 3], columnIndices: [1, 4, 0, 0, 1, 2, 3],
                values: [1, 2, 3, 4, -5, 6, 7]))
        let w = randomArray([5, 3], seed: 4)
        let ids = SparseEntryIDs(count: features.count)
        #expect(Tensor(w).productOfSparse(features).value == features.product(w))
        checkGradient(of: [w], "X W") { $0[0].productOfSparse(features) }
        checkGradient(of: [w], "dropped X times W") { $0[0].productOfSparse(features, dropout: (mask, ids)) }
        let dropped = features.dropout(mask, entryIDs: ids)
        #expect(dropped.values.elements.contains(0) && dropped.values.elements.contains { $0 != 0 })
        #expect(Tensor(w).productOfSparse(features, dropout: (mask, ids)).value == dropped.product(w))
    }

    @Test func productOfASymmetricSparse() {
        // its own transpose, but not when dropped
        let square = SparseMatrix(SmallGraph.star.edges.gatheringMatrix(nodeCount: 5))
        #expect(square.transpose === square)
        let ids = SparseEntryIDs(count: square.count)
        checkGradient(of: [randomArray([5, 3], seed: 6)], "dropped symmetric") {
            $0[0].productOfSparse(square, dropout: (mask, ids))
        }
    }

    @Test func productOfIdentity() {
        let w = randomArray([6, 3], seed: 7)
        let t = Tensor(w)
        #expect(t.productOfIdentity() === t)
        #expect(t.productOfIdentity(rows: [2, 5]).value == w.gatheringRows([2, 5]))
        checkGradient(of: [w], "rows of W") { $0[0].productOfIdentity(rows: [4, 4, 1]) }
        checkGradient(of: [w], "dropped rows") { $0[0].productOfIdentity(dropout: mask) }
        let whole = t.productOfIdentity(dropout: mask).value
        let part = t.productOfIdentity(rows: [5, 0, 3], dropout: mask).value
        expectSameBits(part, whole.gatheringRows([5, 0, 3]), "a part and the whole")
        // whole rows are kept, times 1 / (1 - rate), or dropped
        var kept = 0
        for row in 0..<6 {
            if whole.gatheringRows([row]).elements.allSatisfy({ $0 == 0 }) { continue }
            kept += 1
            expectClose(whole.gatheringRows([row]), w.gatheringRows([row]) * (1 / 0.6), .elementwise)
        }
        #expect(kept > 0 && kept < 6)
    }
}
