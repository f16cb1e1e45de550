import GraphLearning

/// The set after the transforms that `--transform` names; the set itself where it names none.
///
/// Throws `Failure` (64) for an unknown name or parameter, before anything is done, and (65) where a transform cannot
/// be used on this graph.
func transformed(_ loaded: LoadedGraph, _ spec: String?, seed: Int) throws -> LoadedGraph {
    guard let transform = try transform(spec, seed: seed) else { return loaded }
    do throws(GraphError) {
        let graph = try transform(loaded.graph)
        // The columns keep their names where none was added and no other matrix took their place.
        let isSame = graph.features.width == loaded.graph.features.width && graph.nodeCount <= loaded.graph.nodeCount
        let names = isSame && !transform.description.contains("LineGraph") ? loaded.featureNames : nil
        return loaded.replacing(graph: graph, featureNames: names)
    } catch {
        throw Failure(Failure.badData, "--transform \(spec ?? ""): \(loaded.name): \(error)")
    }
}

/// The same for a set of many graphs, one graph after another.
func transformed(_ loaded: LoadedGraphSet, _ spec: String?, seed: Int) throws -> LoadedGraphSet {
    guard let transform = try transform(spec, seed: seed) else { return loaded }
    let set = loaded.set
    do throws(GraphError) {
        var graphs: [Graph] = []
        graphs.reserveCapacity(set.count)
        for number in 0..<set.count { graphs.append(try apply(transform, set[number], number)) }
        return loaded.replacing(
            set: try GraphSet(
                name: set.name, graphs: graphs, labels: set.labels, classNames: set.classNames, targets: set.targets))
    } catch {
        throw Failure(Failure.badData, "--transform \(spec ?? ""): \(loaded.name): \(error)")
    }
}

private func apply(_ transform: Transform, _ graph: Graph, _ number: Int) throws(GraphError) -> Graph {
    do throws(GraphError) { return try transform(graph) } catch { throw .inGraph(number, error) }
}

private func transform(_ spec: String?, seed: Int) throws -> Transform? {
    guard let spec else { return nil }
    do throws(GraphError) {
        return try Transform.named(spec, seed: seed)
    } catch {
        throw Failure(Failure.usage, "--transform \(error)")
    }
}
