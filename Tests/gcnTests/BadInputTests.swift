import FileFormats
import TestSupport
import Testing

/// Bad input: each kind with its message and its exit code.
@Suite struct BadInputTests {
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        var nodes = Tiny.nodes
        var edges = Tiny.edges
        var flags: [String] = []
        let message: String
    }

    /// What lies in the folder `bad`, and what `gcn train bad` says.
    static let malformed: [Case] = [
        Case(
            description: "an edge to a node that does not exist", edges: "source,target\na,b\nb,zebra\n",
            message:
                "bad/edges.csv:3: found an edge of node \"zebra\", which does not exist; expected an id of bad/nodes.csv; add the node there or remove this line"
        ),
        Case(
            description: "a duplicate node id", nodes: "id,label,x\na,red,1\nb,blue,0\na,red,1\n",
            message:
                "bad/nodes.csv:4: found node \"a\", as on line 2; expected each id once; remove or rename one of the two"
        ),
        Case(
            description: "an unknown label column", flags: ["--label-column", "colour"],
            message:
                "bad/nodes.csv:1: found no column \"colour\"; the columns are id, label, split, x; expected a column of that name; name the right one with --label"
        ),
        Case(
            description: "an unknown feature column", flags: ["--feature-columns", "x,y"],
            message:
                "bad/nodes.csv:1: found no column \"y\"; the columns are id, label, split, x; expected a column of that name; name the right one with --features"
        ),
        Case(
            description: "an unknown column of edges", flags: ["--source-column", "from"],
            message:
                "bad/edges.csv:1: found no column \"from\"; the columns are source, target; expected a column of that name; name the right one with --source"
        ),
        Case(
            description: "text for a number", nodes: "id,label,x\na,red,one\nb,blue,0\nc,red,1\n",
            message:
                "bad/nodes.csv:2: found \"one\" in column \"x\"; expected a finite number; leave a column of text out with --exclude-columns"
        ),
        Case(
            description: "a NaN feature", nodes: "id,label,x\na,red,nan\nb,blue,0\nc,red,1\n",
            message:
                "bad/nodes.csv:2: found \"nan\" in column \"x\"; expected a finite number; correct it, or leave the column out with --exclude-columns"
        ),
        Case(
            description: "an infinite feature", nodes: "id,label,x\na,red,1\nb,blue,-inf\nc,red,1\n",
            message:
                "bad/nodes.csv:3: found \"-inf\" in column \"x\"; expected a finite number; correct it, or leave the column out with --exclude-columns"
        ),
        Case(
            description: "a negative weight", edges: "source,target,weight\na,b,1\nb,c,-2\n",
            message:
                "bad/edges.csv:3: found the negative weight -2 of the edge from \"b\" to \"c\"; expected zero or more, since the normalization takes square roots of weights; use absolute values or leave the edge out"
        ),
        Case(
            description: "an empty graph", nodes: "id,label,x\n", edges: "source,target\n",
            message: "bad/nodes.csv: found no nodes; expected a line for each node after the columns' names"),
        Case(
            description: "an empty file", nodes: "", edges: "",
            message: "bad/nodes.csv:1: found an empty file; expected a line with the names of the columns"),
        Case(
            description: "a class without training nodes",
            nodes: "id,label,split,x\na,red,train,1\nb,blue,test,0\nc,red,test,1\n",
            message:
                "class \"blue\" has no training node; a network cannot learn it: give it one, leave the class out, or choose another split"
        ),
        Case(
            description: "an unknown word in the split", nodes: "id,label,split,x\na,red,trian,1\nb,blue,train,0\n",
            edges: "source,target\na,b\n",
            message:
                "bad/nodes.csv:2: found the split \"trian\"; expected train, val, validation, test, or a blank for none"
        ),
        Case(
            description: "no labels", nodes: "id,x\na,1\nb,0\nc,1\n",
            message:
                "bad, from bad/nodes.csv and bad/edges.csv has no labels to learn from; expected a column \"label\", or --label-column"
        ),
    ]

    @Test(arguments: malformed) func malformedFiles(input: Case) throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder, "bad", nodes: input.nodes, edges: input.edges)
        let outcome = try Tool.run(["train", "bad"] + input.flags, in: folder)
        outcome.expectFailure(65, input.message, input.description)
        #expect(try folder.list() == ["bad"], "nothing may be left behind")
    }

    @Test func missingFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write("half/nodes.csv", Tiny.nodes)
        try folder.gcn("train", "half").expectFailure(
            66,
            "half/edges.csv: no such file (nor with .gz); expected all files of the CSV form; missing: edges.csv; put them there"
        )
        try folder.gcn("train", "nowhere/x").expectFailure(
            66, "nowhere/x: no such file or folder; expected a data set's folder or file")
        try folder.gcn("train", "--nodes", "no.csv", "--edges", "none.csv").expectFailure(
            66, "no.csv: no such file or directory; expected a file of the data set; check the path")
        try folder.gcn("train", "karate", "--data-root", "nowhere").expectFailure(
            66, "nowhere: no such folder; expected the folder that holds the data sets; check --data-root")
        try folder.gcn("evaluate", "nowhere").expectFailure(
            66,
            "nowhere: no such folder; expected the folder of a training run; `gcn train` prints where it put its run; --out chooses the place"
        )
        for command in ["predict", "evaluate", "embed", "report"] {
            try folder.gcn(command, "half").expectFailure(
                66,
                "half: no run folder, it has no config.json; expected the folder of a training run; `gcn train DATASET --out FOLDER` makes one",
                command)
        }
        for command in ["draw", "fingerprint", "parse"] {
            let outcome = try Tool.run([command, "--input", "none.csv"] + (command == "draw" ? ["--out", "a.svg"] : []), in: folder)
            outcome.expectFailure(
                66,
                "none.csv: no such file; expected molecules: a .smi, .csv, .sdf or .mol file, - for standard input, or the name of a table (gcn data info compounds); check the path",
                command)
        }
        #expect(try folder.list() == ["half"])
    }

    /// Nothing of a file in Latin-1 gets into a run: neither its names nor marks in their place.
    @Test func aFileInLatin1() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder, "bad")
        try folder.write("bad/nodes.csv", Array("id,label,x\na,caf".utf8) + [0xE9] + Array(",1\nb,blue,0\nc,red,1\n".utf8))
        try folder.gcn("train", "bad", "--out", "run").expectFailure(
            65,
            "bad/nodes.csv:2: found the bytes \"caf\\xe9\" in column \"label\"; expected UTF-8; convert it: iconv -f latin1 -t utf-8 bad/nodes.csv > NEW"
        )
        #expect(try folder.list() == ["bad"])
    }

    /// One class is learned at once, and that says nothing.
    @Test func aSingleClassIsSaid() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder, nodes: "id,label,split,x\na,red,train,1\nb,,,0\nc,red,test,1\n")
        let outcome = try folder.gcn("train", "tiny", "--epochs", "2", "--out", "run").expectSuccess()
        #expect(outcome.error.contains("note: all 2 labelled nodes are of one class, red: there is nothing to learn"))
        try Tiny.write(folder, nodes: "id,label,x\na,red,1\n", edges: "source,target\n")
        let one = try folder.gcn("train", "tiny", "--split", "100/0/0", "--epochs", "2", "--out", "run1").expectSuccess()
        #expect(one.error.contains("note: there is only one labelled node, of the class red: there is nothing to learn"))
        try Tiny.write(folder)
        let two = try folder.gcn("train", "tiny", "--epochs", "2", "--out", "run2").expectSuccess()
        #expect(!two.error.contains("of one class"))
    }

    /// A name that is none: all names, and the places searched.
    @Test func anUnknownSet() throws {
        let folder = try TemporaryFolder()
        try Files.makeDirectory(folder.path + "/sets")
        for command in [["train"], ["data", "info"]] {
            let outcome = try Tool.run(command + ["nosuch", "--data-root", "sets"], in: folder)
            #expect(outcome.code == 66 && outcome.output == "")
            #expect(
                outcome.error.hasPrefix(
                    "gcn: nosuch: found no data set of this name; expected one of karate, papers, cora, citeseer, pubmed, cora-linqs, or the path of a folder with nodes.csv and edges.csv, NAME.content and NAME.cites, or ind.NAME.*; searched in sets (--data-root), "
                ))
            #expect(outcome.error.hasSuffix("/Data (shipped)\n"))
        }
    }

    private func planetoid(_ folder: TemporaryFolder, _ name: String, _ bytes: [UInt8]) throws {
        for part in ["x", "y", "tx", "ty", "allx", "ally", "graph"] {
            try folder.write("bad/ind.\(name).\(part)", bytes)
        }
        try folder.write("bad/ind.\(name).test.index", "3\n")
    }

    /// Refused by name, with nothing executed.
    @Test(arguments: [
        ("os", "system", "(S'touch EXECUTED'\ntR."), ("posix", "system", "(S'touch EXECUTED'\ntR."),
        ("__builtin__", "eval", "(S'open(\"EXECUTED\",\"w\")'\ntR."),
        ("subprocess", "call", "((S'touch'\nS'EXECUTED'\nltR."),
    ])
    func maliciousPickles(module: String, function: String, call: String) throws {
        let folder = try TemporaryFolder()
        try planetoid(folder, "evil", Array("c\(module)\n\(function)\n\(call)".utf8))
        let outcome = try folder.gcn("train", "bad")
        #expect(outcome.code == 65 && outcome.output == "")
        #expect(
            outcome.error.hasPrefix(
                "gcn: bad/ind.evil.x: byte 0: found a call of the global \(module) \(function); expected one of "))
        #expect(outcome.error.hasSuffix("; refused, nothing was executed\n"))
        #expect(try folder.list() == ["bad"])
        #expect(try folder.list("bad").count == 8)
    }

    @Test func truncatedPickles() throws {
        let folder = try TemporaryFolder()
        try planetoid(folder, "cut", [0x80, 2] + Array("}q".utf8) + [0] + Array("(U".utf8) + [1] + Array("aK".utf8))
        try folder.gcn("train", "bad").expectFailure(
            65,
            "bad/ind.cut.x: byte 10: found the end of the file; expected 1 bytes of a number; the pickle was cut off")
        try planetoid(folder, "cut", [])
        let empty = try folder.gcn("train", "bad")
        #expect(empty.code == 65 && empty.error.hasPrefix("gcn: bad/ind.cut.x: byte 0: found the end of the file"))
    }

    /// Cora with one file cut to half, where it lies.
    @Test func aTruncatedFileOfCora() throws {
        guard let real = DataFolder.find("planetoid") else { return }
        let folder = try TemporaryFolder()
        for part in ["x", "y", "tx", "ty", "allx", "ally", "graph", "test.index"] {
            let name = "ind.cora.\(part)"
            let file = [name, name + ".gz"].map { "\(real)/\($0)" }.first { Files.exists($0) }
            var bytes = try Files.readMaybeCompressed(try #require(file))
            if part == "allx" { bytes.removeLast(bytes.count / 2) }
            try folder.write("cora/\(name)", bytes)
        }
        let outcome = try folder.gcn("data", "info", "cora/ind.cora")
        #expect(outcome.code == 65)
        #expect(outcome.error.hasPrefix("gcn: cora/ind.cora.allx: byte ") && outcome.error.contains("cut off"))
    }

    @Test func splitsThatLeak() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder)
        try folder.write("leak.csv", "id,split\na,train\nb,train\na,test\n")
        try folder.gcn("train", "tiny", "--split", "leak.csv").expectFailure(
            65,
            "leak.csv:4: found node \"a\" in test, and in train on line 2; expected each node in one part only, else the split leaks; take it out of one of them"
        )
        try folder.write("unknown.csv", "id,split\na,train\nzebra,test\n")
        try folder.gcn("train", "tiny", "--split", "unknown.csv").expectFailure(
            65,
            "unknown.csv:3: found node \"zebra\", which does not exist; expected an id of the graph's 3 nodes; remove this line"
        )
        try folder.write("hole.csv", "id,split\na,train\nc,train\nb,test\n")
        try folder.gcn("train", "tiny", "--split", "hole.csv").expectFailure(
            65,
            "class \"blue\" has no training node; a network cannot learn it: give it one, leave the class out, or choose another split"
        )
        // the same file without the fault
        try folder.write("good.csv", "id,split\na,train\nb,train\nc,test\n")
        try folder.gcn("train", "tiny", "--split", "good.csv", "--out", "run", "--epochs", "2").expectSuccess()
    }

    @Test func aCheckpointOfAnotherShape() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let run = trained.path("run")
        // data with other columns
        try Trained.papers(folder, "wide", words: 70)
        let message =
            "wide, from wide/nodes.csv and wide/edges.csv has 70 feature columns; the network was trained with 60: give it data with the same columns"
        try folder.gcn("evaluate", run, "wide", "--part", "all").expectFailure(65, message)
        try folder.gcn("predict", run, "wide").expectFailure(65, message)
        try folder.gcn("embed", run, "wide").expectFailure(65, message)
        // as many columns, but others: the numbers would mean something else
        try Trained.papers(folder, "more", topics: 4)
        let more = try folder.gcn("evaluate", run, "more", "--part", "all")
        #expect(more.code == 65 && more.error.contains(": there is no feature column \""))
        // data with a class that the network does not know
        try folder.write("two/nodes.csv", "id,label,x,y\na,red,1,2\nb,blue,2,1\nc,red,1,3\n")
        try folder.write("two/edges.csv", "source,target\na,b\n")
        try folder.gcn("train", "two", "--split", "100/0/0", "--out", "run2", "--epochs", "2").expectSuccess()
        // the same columns in another order are put in order, whatever they are worth
        try folder.write("two/nodes.csv", "id,label,y,x\na,red,2,1\nb,blue,1,2\nc,red,3,1\n")
        let before = String(decoding: try Files.read(folder.path + "/run2/predictions.csv"), as: UTF8.self)
        #expect(try folder.gcn("predict", "run2").output == before)
        try folder.write("two/nodes.csv", "id,label,x,y\na,red,1,2\nb,green,2,1\nc,red,1,3\n")
        try folder.gcn("evaluate", "run2", "--part", "all").expectFailure(
            65, "class \"green\" is none of those that the network knows: blue, red")
        // the split has changed since the training
        try folder.write("two/nodes.csv", "id,label,x,y\na,red,1,2\nb,blue,2,1\nc,red,1,3\nd,red,1,3\n")
        let changed = try folder.gcn("evaluate", "run2", "--part", "train")
        #expect(changed.code == 65 && changed.error.contains("found data or a split that changed since the training"))

        // a checkpoint that was changed, cut off, or is none
        for name in ["config.json", "model.safetensors"] {
            try folder.write("run/\(name)", try Files.read("\(run)/\(name)"))
        }
        let good = try folder.read("run/model.safetensors")
        let (from, to) = (Array("[16,60]".utf8), Array("[60,16]".utf8))
        let place = try #require(good.indices.first { good[$0...].starts(with: from) })
        var turned = good
        turned.replaceSubrange(place..<place + from.count, with: to)
        try folder.write("run/model.safetensors", turned)
        try folder.gcn("evaluate", "run", trained.path("net")).expectFailure(
            65,
            "run/model.safetensors: entry convs.0.lin.weight: found shape [60, 16]; expected shape [16, 60]; the checkpoint was trained with other sizes, or on data with other columns or classes"
        )
        try folder.write("run/model.safetensors", Array(good.prefix(300)))
        let cut = try folder.gcn("predict", "run")
        #expect(cut.code == 65 && cut.error.hasPrefix("gcn: run/model.safetensors: byte 0: found a header of "))
        #expect(cut.error.hasSuffix("; this is no safetensors file, or it was cut off\n"))
        try folder.write("run/model.safetensors", good)
        try folder.gcn("evaluate", "run", trained.path("net")).expectSuccess()
        try folder.write("run/config.json", "{\"model\": {}}")
        let broken = try folder.gcn("evaluate", "run")
        #expect(broken.code == 65)
        #expect(
            broken.error.hasPrefix(
                "gcn: run/config.json: entry model.type: found nothing usable; expected one of gcn"))
    }

    @Test func aFullDisk() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        let run = trained.path("run")
        for command in ["predict", "embed"] {
            try folder.gcn(command, run, "--out", "/dev/full").expectFailure(
                74, "/dev/full: no space left on device", command)
        }
        try folder.gcn("train", trained.path("net"), "--out", "/dev/full").expectFailure(
            74, "/dev/full: a file; expected a folder, or nothing, where the run is to be kept; choose another --out")
        #expect(try folder.list() == [])
    }

    /// Standard output on a full disk: a result that nobody has got must not count as done.
    @Test func aFullDiskBehindStandardOutput() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        for command in [["predict", trained.path("run")], ["data", "list"], ["data", "list", "--json"], ["info"]] {
            let outcome = try Tool.run(command, in: folder, output: "/dev/full")
            outcome.expectFailure(74, "standard output: no space left on device; the result is not whole", "\(command)")
        }
    }

    /// Refused before anything is trained: this training would take hours.
    @Test func aRunFolderBelowAFile() throws {
        let folder = try TemporaryFolder()
        try Tiny.write(folder)
        try folder.write("file", "precious")
        for out in ["file", "file/run", "file/run/deeper"] {
            let outcome = try folder.gcn(
                "train", "tiny", "--protocol", "pyg", "--runs", "100000", "--epochs", "100000", "--out", out,
                timeout: 10)
            outcome.expectFailure(
                74, "file: a file; expected a folder, or nothing, where the run is to be kept; choose another --out",
                out)
        }
        #expect(try folder.text("file") == "precious")
    }

    @Test func nothingToJudgeBy() throws {
        let trained = try Trained.get()
        let folder = try TemporaryFolder()
        try Trained.papers(folder, "small")  // 60 for training, the others for validation
        try folder.gcn("evaluate", trained.path("run"), "small").expectFailure(
            65, "small: the test part of the split has no nodes to judge by; try --part all")
        try folder.gcn("evaluate", trained.path("run"), "small", "--part", "all").expectSuccess()
    }
}
