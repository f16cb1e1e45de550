import FileFormats
import Testing

@Suite struct OptionsTests {
    static let wrong: [(arguments: [String], message: String)] = [
        (["train"], "expected a data set: a name (gcn data list), a path, or --nodes FILE --edges FILE"),
        (["train", "x", "--protocol", "keras"], "--protocol keras: expected kipf, kipf-code, pyg"),
        (["train", "x", "--threads", "0"], "--threads 0: expected a number from 1 to 1024"),
        (["train", "x", "--threads", "1025"], "--threads 1025: expected a number from 1 to 1024"),
        (["evaluate", "x", "--threads", "0"], "--threads 0: expected a number from 1 to 1024"),
        (["train", "x", "--epochs", "0"], "--epochs 0: expected 1 to 1000000"),
        (["train", "x", "--hidden", "0"], "--hidden 0: expected 1 to 65536"),
        (["train", "x", "--layers", "0"], "--layers 0: expected 1 to 256"),
        (["train", "x", "--layers", "two"], "The value 'two' is invalid for '--layers <N>'"),
        (["train", "x", "--dropout", "1"], "--dropout 1.0: expected at least 0 and below 1"),
        (["train", "x", "--dropout=-0.5"], "--dropout -0.5: expected at least 0 and below 1"),
        (["train", "x", "--dropout", "nan"], "--dropout nan: expected at least 0 and below 1"),
        (["train", "x", "--lr", "0"], "--lr 0.0: expected a positive number"),
        (["train", "x", "--lr", "inf"], "--lr inf: expected a positive number"),
        (["train", "x", "--weight-decay=-1"], "--weight-decay -1.0: expected 0 or more"),
        (["train", "x", "--patience", "0"], "--patience 0: expected 1 or more"),
        (["train", "x", "--runs", "0"], "--runs 0: expected 1 to 100000"),
        (["train", "x", "--frob"], "Unknown option '--frob'"), (["train", "x", "y"], "Unexpected argument 'y'"),
        (["frobnicate"], "Unexpected argument 'frobnicate'"), (["evaluate"], "Missing expected argument '<RUN>'"),
        (["evaluate", "x", "--part", "some"], "The value 'some' is invalid for '--part <PART>'"),
        (["data", "generate", "books"], "The value 'books' is invalid for '<KIND>'"),
    ]

    @Test(arguments: wrong.indices) func wrongUsage(index: Int) throws {
        let (arguments, message) = Self.wrong[index]
        let outcome = try Tool.run(arguments, in: try TemporaryFolder())
        #expect(outcome.code == 64 && outcome.output == "", "\(arguments)")
        #expect(outcome.error.hasPrefix("Error: \(message)"), "\(arguments): \(outcome.error)")
        #expect(outcome.error.contains("\nUsage: gcn"), "\(arguments)")
    }

    @Test(arguments: ["150/3", "random:x", "nofile.csv"]) func wrongSplits(split: String) throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder)
        try folder.gcn("train", "tiny", "--split", split).expectFailure(
            64,
            "--split \(split): expected public, random, random:PERCLASS[:VALIDATION[:TEST]], TRAIN/VALIDATION/TEST in percent, or a CSV file with the columns id and split"
        )
    }

    /// All columns have other names; the run remembers them, and `evaluate` finds the data again from elsewhere.
    @Test(arguments: [false, true]) func columnsByName(short: Bool) throws {
        let folder = try TemporaryFolder()
        let nodes = (0..<12).map { i in
            let part = ["train", "train", "val", "val", "test", "test"][i / 2]
            return "\(i);\(i % 2 == 0 ? "even" : "odd");\(part);\(i % 2);note \(i);\(i)"
        }
        try folder.write("n.csv", "paper;field;part;x;remark;z\n" + nodes.joined(separator: "\n") + "\n")
        let edges = (0..<10).map { "\($0);\($0 + 2);0.5" }
        try folder.write("e.csv", "from;to;strength\n" + edges.joined(separator: "\n") + "\n")
        func flag(_ name: String) -> String { short ? "--\(name)" : "--\(name)-column" }
        let columns = [
            flag("id"), "paper", flag("label"), "field", "--split-column", "part", flag("source"), "from",
            flag("target"),
            "to", flag("weight"), "strength",
        ]
        let features = short ? "--features" : "--feature-columns"
        let excluded = short ? "--exclude" : "--exclude-columns"
        let arguments = ["train", "--nodes", "n.csv", "--edges", "e.csv", "--json", "-q", "--epochs", "20"] + columns
        let chosen = try Tool.run(arguments + [features, "x", "--out", "chosen"], in: folder).expectSuccess().json()
        #expect(chosen["parameters"]?.int == 16 + 16 + 32 + 2)
        let rest = try Tool.run(arguments + [excluded, "remark", "--out", "rest"], in: folder).expectSuccess().json()
        #expect(rest["parameters"]?.int == 2 * 16 + 16 + 32 + 2)
        #expect(chosen["runs"]?.array?.first?["test"]?.double == 1)

        func config(_ run: String) throws -> JSONValue {
            try JSONValue.parse(try folder.read("\(run)/config.json"), file: "config.json")
        }
        let record = try #require(try config("chosen")["dataset"]?["csv"])
        #expect(record["id"]?.string == "paper" && record["weight"]?.string == "strength")
        #expect(record["features"]?.array?.compactMap(\.string) == ["x"] && record["directed"]?.bool == false)
        #expect(try config("chosen")["dataset"]?["directed_edges"]?.int == 20)
        let elsewhere = try TemporaryFolder()
        for run in ["chosen", "rest"] {
            let judged = try elsewhere.gcn("evaluate", "\(folder.path)/\(run)", "--json").expectSuccess().json()
            #expect(judged["count"]?.int == 4, "\(run)")
        }
        _ = try Tool.run(arguments + [features, "x", "--directed", "--out", "directed"], in: folder).expectSuccess()
        #expect(try config("directed")["dataset"]?["directed_edges"]?.int == 10)
        // a column of text among the features is named
        let text = try Tool.run(arguments, in: folder)
        text.expectFailure(
            65,
            "n.csv:2: found \"note 0\" in column \"remark\"; expected a finite number; leave a column of text out with --exclude-columns"
        )
    }

    /// A known name means the known set, also where a folder here has the same name; that is said, and the run remembers
    /// the right one.
    @Test func aFolderWithTheNameOfASet() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder, "karate")
        let named = try folder.gcn("train", "karate", "--epochs", "2", "--out", "named", "--json").expectSuccess()
        #expect(try named.json()["parameters"]?.int == 34 * 16 + 16 + 16 * 2 + 2)
        #expect(named.error.hasPrefix("note: \"karate\" is the set in "))
        #expect(named.error.contains("/Data/karate; for the folder here say ./karate\n"))
        let judged = try folder.gcn("evaluate", "named", "--part", "all", "--json").expectSuccess().json()
        #expect(judged["count"]?.int == 34)
        let here = try folder.gcn("train", "./karate", "--epochs", "2", "--out", "here", "--json").expectSuccess()
        #expect(try here.json()["parameters"]?.int == 16 + 16 + 16 * 2 + 2 && !here.error.contains("note:"))
        let again = try folder.gcn("evaluate", "here", "--part", "all", "--json").expectSuccess().json()
        #expect(again["count"]?.int == 3)
    }

    /// What was merged or passed over is said, unless asked to be quiet.
    @Test func notes() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder, edges: "source,target\na,b\nb,a\nb,c\n")
        let outcome = try folder.gcn("data", "info", "tiny").expectSuccess()
        #expect(outcome.error == "note: merged 1 repeated edge of tiny/edges.csv\n")
        #expect(try folder.gcn("data", "info", "tiny", "--quiet").error == "")
    }
}
