import FileFormats
import Molecules

/// Which columns of a table of molecules mean what; what is nil is found by itself.
public struct MoleculeColumns: Sendable, Equatable {
    /// The column of SMILES; one called smiles (in any case), or else one whose name ends in it.
    public var smiles: String?
    /// What is to be foretold; nil: the columns of 0 and 1, or the only column of numbers.
    public var targets: [String]?
    /// Whether the targets are classes or numbers; nil: told by their values.
    public var kind: Kind?
    /// What the rows are called.
    public var id: String?
    /// A column of train, validation, test.
    public var split: String?

    /// What targets are taken for.
    public enum Kind: String, Sendable, CaseIterable {
        /// Whether rows have classes or numbers.
        case classification, regression
    }

    /// By the usual names unless told otherwise.
    public init(
        smiles: String? = nil, targets: [String]? = nil, kind: Kind? = nil, id: String? = nil, split: String? = nil
    ) {
        self.smiles = smiles
        self.targets = targets
        self.kind = kind
        self.id = id
        self.split = split
    }

    /// The place of the SMILES among the columns of a header; nil where nothing is called so.
    public func smilesPlace(_ header: [String]) -> Int? {
        if let smiles { return header.firstIndex(of: smiles.withoutBlanks) }
        let names = header.map { $0.lowercased() }
        return names.firstIndex(of: "smiles") ?? names.firstIndex { $0.hasSuffix("smiles") }
            ?? names.firstIndex { $0.hasPrefix("smiles") }
    }

    /// Whether a file is a table of molecules: structures or a list of SMILES by its name, or text with a column of SMILES
    /// by its header.
    public static func isTable(_ path: String) -> Bool {
        let lower = path.lowercased()
        if MoleculeRows.hasStructures(path) || lower.hasSuffix(".smi") { return Files.exists(path) }
        guard [".csv", ".tsv", ".txt"].contains(where: { lower.hasSuffix($0) }), Files.exists(path), !Files.isDirectory(path) else {
            return false
        }
        do throws(FileError) {
            return MoleculeColumns().smilesPlace(try CSVStream(path: path).header) != nil
        } catch {
            // In another encoding it is a table all the same, of which its reader says what is wrong.
            guard TextEncoding.isFault(error), var lines = try? LineStream(path: path), let line = try? lines.next() else { return false }
            return String(decoding: line.filter { $0 != 0 }, as: UTF8.self).lowercased().contains("smiles")
        }
    }
}

/// A cell that is to be foretold: a number, or nothing known.
struct TargetCell {
    /// NaN where nothing is known.
    var number: Double
    var text: String

    /// What files write where nothing is known.
    private static let blanks: Set<String> = ["", "na", "nan", "n/a", "null", "none", "-", "?"]

    init(_ field: String) {
        var bytes = field.utf8[...]
        while let first = bytes.first, first == 32 || first == 9 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 32 || last == 9 { bytes = bytes.dropLast() }
        text = bytes.count == field.utf8.count ? field : String(decoding: bytes, as: UTF8.self)
        if bytes.count <= 4, Self.blanks.contains(text.lowercased()) {
            number = .nan
            text = ""
            return
        }
        number = Double(text) ?? .infinity
    }

    var isBlank: Bool { text.isEmpty }
    /// Whether it is a finite number.
    var isNumber: Bool { !isBlank && number.isFinite }
}
