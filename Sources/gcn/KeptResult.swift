import ArgumentParser
import GraphLearning

/// What a training has to say and to keep, of whatever kind it was.
protocol KeptResult {
    /// What its run folder is called after.
    var name: String { get }
    func write(to folder: RunFolder, isReserved: Bool) throws
    func json(folder: String) -> JSONValue
    func text(folder: String) -> String
}

extension Train {
    /// Writes the run folder and prints the result; ends with the code of an interruption where there was one.
    func finish(_ result: some KeptResult) throws {
        let folder = RunFolder(try out ?? makeRunFolder(result.name))
        try result.write(to: folder, isReserved: out == nil)
        // said before the page is made, whose time is no part of the training's
        let said = result.json(folder: folder.path), text = result.text(folder: folder.path)
        try folder.conclude(said, text, report: report, data, general)
    }
}

extension RunFolder {
    /// What a training said of the run, its command, and the machine.
    var resultFile: String { path + "/result.json" }
    var reportFile: String { path + "/report.html" }

    /// Keeps and prints the result and makes the page where it is asked for; ends with the code of an interruption where there
    /// was one.
    func conclude(_ said: JSONValue, _ text: String, report: Bool, _ data: DataOptions, _ general: GeneralOptions) throws {
        try keep(result: said)
        if report { try Report.make(self, data, general) }
        if general.json { Output.json(said) } else { Output.result(text) }
        if Interrupt.isRequested {
            general.say("interrupted: what was trained until then is kept in \(path)")
            throw ExitCode(Failure.interrupted)
        }
        if report { general.say("report: \(reportFile)") }
    }

    /// Writes `result.json`; a page of what the folder held before goes.
    func keep(result: JSONValue) throws {
        if Files.exists(reportFile) { try Files.remove(reportFile) }
        try Files.write(Self.record(result).encoded(pretty: true) + "\n", to: resultFile)
    }

    /// What `result.json` holds: what was said, the command, when, and on which machine.
    private static func record(_ result: JSONValue) -> JSONValue {
        .object((result.object ?? []) + [
            ("command", .string(Process.commandLine)), ("date", .string(Process.date)),
            (
                "machine",
                .object([
                    ("cpu", .string(Process.processorName)), ("system", .string(Process.systemName)), ("processors", .int(Threads.available)),
                    ("graphblas", .string(GraphBLASLibrary.version)), ("openblas", .string(Processors.denseLibrary)),
                    ("vectors", .string(Processors.vectorLevel)),
                ])
            ),
        ])
    }
}
