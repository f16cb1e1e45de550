import FileFormats
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder that is removed, with all in it, when the test is over.
final class TemporaryFolder: Sendable {
    let path: String
    /// Beside it, for what the test itself needs.
    let hidden: String

    init() throws {
        path = "/tmp/gcn-tool-\(getpid())-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        hidden = path + ".test"
        try Files.makeDirectory(path)
        try Files.makeDirectory(hidden)
    }

    deinit { clean() }

    func clean() {
        Self.remove(path)
        Self.remove(hidden)
    }

    private static func remove(_ path: String) {
        if Files.isDirectory(path) {
            for name in (try? Files.list(path)) ?? [] { remove("\(path)/\(name)") }
        }
        try? Files.remove(path)
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = "\(path)/\(name)"
        try Files.makeDirectory(
            file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
        try Files.write(bytes, to: file)
    }

    func read(_ name: String) throws -> [UInt8] { try Files.read("\(path)/\(name)") }
    func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }
    func list(_ name: String = "") throws -> [String] { try Files.list("\(path)/\(name)") }

    /// Runs the tool in this folder.
    func gcn(
        _ arguments: String..., output: String? = nil, timeout: Double = 30, meanwhile: ((String) -> Int32?)? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Outcome {
        try Tool.run(
            arguments, in: self, output: output, timeout: timeout, meanwhile: meanwhile, sourceLocation: sourceLocation)
    }
}

/// A folder with `net` (900 papers, 3 topics, 60 words, a split) and a run `run` that was trained on them, made once
/// by the tool itself. Tests read it and write elsewhere.
struct Trained {
    let folder: TemporaryFolder
    /// What `train --json` said.
    let result: JSONValue

    static func get() throws -> Trained { try made.get() }

    private static let made = Result {
        let folder = try TemporaryFolder()
        last = folder
        atexit { Trained.last?.clean() }
        try folder.gcn(
            "data", "generate", "papers", "--nodes", "900", "--topics", "3", "--words", "60", "--seed", "4",
            "--out", "net"
        ).expectSuccess()
        let outcome = try folder.gcn("train", "net", "--out", "run", "--json", "--quiet", "--threads", "2")
        outcome.expectSuccess()
        return Trained(folder: folder, result: try outcome.json())
    }

    nonisolated(unsafe) private static var last: TemporaryFolder?

    /// The folder's path with something behind it.
    func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    /// Another set of 300 papers.
    static func papers(_ folder: TemporaryFolder, _ name: String, topics: Int = 3, words: Int = 60) throws {
        try folder.gcn(
            "data", "generate", "papers", "--nodes", "300", "--topics", "\(topics)", "--words", "\(words)", "--out",
            name,
            "--seed", "9"
        ).expectSuccess()
    }
}

/// Three nodes in two classes, which train in no time.
enum Tiny {
    static let nodes = "id,label,split,x\na,red,train,1\nb,blue,train,0\nc,red,test,1\n"
    static let edges = "source,target\na,b\nb,c\n"

    static func write(
        _ folder: TemporaryFolder, _ name: String = "tiny", nodes: String = nodes, edges: String = edges
    ) throws {
        try folder.write("\(name)/nodes.csv", nodes)
        try folder.write("\(name)/edges.csv", edges)
    }
}
