import DenseArrays
import FileFormats
import Graphs
import Testing

@testable import GraphDatasets

@Suite struct MeshReaderTests {
    private static let off = "OFF\n# a square\n4 2 5\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n3 0 1 2\n3 0 2 3\n"
    private static let obj = "v 0 0 0\nv 1 0 0\nvt 0 0\nv 1 1 0\nv 0 1 0\nf 1/1 2/1 3/1\nf -4 -2 -1\n"
    private static let plyHead = "element vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 2\nproperty list uchar int vertex_indices\nend_header\n"
    private static let ply = "ply\nformat ascii 1.0\ncomment x\n" + plyHead + "0 0 0\n1 0 0\n1 1 0\n0 1 0\n3 0 1 2\n3 0 2 3\n"

    private static var binary: [UInt8] {
        var bytes = Array(("ply\nformat binary_little_endian 1.0\n" + plyHead).utf8)
        for value in [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0] as [Float] {
            for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift)) }
        }
        for face in [[0, 1, 2], [0, 2, 3]] as [[UInt8]] { bytes += [3] + face.flatMap { [$0, 0, 0, 0] } }
        return bytes
    }

    @Test func readsEachFormAlike() throws {
        let folder = try TemporaryFolder()
        let paths = [
            try folder.write("a.off", Self.off), try folder.write("a.obj", Self.obj), try folder.write("a.ply", Self.ply),
            try folder.write("b.ply", Self.binary), try folder.write("c.off.gz", try Gzip.compress(Array(Self.off.utf8))),
            try folder.write("d.off", Self.off.replacing("OFF\n# a square\n", with: "OFF ")),
        ]
        for path in paths {
            let mesh = try MeshReader.readMesh(path)
            #expect(mesh.positions.elements == [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], "\(path)")
            #expect(mesh.faces == [[0, 1, 2], [0, 2, 3]], "\(path)")
            #expect(mesh.normals == DenseArray(rows: [[Float]](repeating: [0, 0, 1], count: 4)), "\(path)")
        }
        let loaded = try Dataset.load(paths[0])
        let graph = loaded.graph
        #expect(graph.edges == EdgeList([(0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (2, 0), (2, 1), (2, 3), (3, 0), (3, 2)]))
        #expect(graph.edgeFeatures?.elements[1] == Float(2).squareRoot() && graph.edgeFeatures?.elements[0] == 1)
        #expect(graph.features.width == 6 && graph.positions?.shape == [4, 3] && loaded.format == .mesh)
    }

    static let mangled: [(name: String, text: String, message: String)] = [
        ("m.off", "PLY\n", "m.off:1: found another kind of file; expected OFF"),
        ("m.off", "OFF\n4\n", "m.off:2: found no counts; expected the numbers of vertices, faces and edges"),
        ("m.off", "OFF\n99999999 1 0\n0 0 0\n", "m.off:2: found 99999999 vertices and 1 faces; expected as many as 6 bytes can hold; copy or download the file again"),
        ("m.off", off.replacing("1 1 0", with: "1 x 0"), "m.off:6: found \"x\"; expected a finite number"),
        ("m.off", off.replacing("1 1 0", with: "1 inf 0"), "m.off:6: found \"inf\"; expected a finite number"),
        ("m.off", off.replacing("3 0 2 3", with: "3 0 2 4"), "m.off:9: found vertex 4; expected 0 to 3"),
        ("m.off", off.replacing("3 0 2 3", with: "9 0 2 3"), "m.off:9: found a face of 9 corners on a line of 4 words; expected three or more, and their vertices"),
        ("m.off", off.replacing("3 0 2 3\n", with: ""), "m.off:8: found the end of the file after 4 vertices and 1 faces; expected 4 and 2; copy or download the file again"),
        ("m.obj", "v 0 0\n", "m.obj:1: found no number; expected a finite number"),
        ("m.obj", obj + "f 1 2 9\n", "m.obj:8: found vertex 9; expected 1 to 4"),
        ("m.obj", obj + "f 1 2 0\n", "m.obj:8: found vertex 0; expected 1 to 4"),
        ("m.obj", obj + "f 1 2 x\n", "m.obj:8: found \"x\"; expected a vertex's number"),
        ("m.obj", obj + "f 1 2\n", "m.obj:8: found a face of 2 corners; expected three or more"),
        ("m.obj", "# nothing\n", "m.obj: found no vertices; expected one at least"),
        ("m.ply", "OFF\n", "m.ply:1: found another kind of file; expected ply"),
        ("m.ply", "ply\nformat binary 1.0\n", "m.ply:2: found \"format binary 1.0\"; expected format, comment, element NAME COUNT, property TYPE NAME, or end_header"),
        ("m.ply", "ply\nelement vertex 1\nend_header\n", "m.ply:3: found no format; expected format ascii 1.0 or the like"),
        ("m.ply", "ply\nformat ascii 1.0\n", "m.ply:2: found the end of the file; expected end_header"),
        ("m.ply", ply.replacing("vertex 4", with: "vertex 400000"), "m.ply:4: found 400000 of element vertex; expected as many as 40 bytes can hold; copy or download the file again"),
        ("m.ply", ply.replacing("3 0 2 3", with: "3 0 2 7"), "m.ply:16: found vertex 7; expected 0 to 3"),
        ("m.ply", ply.replacing("3 0 2 3", with: "5 0 2 3"), "m.ply:16: found a list of 5.0 numbers; expected at most 3"),
        ("m.ply", ply.replacing("3 0 2 3", with: "2 0 2"), "m.ply:16: found a face of 2 corners; expected three or more"),
        ("m.ply", ply.replacing("1 1 0", with: "1 y 0"), "m.ply:13: found \"y\"; expected a number"),
        ("m.ply", ply.replacing("3 0 2 3\n", with: ""), "m.ply:15: found the end of the file; expected face 1; copy or download the file again"),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (name, text, message) = Self.mangled[index]
        let folder = try TemporaryFolder()
        let path = try folder.write(name, text)
        let error = failure { () throws(DatasetError) in _ = try MeshReader.readMesh(path) }
        #expect(error?.description.replacing(folder.path + "/", with: "") == message)
    }

    /// A binary file cut anywhere gives an error, never a read outside it.
    @Test func survivesEveryCut() throws {
        let folder = try TemporaryFolder()
        let whole = Self.binary
        for count in 0..<whole.count {
            let path = try folder.write("cut.ply", Array(whole[..<count]))
            #expect(failure { () throws(DatasetError) in _ = try MeshReader.readMesh(path) } != nil)
        }
    }

    static let real: [(file: String, vertices: Int, faces: Int)] = [
        ("common/beetle.obj", 1148, 2053), ("common/cheburashka.obj", 6669, 13334), ("common/cow.obj", 2903, 5804),
        ("common/fandisk.obj", 6475, 12946), ("common/homer.obj", 6002, 12000), ("common/rocker-arm.obj", 10044, 20088),
        ("common/spot.obj", 2930, 5856), ("common/suzanne.obj", 507, 500), ("common/teapot.obj", 3644, 6320),
        ("common/bun_zipper_res3.ply", 1889, 3851), ("common/bun_zipper_res4.ply", 453, 948),
        ("tosca_5k/cat0.off.gz", 5000, 9996),
    ]

    @Test(arguments: real.indices) func readsRealMeshes(_ index: Int) throws {
        let (file, vertices, faces) = Self.real[index]
        guard let root = realData("meshes/\(file)") else { return }
        let mesh = try MeshReader.readMesh("\(root)/meshes/\(file)")
        #expect(mesh.vertexCount == vertices && mesh.faces.count == faces)
        let graph = try mesh.graph()
        #expect(graph.edges.isUndirected && graph.nodeCount == vertices)
    }
}
