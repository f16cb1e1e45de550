// From SMILES to a graph, to an answer, to the atoms the answer rests on: the 499 compounds of Data/molecules.
// Writes itself as a notebook beside this file: molecules-shipped.ipynb and molecules-shipped.html.
import GraphLearning

let options = CommandLine.arguments.dropFirst()
let isQuick = options.contains("--quick")
let here = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
let folder = options.first { !$0.hasPrefix("-") } ?? here
let shipped = here + "/../../Data/molecules/compounds.csv"
let notebook = Notebook(title: "Molecules: from SMILES to an explained answer")

/// A number with so many decimals.
func fixed(_ value: Double, _ digits: Int = 3) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let text = String(Int((abs(value) * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return (value < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
}

notebook.markdown(
    """
    A molecule is a graph: atoms are nodes, bonds are edges. Chemists write it as a line of letters, the SMILES. This notebook
    reads such lines, trains a network on 499 well-known compounds to tell which have an **acid group**, and asks it which
    atoms its answer rests on.

    ## From letters to a graph
    """)

let aspirin = try notebook.code { cell in
    let aspirin = try Molecule(smiles: "CC(=O)Oc1ccccc1C(=O)O")
    let (atoms, bonds) = (aspirin.atomCount, aspirin.bondCount)
    print("aspirin: \(aspirin.formula), \(atoms) atoms without hydrogens, \(bonds) bonds")
    let again = try Molecule(smiles: "OC(=O)C1=CC=CC=C1OC(C)=O")
    print("the same, written by another hand:", again.canonicalSMILES == aspirin.canonicalSMILES)
    cell.show(
        svg: MoleculePicture(aspirin, style: DrawingStyle(theme: .transparent, showsIndices: true)).svg(),
        alt: "aspirin, its atoms numbered")
    return aspirin
}

notebook.markdown(
    """
    The network sees a **feature matrix** with a row for each atom, and a list of edges, two for each bond, with features
    of their own. It knows no names and no rules of chemistry but these columns.
    """)

let features = try notebook.code { cell in
    let features = MoleculeFeatures(.standard)
    let graph = try features.graphSet(name: "aspirin", [aspirin])[0]
    print("\(graph.nodeCount) atoms × \(features.atomWidth) columns")
    print("\(graph.edges.count) directed bonds × \(features.bondWidth) columns")
    print("of an atom:", features.atomColumns.prefix(8).joined(separator: ", "), "…")
    print("of a bond:", features.bondColumns.prefix(6).joined(separator: ", "), "…")
    cell.show(
        MatrixPicture(
            title: "The atoms' features", matrix: graph.features.matrix, rowTitle: "atom",
            columnTitle: "column"), width: 620)
    return features
}

notebook.markdown(
    """
    ## The data

    `Data/molecules/compounds.csv` has a column `acidic`: 1 where there is an acid group, a carbon, sulfur or phosphorus atom
    with both a hydroxyl O–H and a double-bonded oxygen: carboxylic, sulfonic, sulfinic, phosphonic and phosphoric acids, and
    those of their esters that keep a hydroxyl. It is a rule about structure, so that it is known which atoms an explanation
    should point at; they stand in `acidic_atoms`. Nothing else counts, and much that looks alike is in the set: full esters,
    amides, phenols, salts.
    """)

let table = try notebook.code { cell in
    let table = try MoleculeTable(
        path: shipped, columns: MoleculeColumns(smiles: "smiles", targets: ["acidic"], id: "name"))
    let acids = table.values.count { $0 == 1 }
    print("\(table.rows.count) molecules, \(acids) with an acid group, \(table.refused.count) not readable")
    let shown = [0, 2].map { Float($0 / 2) }.flatMap { value in
        table.rows.indices.filter { table.values[$0] == value && table.molecules[$0].atomCount > 6 }
            .prefix(3)
    }
    let pictures = shown.map {
        MoleculePicture(
            table.molecules[$0],
            title: "\(table.rows[$0].id): \(table.values[$0] == 1 ? "acidic" : "not acidic")",
            style: DrawingStyle(theme: .transparent))
    }
    cell.show(
        svg: MoleculePicture.grid(pictures, columns: 3), narrow: MoleculePicture.grid(pictures, columns: 1),
        alt: "three molecules without an acid group, three with one")
    return table
}

notebook.markdown(
    """
    ## Training

    The split keeps molecules of one ring skeleton together (a *scaffold* split), so that the test asks about structures
    unlike those of the training. The network passes messages along directed bonds (D-MPNN; Yang et al., 2019,
    doi:10.1021/acs.jcim.9b00237) and adds the atoms' vectors up.
    """)

let run = try notebook.code { cell in
    var settings = GraphTrainingSettings.named("molecule", model: "dmpnn")!
    settings.epochs = isQuick ? 12 : 40
    let trainer = try MoleculeTrainer(table, features: features)
    let split = try MoleculeSplitter("scaffold")!.split(table, seed: 0)
    let (train, test) = (split.train.count, split.test.count)
    print("\(train) training, \(split.validation.count) validation, \(test) test molecules")
    let run = try trainer.run(settings, splits: [(seed: 0, split: split)])[0]
    for metric in [TargetMetric.rocAUC, .accuracy] {
        print("test \(metric.title): \(fixed(run.scores.value(metric)))")
    }
    let history = run.members[0].history
    cell.show(
        LearningCurves(
            panels: [
                .init(
                    name: "loss", training: history.map(\.trainLoss),
                    validation: history.map(\.validationLoss)),
                .init(
                    name: "ROC AUC", training: history.map(\.trainScore),
                    validation: history.map(\.validationScore), isShare: true),
            ], bestEpoch: run.members[0].bestEpoch), width: 800)
    return run
}

notebook.code { cell in
    let isAcidic = run.split.test.map { table.values[$0] == 1 }
    let scores = run.predictions.elements.map { Double($0) }
    let wrong = isAcidic.indices.filter { isAcidic[$0] != (scores[$0] > 0.5) }
    print("\(isAcidic.count - wrong.count) of \(isAcidic.count) test molecules are called what they are")
    for place in wrong {
        let name = table.rows[run.split.test[place]].id
        print("wrong: \(name), probability of an acid group \(fixed(scores[place]))")
    }
    cell.show(
        ROCChart(title: "ROC curve of the test molecules", labels: isAcidic, scores: scores), width: 460)
}

notebook.markdown(
    """
    ## A question of one's own, and why it is answered so

    Two molecules that are not in the set: the network gives a probability, and *integrated gradients* (Sundararajan et al.,
    2017, arXiv:1703.01365) say what each atom and bond adds to it. Orange speaks for an acid group, blue against.
    """)

let predictor = try notebook.code { cell in
    let predictor = try MoleculePredictor(run.members.map { GraphPredictor($0) }, features: features)
    let questions = [
        ("fenbufen", "O=C(O)CCC(=O)c1ccc(cc1)-c1ccccc1"),
        ("its methyl ester", "COC(=O)CCC(=O)c1ccc(cc1)-c1ccccc1"),
    ]
    let known = Set(table.molecules.map(\.canonicalSMILES))
    var pictures: [MoleculePicture] = []
    for (name, smiles) in questions {
        let molecule = try Molecule(smiles: smiles)
        let probability = Double(try predictor.predict([molecule]).mean.elements[0])
        let explanation = try predictor.explain(molecule, output: 0, by: IntegratedGradients())
        let isKnown = known.contains(molecule.canonicalSMILES)
        print("\(name), \(isKnown ? "in" : "not in") the set: probability of an acid group \(fixed(probability))")
        pictures.append(
            MoleculePicture(
                molecule, title: "\(name): \(fixed(probability, 2))",
                atomWeights: explanation.atomWeights, bondWeights: explanation.bondWeights,
                weightTitle: "towards an acid group", style: DrawingStyle(theme: .transparent)))
    }
    cell.show(
        svg: MoleculePicture.grid(pictures, columns: 2, cell: (420, 320)),
        narrow: MoleculePicture.grid(pictures, columns: 1, cell: (360, 320)),
        alt: "fenbufen and its ester, the atoms coloured by their weight")
    return predictor
}

notebook.markdown(
    """
    Does it look where it should? For test molecules with an acid group the atoms that the rule names are known: how often
    is the atom of the largest weight one of them, or bonded to one?
    """)

try notebook.code {
    let truth = try CSVReader.column("acidic_atoms", of: shipped).map {
        Set($0.split(separator: " ").compactMap { Int($0) })
    }
    var found = 0
    var asked = 0
    for row in run.split.test.prefix(isQuick ? 30 : 100)
    where table.values[row] == 1 && table.molecules[row].bondCount > 0 {
        let molecule = table.molecules[row]
        let weights = try predictor.explain(molecule, output: 0, by: IntegratedGradients())
            .wholeAtomWeights
        let best = weights.indices.max { weights[$0] < weights[$1] }!
        let near = truth[table.rows[row].line - 2].union(
            truth[table.rows[row].line - 2].flatMap { atom in
                molecule.neighbors(of: atom).map { Int($0.atom) }
            })
        asked += 1
        if near.contains(best) { found += 1 }
    }
    print("the strongest atom belongs to the acid group or touches it in \(found) of \(asked) molecules")
}

notebook.markdown(
    "From the command line: `gcn train Data/molecules/compounds.csv --target-columns acidic --report`.")

try notebook.write(to: folder, name: "molecules-shipped")
let picture = notebook.pictures.last
try Files.write(picture ?? "", to: "\(folder)/molecules-shipped.svg")
print("written: \(folder)/molecules-shipped.ipynb, .html and .svg")

extension CSVReader {
    /// The texts of one column.
    static func column(_ name: String, of file: String) throws -> [String] {
        var reader = try CSVReader(bytes: Files.read(file), file: file)
        let place = try reader.column(named: name)
        var texts: [String] = []
        while let row = try reader.next() { texts.append(row.string(at: place)) }
        return texts
    }
}
