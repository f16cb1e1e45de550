import Autograd
import DenseArrays
import GraphNetworks
import Graphs
import NeuralNetworks
import TestSupport
import Testing

@Suite struct VirtualNodeTests {
    @Test func byHand() {
        let double = Linear(weight: Tensor(DenseArray(rows: [[2]])), bias: nil)
        let node = VirtualNode(embedding: Tensor(DenseArray(rows: [[10]])), networks: [double])
        let x = Tensor(DenseArray(rows: [[1], [2], [3]]))
        let batch = [0, 0, 2]
        let start = node.start(graphCount: 3)
        #expect(start.value == DenseArray(rows: [[10], [10], [10]]))
        let read = node(x, start, batch: batch)
        #expect(read.value == DenseArray(rows: [[11], [12], [13]]))
        // 2 (Σ x + v); graph 1 has no nodes
        #expect(node.updated(start, read, batch: batch, step: 0).value == DenseArray(rows: [[66], [20], [46]]))
    }

    @Test func gradients() {
        checkGradient(of: [randomArray([4, 3], seed: 1), randomArray([1, 3], seed: 2), randomArray([3, 3], seed: 3)]) {
            let node = VirtualNode(embedding: $0[1], networks: [Linear(weight: $0[2], bias: nil)])
            let batch = [0, 0, 1, 1], start = node.start(graphCount: 2)
            let read = node($0[0], start, batch: batch)
            return node(read, node.updated(start, read, batch: batch, step: 0), batch: batch)
        }
    }

    @Test func newNodes() {
        let node = VirtualNode(channels: 3, layers: 3, key: RandomKey(seed: 1))
        #expect(node.networks.count == 2 && node.parameters.count == 9)
        #expect(node.parameters[0].path == "virtualnode_embedding.weight")
        #expect(node.parameters[1].path == "mlp_virtualnode_list.0.0.weight")
        let x = randomArray([4, 3], seed: 2), order = [1, 0, 3, 2]
        let start = node.start(graphCount: 2)
        expectClose(
            node.updated(start, Tensor(x.gatheringRows(order)), batch: [0, 0, 1, 1], step: 1).value,
            node.updated(start, Tensor(x), batch: [0, 0, 1, 1], step: 1).value, .reordered)
    }

    @Test func anotherWidthIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let node = VirtualNode(channels: 3, layers: 2, key: RandomKey(seed: 1))
            _ = node(Tensor(DenseArray(zeros: [2, 4])), node.start(graphCount: 1), batch: [0, 0])
        }
        expectMessage(end, "VirtualNode: x has shape [2, 4], expected [nodes, 3]")
    }
}
