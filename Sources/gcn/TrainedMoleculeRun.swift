import ArgumentParser
import GraphLearning

/// A run folder of a training on molecules, opened by a command.
struct TrainedMoleculeRun {
    let folder: RunFolder
    let predictor: MoleculePredictor
    let smilesColumn: String
    let targetColumns: [String]
    let isRegression: Bool
    /// The table it was trained on.
    let trainedOn: String
    let metric: TargetMetric?
    private let config: JSONValue

    /// nil where the run is of another kind.
    init?(_ path: String) throws {
        folder = RunFolder(path)
        config = try folder.readConfig()
        guard let task = config["task"]?.string, task.hasPrefix("molecule-") else { return nil }
        let file = folder.configFile
        func missing(_ entry: String, _ expected: String) -> FileError {
            FileError(
                kind: .malformed, file: file, place: .entry(entry), found: "nothing usable", expected: expected,
                advice: "use a config.json that gcn wrote")
        }
        let dataset = config["dataset"]
        guard let smiles = dataset?["smiles_column"]?.string else { throw missing("dataset.smiles_column", "a column's name") }
        guard let targets = dataset?["target_columns"]?.array?.compactMap(\.string), !targets.isEmpty else {
            throw missing("dataset.target_columns", "a list of names")
        }
        guard let scheme = dataset?["atom_features"]?.string, let features = MoleculeFeatures(named: scheme) else {
            throw missing("dataset.atom_features", MoleculeFeatures.names.joined(separator: ", "))
        }
        predictor = try MoleculePredictor(try folder.readEnsemble(), features: features)
        (smilesColumn, targetColumns) = (smiles, targets)
        isRegression = task == "molecule-regression"
        trainedOn = dataset?["argument"]?.string ?? ""
        metric = config["metric"]?.string.flatMap { TargetMetric(rawValue: $0) }
        if case .classes = predictor.objective { return }
        if targets.count != predictor.objective.outputs {
            throw missing("dataset.target_columns", "\(predictor.objective.outputs) names")
        }
    }

    /// Whether its runs are the folds of a cross-validation.
    var isCrossValidation: Bool { config["folds"]?.int != nil }

    /// The number of the run whose networks are kept.
    var keptRun: Int { config["kept_run"]?.int ?? 0 }

    /// The columns of a table as the training had them; `smiles` names another column.
    func columns(smiles: String?) -> MoleculeColumns {
        MoleculeColumns(
            smiles: smiles ?? (smilesColumn == MoleculeTable.structures ? nil : smilesColumn), targets: targetColumns, kind: isRegression ? .regression : .classification,
            id: config["dataset"]?["id_column"]?.string)
    }

    /// What each number that is told is called.
    var outputNames: [String] {
        if case .classes(let names) = predictor.objective { return names }
        return targetColumns
    }

    var classNames: [String] { if case .classes(let names) = predictor.objective { names } else { [] } }

    /// The place of SMILES in a table of other molecules: the named column, the training's, or one that looks like it.
    func smilesPlace(_ header: [String], _ given: String?, file: String) throws -> Int {
        if let given {
            guard let place = header.firstIndex(of: given) else {
                throw Failure(
                    Failure.badData, "\(file):1: found no column \"\(given)\"; the columns are \(header.prefix(30).joined(separator: ", "))")
            }
            return place
        }
        if let place = header.firstIndex(of: smilesColumn) ?? MoleculeColumns().smilesPlace(header) { return place }
        throw Failure(
            Failure.badData,
            "\(file):1: found no column \"\(smilesColumn)\" as in the training; the columns are \(header.prefix(30).joined(separator: ", ")); name that of the SMILES with --smiles-column")
    }
}
