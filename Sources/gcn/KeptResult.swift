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
        try Files.write(Self.record(result.json(folder: folder.path)).encoded(pretty: true) + "\n", to: folder.resultFile)
        if report { try Report.write(ReportedRun(folder.path).report(data, general).page, to: folder.path + "/report.html") }
        if general.json {
            Output.json(result.json(folder: folder.path))
        } else {
            Output.result(result.text(folder: folder.path))
        }
        if Interrupt.isRequested {
            general.say("interrupted: what was trained until then is kept in \(folder.path)")
            throw ExitCode(Failure.interrupted)
        }
        if report { general.say("report: \(folder.path)/report.html") }
    }

    /// What `result.json` holds: what was said, the command, when, and on which machine.
    private static func record(_ result: JSONValue) -> JSONValue {
        .object((result.object ?? []) + [
            ("command", .string(Process.commandLine)), ("date", .string(Process.date)),
            (
                "machine",
                .object([
                    ("cpu", .string(Process.processorName)), ("processors", .int(Threads.available)),
                    ("graphblas", .string(GraphBLASLibrary.version)), ("openblas", .string(Processors.denseLibrary)),
                ])
            ),
        ])
    }
}
