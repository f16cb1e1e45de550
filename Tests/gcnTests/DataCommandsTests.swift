import FileFormats
import TestSupport
import Testing

@Suite struct DataCommandsTests {
    @Test func list() throws {
        let folder = try TemporaryFolder()
        let json = try folder.gcn("data", "list", "--json").expectSuccess().json()
        let sets = try #require(json["datasets"]?.array)
        #expect(sets.map { $0["name"]?.string } == ["karate", "papers", "cora", "citeseer", "pubmed", "cora-linqs"])
        for set in sets.prefix(2) { #expect(set["found"]?.bool == true && set["can_fetch"]?.bool == false) }
        for set in sets.dropFirst(2) { #expect(set["found"]?.bool == false && set["can_fetch"]?.bool == true) }
        let text = try folder.gcn("data", "list").expectSuccess().output
        let lines = text.split(separator: "\n")
        try #require(lines.count == 7)
        #expect(lines[0].hasPrefix("name") && lines[1].hasPrefix("karate"))
        #expect(lines[3].hasSuffix("not here: gcn data fetch cora"))
    }

    @Test func info() throws {
        let folder = try TemporaryFolder()
        let json = try folder.gcn("data", "info", "karate", "--json").expectSuccess().json()
        for (key, value) in [
            ("nodes", 34), ("edges_undirected", 78), ("edges_stored", 156), ("self_loops", 0), ("isolated_nodes", 0),
            ("features", 0),
        ] { #expect(json[key]?.int == value, "\(key)") }
        #expect(json["classes"]?.array?.compactMap { $0["count"]?.int } == [17, 17])
        #expect(json["split"]?["train"]?.int == 2 && json["split"]?["test"]?.int == 32)
        #expect(json["degree"]?["max"]?.int == 17)
        // 67 of the 78 ties are within a faction
        #expect(abs((json["homophily"]?.double ?? 0) - 67.0 / 78) < 1e-12)
        let text = try folder.gcn("data", "info", "papers").expectSuccess().output
        for word in [
            "nodes", "edges", "features", "classes", "split", "degree", "isolated nodes", "self-loops", "homophily",
        ] {
            #expect(text.contains("\n\(word)"), "\(word)")
        }
        #expect(text.hasPrefix("papers (CSV, "))
    }

    @Test func tensors() throws {
        let folder = try TemporaryFolder()
        let file = PackageFolder.root + "/Tests/Golden/pth/checkpoint.pth"
        let json = try folder.gcn("data", "tensors", file, "--json").expectSuccess().json()
        #expect(json["format"]?.string == "pytorch" && json["wrapper"]?.array?.map(\.string) == ["model_state_dict"])
        let first = try #require(json["tensors"]?.array?.first)
        #expect(first["name"]?.string == "0.weight" && first["dtype"]?.string == "F32")
        #expect(first["shape"]?.array?.compactMap(\.int) == [4, 2, 3, 3])
        let text = try folder.gcn("data", "tensors", file).expectSuccess().output
        #expect(text.hasPrefix("name") && text.contains("0.weight") && text.contains("(pytorch, under model_state_dict)"))
        let bad = PackageFolder.root + "/Tests/Golden/pth/malicious_system.pth"
        let refused = try folder.gcn("data", "tensors", bad)
        #expect(refused.code == 65 && refused.error.contains("the global posix system"))
        #expect(!Files.exists(folder.path + "/PICKLE_WAS_EXECUTED"))
    }

    @Test func generate() throws {
        let folder = try TemporaryFolder()
        func make(_ name: String, _ seed: Int) throws -> Outcome {
            try folder.gcn(
                "data", "generate", "papers", "--nodes", "100", "--topics", "3", "--words", "40", "--seed", "\(seed)",
                "--out", name)
        }
        let outcome = try make("a", 1).expectSuccess()
        #expect(outcome.output.hasPrefix("100 papers, ") && outcome.output.hasSuffix(" citations in a\n"))
        try make("b", 1).expectSuccess()
        try make("c", 2).expectSuccess()
        for file in ["nodes.csv", "edges.csv"] {
            #expect(try folder.read("a/\(file)") == folder.read("b/\(file)"))
            #expect(try folder.read("a/\(file)") != folder.read("c/\(file)"))
        }
        let json = try folder.gcn("data", "generate", "papers", "--nodes", "50", "--words", "60", "--json").json()
        #expect(json["folder"]?.string == "papers" && json["nodes"]?.int == 50)
        #expect(json["files"]?.array?.compactMap(\.string) == ["papers/nodes.csv", "papers/edges.csv"])
        try folder.gcn("data", "generate", "papers", "--nodes", "3").expectFailure(
            64, "found 3 papers; expected from 7 (the topics) to 10000000")
        let full = try folder.gcn("data", "generate", "papers", "--out", "/dev/full/x")
        #expect(full.code == 74 && full.error.hasPrefix("gcn: /dev/full"))
    }

    @Test func verify() throws {
        let folder = try TemporaryFolder()
        let outcome = try folder.gcn("data", "verify", "karate", "papers").expectSuccess()
        #expect(outcome.output.split(separator: "\n").count == 4)
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.hasSuffix(".csv: ok") })
        // a copy in which one tie was changed
        for file in ["nodes.csv", "edges.csv"] {
            try folder.write("sets/karate/\(file)", try Files.read("\(PackageFolder.root)/Data/karate/\(file)"))
        }
        try folder.gcn("data", "verify", "karate", "--data-root", "sets").expectSuccess()
        try folder.write("sets/karate/edges.csv", try folder.text("sets/karate/edges.csv") + "1,33\n")
        let changed = try folder.gcn("data", "verify", "karate", "--data-root", "sets")
        #expect(changed.code == 65)
        #expect(changed.output.contains("karate  sets/karate/nodes.csv: ok\n"))
        #expect(changed.output.contains("karate  sets/karate/edges.csv: differs: SHA-256 "))
        #expect(changed.error == "gcn: files differ from their pinned sums; fetch them again (gcn data fetch NAME)\n")
        let json = try folder.gcn("data", "verify", "karate", "--data-root", "sets", "--json")
        #expect(json.code == 65)
        #expect(try json.json()["datasets"]?.array?.first?["files"]?.array?.map { $0["ok"]?.bool } == [true, false])
        let missing = try folder.gcn("data", "verify", "cora")
        #expect(missing.code == 66 && missing.output.contains("ind.cora.x: missing\n"))
        #expect(missing.error == "gcn: files are missing; gcn data fetch NAME downloads them\n")
    }

    /// Without a network the message says which files to put where.
    @Test func fetchOffline() throws {
        let folder = try TemporaryFolder()
        let outcome = try folder.gcn(
            "data", "fetch", "cora", "--data-root", "sets", "--mirror", "http://127.0.0.1:9", "--quiet")
        #expect(outcome.code == 74 && outcome.output == "")
        #expect(outcome.error.contains("by hand: put these files there, then run the command again\n"))
        #expect(outcome.error.contains("/ind.cora.x -> sets/planetoid/ind.cora.x\n"))
        #expect(outcome.error.contains("/ind.cora.test.index -> sets/planetoid/ind.cora.test.index\n"))
        try folder.gcn("data", "fetch", "karate").expectFailure(
            64,
            "found the set \"karate\", which is shipped with the toolkit; expected one with an address: cora, citeseer, pubmed, cora-linqs"
        )
    }
}
