import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// The relational graph convolution: Y = Σ over relations r of aggregate_r(x_j) W_r + X W_root + b.
///
/// - X `[nodes, inputs]`, Y `[nodes, outputs]`; aggregate_r runs over the edges of relation r into a node, by default their
///   mean (each relation divided by its own number of edges).
/// - W_r `[inputs, outputs]`: given each for itself, as a combination of bases Σ comp[r, b] V_b, or as block-diagonal
///   matrices.
///
/// A relation without edges adds nothing. Mean and sum are sparse products: O(edges · inputs + relations · nodes · inputs ·
/// outputs).
///
/// Source: Schlichtkrull, Kipf, Bloem, van den Berg, Titov & Welling, 2018, "Modeling Relational Data with Graph
/// Convolutional Networks", arXiv:1703.06103. Equal to PyG's `RGCNConv`, whose names (`weight`, `comp`, `root`, `bias`)
/// and layouts a checkpoint uses.
public final class RGCNConvolution: Module {
    /// How the relations' matrices are made.
    public enum Weights {
        /// `[relations, inputs, outputs]`
        case plain(Tensor)
        /// `[bases, inputs, outputs]` and the shares `[relations, bases]`
        case bases(Tensor, shares: Tensor)
        /// `[relations, blocks, inputs / blocks, outputs / blocks]`
        case blocks(Tensor)
    }

    /// The relations' weights, whole or as a sum of few.
    public let weights: Weights
    /// W_root `[inputs, outputs]`, or nil.
    public let root: Tensor?
    /// b `[outputs]`, or nil.
    public let bias: Tensor?
    /// How messages are brought together.
    public let aggregation: Aggregation
    /// How many kinds of edges there are.
    public let relations: Int
    /// Columns of what it reads.
    public let inputs: Int
    /// Columns of what it gives.
    public let outputs: Int

    /// A layer with these parameters.
    public init(weights: Weights, root: Tensor?, bias: Tensor?, aggregation: Aggregation = .mean) {
        switch weights {
        case .plain(let weight):
            precondition(
                weight.shape.count == 3,
                "RGCNConvolution: expected a weight [relations, inputs, outputs], found shape \(weight.shape)")
            (relations, inputs, outputs) = (weight.shape[0], weight.shape[1], weight.shape[2])
        case .bases(let weight, let shares):
            precondition(
                weight.shape.count == 3 && shares.shape.count == 2 && shares.shape[1] == weight.shape[0],
                "RGCNConvolution: expected bases [bases, inputs, outputs] and shares [relations, bases], found shapes \(weight.shape) and \(shares.shape)"
            )
            (relations, inputs, outputs) = (shares.shape[0], weight.shape[1], weight.shape[2])
        case .blocks(let weight):
            precondition(
                weight.shape.count == 4,
                "RGCNConvolution: expected blocks [relations, blocks, inputs / blocks, outputs / blocks], found shape \(weight.shape)"
            )
            (relations, inputs, outputs) = (
                weight.shape[0], weight.shape[1] * weight.shape[2], weight.shape[1] * weight.shape[3]
            )
        }
        precondition(
            root == nil || root?.shape == [inputs, outputs],
            "RGCNConvolution: expected a root weight [\(inputs), \(outputs)], found shape \(root?.shape ?? [])")
        precondition(
            bias == nil || bias?.shape == [outputs],
            "RGCNConvolution: \(outputs) outputs, bias has shape \(bias?.shape ?? [])")
        (self.weights, self.root, self.bias, self.aggregation) = (weights, root, bias, aggregation)
    }

    /// A new layer; `bases` or `blocks` (or neither) say how the matrices are made.
    public convenience init(
        inputs: Int, outputs: Int, relations: Int, bases: Int? = nil, blocks: Int? = nil,
        aggregation: Aggregation = .mean, rootWeight: Bool = true, bias: Bool = true, key: RandomKey
    ) {
        precondition(
            bases == nil || blocks == nil, "RGCNConvolution: weights are made of bases or of blocks, not of both")
        precondition(
            blocks.map { inputs.isMultiple(of: $0) && outputs.isMultiple(of: $0) } ?? true,
            "RGCNConvolution: \(inputs) inputs and \(outputs) outputs do not divide into \(blocks ?? 0) blocks")
        func new(_ shape: [Int], _ name: StaticString) -> Tensor {
            // Glorot, over the last two axes
            let bound = (6 / Float(shape[shape.count - 2] + shape[shape.count - 1])).squareRoot()
            return Tensor(
                DenseArray(uniform: shape, low: -bound, high: bound, key: key.child(name)), requiresGradient: true)
        }
        let weights: Weights
        if let bases {
            weights = .bases(new([bases, inputs, outputs], "weight"), shares: new([relations, bases], "comp"))
        } else if let blocks {
            weights = .blocks(new([relations, blocks, inputs / blocks, outputs / blocks], "weight"))
        } else {
            weights = .plain(new([relations, inputs, outputs], "weight"))
        }
        self.init(
            weights: weights, root: rootWeight ? new([inputs, outputs], "root") : nil,
            bias: bias ? Tensor(DenseArray(zeros: [outputs]), requiresGradient: true) : nil, aggregation: aggregation)
    }

    /// Y; `edges[r]` holds the edges of relation r (see `MessageEdges.byRelation`).
    public func callAsFunction(_ x: Tensor, _ edges: [MessageEdges]) -> Tensor {
        precondition(
            edges.count == relations, "RGCNConvolution: \(relations) relations, found edges of \(edges.count)")
        for relation in edges { relation.check("RGCNConvolution", x, inputs: inputs) }
        let targets = edges.first?.ofTargets(x) ?? x
        // Y = X W_root + b     [nodes, outputs]
        var y = root.map { targets.matrixProduct($0) } ?? Tensor(DenseArray(zeros: [targets.shape[0], outputs]))
        for (relation, multiply) in relationProducts().enumerated() where edges[relation].count > 0 {
            // Y += aggregate_r(X) W_r
            y = y + multiply(edges[relation].gather(x, aggregation))
        }
        return bias.map { y.addingBias($0) } ?? y
    }

    /// For each relation the product with W_r.
    private func relationProducts() -> [(Tensor) -> Tensor] {
        let all: Tensor
        switch weights {
        case .plain(let weight): all = weight.reshaped([relations, inputs * outputs])
        case .bases(let weight, let shares):
            // W = comp V     [relations, inputs · outputs]
            all = shares.matrixProduct(weight.reshaped([weight.shape[0], inputs * outputs]))
        case .blocks(let weight):
            let (blocks, i, o) = (weight.shape[1], weight.shape[2], weight.shape[3])
            let flat = weight.reshaped([relations * blocks, i * o])
            return (0..<relations).map { relation in
                { h in
                    .concatenatingColumns(
                        (0..<blocks).map { block in
                            h.columns(block * i..<(block + 1) * i).matrixProduct(
                                flat.gatheringRows([relation * blocks + block]).reshaped([i, o]))
                        })
                }
            }
        }
        return (0..<relations).map { relation in
            { [inputs, outputs] h in h.matrixProduct(all.gatheringRows([relation]).reshaped([inputs, outputs])) }
        }
    }

    public var title: String { "RGCNConv(\(inputs), \(outputs), num_relations=\(relations))" }

    public var parameters: [Parameter] {
        let own =
            switch weights {
            case .plain(let weight), .blocks(let weight): [Parameter("weight", weight)]
            case .bases(let weight, let shares): [Parameter("weight", weight), Parameter("comp", shares)]
            }
        return own + (root.map { [Parameter("root", $0)] } ?? []) + (bias.map { [Parameter("bias", $0)] } ?? [])
    }
}

extension MessageEdges {
    /// The edges of each of `relations` relations by themselves; `types[e]` is the relation of edge e.
    public static func byRelation(
        _ edges: EdgeList, types: [Int], relations: Int, nodeCount: Int
    ) -> [MessageEdges] {
        precondition(
            types.count == edges.count, "MessageEdges.byRelation: \(edges.count) edges, \(types.count) types")
        var members = [[Int]](repeating: [], count: relations)
        for (edge, type) in types.enumerated() {
            precondition(
                type >= 0 && type < relations, "MessageEdges.byRelation: type \(type) outside 0..<\(relations)")
            members[type].append(edge)
        }
        return members.map { members in
            MessageEdges(
                EdgeList(sources: members.map { edges.sources[$0] }, targets: members.map { edges.targets[$0] }),
                nodeCount: nodeCount)
        }
    }
}
