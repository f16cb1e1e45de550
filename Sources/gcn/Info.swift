import ArgumentParser
import GraphLearning

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what runs here: versions, processor, libraries, kernels, threads; or print a run's network.",
        discussion: "Examples: gcn info\n          gcn info runs/papers")

    @Argument(help: ArgumentHelp("The folder of a training run, whose network is printed instead.", valueName: "RUN"))
    var folder: String?

    @OptionGroup(title: "General") var general: GeneralOptions

    func run() throws {
        general.apply()
        if let folder { return try describe(RunFolder(folder)) }
        let facts: [(key: String, value: JSONValue)] = [
            ("gcn", .string(toolVersion)), ("cpu", .string(Process.processorName)),
            ("processors", .int(Threads.available)), ("threads", .int(Threads.count)),
            ("graphblas", .string(GraphBLASLibrary.version)),
            ("openblas", .string(Processors.denseLibraryProblem ?? Processors.denseLibrary)),
            ("openblas_kernels", .string(Processors.denseKernels)),
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
        let network: any Module
        if task.hasPrefix("graph-") || task.hasPrefix("molecule-") {
            network = try run.readGraphPredictor().makeModel()
        } else {
            let configuration = try TrainedRun(run.path).classifier.configuration
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
