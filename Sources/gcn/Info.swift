import ArgumentParser
import GraphLearning

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what runs here: versions, processor, libraries, kernels, threads; or print a run's network.",
        discussion: "Examples: gcn info\n          gcn info runs/papers\n          gcn info runs/fashion-cnn --dot graph.dot")

    @Argument(
        help: ArgumentHelp("The folder of a training run, whose network is printed instead.", valueName: "RUN"),
        completion: .directory)
    var folder: String?

    @Option(
        help: ArgumentHelp("Of a run on pictures: write its computational graph for Graphviz (dot -Tsvg).", valueName: "FILE"),
        completion: .file())
    var dot: String?

    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if dot != nil, folder == nil { throw ValidationError("--dot: expected with the folder of a run on pictures") }
    }

    func run() throws {
        general.apply()
        if let folder { return try describe(RunFolder(folder)) }
        let facts: [(key: String, value: JSONValue)] = [
            ("gcn", .string(toolVersion)), ("cpu", .string(Process.processorName)),
            ("processors", .int(Threads.available)), ("threads", .int(Threads.count)),
            ("graphblas", .string(GraphBLASLibrary.version)),
            ("openblas", .string(Processors.denseLibraryProblem ?? Processors.denseLibrary)),
            ("openblas_kernels", .string(Processors.denseKernels)),
            ("onednn", .string(OneDNNEngine.problem ?? OneDNNEngine.version)),
            ("png", .string(ImageFile.missingLibrary(for: .png) ?? "found")),
            ("jpeg", .string(ImageFile.missingLibrary(for: .jpeg) ?? "found")),
            ("elementwise_kernels", .string(Processors.vectorLevel)), ("swift", .string(swiftVersion)),
        ]
        if general.json {
            Output.json(.object(facts))
        } else {
            Output.result(
                facts.map { key, value in
                    let name = key.replacing("_", with: " ")
                    return name + String(repeating: " ", count: 22 - name.count) + (value.string ?? "\(value.int ?? 0)")
                }.joined(separator: "\n"))
        }
        if let problem = Processors.denseLibraryProblem { throw Failure(Failure.internalFault, problem) }
    }

    /// The network that a run kept, as PyTorch prints one.
    private func describe(_ run: RunFolder) throws {
        let task = try run.readConfig()["task"]?.string ?? "node-classification"
        if task == RunFolder.imageTask { return try describePictures(run) }
        if dot != nil { throw Failure(Failure.usage, "--dot: \(run.path) is no run on pictures") }
        let network: any Module
        if task.hasPrefix("graph-") || task.hasPrefix("molecule-") {
            network = try run.readGraphPredictor().makeModel()
        } else {
            let configuration = try TrainedRegression(run.path)?.regressor.configuration ?? TrainedRun(run.path).classifier.configuration
            guard let kind = NodeModels.named(configuration.model) else {
                throw Failure(Failure.badData, "\(run.configFile): no network is called \(configuration.model)")
            }
            network = kind.make(configuration, RandomKey(seed: 0))
        }
        if general.json {
            Output.json(
                .object([
                    ("run", .string(run.path)), ("task", .string(task)), ("parameters", .int(network.parameterCount)),
                    ("summary", .string(network.summary)),
                ]))
        } else {
            Output.result("\(network.summary)\n\(network.parameterCount) parameters")
        }
    }

    /// A network for pictures: PyTorch's lines, and a table of layers, shapes and parameters.
    private func describePictures(_ run: RunFolder) throws {
        let classifier = try run.readImageClassifier()
        let network = classifier.makeModel(), c = classifier.configuration
        let shape = [1, c.height, c.width, c.channels]
        let table = network.table(inputShape: shape)
        if let dot {
            let x = Tensor(DenseArray(zeros: shape))
            try Files.write(network.graphDOT(of: network(x, .evaluation), naming: [("x", x)]), to: dot)
            general.say("written: \(dot)")
        }
        if general.json {
            Output.json(
                .object([
                    ("run", .string(run.path)), ("task", .string(RunFolder.imageTask)),
                    ("parameters", .int(network.parameterCount)), ("summary", .string(network.summary)),
                    ("table", .string("\(table)")), ("dot", dot.map { .string($0) } ?? .null),
                ]))
        } else {
            Output.result("\(network.summary)\n\n\(table)")
        }
    }

    private var swiftVersion: String {
        #if swift(>=6.3)
            "6.3 or later"
        #elseif swift(>=6.2)
            "6.2"
        #else
            "6.1"
        #endif
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmingBlanks: String {
        String(drop(while: { $0 == " " || $0 == "\t" }).reversed().drop(while: { $0 == " " || $0 == "\t" }).reversed())
    }
}
