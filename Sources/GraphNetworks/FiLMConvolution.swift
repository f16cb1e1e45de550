import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// Feature-wise linear modulation: y_i = relu(γ' (x_i W') + β') + Σ over relations r of aggregate over the edges (j, i) of
/// relu(γ_i (x_j W_r) + β_i), where (β, γ) are the halves of film_r(x_i), (β', γ') those of filmSkip(x_i).
///
/// X `[nodes, inputs]`, Y `[nodes, outputs]`; W_r, W' `[inputs, outputs]` without bias; film maps inputs to 2 · outputs. A
/// node that receives nothing has only the first part. Time is O(edges · outputs + relations · nodes · inputs · outputs).
///
/// Source: Brockschmidt, 2020, "GNN-FiLM: Graph Neural Networks with Feature-wise Linear Modulation", arXiv:1906.12192.
/// Equal to PyG's `FiLMConv` with linear films, whose names (`lins.0`, `films.0`, `lin_skip`, `film_skip`) a checkpoint
/// uses.
public final class FiLMConvolution: Module {
    /// One a relation.
    public let maps: [Linear]
    /// One a relation, to 2 · outputs.
    public let films: [Linear]
    /// The node's own map.
    public let skip: Linear
    /// What modulates it.
    public let filmSkip: Linear
    /// How messages are brought together.
    public let aggregation: Aggregation
    /// Columns of what it reads.
    public var inputs: Int { skip.inputs }
    /// Columns of what it gives.
    public var outputs: Int { skip.outputs }

    /// A layer with these parameters.
    public init(maps: [Linear], films: [Linear], skip: Linear, filmSkip: Linear, aggregation: Aggregation = .mean) {
        let (i, o) = (skip.inputs, skip.outputs)
        precondition(
            !maps.isEmpty && maps.count == films.count,
            "FiLMConvolution: \(maps.count) maps and \(films.count) films, expected one of each a relation")
        for (map, film) in zip(maps + [skip], films + [filmSkip]) {
            precondition(
                map.weight.shape == [i, o] && film.weight.shape == [i, 2 * o],
                "FiLMConvolution: expected weights [\(i), \(o)] and [\(i), \(2 * o)], found shapes \(map.weight.shape) and \(film.weight.shape)"
            )
        }
        (self.maps, self.films, self.skip, self.filmSkip, self.aggregation) = (maps, films, skip, filmSkip, aggregation)
    }

    /// A new layer.
    public convenience init(
        inputs: Int, outputs: Int, relations: Int = 1, aggregation: Aggregation = .mean, key: RandomKey
    ) {
        func new(_ outputs: Int, _ bias: Bool, _ name: StaticString, _ number: Int) -> Linear {
            Linear(inputs: inputs, outputs: outputs, bias: bias, key: key.child(name).child(number))
        }
        self.init(
            maps: (0..<relations).map { new(outputs, false, "maps", $0) },
            films: (0..<relations).map { new(2 * outputs, true, "films", $0) }, skip: new(outputs, false, "skip", 0),
            filmSkip: new(2 * outputs, false, "skip", 1), aggregation: aggregation)
    }

    /// Y for edges of one relation.
    public func callAsFunction(_ x: Tensor, _ edges: MessageEdges) -> Tensor { self(x, [edges]) }

    /// Y; `edges[r]` holds the edges of relation r.
    public func callAsFunction(_ x: Tensor, _ edges: [MessageEdges]) -> Tensor {
        precondition(
            edges.count == maps.count, "FiLMConvolution: \(maps.count) relations, found edges of \(edges.count)")
        for relation in edges { relation.check("FiLMConvolution", x, inputs: inputs) }
        let targets = edges[0].ofTargets(x)
        var y = modulated(skip(targets), filmSkip(targets))
        for (relation, edges) in edges.enumerated() where edges.count > 0 {
            // M_e = relu(γ_i (x_j W_r) + β_i)     [edges, outputs]
            let film = films[relation](targets).gatheringRows(edges.targets)
            let sent = maps[relation](x).gatheringRows(edges.sources)
            y = y + edges.aggregate(modulated(sent, film), aggregation)
        }
        return y
    }

    private func modulated(_ h: Tensor, _ film: Tensor) -> Tensor {
        (film.columns(outputs..<2 * outputs) * h + film.columns(0..<outputs)).relu()
    }

    public var title: String { "FiLMConv(\(inputs), \(outputs), num_relations=\(maps.count))" }

    public var parameters: [Parameter] {
        maps.enumerated().flatMap { number, map in map.parameters.map { $0.prefixed("lins.\(number)") } }
            + films.enumerated().flatMap { number, film in film.parameters.map { $0.prefixed("films.\(number)") } }
            + skip.parameters.map { $0.prefixed("lin_skip") } + filmSkip.parameters.map { $0.prefixed("film_skip") }
    }
}
