import DenseArrays
import GraphDatasets
import Graphs
import Molecules

/// How a table of molecules is divided, by the words that `--split` takes.
public struct MoleculeSplitter: Sendable, Equatable {
    /// How rows are divided.
    public enum Kind: String, Sendable, CaseIterable {
        /// As `--split` names them.
        case random, stratified, scaffold
        /// Scaffolds as wholes, large ones to training first, others by lot.
        case scaffoldBalanced = "scaffold-balanced"
        /// By words in the table, or by a file of its own.
        case column, file
    }

    /// How rows are divided.
    public let kind: Kind
    /// Of the rows for each part.
    public let fractions: SplitFractions
    /// The column's or the file's name.
    public let source: String?

    /// What the words may be.
    public static let usage =
        "random, stratified, scaffold or scaffold-balanced, each with :80/10/10 if you like, column:NAME, or a CSV file with id (or smiles) and split"

    /// The words; nil where they mean nothing.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if let kind = Kind(rawValue: parts[0]), kind != .file {
            self.kind = kind
            if kind == .column {
                guard parts.count == 2, !parts[1].isEmpty else { return nil }
                (source, fractions) = (parts[1], .standard)
                return
            }
            source = nil
            if parts.count == 1 {
                fractions = .standard
            } else {
                guard let given = SplitFractions(parts[1]) else { return nil }
                fractions = given
            }
            return
        }
        guard text.lowercased().hasSuffix(".csv") || text.lowercased().hasSuffix(".tsv") else { return nil }
        (kind, source, fractions) = (.file, text, .standard)
    }

    /// Whether seeds differ in their split.
    public var dependsOnSeed: Bool { kind == .random || kind == .stratified || kind == .scaffoldBalanced }

    var needsScaffolds: Bool { kind == .scaffold || kind == .scaffoldBalanced }

    /// The scaffold of each molecule, written canonically; empty for one without rings.
    public static func scaffolds(_ molecules: [Molecule]) -> [String] {
        MoleculeKeys.each(molecules) { $0.scaffoldSMILES }
    }

    /// Divides the table's rows.
    ///
    /// - Parameters:
    ///   - table: whose rows are divided.
    ///   - seed: what random splits are drawn by.
    ///   - scaffolds: of the rows, where they are known; made where nil and needed.
    public func split(
        _ table: MoleculeTable, seed: Int, scaffolds: [String]? = nil
    ) throws(MoleculeTrainingError) -> MoleculeSplit {
        do {
            switch kind {
            case .random: return try .random(count: table.rows.count, fractions: fractions, seed: seed)
            case .stratified:
                switch table.task {
                case .classes:
                    return try .stratified(labels: table.values.map { Int32($0) }, fractions: fractions, seed: seed)
                case .answers:
                    let classes = MoleculeSplit.classes(ofTargets: table.values, width: table.targetColumns.count)
                    return try .stratified(labels: classes, fractions: fractions, seed: seed)
                case .numbers:
                    let width = table.targetColumns.count
                    let first = stride(from: 0, to: table.values.count, by: width).map { table.values[$0] }
                    return try .stratified(values: first, fractions: fractions, seed: seed)
                }
            case .scaffold:
                return try .scaffold(scaffolds ?? Self.scaffolds(table.molecules), fractions: fractions)
            case .scaffoldBalanced:
                return try .scaffoldBalanced(scaffolds ?? Self.scaffolds(table.molecules), fractions: fractions, seed: seed)
            case .column:
                return try .column(
                    table.rows.map(\.split), named: source ?? "", file: table.path, lines: table.rows.map(\.line))
            case .file:
                // rows are known by their id, or by their SMILES where there is no column of ids
                return try .file(source ?? "", ids: table.rows.map { table.idColumn == nil ? $0.smiles : $0.id })
            }
        } catch let error as GraphError {
            throw .split(text: text, error: error)
        } catch let error as DatasetError {
            throw .data(error)
        } catch {
            throw .splitImpossible("\(error)")
        }
    }

    /// As it was written.
    public var text: String {
        switch kind {
        case .column: "column:\(source ?? "")"
        case .file: source ?? ""
        default: "\(kind.rawValue):\(fractions.text)"
        }
    }
}

/// What tells molecules apart, made side by side on all threads.
public enum MoleculeKeys {
    /// Canonical SMILES.
    public static func canonical(_ molecules: [Molecule]) -> [String] { each(molecules) { $0.canonicalSMILES } }

    static func each<Value: Sendable>(_ molecules: [Molecule], _ body: @Sendable (Molecule) -> Value) -> [Value] {
        [Value](unsafeUninitializedCapacity: molecules.count) { out, count in
            guard let base = out.baseAddress else { return }
            nonisolated(unsafe) let to = base
            Threads.run(over: molecules.count, by: 32) { range in
                for place in range { (to + place).initialize(to: body(molecules[place])) }
            }
            count = molecules.count
        }
    }
}

/// Why molecules cannot be learned from.
public enum MoleculeTrainingError: Error, Sendable, CustomStringConvertible {
    /// The text names a split that cannot be made.
    case split(text: String, error: GraphError)
    /// Why there is no such split.
    case splitImpossible(String)
    /// What is wrong with the table.
    case data(DatasetError)
    /// What is wrong with the graphs.
    case graph(GraphError)

    public var description: String {
        switch self {
        case .split(let text, let error): "--split \(text): \(error)"
        case .splitImpossible(let reason): "the split cannot be made: \(reason)"
        case .data(let error): error.description
        case .graph(let error): error.description
        }
    }
}

extension MoleculeSplitter {
    /// The folds of a cross-validation: each row is in one test part. A share of the other rows chooses the epoch, by lot.
    public func folds(
        _ table: MoleculeTable, count: Int, seed: Int, validation: Double, scaffolds: [String]? = nil
    ) throws(MoleculeTrainingError) -> [MoleculeSplit] {
        do {
            let whole: [Fold]
            let width = table.targetColumns.count
            switch kind {
            case .random:
                whole = try Fold.stratified(labels: [Int32](repeating: 0, count: table.rows.count), count: count, seed: seed)
            case .stratified:
                let labels =
                    width == 1 && table.task != .numbers
                    ? table.values.map { Int32($0.isNaN ? 0 : $0) } : MoleculeSplit.classes(ofTargets: table.values, width: width)
                whole = try Fold.stratified(labels: labels, count: count, seed: seed)
            case .scaffold, .scaffoldBalanced:
                whole = try MoleculeSplit.scaffoldFolds(scaffolds ?? Self.scaffolds(table.molecules), count: count, seed: seed)
            case .column, .file:
                throw MoleculeTrainingError.splitImpossible("--folds and a split that is written down: choose one")
            }
            let none = [Int32](repeating: 0, count: table.rows.count)
            return try whole.map { fold in
                let held = try fold.holdingOut(validation, labels: none, seed: seed)
                return MoleculeSplit(
                    name: "\(kind.rawValue), fold \(fold.number + 1) of \(count)", train: held.train,
                    validation: held.validation, test: held.test)
            }
        } catch let error as MoleculeTrainingError {
            throw error
        } catch let error as GraphError {
            throw .split(text: kind.rawValue, error: error)
        } catch {
            throw .splitImpossible("\(error)")
        }
    }
}
