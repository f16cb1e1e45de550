import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Principal neighbourhood aggregation: several aggregations of the messages pre([x_i, x_j, encoder(f_e)]), each scaled by
/// functions of the node's degree; then post([x_i, all of them]), the towers side by side, and a linear map.
///
/// - X `[nodes, inputs]`, Y `[nodes, outputs]`, edge features f `[edges, edgeFeatures]` or none.
/// - Each tower maps a width F (inputs, or inputs / towers where the input is divided among towers) to outputs / towers; its
///   pre-network maps 2 F (3 F with edge features) to F, its post-network (aggregations · scalers + 1) · F.
/// - d is a node's number of incoming edges; the means of d and log(d + 1) come from the training set's degrees.
///
/// A node that receives nothing has zeros for all aggregations. Time is that of the pre-network on one row an edge and tower.
///
/// Source: Corso, Cavalleri, Beaini, Liò & Veličković, 2020, "Principal Neighbourhood Aggregation for Graph Nets",
/// arXiv:2004.05718. Equal to PyG's `PNAConv`, whose names (`edge_encoder`, `pre_nns`, `post_nns`, `lin`) a checkpoint
/// uses.
public final class PNAConvolution: Module {
    /// What multiplies the aggregates of a node of degree d.
    public enum Scaler: String, Sendable, CaseIterable {
        /// As it is.
        case identity
        /// log(d + 1) / mean
        case amplification
        /// mean / log(max(d, 1) + 1)
        case attenuation
        /// d / mean
        case linear
        /// mean / max(d, 1)
        case inverseLinear = "inverse_linear"
    }

    /// The means over the training set that scalers compare a degree with.
    public struct DegreeMeans: Sendable {
        /// The mean degree.
        public let linear: Float
        /// The mean of log(degree + 1).
        public let logarithmic: Float

        /// Means that are known already.
        public init(linear: Float, logarithmic: Float) { (self.linear, self.logarithmic) = (linear, logarithmic) }

        /// From how many nodes have degree 0, 1, 2, …
        public init(histogram: [Int]) {
            let total = Double(max(1, histogram.reduce(0, +)))
            let pairs = histogram.enumerated().map { (Double($0), Double($1)) }
            linear = Float(pairs.reduce(0) { $0 + $1.0 * $1.1 } / total)
            logarithmic = Float(pairs.reduce(0) { $0 + log($1.0 + 1) * $1.1 } / total)
        }
    }

    /// The map of edge features; nil for a layer without.
    public let encoder: Linear?
    /// One a tower.
    public let pre: [any RowModule]
    /// What is done with each tower's aggregations.
    public let post: [any RowModule]
    /// The map behind all towers.
    public let last: Linear
    /// How messages are brought together, side by side.
    public let aggregations: [Aggregation]
    /// How each aggregation is scaled by degree.
    public let scalers: [Scaler]
    /// What degrees are measured against.
    public let means: DegreeMeans
    /// Columns of what it reads.
    public let inputs: Int
    /// Whether each tower sees its part of the columns instead of all.
    public let dividesInput: Bool

    /// A layer with these networks.
    public init(
        encoder: Linear?, pre: [any RowModule], post: [any RowModule], last: Linear, aggregations: [Aggregation],
        scalers: [Scaler], means: DegreeMeans, inputs: Int, dividesInput: Bool = false
    ) {
        precondition(
            !pre.isEmpty && pre.count == post.count,
            "PNAConvolution: \(pre.count) pre-networks and \(post.count) post-networks, expected one of each a tower")
        precondition(
            !dividesInput || inputs.isMultiple(of: pre.count),
            "PNAConvolution: \(inputs) inputs do not divide into \(pre.count) towers")
        (self.encoder, self.pre, self.post, self.last) = (encoder, pre, post, last)
        (self.aggregations, self.scalers, self.means) = (aggregations, scalers, means)
        (self.inputs, self.dividesInput) = (inputs, dividesInput)
    }

    /// A new layer; `preLayers` and `postLayers` count linear maps, with ReLU between them.
    public convenience init(
        inputs: Int, outputs: Int, aggregations: [Aggregation], scalers: [Scaler], means: DegreeMeans,
        edgeFeatures: Int = 0, towers: Int = 1, preLayers: Int = 1, postLayers: Int = 1, dividesInput: Bool = false,
        key: RandomKey
    ) {
        precondition(
            outputs.isMultiple(of: towers), "PNAConvolution: \(outputs) outputs do not divide into \(towers) towers")
        let width = dividesInput ? inputs / towers : inputs, out = outputs / towers
        let read = (edgeFeatures > 0 ? 3 : 2) * width
        let aggregated = (aggregations.count * scalers.count + 1) * width
        func new(_ first: Int, _ then: Int, _ layers: Int, _ name: StaticString, _ tower: Int) -> any RowModule {
            Sequential(widths: [first] + Array(repeating: then, count: layers), key: key.child(name).child(tower))
        }
        self.init(
            encoder: edgeFeatures > 0 ? Linear(inputs: edgeFeatures, outputs: width, key: key.child("encoder")) : nil,
            pre: (0..<towers).map { new(read, width, preLayers, "pre", $0) },
            post: (0..<towers).map { new(aggregated, out, postLayers, "post", $0) },
            last: Linear(inputs: outputs, outputs: outputs, key: key.child("last")), aggregations: aggregations,
            scalers: scalers, means: means, inputs: inputs, dividesInput: dividesInput)
    }

    /// Y; `features` `[edges, edgeFeatures]` where the layer has an encoder.
    public func callAsFunction(
        _ x: Tensor, _ edges: MessageEdges, edgeFeatures features: Tensor? = nil
    ) -> Tensor {
        edges.check("PNAConvolution", x, inputs: inputs)
        edges.check("PNAConvolution", edgeFeatures: features, width: encoder?.inputs ?? 0)
        let encoded = features.flatMap { features in encoder.map { $0(features) } }
        let factors = scalers.map { scaler in Tensor(DenseArray(edges.inDegrees.map { factor(scaler, Float($0)) })) }
        let width = dividesInput ? inputs / pre.count : inputs
        let towers = pre.indices.map { tower -> Tensor in
            let h = dividesInput ? x.columns(tower * width..<(tower + 1) * width) : x
            // M = pre([x_i, x_j, encoder(f)])                       [edges, width]
            let messages = pre[tower](
                .concatenatingColumns(
                    [h.gatheringRows(edges.targets), h.gatheringRows(edges.sources)] + (encoded.map { [$0] } ?? [])))
            let aggregated = Tensor.concatenatingColumns(aggregations.map { edges.aggregate(messages, $0) })
            // post([x, every aggregate with every scaler])          [nodes, outputs / towers]
            let scaled = zip(scalers, factors).map { $0 == .identity ? aggregated : aggregated.scalingRows($1) }
            return post[tower](.concatenatingColumns([edges.ofTargets(h)] + scaled))
        }
        return last(towers.count == 1 ? towers[0] : .concatenatingColumns(towers))
    }

    private func factor(_ scaler: Scaler, _ degree: Float) -> Float {
        switch scaler {
        case .identity: 1
        case .amplification: logf(degree + 1) / means.logarithmic
        case .attenuation: means.logarithmic / logf(max(degree, 1) + 1)
        case .linear: degree / means.linear
        case .inverseLinear: means.linear / max(degree, 1)
        }
    }

    public var title: String {
        "PNAConv(\(inputs), \(last.outputs), towers=\(pre.count), edge_dim=\(encoder.map { "\($0.inputs)" } ?? "None"))"
    }

    public var parameters: [Parameter] {
        func numbered(_ networks: [any RowModule], _ name: String) -> [Parameter] {
            networks.enumerated().flatMap { tower, network in
                network.parameters.map { $0.prefixed("\(name).\(tower)") }
            }
        }
        return (encoder?.parameters.map { $0.prefixed("edge_encoder") } ?? []) + numbered(pre, "pre_nns")
            + numbered(post, "post_nns") + last.parameters.map { $0.prefixed("lin") }
    }
}
