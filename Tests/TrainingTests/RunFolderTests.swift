import DenseArrays
import FileFormats
import GraphNetworks
import Graphs
import TestSupport
import Testing

@testable import Training

@Suite struct RunFolderTests {
    private func classifier(layers: Int = 2, bias: Bool = true, classes: [String] = ["red", "blue"]) -> NodeClassifier {
        let configuration = NodeModelConfiguration(inputs: 3, hidden: 4, outputs: 2, layers: layers, dropout: 0.3, bias: bias)
        let values = GCN(configuration, key: RandomKey(seed: 5)).parameterValues
        return NodeClassifier(
            configuration: configuration, classNames: classes, scaling: .none, parameters: values)
    }

    private func run(epochs: Int = 2) throws -> NodeClassificationRun {
        let history = (1...epochs).map { epoch($0, loss: $0 == 1 ? .nan : 0.5, accuracy: 0.25) }
        return NodeClassificationRun(
            seed: 7, epochs: epochs, bestEpoch: epochs, metrics: history[epochs - 1], history: history,
            split: try NodeSplit(name: "mine", train: [0], validation: [], test: [1], nodeCount: 2), parameters: [],
            epochSeconds: [], wasInterrupted: false)
    }

    private func config(_ classifier: NodeClassifier) -> JSONValue {
        .object([("format", 1), ("model", RunFolder.describe(classifier))])
    }

    private func write(_ folder: RunFolder, _ classifier: NodeClassifier) throws {
        try folder.write(
            config: config(classifier), runs: [try run()], model: classifier.checkpoint(),
            predictions: "node,label\n0,red\n")
    }

    private func failure<Result>(_ body: () throws(FileError) -> Result) -> FileError? {
        do throws(FileError) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [1, 2, 3], [true, false]) func roundTrip(layers: Int, bias: Bool) throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/runs/first")
        let before = classifier(layers: layers, bias: bias)
        try write(folder, before)
        #expect(
            try Files.list(folder.path) == ["config.json", "metrics.jsonl", "model.safetensors", "predictions.csv"])
        let after = try folder.readClassifier()
        #expect(after.configuration == before.configuration)
        #expect(after.classNames == before.classNames && after.scaling == before.scaling)
        let graph = try tinyGraph()
        expectSameBits(try after.predict(graph).probabilities, try before.predict(graph).probabilities)
        expectSameBits(try after.embed(graph), try before.embed(graph))
        #expect(after.checkpoint() == before.checkpoint())
    }

    /// A line an epoch; what there is not is null.
    @Test func metrics() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/run")
        try write(folder, classifier())
        let lines = String(decoding: try Files.read(folder.metricsFile), as: UTF8.self).split(separator: "\n")
        #expect(
            lines == [
                #"{"seed":7,"epoch":1,"train_loss":1.0,"validation_loss":null,"train":1.0,"validation":0.25,"test":null}"#,
                #"{"seed":7,"epoch":2,"train_loss":1.0,"validation_loss":0.5,"train":1.0,"validation":0.25,"test":null}"#,
            ])
        #expect(try Files.read(folder.predictionsFile) == Array("node,label\n0,red\n".utf8))
        #expect(try folder.readConfig()["model"]?["classes"]?.array?.map(\.string) == ["red", "blue"])
    }

    /// Numbers of the configuration stand as people typed them.
    @Test func shortNumbers() throws {
        #expect(JSONValue.number(0.01).encoded() == "0.01" && JSONValue.number(5e-4).encoded() == "0.0005")
        #expect(RunFolder.describe(classifier())["dropout"]?.encoded() == "0.3")
    }

    @Test func overwrites() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/run")
        try write(folder, classifier(layers: 3))
        try write(folder, classifier(layers: 1))
        #expect(try folder.readClassifier().configuration.layers == 1)
        #expect(try Files.list(folder.path).count == 4)
    }

    @Test func noFolder() {
        #expect(
            failure { () throws(FileError) in try RunFolder("/nowhere/run").readClassifier() }?.description
                == "/nowhere/run: no such folder; expected the folder of a training run; `gcn train` prints where it put its run; --out chooses the place"
        )
        #expect(failure { () throws(FileError) in try RunFolder("/nowhere/run").readConfig() }?.kind == .missing)
    }

    @Test(arguments: ["config.json", "model.safetensors"]) func missingFiles(name: String) throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/run")
        try write(folder, classifier())
        try Files.remove(folder.path + "/" + name)
        let error = failure { () throws(FileError) in try folder.readClassifier() }
        #expect(error?.kind == .missing && error?.file == (name == "config.json" ? folder.path : folder.path + "/" + name))
    }

    /// The two files of different runs: refused before a network of the wrong size is used.
    @Test func aCheckpointOfAnotherShape() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/run")
        let (two, three) = (classifier(), classifier(layers: 3))
        try folder.write(config: config(two), runs: [], model: three.checkpoint(), predictions: "")
        #expect(
            failure { () throws(FileError) in try folder.readClassifier() }?.description.hasPrefix(
                "\(folder.modelFile): entry convs.2.lin.weight: found an entry this network does not have; expected convs.0"
            )
                == true)
        try folder.write(config: config(three), runs: [], model: two.checkpoint(), predictions: "")
        #expect(
            failure { () throws(FileError) in try folder.readClassifier() }?.description
                == "\(folder.modelFile): entry convs.1.lin.weight: found shape [2, 4]; expected shape [4, 4]; the checkpoint was trained with other sizes, or on data with other columns or classes"
        )
    }

    /// Sizes that no file holds do not make the reader take their memory.
    @Test func absurdSizes() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/run")
        try write(folder, classifier())
        for (key, value) in [("inputs", 2_000_000_000), ("hidden", 2_000_000_000), ("layers", 2_000_000_000)] {
            var members = RunFolder.describe(classifier()).object ?? []
            members = members.map { $0.key == key ? (key, .int(value)) : $0 }
            try Files.write(JSONValue.object([("model", .object(members))]).encoded(), to: folder.configFile)
            let error = failure { () throws(FileError) in try folder.readClassifier() }
            #expect(error?.kind == .malformed && error?.file == folder.modelFile, "\(key)")
            #expect(error?.advice == "the two files belong to different runs", "\(key)")
        }
    }

    static let mangled: [(key: String, value: JSONValue, expected: String)] = [
        ("type", "nosuch", "one of gcn, classic-gcn, mlp, "), ("inputs", 0, "a positive whole number"),
        ("inputs", "3", "a positive whole number"),
        ("hidden", -4, "a positive whole number"), ("layers", 2.5, "a positive whole number"),
        ("outputs", .null, "a positive whole number"), ("classes", "red", "a list of names"),
        ("classes", ["red", 2], "a list of names"), ("classes", ["red"], "2 names"),
    ]

    @Test(arguments: mangled.indices) func mangledConfigurations(index: Int) throws {
        let (key, value, expected) = Self.mangled[index]
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/run")
        try write(folder, classifier())
        let members = (RunFolder.describe(classifier()).object ?? []).map { $0.key == key ? (key, value) : $0 }
        try Files.write(JSONValue.object([("model", .object(members))]).encoded(), to: folder.configFile)
        #expect(
            failure { () throws(FileError) in try folder.readClassifier() }?.description.hasPrefix(
                "\(folder.configFile): entry model.\(key): found nothing usable; expected \(expected)") == true)
    }

    @Test func noModelInTheConfiguration() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path)
        try Files.write("{}", to: folder.configFile)
        #expect(failure { () throws(FileError) in try folder.readClassifier() }?.place == .entry("model.type"))
        try Files.write("{", to: folder.configFile)
        #expect(failure { () throws(FileError) in try folder.readClassifier() }?.kind == .malformed)
    }

    @Test func aFileInTheWay() throws {
        let place = try TemporaryFolder()
        try Files.write("precious", to: place.path + "/file")
        let error = failure { () throws(FileError) in
            try RunFolder(place.path + "/file").write(config: .null, runs: [], model: [], predictions: "")
        }
        #expect(
            error?.description
                == "\(place.path)/file: a file; expected a folder, or nothing, where the run is to be kept; choose another --out"
        )
        let below = failure { () throws(FileError) in
            try RunFolder(place.path + "/file/run").write(config: .null, runs: [], model: [], predictions: "")
        }
        #expect(below?.kind == .inputOutput && below?.file == "\(place.path)/file" && below?.found == "a file")
        #expect(try Files.read(place.path + "/file") == Array("precious".utf8))
    }

    /// Asked before a training, so that nothing is trained for nothing.
    @Test func placesThatCanBeMade() throws {
        let place = try TemporaryFolder()
        try Files.write("precious", to: place.path + "/file")
        for good in [place.path, place.path + "/new", place.path + "/new/deeper/", "relative", "relative/deeper"] {
            #expect(failure { () throws(FileError) in try RunFolder(good).checkPlace() } == nil, "\(good)")
        }
        for bad in ["/file", "/file/run", "/file/run/deeper"] {
            #expect(
                failure { () throws(FileError) in try RunFolder(place.path + bad).checkPlace() }?.file
                    == place.path + "/file", "\(bad)")
        }
        #expect(try Files.list(place.path) == ["file"])
    }

    /// The folder's path is so long that `metrics.jsonl` just fits below it and `model.safetensors` does not.
    @Test func aFailingWriteLeavesNothing() throws {
        let place = try TemporaryFolder()
        // the longest path has 4095 bytes; the writer's hidden names add 19 and 11 to 13 digits to a file's own
        let wanted = 4095 - 1 - "metrics.jsonl".utf8.count - 19
        var path = place.path
        while path.utf8.count + 202 < wanted { path += "/" + String(repeating: "d", count: 200) }
        try Files.makeDirectory(path)
        let parent = path
        path += "/" + String(repeating: "r", count: wanted - path.utf8.count - 1)
        #expect(path.utf8.count == wanted)
        let folder = RunFolder(path)
        let classifier = classifier()
        let error = failure { () throws(FileError) in
            try folder.write(
                config: config(classifier), runs: [], model: classifier.checkpoint(), predictions: "node,label\n")
        }
        #expect(error?.kind == .inputOutput && error?.file == folder.modelFile)
        #expect(try Files.list(parent) == [])
    }

    /// A folder that was there before stays, with what else lies in it.
    @Test func aFailingWriteKeepsAnOldFolder() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(place.path + "/run")
        try Files.makeDirectory(folder.path)
        try Files.write("mine", to: folder.path + "/notes.txt")
        try Files.makeDirectory(folder.modelFile)  // in the way of the model
        let error = failure { () throws(FileError) in
            try folder.write(config: .object([]), runs: [], model: [1], predictions: "")
        }
        #expect(error?.kind == .inputOutput && error?.file == folder.modelFile)
        #expect(try Files.read(folder.path + "/notes.txt") == Array("mine".utf8))
        #expect(!Files.exists(folder.configFile), "a run without its model must not look whole")
    }
}
