import DenseArrays
import Graphs
import TestSupport
import Testing

@testable import Molecules

@Suite struct MoleculeGraphsTests {
    private func chain(_ elements: [UInt8]) -> Molecule {
        Molecule(
            atoms: elements.map { Atom(atomicNumber: $0) },
            bonds: (0..<max(0, elements.count - 1)).map { Bond(begin: $0, end: $0 + 1, kind: $0 % 2 == 0 ? .single : .double) })
    }

    @Test func bothDirections() throws {
        let features = MoleculeFeatures()
        let graph = try features.graph(of: chain([6, 8, 7]))
        #expect(graph.nodeCount == 3)
        #expect(graph.edges.sources == [0, 1, 1, 2] && graph.edges.targets == [1, 0, 2, 1])
        #expect(graph.features.width == features.atomWidth && graph.edgeFeatures?.shape == [4, features.bondWidth])
        let alone = try features.graph(of: chain([6]))
        #expect(alone.nodeCount == 1 && alone.edges.count == 0 && alone.edgeFeatures?.shape == [0, features.bondWidth])
        #expect(throws: GraphError.empty) { try features.graph(of: chain([])) }
    }

    /// A set written at once is the same as one of single graphs, whatever the threads.
    @Test func setEqualsGraphs() throws {
        let molecules = (0..<150).map { number in chain((0..<1 + number % 7).map { UInt8(6 + ($0 + number) % 3) }) }
        let targets = DenseArray((0..<150).map { Float($0) }, shape: [150, 1])
        for scheme in [MoleculeFeatures.Scheme.standard, .ogbPlaces, .chemprop] {
            let features = MoleculeFeatures(scheme)
            let expected = try GraphSet(
                name: "x", graphs: molecules.map { try features.graph(of: $0) }, targets: targets)
            for set in try resultsForThreadCounts({ try features.graphSet(name: "x", molecules, targets: targets) }) {
                #expect(set.nodeStarts == expected.nodeStarts && set.edgeStarts == expected.edgeStarts)
                #expect(set.edges == expected.edges && set.edgeFeatures == expected.edgeFeatures)
                #expect(set.targets == targets)
                guard case .dense(let rows) = set.features, case .dense(let wanted) = expected.features else {
                    Issue.record("features are not dense")
                    continue
                }
                #expect(rows == wanted)
            }
        }
    }

    @Test func refusals() throws {
        let features = MoleculeFeatures(.dgl)
        #expect(throws: GraphError.inGraph(1, .empty)) {
            try features.graphSet(name: "x", [chain([6]), chain([])])
        }
        #expect(throws: GraphError.empty) { try features.graphSet(name: "x", []) }
        let labelled = try features.graphSet(name: "x", [chain([6]), chain([7])], labels: [1, 0], classNames: ["a", "b"])
        #expect(labelled.classCounts == [1, 1] && labelled.edgeCount == 0)
    }
}
