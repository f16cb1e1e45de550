import ArgumentParser
import GraphLearning

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what runs here: versions, processor, libraries, kernels, threads.")

    @OptionGroup(title: "General") var general: GeneralOptions

    func run() throws {
        general.apply()
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
