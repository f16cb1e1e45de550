import DenseArrays
import GraphDatasets
import GraphNetworks
import Graphs
import Molecules

/// The networks of a training on molecules, ready to be asked about others.
///
/// Belongs to one thread; a call shares its molecules among the threads.
public struct MoleculePredictor {
    /// How molecules become graphs.
    public let features: MoleculeFeatures
    /// The networks of the ensemble.
    public let members: [GraphPredictor]

    /// Throws where the networks expect other columns than the features have.
    public init(_ members: [GraphPredictor], features: MoleculeFeatures) throws(GraphPredictorError) {
        precondition(!members.isEmpty, "MoleculePredictor: no networks")
        let c = members[0].configuration
        if c.inputs != features.atomWidth {
            throw .featuresDiffer(set: "the scheme \(features.scheme.rawValue)", found: features.atomWidth, expected: c.inputs)
        }
        if c.edgeInputs != features.bondWidth {
            throw .edgeFeaturesDiffer(
                set: "the scheme \(features.scheme.rawValue)", found: features.bondWidth, expected: c.edgeInputs)
        }
        (self.members, self.features) = (members, features)
    }

    /// What is told: probabilities of each answer or class, or numbers.
    public var objective: GraphObjective { members[0].objective }

    /// What the networks say of molecules, on average and how far they are apart, `[molecules, outputs]` each.
    public func predict(_ molecules: [Molecule]) throws(GraphPredictorError) -> (mean: DenseArray, spread: DenseArray) {
        let set = try graphs(molecules)
        var all: [DenseArray] = []
        for member in members { all.append(try member.predict(set)) }
        return MoleculeTrainer.meanAndSpread(all)
    }

    /// One vector a molecule before the head of the first network, `[molecules, width]`.
    public func embed(_ molecules: [Molecule]) throws(GraphPredictorError) -> DenseArray {
        try members[0].embed(try graphs(molecules))
    }

    /// The molecules as the networks read them.
    public func graphs(_ molecules: [Molecule]) throws(GraphPredictorError) -> GraphSet {
        do throws(GraphError) {
            return try features.graphSet(name: "molecules", molecules)
        } catch {
            throw .graph(error)
        }
    }
}
