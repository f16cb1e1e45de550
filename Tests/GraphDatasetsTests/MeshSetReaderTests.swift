import DenseArrays
import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct MeshSetReaderTests {
    private static let square = "OFF\n4 2 5\n0 0 0\n2 0 0\n2 2 0\n0 2 0\n3 0 1 2\n3 0 2 3\n"
    private static let triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"

    private static func write(_ more: [String: String] = [:]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("shapes/square10.off.gz", try Gzip.compress(Array(square.utf8)))
        try folder.write("shapes/square2.off", square)
        try folder.write("shapes/tri_1.obj", triangle)
        try folder.write("shapes/readme.txt", "three meshes")
        for (name, text) in more { try folder.write("shapes/\(name)", text) }
        return folder
    }

    private static func message(_ folder: TemporaryFolder, _ path: String = "shapes") -> String? {
        failure { () throws(DatasetError) in _ = try Dataset.loadSet("\(folder.path)/\(path)") }?.description
            .replacing(folder.path + "/", with: "")
    }

    @Test func readsAFolder() throws {
        let folder = try Self.write()
        let loaded = try Dataset.loadSet("\(folder.path)/shapes")
        let set = loaded.set
        #expect(loaded.name == "shapes" && loaded.form == .meshes && loaded.warnings == [])
        #expect(loaded.files.map(DatasetPaths.lastName) == ["square10.off.gz", "square2.off", "tri_1.obj"])
        #expect(set.nodeStarts == [0, 4, 8, 11] && set.edgeStarts == [0, 10, 20, 26])
        #expect(set.classNames == ["square", "tri"] && set.labels == [0, 0, 1])
        #expect(set.features.width == 6 && set[0].edges.isUndirected)
        // Lengths are of the mean: in the square 2 and 2√2, so that size does not matter.
        let mean = (8 + 2 * Float(2).squareRoot()) / 5
        #expect(abs((set.edgeFeatures?[0, 0] ?? 0) - 2 / mean) < 1e-5)
        // Every vertex once: features rise from the mesh's own file.
        let mesh = try MeshReader.readMesh("\(folder.path)/shapes/tri_1.obj")
        guard case .dense(let x) = set[2].features else { return #expect(Bool(false)) }
        #expect(x == mesh.invariantFeatures)
    }

    @Test func isFoundByName() throws {
        let folder = try Self.write()
        #expect(try Dataset.loadSet("SHAPES", root: folder.path).name == "shapes")
        #expect(try Dataset.listSets(root: folder.path).contains { $0.name == "shapes" && $0.form == .meshes })
        try folder.write("meshes/more/a1.off", Self.square)
        #expect(Self.message(folder, "meshes/more")?.hasPrefix("meshes/more: found a1.off; expected NAME_A.txt and its") == true)
        try folder.write("meshes/more/b1.off", Self.square)
        #expect(try Dataset.loadSet("more", root: folder.path).set.classNames == ["a", "b"])
        // A mesh that is there plain and packed is one.
        try folder.write("meshes/more/b1.off.gz", try Gzip.compress(Array(Self.square.utf8)))
        #expect(try Dataset.loadSet("more", root: folder.path).set.count == 2)
    }

    @Test func takesClassesFromATable() throws {
        let folder = try Self.write(["labels.csv": "file,label\ntri_1,2\nsquare2.off,10\nsquare10.off,2\n"])
        let loaded = try Dataset.loadSet("\(folder.path)/shapes")
        #expect(loaded.set.classNames == ["2", "10"] && loaded.set.labels == [0, 1, 0])
        #expect(loaded.files.last?.hasSuffix("labels.csv") == true)
    }

    static let tables: [(text: String, message: String)] = [
        ("", "shapes/labels.csv:1: found an empty file; expected a line with the names of the columns"),
        ("name,label\nx,1\n", "shapes/labels.csv:1: found no column \"file\"; the columns are name, label; expected a column of that name; name the right one with the name file"),
        ("file,class\nx,1\n", "shapes/labels.csv:1: found no column \"label\"; the columns are file, class; expected a column of that name; name the right one with the name label"),
        ("file,label\ntri_1.obj,a\ncow,b\n", "shapes/labels.csv:3: found the file \"cow\", which is no mesh of this folder; expected one of square10.off.gz, square2.off, tri_1.obj; correct the name or remove this line"),
        ("file,label\ntri_1.obj,a\n\ntri_1,b\n", "shapes/labels.csv:4: found the file \"tri_1\", as on line 2; expected each file once; remove one of the two lines"),
        ("file,label\ntri_1.obj, \n", "shapes/labels.csv:2: found no label for \"tri_1.obj\"; expected its class"),
        ("file,label\ntri_1.obj\n", "shapes/labels.csv:2: found 1 field; expected 2 fields (file, label)"),
        ("file,label\ntri_1.obj,a\nsquare2.off,b\n", "shapes/labels.csv: found no line for square10.off.gz; expected a class for each of 3 meshes; add a line square10.off.gz,CLASS, or move the file elsewhere"),
    ]

    @Test(arguments: tables.indices) func refusesMangledTables(_ index: Int) throws {
        let (text, message) = Self.tables[index]
        #expect(Self.message(try Self.write(["labels.csv": text])) == message)
    }

    @Test func refusesMangledFolders() throws {
        #expect(
            Self.message(try Self.write(["7.off": Self.square]))
                == "shapes/7.off: found a name that begins with no letters; expected a class before the number, such as cat in cat10.off; write labels.csv (file,label) beside it")
        #expect(
            Self.message(try Self.write(["bad1.off": Self.square.replacing("2 2 0", with: "2 x 0")]))
                == "shapes/bad1.off:5: found \"x\"; expected a finite number")
        #expect(
            Self.message(try Self.write(["bad1.off": "OFF\n0 0 0\n"]))
                == "shapes/bad1.off: found no vertices; expected one at least")
        let folder = try TemporaryFolder()
        for name in ["a1.off", "a2.off"] { try folder.write("one/\(name)", Self.square) }
        #expect(try Dataset.loadSet("\(folder.path)/one").warnings.first?.hasPrefix("all meshes are of one class, \"a\"") == true)
    }

    @Test func classNames() {
        for (name, expected) in [
            ("cat0.off", "cat"), ("cat10.off.gz", "cat"), ("bun_zipper_res3.ply", "bun_zipper_res"), ("Wolf_2.OBJ", "Wolf"),
            ("homer.obj", "homer"), ("12.ply", ""), ("a-b 1.off", "a-b"),
        ] { #expect(MeshSetReader.className(name) == expected) }
    }

    @Test func readsTosca() throws {
        guard let root = realData("meshes/tosca_5k/cat0.off.gz") else { return }
        let location = try DatasetLocator(root: root).locateSet("tosca_5k")
        #expect(location.form == .meshes && MeshSetReader.meshes(in: location.path).count == 64)
        let graph = try MeshSetReader.graph("\(location.path)/cat0.off.gz")
        #expect(graph.nodeCount == 5000 && graph.features.width == 6 && graph.edges.count == 2 * 14994)
        // Gauss and Bonnet: of a closed surface without holes 4π.
        guard case .dense(let x) = graph.features else { return #expect(Bool(false)) }
        let curvature = (0..<5000).reduce(0.0) { $0 + Double(x[$1, 4]) }
        #expect(abs(curvature / (4 * Double.pi) - 1) < 1e-3)
    }
}
