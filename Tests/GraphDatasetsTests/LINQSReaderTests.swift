import Graphs
import Testing

@testable import GraphDatasets

@Suite struct LINQSReaderTests {
    private let content = "p1\t1\t0\tTheory\nx/2\t0\t1\tMethods\n33\t0\t0\tTheory\n"
    private let cites = "p1\tx/2\nx/2\tp1\n33\t33\n"

    @Test func readsASmallSet() throws {
        let folder = try TemporaryFolder()
        try folder.write("small.content", content)
        try folder.write("small.cites", cites)
        let loaded = try LINQSReader.read(location(.linqs, "small", folder.path))
        #expect(loaded.graph.nodeNames == ["p1", "x/2", "33"])
        #expect(loaded.graph.edges == EdgeList([(0, 1), (1, 0), (2, 2)]))
        #expect(loaded.graph.labels?.classNames == ["Methods", "Theory"])
        #expect(loaded.graph.labels?.values == [1, 0, 1])
        #expect(loaded.graph.features.width == 2)
        #expect(loaded.graph.split == nil)
        #expect(loaded.warnings == ["merged 1 repeated edge of \(folder.path)/small.cites"])
    }

    static let mangled: [(content: String, cites: String, message: String)] = [
        (
            "a\t1\tT\nb\t0\tT\n", "a\tb\na\tghost\n",
            "FOLDER/s.cites:2: found an edge of node \"ghost\", which does not exist; expected an id of FOLDER/s.content; add the node there or remove this line"
        ),
        (
            "a\t1\tT\nb\t0\tT\na\t0\tT\n", "a\tb\n",
            "FOLDER/s.content:3: found node \"a\", as on line 1; expected each id once; remove or rename one of the two"
        ),
        (
            "a\t1\tT\nb\tyes\tT\n", "a\tb\n",
            "FOLDER/s.content:2: found \"yes\" in column word 1; expected a finite number; correct the line"
        ),
        (
            "a\t1\tT\nb\tinf\tT\n", "a\tb\n",
            "FOLDER/s.content:2: found \"inf\" in column word 1; expected a finite number; correct the line"
        ),
        ("a\t1\tT\nb\t1\t1\tT\n", "a\tb\n", "FOLDER/s.content:2: found 4 fields; expected 3 fields"),
        ("", "a\tb\n", "FOLDER/s.content: found no papers; expected a line for each paper"),
        (
            "a\t1\tT\n", "a\ta\ta\n",
            "FOLDER/s.cites:1: found 3 fields; expected two: the cited paper's id and the citing one's"
        ),
        (
            "lonely\n", "a\tb\n",
            "FOLDER/s.content:1: found 1 field; expected an id, a number for each word, a class; fields are separated by tabs"
        ),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (content, cites, message) = Self.mangled[index]
        let folder = try TemporaryFolder()
        try folder.write("s.content", content)
        try folder.write("s.cites", cites)
        let error = failure { () throws(DatasetError) in _ = try LINQSReader.read(location(.linqs, "s", folder.path)) }
        #expect(error?.description == message.replacing("FOLDER", with: folder.path))
        #expect(error?.kind == .malformed)
    }

    /// The two forms of Cora hold the same edges and classes.
    @Test func agreesWithPlanetoid() throws {
        guard let root = realData("planetoid/ind.cora.graph"), realData("cora/cora.cites") == root else { return }
        let text = try Dataset.load("\(root)/cora")
        let pickles = try Dataset.load("cora", root: root)
        #expect(text.format == .linqs && pickles.format == .planetoid)
        #expect(text.graph.edges.count == 10556 && pickles.graph.edges.count == 10556)
        #expect(text.graph.labels?.counts.sorted() == pickles.graph.labels?.counts.sorted())
        #expect(text.graph.features.width == 1433)
        #expect(abs(text.graph.features.density - pickles.graph.features.density) < 1e-6)
        #expect(text.warnings.first?.hasPrefix("merged 151 repeated edges") == true)
        #expect(try Dataset.load("cora-linqs", root: root).graph.nodeNames?.first == "31336")
    }
}
