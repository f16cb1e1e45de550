import DenseArrays
import GraphNetworks
import Graphs
import Molecules

/// What of a molecule an answer rests on: a weight for each atom and each bond.
public struct MoleculeExplanation: Sendable {
    /// What was asked about.
    public let molecule: Molecule
    /// The explainer's name.
    public let method: String
    /// One an atom; above zero what speaks for yes (the class, a larger number), below what speaks against.
    public let atomWeights: [Double]
    /// One a bond: the sum over its two directions.
    public let bondWeights: [Double]
    /// The answer again without the most important bonds, and with them alone.
    public let metrics: ExplanationMetrics

    init(
        _ molecule: Molecule, _ explanation: Explanation, edges: EdgeList, metrics: ExplanationMetrics
    ) {
        self.molecule = molecule
        self.metrics = metrics
        method = explanation.method
        var atoms = explanation.nodeWeights.map { Double($0) }
        var bonds = [Double](repeating: 0, count: molecule.bondCount)
        for edge in 0..<edges.count {
            let (s, t) = (Int(edges.sources[edge]), Int(edges.targets[edge]))
            if let bond = molecule.bond(between: s, t) { bonds[bond] += Double(explanation.edgeWeights[edge]) }
        }
        // a graph of one atom has no bonds to speak of
        if atoms.isEmpty { atoms = [Double](repeating: 0, count: molecule.atomCount) }
        (atomWeights, bondWeights) = (atoms, bonds)
    }

    /// The atoms' weights with half of each bond's added to its ends: what a reader takes an atom for.
    public var wholeAtomWeights: [Double] {
        var result = atomWeights
        for (place, bond) in molecule.bonds.enumerated() {
            result[Int(bond.begin)] += bondWeights[place] / 2
            result[Int(bond.end)] += bondWeights[place] / 2
        }
        return result
    }
}

extension MoleculePredictor {
    /// Explains what the networks say of a molecule in one of their outputs; an ensemble's weights are the members' means.
    ///
    /// - Parameters:
    ///   - molecule: what is asked about.
    ///   - output: the target's number; of classes the class's.
    ///   - explainer: how.
    ///   - top: how many bonds are chosen for the fidelities; a fifth, rounded up, when nil.
    /// - Throws: `ExplanationError` for a network that reads no edges, or a molecule without bonds.
    public func explain(
        _ molecule: Molecule, output: Int, by explainer: some Explainer, top: Int? = nil
    ) throws(MoleculeExplanationError) -> MoleculeExplanation {
        do {
            let set = try graphs([molecule])
            var weights: (nodes: [Float], edges: [Float])?
            var last: (ExplanationSubject, Explanation)?
            for member in members {
                let explanations = try member.explanations(set)
                let subject: ExplanationSubject, target: Int
                if case .classes = objective {
                    (subject, target) = (try explanations.subject(0), output)
                } else {
                    (subject, target) = (try explanations.subject(0, output: output), 1)
                }
                let found = try explainer.explain(subject, target: target)
                weights = weights.map { sums in
                    (zip(sums.nodes, found.nodeWeights).map(+), zip(sums.edges, found.edgeWeights).map(+))
                } ?? (found.nodeWeights, found.edgeWeights)
                last = (subject, found)
            }
            guard let weights, let (subject, found) = last else { preconditionFailure("MoleculePredictor: no networks") }
            let share = 1 / Float(members.count)
            let mean = Explanation(
                method: found.method, target: found.target, edges: subject.edges, nodeCount: subject.nodeCount,
                edgeWeights: weights.edges.map { $0 * share }, nodeWeights: weights.nodes.map { $0 * share })
            return MoleculeExplanation(
                molecule, mean, edges: subject.edges, metrics: ExplanationMetrics(mean, of: subject, top: top))
        } catch let error as ExplanationError {
            throw .explanation(error)
        } catch let error as GraphPredictorError {
            throw .prediction(error)
        } catch {
            preconditionFailure("MoleculePredictor.explain: \(error)")
        }
    }
}

/// Why an answer about a molecule cannot be explained.
public enum MoleculeExplanationError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with the network or the molecule.
    case explanation(ExplanationError)
    /// What is wrong with the molecule's graph.
    case prediction(GraphPredictorError)

    public var description: String {
        switch self {
        case .explanation(let error): error.description
        case .prediction(let error): error.description
        }
    }
}
