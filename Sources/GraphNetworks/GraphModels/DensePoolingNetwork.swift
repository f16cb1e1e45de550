import Autograd
import DenseArrays
import NeuralNetworks

/// A network that assigns a graph's nodes softly to clusters and goes on with the graph of clusters.
///
/// H = stack of GCN layers; S = softmax(assignment); (X', A', losses) = pool(H, A, S); X'' = relu(A' X' W₁ + X' W₂ + b);
/// z = mean of X'' over the clusters `[graphs, hidden]`; Y = head(z). Option `clusters` (8). The pooling's two losses are
/// added to the task's. Time and memory grow with the square of the largest graph of a batch.
///
/// Source: Ying et al., 2018, arXiv:1806.08804 (DiffPool); Bianchi et al., 2020, arXiv:1907.00481 (MinCut).
public final class DensePoolingNetwork: GraphModel {
    /// How nodes become clusters.
    public enum Pooling: Sendable {
        /// By a network of its own (Ying et al., 2018).
        case diffPool
        /// By relaxed minimal cuts (Bianchi et al., 2020).
        case minCut
    }

    public let configuration: GraphModelConfiguration
    private let pooling: Pooling
    private let clusters: Int
    private let convolutions: [GCNConvolution]
    private let assignment: GCNConvolution?
    private let assignmentMap: Linear?
    private let received: Linear, own: Linear
    private let first: Linear, second: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: GraphModelConfiguration, pooling: Pooling, key: RandomKey) {
        configuration = c
        self.pooling = pooling
        clusters = max(1, Int(c.options["clusters"] ?? 8))
        let weights = key.child("weights")
        convolutions = (0..<max(1, c.layers - 1)).map {
            GCNConvolution(inputs: $0 == 0 ? c.inputs : c.hidden, outputs: c.hidden, key: weights.child($0))
        }
        // DiffPool assigns by a graph layer, MinCut by a linear map.
        assignment =
            pooling == .diffPool
            ? GCNConvolution(inputs: c.hidden, outputs: clusters, key: key.child("assignment")) : nil
        assignmentMap =
            pooling == .minCut ? Linear(inputs: c.hidden, outputs: clusters, key: key.child("assignment")) : nil
        received = Linear(inputs: c.hidden, outputs: c.hidden, key: key.child("clusters").child(0))
        own = Linear(inputs: c.hidden, outputs: c.hidden, bias: false, key: key.child("clusters").child(1))
        first = Linear(inputs: c.hidden, outputs: c.hidden, key: key.child("head").child(0))
        second = Linear(inputs: c.hidden, outputs: c.outputs, key: key.child("head").child(1))
    }

    public func embeddings(_ input: GraphInput, _ mode: Mode) -> Tensor { pooled(input).vectors }

    public func callAsFunction(_ input: GraphInput, _ mode: Mode) -> (outputs: Tensor, penalty: Tensor?) {
        let (vectors, penalty) = pooled(input)
        return (head(vectors, mode), penalty)
    }

    private func pooled(_ input: GraphInput) -> (vectors: Tensor, penalty: Tensor) {
        var h = input.features
        for convolution in convolutions {
            h = convolution(h, input.nodes).activatedInPlace(Activation(relu: true))
        }
        let logits = assignment.map { $0(h, input.nodes) } ?? assignmentMap.map { $0(h) } ?? h
        let size = zip(input.nodeStarts, input.nodeStarts.dropFirst()).map { $1 - $0 }.max() ?? 1
        let padding = Padding(input, size: size)
        let result =
            pooling == .diffPool
            ? DensePooling.diffPool(
                padding(h), adjacency: padding.adjacency, logits: padding(logits), mask: padding.mask)
            : DensePooling.minCut(
                padding(h), adjacency: padding.adjacency, logits: padding(logits), mask: padding.mask)
        // X'' = relu(A' X' W₁ + X' W₂ + b) of each graph's clusters, then their mean
        let graphs = input.graphCount, width = configuration.hidden
        let x = result.x.reshaped([graphs * clusters, width])
        let a = result.adjacency.reshaped([graphs * clusters, clusters])
        let rows = (0..<graphs).map { Array($0 * clusters..<($0 + 1) * clusters) }
        let gathered = Tensor.concatenatingRows(rows.map { a.gatheringRows($0).matrixProduct(x.gatheringRows($0)) })
        let y = (received(gathered) + own(x)).activatedInPlace(Activation(relu: true))
        let batch = (0..<graphs).flatMap { [Int](repeating: $0, count: clusters) }
        return (y.segmentMean(batch, rows: graphs), result.structureLoss + result.assignmentLoss)
    }

    public func head(_ embeddings: Tensor, _ mode: Mode) -> Tensor {
        var z = first(embeddings).activatedInPlace(Activation(relu: true))
        if let mask = mode.mask(configuration.headDropout, 0) { z = z.dropout(mask) }
        return second(z)
    }

    public var children: [(name: String, module: any Module)] {
        [("convs", ModuleList(convolutions))]
            + (assignment.map { [("assignment", $0)] } ?? assignmentMap.map { [("assignment", $0)] } ?? [])
            + [("clusters", GraphConvolution(relation: received, root: own)), ("head", ModuleList([first, second]))]
    }

    public var parameters: [Parameter] {
        convolutions.enumerated().flatMap { level, part in part.parameters.map { $0.prefixed("convs.\(level)") } }
            + (assignment?.parameters ?? assignmentMap?.parameters ?? []).map { $0.prefixed("assignment") }
            + received.parameters.map { $0.prefixed("clusters.lin_rel") }
            + own.parameters.map { $0.prefixed("clusters.lin_root") }
            + first.parameters.map { $0.prefixed("head.0") } + second.parameters.map { $0.prefixed("head.1") }
    }

    /// Graphs of a batch side by side with equally many rows each.
    private struct Padding {
        let graphs: Int, size: Int
        let mask: [Bool]
        let adjacency: Tensor
        private let places: [Int]

        init(_ input: GraphInput, size: Int) {
            (graphs, self.size) = (input.graphCount, size)
            var places = [Int](repeating: 0, count: input.nodeCount)
            var mask = [Bool](repeating: false, count: input.graphCount * size)
            for node in 0..<input.nodeCount {
                let graph = input.batch[node]
                places[node] = graph * size + node - input.nodeStarts[graph]
                mask[places[node]] = true
            }
            var a = DenseArray(zeros: [input.graphCount, size, size])
            a.withUnsafeMutableElements { a in
                for edge in 0..<input.edges.count {
                    let source = Int(input.edges.sources[edge]), target = places[Int(input.edges.targets[edge])]
                    a[target * size + source - input.nodeStarts[input.batch[source]]] += input.edges.weight(edge)
                }
            }
            (self.places, self.mask, adjacency) = (places, mask, Tensor(a))
        }

        /// X `[nodes, width]` as `[graphs, size, width]`, zeros where a graph has fewer nodes.
        func callAsFunction(_ x: Tensor) -> Tensor {
            x.segmentSum(places, rows: graphs * size).reshaped([graphs, size, x.shape[1]])
        }
    }
}
