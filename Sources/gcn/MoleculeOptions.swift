import ArgumentParser
import GraphLearning

extension MoleculeColumns.Kind: ExpressibleByArgument {}
extension TargetMetric: ExpressibleByArgument {}

/// How a table of molecules is to be read.
struct MoleculeTableOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The column of SMILES (smiles).", valueName: "COLUMN"))
    var smilesColumn: String?

    @Option(help: ArgumentHelp(
        "What is to be foretold, comma-separated (the columns of 0 and 1, or the only one of numbers).", valueName: "A,B,…"))
    var targetColumns: String?

    @Option(help: ArgumentHelp("classification or regression (told by the values).", valueName: "TASK"))
    var task: MoleculeColumns.Kind?

    func validate() throws {
        if let targetColumns, targetColumns.split(separator: ",").isEmpty {
            throw ValidationError("--target-columns \"\": expected names of columns")
        }
    }

    /// Whether a flag says that the data are molecules.
    var isAsked: Bool { smilesColumn != nil || targetColumns != nil || task != nil }
    /// The columns, with the flags of other tables that mean something here too.
    func columns(_ data: DataOptions, splitColumn: String?) -> MoleculeColumns {
        MoleculeColumns(
            smiles: smilesColumn, targets: Self.list(targetColumns), kind: task, id: data.idColumn, split: splitColumn)
    }

    /// Names between commas; a comma in a name is written `\,`.
    static func list(_ text: String?) -> [String]? {
        guard let text else { return nil }
        var names = [""]
        var isEscaped = false
        for character in text {
            if isEscaped || character != "\\" && character != "," {
                names[names.count - 1].append(character)
                isEscaped = false
            } else if character == "," {
                names.append("")
            } else {
                isEscaped = true
            }
        }
        return names.filter { !$0.isEmpty }
    }

    /// The file of molecules that a name stands for: a path, or a file of that name in a data folder's `molecules`; nil where
    /// it is none.
    func table(_ name: String, _ data: DataOptions, _ configuration: TrainConfiguration?) -> String? {
        if data.nodes != nil || data.edges != nil { return nil }
        if Files.exists(name) {
            if Files.isDirectory(name) { return nil }
            return isAsked || MoleculeColumns.isTable(name) ? name : nil
        }
        if configuration?.isMoleculeTask == true || smilesColumn != nil { return Self.found(name, root: data.dataRoot) ?? name }
        return name.contains("/") ? nil : Self.found(name, root: data.dataRoot)
    }

    /// `ROOT/molecules/NAME.csv`, the case of the letters not mattering.
    static func found(_ name: String, root: String?) -> String? {
        let wanted = name.lowercased()
        for root in (try? DatasetLocator(root: root))?.roots.map(\.path) ?? [] {
            let folder = root + "/molecules"
            guard let files = try? Files.list(folder) else { continue }
            for file in files.sorted() {
                let lower = file.lowercased()
                if lower == wanted + ".csv" || lower.hasPrefix(wanted + "_") && lower.hasSuffix(".csv") {
                    return folder + "/" + file
                }
            }
        }
        return nil
    }
}

/// How molecules are to be learned from.
struct MoleculeOptions: ParsableArguments {
    @OptionGroup var table: MoleculeTableOptions

    @Option(help: ArgumentHelp(
        "What the network is told of atoms and bonds: \(MoleculeFeatures.names.joined(separator: ", ")) (gcn data features).",
        valueName: "SCHEME"))
    var atomFeatures: String?

    @Option(help: ArgumentHelp(
        "What chooses the epoch and is reported: \(TargetMetric.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "NAME"))
    var metric: TargetMetric?

    @Option(help: ArgumentHelp(
        "Networks of each run, whose answers are averaged and whose spread tells how sure they are (1).", valueName: "N"))
    var ensemble: Int?

    @Flag(help: "Leave out the models on fingerprints.")
    var noBaseline = false

    func validate() throws {
        if let atomFeatures, MoleculeFeatures(named: atomFeatures) == nil {
            throw ValidationError("--atom-features \(atomFeatures): expected \(MoleculeFeatures.names.joined(separator: ", "))")
        }
        if let ensemble, !(1...1000).contains(ensemble) {
            throw ValidationError("--ensemble \(ensemble): expected 1 to 1000")
        }
    }

    /// Whether a flag says that the data are molecules.
    var isAsked: Bool { table.isAsked || atomFeatures != nil || ensemble != nil || noBaseline }
}
