import ArgumentParser
import GraphLearning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How features are scaled before a network reads them; `--scale-features`.
enum FeatureScalingChoice: String, ExpressibleByArgument, CaseIterable {
    case rows, columns, none

    /// Bags of words get `words`; measurements in units of their own are standardized.
    static func standard(for graph: Graph, words: FeatureScalingChoice) -> FeatureScalingChoice {
        if case .dense = graph.features { .columns } else { words }
    }
}

/// Refuses a flag's value where it does not hold, saying what was found and expected.
func require(_ flag: String, _ holds: Bool, _ found: Any, _ expected: String) throws {
    if !holds { throw ValidationError("--\(flag) \(found): expected \(expected)") }
}

/// Refuses a kind of network that there is none of, and widths that its heads do not divide.
func requireModel(_ flag: String, _ name: String, hidden: Int) throws {
    try require(flag, NodeModels.named(name) != nil, name, NodeModels.all.map(\.name).joined(separator: ", "))
    if name == "gatv2" {
        let heads = Int(NodeClassificationSettings.standard(for: name).options["heads"] ?? 8)
        try require("hidden", hidden % heads == 0, hidden, "a multiple of \(heads) for \(name), which has \(heads) heads")
    }
}

/// Makes runs/NAME-TIME, with a number behind it where that is taken: two trainings never share one.
func makeRunFolder(_ name: String) throws -> String {
    try Files.makeDirectory("runs")
    let base = "runs/\(name)-\(Process.timestamp)"
    var path = base, number = 2
    while !Process.makeFolder(path) {
        if !Files.exists(path) {
            throw Failure(Failure.inputOutput, "\(path): the folder cannot be made; choose another place with --out")
        }
        path = "\(base)-\(number)"
        number += 1
    }
    return path
}

/// The part of `config.json` that says which data a run had.
func describeData(_ loaded: LoadedGraph, _ record: DataRecord) -> JSONValue {
    .object(
        [("name", .string(loaded.name))] + record.json + [
            ("nodes", .int(loaded.graph.nodeCount)), ("directed_edges", .int(loaded.graph.edges.count)),
            ("features", .int(loaded.graph.features.width)),
            ("nodes_sha256", .string(Fingerprint.nodes(loaded.graph))),
        ])
}

/// The labels of a graph, or a refusal that says what to do.
func requireLabels(_ graph: Graph, why: String) throws -> NodeLabels {
    guard let labels = graph.labels else {
        throw Failure(
            Failure.badData, "\(graph.provenance) has no labels \(why); expected a column \"label\", or --label-column")
    }
    return labels
}

extension Output {
    /// "91.24 ± 0.81": a fraction's mean and deviation in per cent.
    static func percent(_ values: [Double]) -> String {
        let statistics = RunStatistics(values)
        if values.count < 2 || statistics.mean.isNaN { return statistics.mean.isNaN ? "–" : fixed(statistics.mean * 100, 2) }
        return "\(fixed(statistics.mean * 100, 2)) ± \(fixed(statistics.standardDeviation * 100, 2))"
    }
}

/// The natural logarithm.
func logarithm(_ x: Float) -> Float { Float(log(Double(x))) }
