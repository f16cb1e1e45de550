import FileFormats
import Graphs

/// What can go wrong with data sets: every function of this module that touches the outside world throws this type.
///
/// Each case carries the place, what was found, what was expected and what to do; `description` says all of it.
public enum DatasetError: Error, Equatable, Sendable {
    /// A file is missing, malformed or cannot be read or written; the place is in the wrapped error.
    case file(FileError)
    /// The files were read, but what they hold is no valid graph or split. `line` is where the trouble showed,
    /// `firstLine` the line it collides with, `node` the node's name in the file.
    case graph(GraphError, file: String, line: Int?, firstLine: Int?, node: String?)
    /// No set of that name was found. `searched` are the folders that were looked into.
    case unknownName(name: String, known: [String], searched: [String])
    /// A known set whose files are in none of the folders. `canFetch`: whether it can be downloaded.
    case notFound(name: String, searched: [String], canFetch: Bool)
    /// A file's SHA-256 is not the pinned one.
    case checksumDiffers(file: String, found: String, expected: String, advice: String)
    /// A download failed; `wanted` are the files that are still to be had.
    case downloadFailed(url: String, reason: String, advice: String?, wanted: [WantedFile])
    /// The call itself makes no sense: a number out of range, a set that has nothing to fetch.
    case usage(found: String, expected: String, advice: String?)

    /// A file to be had from an address, and where it belongs.
    public struct WantedFile: Sendable, Equatable {
        /// Where it is to be had.
        public let url: String
        /// Where it belongs.
        public let path: String

        /// An address and a place.
        public init(url: String, path: String) {
            self.url = url
            self.path = path
        }
    }

    /// The class of trouble, which decides a command's exit code.
    public enum Kind: Sendable, Equatable {
        /// A file or set is not there.
        case missing
        /// A file's content is wrong.
        case malformed
        /// The system or the network refused.
        case inputOutput
        /// The command was given something that makes no sense.
        case usage

        /// The exit code of BSD's `sysexits.h`: 66 missing, 65 malformed, 74 input or output, 64 usage.
        public var exitCode: Int32 {
            switch self {
            case .missing: 66
            case .malformed: 65
            case .inputOutput: 74
            case .usage: 64
            }
        }
    }

    /// The class of trouble.
    public var kind: Kind {
        switch self {
        case .file(let error):
            switch error.kind {
            case .missing: .missing
            case .malformed, .unsupported: .malformed
            case .inputOutput: .inputOutput
            }
        case .graph, .checksumDiffers: .malformed
        case .unknownName, .notFound: .missing
        case .downloadFailed: .inputOutput
        case .usage: .usage
        }
    }
}

extension DatasetError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let error):
            return error.description
        case .graph(let error, let file, let line, let firstLine, let node):
            let place = line.map { "\(file):\($0):" } ?? "\(file):"
            if case .splitLeaks(let number, let first, let second) = error {
                let name = node ?? String(number)
                return
                    "\(place) found node \"\(name)\" in \(second), "
                    + "and in \(first)\(firstLine.map { " on line \($0)" } ?? ""); "
                    + "expected each node in one part only, else the split leaks; take it out of one of them"
            }
            return "\(place) \(error)"
        case .unknownName(let name, let known, let searched):
            return
                "\(name): found no data set of this name; expected one of \(known.joined(separator: ", ")), "
                + "or the path of a folder with nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.*; "
                + "searched in \(Self.list(searched))"
        case .notFound(let name, let searched, let canFetch):
            let advice = canFetch
                ? "run \"gcn data fetch \(name)\", or say where it is with --data-root or GCN_DATA"
                : "it comes with the toolkit: name its folder Data with --data-root, or set GCN_DATA to it"
            return "\(name): found none of its files; expected them in \(Self.list(searched)); \(advice)"
        case .checksumDiffers(let file, let found, let expected, let advice):
            return "\(file): found SHA-256 \(found); expected \(expected); \(advice)"
        case .downloadFailed(let url, let reason, let advice, let wanted):
            var text = "\(url): \(reason); expected to download the file"
            if let advice { text += "; \(advice)" }
            if !wanted.isEmpty {
                text += "; by hand: put these files there, then run the command again"
                for file in wanted { text += "\n  \(file.url) -> \(file.path)" }
            }
            return text
        case .usage(let found, let expected, let advice):
            return "found \(found); expected \(expected)" + (advice.map { "; \($0)" } ?? "")
        }
    }

    private static func list(_ folders: [String]) -> String {
        folders.isEmpty ? "no folder (none of the known places exists)" : folders.joined(separator: ", ")
    }

    /// A malformed file.
    static func malformed(
        _ file: String, line: Int? = nil, found: String, expected: String, advice: String? = nil
    ) -> DatasetError {
        .file(
            FileError(
                kind: .malformed, file: file, place: line.map { .line($0) }, found: found, expected: expected,
                advice: advice))
    }

    /// A file that should be there.
    static func missing(_ file: String, found: String, expected: String, advice: String? = nil) -> DatasetError {
        .file(FileError(kind: .missing, file: file, found: found, expected: expected, advice: advice))
    }

    /// Text from a file as it may stand in a message: quoted, cut at 60 characters, control characters replaced.
    static func quoted(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(60) {
            shown.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 ? "?" : scalar)
        }
        return "\"\(shown)\(text.unicodeScalars.count > 60 ? "..." : "")\""
    }
}

/// Runs a step that throws `FileError` and throws it as `DatasetError`; says what to do where the error does not.
///
/// - Parameter damaged: what to do about a malformed file.
func reading<Result>(
    damaged: String? = nil, _ body: () throws(FileError) -> Result
) throws(DatasetError) -> Result {
    do throws(FileError) {
        return try body()
    } catch {
        var error = error
        if error.kind == .missing {
            error.expected = error.expected ?? "a file of the data set"
            error.advice = error.advice ?? "check the path"
        } else if error.kind == .malformed {
            error.advice = error.advice ?? damaged
        }
        throw .file(error)
    }
}
