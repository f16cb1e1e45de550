import FileFormats
import Foundation
import TestSupport
import Testing

/// Each example runs with `--quick`, prints what it should, and leaves a notebook in which every cell has its output.
struct NotebookExamplesTests {
    /// Runs an example with `--quick`; what it printed. It finds data in `root` alone, whatever is in the cache of whoever
    /// runs this.
    private func output(of program: String, into folder: URL, root: String) throws -> String {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let process = Process()
        process.executableURL = tests.appendingPathComponent(program)
        process.arguments = ["--quick", folder.path]
        let places = ["GCN_DATA": root, "XDG_CACHE_HOME": folder.path]
        process.environment = ProcessInfo.processInfo.environment.merging(places) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program): \(output)")
        return output
    }

    private func emptyFolder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("gcn-example-\(UUID().uuidString)")
    }

    /// Runs an example into a folder of its own, and checks what it prints and leaves there.
    private func check(_ program: String, _ name: String, _ lines: [String], root: String) throws {
        let folder = emptyFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try output(of: program, into: folder, root: root)
        for line in lines { #expect(output.contains(line), "\(program): \(line)") }
        let file = folder.path + "/\(name).ipynb"
        let value = try JSONValue.parse(Files.read(file), file: file)
        #expect(value["nbformat"]?.int == 4 && value["nbformat_minor"]?.int == 5)
        let page = String(decoding: try Files.read(folder.path + "/\(name).html"), as: UTF8.self)
        let cells = try #require(value["cells"]?.array)
        let code = cells.filter { $0["cell_type"]?.string == "code" }
        #expect(code.count >= 4)
        for cell in code {
            #expect(cell["outputs"]?.array?.isEmpty == false, "\(cell["source"]?.encoded() ?? "")")
            #expect(cell["source"]?.array?.isEmpty == false)
        }
        #expect(Set(cells.compactMap { $0["id"]?.string }).count == cells.count)
        #expect(!value.encoded().contains("@media (prefers-color-scheme"), "a notebook may be light while the system is dark")
        #expect(page.contains("@media (prefers-color-scheme:dark){#drawing-"))
        #expect(page.contains("<svg id=\"drawing-1\"") && !page.contains("<script") && !page.contains("src=\"http"))
    }

    @Test(arguments: [
        ("GraphsKarate", "graphs-karate", ["34 nodes, 156 directed edges", "epoch 20: "]),
        ("MoleculesShipped", "molecules-shipped", ["499 molecules, 229 with an acid group", "aspirin: C9H8O4"]),
        ("MeshShapes", "mesh-shapes", ["120 graphs of 5 kinds", "40 test shapes are named rightly"]),
        ("GCNPapers", "gcn-papers", ["2000 papers, 3867 citations, 500 words, 7 subjects", "words alone"]),
        ("ConvolutionBasics", "convolution-basics", ["[0.75, 1.0, 1.0, 1.0, 0.75]", "9 sizes: formula"]),
        (
            "DNNAndCNNFashionMNIST", "dnn-and-cnn-fashionmnist",
            ["2000 training and 500 test pictures of 10 kinds", "shapes made by the program", "cnn: 1475338 parameters"]
        ),
        (
            "GraphClassificationMUTAG", "graphclassification-mutag",
            ["499 graphs", "max: [1.0, 1.0, 1.0, 1.0]", "graphs are called what they are"]
        ),
        ("SocialPages", "social-pages", ["34 nodes, 78 ties, 2 kinds", "without edges: "]),
    ]) func everyCellHasItsOutput(program: String, name: String, lines: [String]) throws {
        try check(program, name, lines, root: PackageFolder.root + "/Data")
    }

    @Test func coraIsLearnedWhereItIsFound() throws {
        guard DataFolder.find("planetoid/ind.cora.graph") != nil else { return }
        try check(
            "GCNCora", "gcn-cora",
            ["2708 papers, 5278 citations, 1433 words, 7 fields", "kipf: 8", "test papers are called what they are"],
            root: DataFolder.root)
    }

    /// Nothing is written over the notebook that is there.
    @Test func coraIsSkippedInOneLineWhereItIsAbsent() throws {
        let folder = emptyFolder()
        let root = PackageFolder.root + "/Data"
        let output = try output(of: "GCNCora", into: folder, root: root)
        #expect(output.hasPrefix("skipped: cora is not in \(root)") && output.contains("gcn data fetch cora"))
        #expect(output.count { $0 == "\n" } == 1 && output.hasSuffix("\n"))
        #expect(!Files.exists(folder.path))
    }

    /// The notebooks that lie beside the sources hold the sources as they are now.
    @Test(arguments: [
        ("Graphs-Karate", "graphs-karate"), ("Molecules-Shipped", "molecules-shipped"), ("Mesh-Shapes", "mesh-shapes"),
        ("GCN-Papers", "gcn-papers"), ("GCN-Cora", "gcn-cora"), ("Convolution-Basics", "convolution-basics"),
        ("DNN-and-CNN-FashionMNIST", "dnn-and-cnn-fashionmnist"), ("GraphClassification-MUTAG", "graphclassification-mutag"),
        ("Social-Pages", "social-pages"),
    ]) func shippedNotebooksAreOfTheseSources(folder: String, name: String) throws {
        let place = PackageFolder.root + "/Examples/" + folder
        let source = String(decoding: try Files.read(place + "/main.swift"), as: UTF8.self)
        let lines = Set(source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        let file = place + "/\(name).ipynb"
        let cells = try #require(try JSONValue.parse(Files.read(file), file: file)["cells"]?.array)
        let shown = cells.filter { $0["cell_type"]?.string == "code" }.flatMap { $0["source"]?.array?.compactMap(\.string) ?? [] }
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        let unknown = shown.filter { !$0.isEmpty && !lines.contains($0) }
        #expect(shown.count > 20 && unknown == [], "\(name): run make examples")
    }

    /// Where a data set of others is present an example uses it; what is shipped was made without.
    @Test(arguments: [
        ("DNN-and-CNN-FashionMNIST", "dnn-and-cnn-fashionmnist", "shapes made by the program instead"),
        ("GraphClassification-MUTAG", "graphclassification-mutag", "the shipped compounds instead"),
        ("Social-Pages", "social-pages", "the karate club instead"),
    ]) func shippedNotebooksHoldNoDataOfOthers(folder: String, name: String, line: String) throws {
        let file = PackageFolder.root + "/Examples/\(folder)/\(name).ipynb"
        let cells = try #require(try JSONValue.parse(Files.read(file), file: file)["cells"]?.array)
        let printed = cells.flatMap { $0["outputs"]?.array ?? [] }.flatMap { $0["text"]?.array?.compactMap(\.string) ?? [] }
        #expect(printed.contains { $0.contains(line) }, "\(name): made with a data set of others; unset GCN_DATA, empty the cache")
    }
}
