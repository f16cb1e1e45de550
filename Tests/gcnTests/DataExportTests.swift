import FileFormats
import TestSupport
import Testing

@Suite struct DataExportTests {
    /// Each form read back has the counts of what was written.
    @Test(arguments: ["graphml", "gml", "json", "csv"]) func roundTrips(_ form: String) throws {
        let folder = try TemporaryFolder()
        let place = form == "csv" ? "out" : "out/k.\(form)"
        try folder.write("out/readme", "")
        try folder.gcn("data", "export", "karate", "--format", form, "--out", place).expectSuccess()
        let before = try folder.gcn("data", "info", "karate", "--json").expectSuccess().json()
        let after = try folder.gcn("data", "info", form == "csv" ? "./out" : place, "--json").expectSuccess().json()
        for key in ["nodes", "edges_undirected", "edges_stored", "features", "components"] {
            #expect(before[key]?.int == after[key]?.int, "\(key)")
        }
        #expect(before["classes"] == after["classes"] && before["degree"] == after["degree"])
        #expect(before["split"]?["train"] == after["split"]?["train"] && before["split"]?["test"] == after["split"]?["test"])
    }

    @Test func features() throws {
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "net")
        let outcome = try folder.gcn("data", "export", "net", "--out", "copy", "--transform", "largest-component")
        outcome.expectSuccess()
        #expect(outcome.output.hasSuffix(" written to copy/nodes.csv and copy/edges.csv\n"))
        let before = try folder.gcn("data", "info", "net", "--json", "--transform", "largest-component").json()
        let after = try folder.gcn("data", "info", "copy", "--json").json()
        for key in ["nodes", "edges_undirected", "features"] { #expect(before[key]?.int == after[key]?.int, "\(key)") }
        #expect(before["components"]?.int == 1 && before["transform"]?.string == "largest-component")
        try folder.gcn("train", "copy", "--epochs", "2", "--quiet").expectSuccess()
        #expect(try folder.text("copy/nodes.csv").prefix(40).split(separator: ",").prefix(3) == ["id", "label", "split"])
    }

    @Test func matrixMarketSaysWhatItLeavesOut() throws {
        let folder = try TemporaryFolder()
        let outcome = try folder.gcn("data", "export", "karate", "--out", "k.mtx").expectSuccess()
        #expect(outcome.error == "note: mtx does not hold the classes\nnote: mtx does not hold the split\nnote: mtx does not hold the nodes' names\n")
        #expect(outcome.output == "karate: 34 nodes, 78 edges written to k.mtx\n")
        let after = try folder.gcn("data", "info", "k.mtx", "--json").expectSuccess().json()
        #expect(after["nodes"]?.int == 34 && after["edges_undirected"]?.int == 78)
        let json = try folder.gcn("data", "export", "karate", "--out", "k.mtx", "--json", "--quiet").expectSuccess()
        #expect(try json.json()["left_out"]?.array?.count == 3 && json.error == "")
    }

    @Test func refusals() throws {
        let folder = try TemporaryFolder()
        func usage(_ arguments: String..., message: String) throws {
            let outcome = try Tool.run(["data", "export", "karate"] + arguments, in: folder)
            #expect(outcome.code == 64 && outcome.error.contains(message), "\(outcome.error)")
        }
        try usage("--out", "k.gml", "--format", "mtx", message: "--out k.gml: expected a name that ends in .mtx, as --format says")
        try usage("--out", "k.txt", "--format", "gml", message: "--out k.txt: expected a name that ends in .gml, or a folder that is there")
        try usage("--out", "", message: "--out \"\": expected the name of a file or folder")
        try usage("--out", "k.csv", message: "--out k.csv: csv is two files, nodes.csv and edges.csv; expected the name of a folder")
        try folder.write("file", "")
        try usage("--out", "file", message: "--out file: found a file; expected a folder for nodes.csv and edges.csv")
        try usage("--out", "k.gml", "--transform", "nothing", message: "gcn: --transform nothing: found no transform of this name; expected one of normalize-features, ")
        try usage("--out", "k.gml", "--transform", "knn:x", message: "gcn: --transform knn:x: found \"x\"; expected a number of 0 or more")
        let cannot = try folder.gcn("data", "export", "karate", "--out", "k.gml", "--transform", "knn:3")
        #expect(cannot.code == 65 && cannot.error.hasPrefix("gcn: --transform knn:3: karate: "), "\(cannot.error)")
        #expect(try folder.gcn("data", "export", "karate", "--out", "/dev/full/k.gml").code == 74)
        #expect(try folder.gcn("data", "export", "ghost", "--out", "k.gml").code == 66)
    }

    @Test func transforms() throws {
        let folder = try TemporaryFolder()
        let text = try folder.gcn("data", "transforms").expectSuccess().output
        let json = try folder.gcn("data", "transforms", "--json").expectSuccess().json()
        let names = json["transforms"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(names.count == 18 && names.first == "normalize-features")
        #expect(text.split(separator: "\n").map { $0.prefix { $0 != " " } } == names.map { $0[...] })
    }
}
