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
        if general.json {
            Output.json(result.json(folder: folder.path))
        } else {
            Output.result(result.text(folder: folder.path))
        }
        if Interrupt.isRequested {
            general.say("interrupted: what was trained until then is kept in \(folder.path)")
            throw ExitCode(Failure.interrupted)
        }
    }
}
