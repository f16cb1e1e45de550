import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The edge-conditioned convolution: y_i = aggregate over the edges e = (j, i) of x_j Θ_e + x_i W + b, where
/// Θ_e = network(f_e) as a matrix `[inputs, outputs]`.
///
/// X `[nodes, inputs]`, edge features f `[edges, edgeFeatures]`; the network maps edgeFeatures to inputs · outputs; Y
/// `[nodes, outputs]`. A node that receives nothing has the aggregate 0. Time and memory are O(edges · inputs · outputs)
/// beside the network.
///
/// Source: Gilmer, Schoenholz, Riley, Vinyals & Dahl, 2017, "Neural Message Passing for Quantum Chemistry",
/// arXiv:1704.01212. Equal to PyG's `NNConv`, whose names (`nn`, `lin`, `bias`) a checkpoint uses.
public final class NNConvolution: Module {
    /// Makes a weight matrix of an edge's features.
    public let network: any RowModule
    /// W, without bias; nil: the node's own vector is left out.
    public let root: Linear?
    /// b `[outputs]`
    public let bias: Tensor?
    /// Columns of what it reads.
    public let inputs: Int
    /// Columns of what it gives.
    public let outputs: Int
    /// How messages are brought together.
    public let aggregation: Aggregation

    /// A layer with these parameters.
    public init(
        network: any RowModule, root: Linear?, bias: Tensor?, inputs: Int, outputs: Int, aggregation: Aggregation = .sum
    ) {
        precondition(
            root == nil || root?.weight.shape == [inputs, outputs],
            "NNConvolution: expected a root weight [\(inputs), \(outputs)], found \(root?.weight.shape ?? [])")
        precondition(
            bias == nil || bias?.shape == [outputs],
            "NNConvolution: \(outputs) outputs, bias has shape \(bias?.shape ?? [])")
        (self.network, self.root, self.bias) = (network, root, bias)
        (self.inputs, self.outputs, self.aggregation) = (inputs, outputs, aggregation)
    }

    /// A new layer around `network`.
    public convenience init(
        network: any RowModule, inputs: Int, outputs: Int, aggregation: Aggregation = .sum, rootWeight: Bool = true,
        bias: Bool = true, key: RandomKey
    ) {
        self.init(
            network: network,
            root: rootWeight ? Linear(inputs: inputs, outputs: outputs, bias: false, key: key) : nil,
            bias: bias ? Tensor(DenseArray(zeros: [outputs]), requiresGradient: true) : nil, inputs: inputs,
            outputs: outputs, aggregation: aggregation)
    }

    /// Y for X `[nodes, inputs]` and edge features `[edges, edgeInputs]`.
    public func callAsFunction(_ x: Tensor, _ edges: MessageEdges, edgeFeatures: Tensor) -> Tensor {
        edges.check("NNConvolution", x, inputs: inputs)
        // Θ = network(f)          [edges, inputs · outputs]
        let matrices = network(edgeFeatures)
        precondition(
            matrices.shape == [edges.count, inputs * outputs],
            "NNConvolution: expected matrices [\(edges.count), \(inputs * outputs)], the network gave shape \(matrices.shape)")
        // M_e = x_j Θ_e           [edges, outputs]
        let messages = x.gatheringRows(edges.sources).rowwiseProduct(matrices, outputs: outputs)
        var y = edges.aggregate(messages, aggregation)
        // Y += X W + b
        if let root { y = y + root(edges.ofTargets(x)) }
        return bias.map { y.addingBias($0) } ?? y
    }

    public var title: String {
        "NNConv(\(inputs), \(outputs), aggr=\(aggregation == .sum ? "add" : aggregation.rawValue), nn=\(network.summary))"
    }

    public var parameters: [Parameter] {
        network.parameters.map { $0.prefixed("nn") } + (root?.parameters.map { $0.prefixed("lin") } ?? [])
            + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
}

extension Tensor {
    /// Row r times a matrix of its own: X `[rows, k]`, matrices `[rows, k · outputs]`, result `[rows, outputs]`.
    fileprivate func rowwiseProduct(_ matrices: Tensor, outputs: Int) -> Tensor {
        let (rows, k) = (shape[0], shape[1])
        let x = value, m = matrices.value
        var y = DenseArray(zeros: [rows, outputs])
        y.withUnsafeMutableElements { y in
            x.withUnsafeElements { x in
                m.withUnsafeElements { m in
                    for r in 0..<rows {
                        for i in 0..<k {
                            let (factor, base) = (x[r * k + i], (r * k + i) * outputs)
                            for o in 0..<outputs { y[r * outputs + o] += factor * m[base + o] }
                        }
                    }
                }
            }
        }
        return .custom("rowwiseProduct", inputs: [self, matrices], value: y) { upstream in
            // dX[r, i] = Σ M[r, i, o] dY[r, o],  dM[r, i, o] = X[r, i] dY[r, o]
            var dx = DenseArray(zeros: [rows, k]), dm = DenseArray(uninitialized: [rows, k * outputs])
            dx.withUnsafeMutableElements { dx in
                dm.withUnsafeMutableElements { dm in
                    x.withUnsafeElements { x in
                        m.withUnsafeElements { m in
                            upstream.withUnsafeElements { up in
                                for r in 0..<rows {
                                    for i in 0..<k {
                                        let (at, base) = (r * k + i, (r * k + i) * outputs)
                                        var sum: Float = 0
                                        for o in 0..<outputs {
                                            sum += m[base + o] * up[r * outputs + o]
                                            dm[base + o] = x[at] * up[r * outputs + o]
                                        }
                                        dx[at] = sum
                                    }
                                }
                            }
                        }
                    }
                }
            }
            return [dx, dm]
        }
    }
}
