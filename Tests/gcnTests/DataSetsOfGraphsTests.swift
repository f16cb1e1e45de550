import FileFormats
import TestSupport
import Testing

/// `gcn data` and `gcn train` on sets of many graphs.
@Suite struct DataSetsOfGraphsTests {
    private static func tiny(_ folder: TemporaryFolder) throws {
        for (part, text) in [
            "A": "1, 2\n2, 1\n2,3\n3,2\n4, 5\n5, 4\n", "graph_indicator": "1\n1\n1\n2\n2\n", "graph_labels": "1\n-1\n",
            "node_labels": "3\n0\n3\n7\n0\n",
        ] { try folder.write("sets/tiny/tiny_\(part).txt", text) }
    }

    /// Prisms of three to five sides and pyramids, which their corners' degrees tell apart.
    private static func solids(_ folder: TemporaryFolder, copies: Int) throws {
        let pyramid = "3 0 1 4\n3 1 2 4\n3 2 3 4\n3 3 0 4\n4 3 2 1 0\n"
        let cube = "4 0 3 2 1\n4 4 5 6 7\n4 0 1 5 4\n4 1 2 6 5\n4 2 3 7 6\n4 3 0 4 7\n"
        for number in 0..<copies {
            let h = "\(1 + number)"
            try folder.write("solids/pyramid\(number).off", "OFF\n5 5 8\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n0.5 0.5 \(h)\n" + pyramid)
            try folder.write(
                "solids/cube\(number).off",
                "OFF\n8 6 12\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n0 0 \(h)\n1 0 \(h)\n1 1 \(h)\n0 1 \(h)\n" + cube)
        }
    }

    @Test func listAndInfo() throws {
        let folder = try TemporaryFolder()
        try Self.tiny(folder)
        try Self.solids(folder, copies: 2)
        let json = try folder.gcn("data", "list", "--data-root", "sets", "--json").expectSuccess().json()
        let sets = try #require(json["graph_sets"]?.array)
        #expect(sets.map { $0["name"]?.string } == ["tiny"] && sets[0]["form"]?.string == "tu")
        let text = try folder.gcn("data", "list", "--data-root", ".").expectSuccess().output
        #expect(text.contains("\n\nsets of graphs    form   where\n") && text.contains("\nsolids          meshes  "), "\(text)")
        let info = try folder.gcn("data", "info", "tiny", "--data-root", "sets", "--json").expectSuccess().json()
        #expect(info["graphs"]?.int == 2 && info["nodes"]?["max"]?.int == 3 && info["format"]?.string == "tu")
        #expect(info["edges_undirected"]?["total"]?.int == 3 && info["features"]?.int == 3)
        let words = try folder.gcn("data", "info", "./solids").expectSuccess().output
        #expect(words.hasPrefix("solids (meshes, ./solids)\ngraphs          4\n") && words.contains("pyramid  2  (50.00 %)"))
    }

    @Test func transforms() throws {
        let folder = try TemporaryFolder()
        try Self.tiny(folder)
        func info(_ spec: String) throws -> Outcome {
            try folder.gcn("data", "info", "./sets/tiny", "--json", "--transform", spec)
        }
        let json = try info("virtual-node+local-degree-profile").expectSuccess().json()
        #expect(json["nodes"]?["total"]?.int == 7 && json["features"]?.int == 8)
        #expect(json["edges_undirected"]?["total"]?.int == 8 && json["classes"]?.array?.count == 2)
        try info("one-hot-degree:1").expectFailure(
            65, "--transform one-hot-degree:1: tiny: graph 0: OneHotDegree: found node 1 with degree 2; expected at most max_degree = 1")
        #expect(try info("no").code == 64)
        try folder.gcn("data", "export", "./sets/tiny", "--out", "x.gml").expectFailure(
            64, "./sets/tiny is a set of many graphs; expected a set of one graph to export")
    }

    @Test func trainsOnMeshes() throws {
        let folder = try TemporaryFolder()
        try Self.solids(folder, copies: 8)
        let json = try folder.gcn(
            "train", "./solids", "--model", "gcn", "--epochs", "20", "--folds", "4", "--hidden", "16", "--out", "run",
            "--json", "--quiet"
        ).expectSuccess().json()
        #expect(json["dataset"] != nil)
        try folder.gcn("evaluate", "run", "--quiet").expectSuccess()
    }

    /// A mesh with classes beside it trains like any other graph.
    @Test func segmentsAMesh() throws {
        let folder = try TemporaryFolder()
        // a strip of 2 · 30 vertices, its left half of class 0
        var points = "", faces = "", labels = ""
        for place in 0..<30 {
            points += "\(place) 0 0\n\(place) 1 0\n"
            labels += place < 15 ? "0\n0\n" : "1\n1\n"
            if place > 0 { faces += "4 \(2 * place - 2) \(2 * place) \(2 * place + 1) \(2 * place - 1)\n" }
        }
        try folder.write("strip.off", "OFF\n60 29 0\n" + points + faces)
        try folder.write("strip.seg", labels)
        let info = try folder.gcn("data", "info", "./strip.off", "--json").expectSuccess().json()
        #expect(info["classes"]?.array?.compactMap { $0["count"]?.int } == [30, 30])
        try folder.gcn(
            "train", "./strip.off", "--split", "50/20/30", "--epochs", "20", "--out", "run", "--quiet"
        ).expectSuccess()
    }
}
