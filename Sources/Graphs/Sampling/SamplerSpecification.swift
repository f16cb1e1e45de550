/// How a graph is sampled for training, as it is written in text.
///
/// - `neighbours:10,10`: at most 10 neighbours of each wanted node, and 10 of each of these; one number a layer.
/// - `clusters:100` or `clusters:100:5`: 100 parts, 1 (or 5) of them a batch.
/// - `walks:2000:4`: 2,000 random walks of 4 steps a batch.
public enum SamplerSpecification: Sendable, Equatable {
    /// So many neighbours at each layer (GraphSAGE).
    case neighbours([Int])
    /// Parts of the graph, several a batch (Cluster-GCN).
    case clusters(parts: Int, perBatch: Int)
    /// What random walks from some roots meet (GraphSAINT).
    case walks(roots: Int, length: Int)

    /// Reads one of the forms above; throws `SamplerError.specification` for anything else.
    public init(_ text: String) throws(SamplerError) {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        func numbers(_ texts: [String]) throws(SamplerError) -> [Int] {
            var result: [Int] = []
            for part in texts {
                guard let number = Int(part), number > 0, number <= Int(Int32.max) else {
                    throw .specification(found: text)
                }
                result.append(number)
            }
            return result
        }
        switch parts[0] {
        case "neighbours", "neighbors":
            guard parts.count == 2 else { throw .specification(found: text) }
            let fanOuts = try numbers(parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init))
            self = .neighbours(fanOuts)
        case "clusters":
            guard parts.count == 2 || parts.count == 3 else { throw .specification(found: text) }
            let values = try numbers(Array(parts.dropFirst()))
            let perBatch = values.count > 1 ? values[1] : 1
            guard perBatch <= values[0] else { throw .specification(found: text) }
            self = .clusters(parts: values[0], perBatch: perBatch)
        case "walks":
            guard parts.count == 3 else { throw .specification(found: text) }
            let values = try numbers(Array(parts.dropFirst()))
            self = .walks(roots: values[0], length: values[1])
        default: throw .specification(found: text)
        }
    }

    /// The text that it is read from.
    public var text: String {
        switch self {
        case .neighbours(let fanOuts): "neighbours:" + fanOuts.map(String.init).joined(separator: ",")
        case .clusters(let parts, let perBatch): "clusters:\(parts):\(perBatch)"
        case .walks(let roots, let length): "walks:\(roots):\(length)"
        }
    }
}

/// What can be wrong with a way to sample.
public enum SamplerError: Error, Equatable, Sendable {
    /// A text that no form fits.
    case specification(found: String)
    /// As many fan-outs as layers are needed.
    case fanOuts(found: Int, layers: Int, model: String)
    /// The model needs the whole graph, or the edges in a form that a sampled neighbourhood does not have.
    case model(name: String, sampler: String, able: [String])
    /// More parts than nodes.
    case parts(found: Int, nodes: Int)
}

extension SamplerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .specification(let found):
            "found the sampler \"\(found)\"; expected neighbours:10,10 (a fan-out a layer), clusters:PARTS[:PARTS A BATCH] or walks:ROOTS:LENGTH, all positive numbers"
        case .fanOuts(let found, let layers, let model):
            "found \(found) fan-outs; \(model) hears from its neighbours \(layers) times: give \(layers) numbers, such as neighbours:\([String](repeating: "10", count: max(1, layers)).joined(separator: ","))"
        case .model(let name, let sampler, let able):
            "the model \(name) cannot be trained with \(sampler); expected one of \(able.joined(separator: ", ")); clusters and walks train every model"
        case .parts(let found, let nodes):
            "found \(found) parts for \(nodes) nodes; expected at most one part a node"
        }
    }
}
