import DenseArrays
import Graphs

/// Molecules as graphs: atoms are nodes, each bond an edge in both directions.
///
/// Edge 2b leads from bond b's `begin` to its `end`, edge 2b + 1 back, so that the reverse of edge e is e ^ 1. A molecule of
/// one atom has no edges.
extension MoleculeFeatures {
    /// One molecule. Throws `GraphError.empty` for one without atoms.
    public func graph(of molecule: Molecule) throws(GraphError) -> Graph {
        var sources = [Int32](repeating: 0, count: 2 * molecule.bondCount), targets = sources
        sources.withUnsafeMutableBufferPointer { sources in
            targets.withUnsafeMutableBufferPointer { targets in
                Self.writeEdges(of: molecule, to: sources, targets, at: 0)
            }
        }
        return try Graph(
            nodeCount: molecule.atomCount, edges: EdgeList(sources: sources, targets: targets),
            features: .dense(atomFeatures(of: molecule)), edgeFeatures: bondFeatures(of: molecule),
            provenance: molecule.name.isEmpty ? "a molecule" : molecule.name)
    }

    /// Many molecules, written side by side on all threads without making graphs of each.
    ///
    /// - Parameters:
    ///   - name: what the set is called.
    ///   - molecules: one a graph.
    ///   - labels: a class for each molecule, where there is one.
    ///   - classNames: what the classes are called.
    ///   - wanted: `[molecules, targets]`, NaN where one is not known.
    ///   - targetNames: what they are called.
    ///   - targetsAreAnswers: whether each is 1 for yes and 0 for no.
    /// - Throws: `GraphError.inGraph` for a molecule without atoms; `empty` without molecules; what `GraphSet` refuses.
    public func graphSet(
        name: String, _ molecules: [Molecule], labels: [Int32]? = nil, classNames: [String] = [],
        targets wanted: DenseArray? = nil, targetNames: [String] = [], targetsAreAnswers: Bool = false
    ) throws(GraphError) -> GraphSet {
        var nodeStarts = [0], edgeStarts = [0]
        nodeStarts.reserveCapacity(molecules.count + 1)
        edgeStarts.reserveCapacity(molecules.count + 1)
        for molecule in molecules {
            nodeStarts.append(nodeStarts[nodeStarts.count - 1] + molecule.atomCount)
            edgeStarts.append(edgeStarts[edgeStarts.count - 1] + 2 * molecule.bondCount)
        }
        let nodes = nodeStarts[molecules.count], edges = edgeStarts[molecules.count]
        var atomRows = DenseArray(uninitialized: [nodes, atomWidth])
        var bondRows = DenseArray(uninitialized: [edges, bondWidth])
        var sources = [Int32](repeating: 0, count: edges), targets = sources
        atomRows.withUnsafeMutableElements { atomRows in
            bondRows.withUnsafeMutableElements { bondRows in
                sources.withUnsafeMutableBufferPointer { sources in
                    targets.withUnsafeMutableBufferPointer { targets in
                        nonisolated(unsafe) let (atomRows, bondRows, sources, targets) =
                            (atomRows, bondRows, sources, targets)
                        Threads.run(over: molecules.count, by: 64) { range in
                            for number in range {
                                let molecule = molecules[number]
                                if let base = atomRows.baseAddress {
                                    writeAtoms(of: molecule, to: base + nodeStarts[number] * atomWidth)
                                }
                                if let base = bondRows.baseAddress {
                                    writeBonds(of: molecule, to: base + edgeStarts[number] * bondWidth)
                                }
                                Self.writeEdges(of: molecule, to: sources, targets, at: edgeStarts[number])
                            }
                        }
                    }
                }
            }
        }
        return try GraphSet(
            name: name, nodeStarts: nodeStarts, edgeStarts: edgeStarts,
            edges: EdgeList(sources: sources, targets: targets), features: .dense(atomRows), edgeFeatures: bondRows,
            labels: labels, classNames: classNames, targets: wanted, targetNames: targetNames,
            targetsAreAnswers: targetsAreAnswers, allowsUnknownTargets: true)
    }

    private static func writeEdges(
        of molecule: Molecule, to sources: UnsafeMutableBufferPointer<Int32>,
        _ targets: UnsafeMutableBufferPointer<Int32>, at start: Int
    ) {
        molecule.bonds.withUnsafeBufferPointer { bonds in
            for (index, bond) in bonds.enumerated() {
                sources[start + 2 * index] = bond.begin
                targets[start + 2 * index] = bond.end
                sources[start + 2 * index + 1] = bond.end
                targets[start + 2 * index + 1] = bond.begin
            }
        }
    }
}
