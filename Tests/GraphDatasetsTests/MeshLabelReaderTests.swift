import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct MeshLabelReaderTests {
    /// Two triangles of four corners, and a vertex without a face.
    private static let off = "OFF\n5 3 0\n0 0 0\n2 0 0\n2 2 0\n0 2 0\n9 9 9\n3 0 1 2\n3 0 2 3\n3 0 2 3\n"
    /// As many faces as vertices.
    private static let pyramid = "OFF\n4 4 6\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n"

    private func load(_ files: [String: String], mesh: String = off) throws -> LoadedGraph {
        let folder = try TemporaryFolder()
        try folder.write("a.off", mesh)
        for (name, text) in files { try folder.write(name, text) }
        return try Dataset.load("\(folder.path)/a.off")
    }

    @Test func labelsOfVertices() throws {
        for ending in ["seg", "labels"] {
            let loaded = try load(["a.\(ending)": "# parts\n10\n2\n2\n10\n-1\n"])
            #expect(loaded.graph.labels?.values == [1, 0, 0, 1, -1] && loaded.graph.labels?.classNames == ["2", "10"])
            #expect(loaded.files.count == 2 && loaded.files[1].hasSuffix("a.\(ending)"))
        }
        #expect(try load([:]).graph.labels == nil)
        #expect(try load(["b.seg": "nothing of a's"]).graph.labels == nil)
    }

    /// Faces 0 (of class 7) and 1 and 2 (of class 3): two of three at corners 0 and 2.
    @Test func facesVote() throws {
        #expect(try load(["a.seg": "7\n3\n3\n"]).graph.labels?.values == [0, 1, 0, 0, -1])
        // of equal ones the lowest, unknown ones have no vote
        #expect(try load(["a.seg": "7\n3\n-1\n"]).graph.labels?.values == [0, 1, 0, 0, -1])
        #expect(try load(["a.seg": "3\n7\n-1\n"]).graph.labels?.values == [0, 0, 0, 1, -1])
    }

    @Test func asManyFacesAsVertices() throws {
        let text = "0\n0\n1\n1\n"
        #expect(try load(["a.labels": text], mesh: Self.pyramid).graph.labels?.values == [0, 0, 1, 1])
        // vertex 0 has faces 0, 1, 2; 1 has 0, 1, 3; 2 has 0, 2, 3; 3 has 1, 2, 3
        #expect(try load(["a.seg": text], mesh: Self.pyramid).graph.labels?.values == [0, 0, 1, 1])
        #expect(try load(["a.seg": "1\n0\n0\n0\n"], mesh: Self.pyramid).graph.labels?.values == [0, 0, 0, 0])
        #expect(try load(["a.labels": "1\n0\n0\n0\n"], mesh: Self.pyramid).graph.labels?.values == [1, 0, 0, 0])
    }

    @Test func readsPacked() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.off.gz", try Gzip.compress(Array(Self.off.utf8)))
        try folder.write("a.seg.gz", try Gzip.compress(Array("7\n3\n3\n".utf8)))
        #expect(try Dataset.load("\(folder.path)/a.off.gz").graph.labels?.classNames == ["3", "7"])
        #expect(try Dataset.load(folder.path).graph.labels?.classNames == ["3", "7"])
    }

    static let mangled: [(text: String, message: String)] = [
        ("7\nx\n3\n", "a.seg:2: found \"x\"; expected one whole number, 0 or more, or -1 for unknown"),
        ("7\n3.5\n3\n", "a.seg:2: found \"3.5\"; expected one whole number, 0 or more, or -1 for unknown"),
        ("7\n3\n-2\n", "a.seg:3: found \"-2\"; expected one whole number, 0 or more, or -1 for unknown"),
        ("7 3 3\n", "a.seg:1: found 3 words; expected one whole number, 0 or more, or -1 for unknown"),
        ("7\n\n3\n99999999999999999999\n", "a.seg:4: found \"99999999999999999999\"; expected one whole number, 0 or more, or -1 for unknown"),
        ("7\n", "a.seg: found 1 number; expected 5, one for each vertex, or 3, one for each face of a.off"),
        ("1\n2\n3\n4\n", "a.seg: found 4 numbers; expected 5, one for each vertex, or 3, one for each face of a.off"),
        ("", "a.seg: found 0 numbers; expected 5, one for each vertex, or 3, one for each face of a.off"),
        ("-1\n-1\n-1\n", "a.seg: found no label but -1; expected a class for some of them"),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (text, message) = Self.mangled[index]
        let folder = try TemporaryFolder()
        let path = try folder.write("a.off", Self.off)
        try folder.write("a.seg", text)
        let error = failure { () throws(DatasetError) in _ = try Dataset.load(path) }
        #expect(error?.description.replacing(folder.path + "/", with: "") == message)
    }

    @Test func refusesTwoFiles() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.off", Self.off)
        for name in ["a.seg", "a.labels.gz"] { try folder.write(name, "1\n2\n3\n") }
        let error = failure { () throws(DatasetError) in _ = try Dataset.load(path) }
        #expect(
            error?.description.replacing(folder.path + "/", with: "")
                == "found both a.seg and a.labels.gz; expected one file of labels for a.off; move one of them elsewhere")
    }
}
