import FileFormats
import Foundation
import TestSupport
import Testing

/// The articles of the documentation show pieces of programs that are built, and what these print.
struct ArticlesTests {
    static let folder = PackageFolder.root + "/Sources/GraphLearning/GraphLearning.docc"

    /// The fenced blocks of a language in an article, in their order; "" for blocks of output.
    private func blocks(_ language: String, of article: String) throws -> [String] {
        let text = String(decoding: try Files.read(Self.folder + "/\(article).md"), as: UTF8.self)
        var found: [String] = [], open: [Substring]?, isWanted = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let lines = open {
                    if isWanted { found.append(lines.joined(separator: "\n")) }
                    open = nil
                } else {
                    isWanted = line == "```" + language
                    open = []
                }
            } else {
                open?.append(line)
            }
        }
        return found
    }

    private func output(of program: String, _ arguments: [String] = []) throws -> String {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let process = Process()
        process.executableURL = tests.appendingPathComponent(program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["GCN_DATA": PackageFolder.root + "/Data"]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program): \(output)")
        return output
    }

    @Test(arguments: ["GraphLearning", "GettingStarted", "YourOwnData", "AddingALayer"])
    func snippetsArePiecesOfBuiltPrograms(article: String) throws {
        let programs = try ["FirstNetwork", "OwnLayer"].map {
            String(decoding: try Files.read(PackageFolder.root + "/Examples/\($0)/main.swift"), as: UTF8.self)
        }
        let snippets = try blocks("swift", of: article)
        #expect(!snippets.isEmpty)
        for snippet in snippets {
            #expect(programs.contains { $0.contains(snippet + "\n") }, "\(article) shows what no built program holds: \(snippet)")
        }
    }

    @Test func ownLayerPrintsWhatTheArticleSays() throws {
        let expected = try #require(try blocks("", of: "AddingALayer").first).split(separator: "\n")
        let lines = try output(of: "OwnLayer").split(separator: "\n")
        // The accuracy in its last line may differ a little on another processor.
        #expect(lines.dropLast() == expected.dropLast())
        #expect(lines.last?.hasPrefix("right on the test papers: ") == true && lines.count == expected.count)
    }

    @Test func figuresAreMadeOfTheNumbersInTheArticle() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gcn-figures-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let printed = try output(of: "LayerFigures", ["--quick", folder.path])
        let shown = try blocks("", of: "HowAGCNLayerWorks")
        #expect(shown.count >= 2)
        for block in shown.prefix(2) { #expect(printed.contains(block), "\(block)") }
        let article = String(decoding: try Files.read(Self.folder + "/HowAGCNLayerWorks.md"), as: UTF8.self)
        for name in ["layer-graph", "layer-matrix", "layer-products"] {
            #expect(article.contains("(\(name).svg)"))
            let shipped = try Files.read(Self.folder + "/Resources/\(name).svg")
            #expect(try Files.read(folder.path + "/\(name).svg") == shipped, "\(name).svg: run LayerFigures")
        }
    }
}
