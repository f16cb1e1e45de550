import ArgumentParser
import GraphLearning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a drawing goes besides the file that the command names.
struct PictureOptions: ParsableArguments {
    @Flag(help: "Also show the drawing here: in kitty, Ghostty, WezTerm, Konsole or iTerm2.")
    var show = false

    /// Whether the drawing is to be shown and can be.
    var shows: Bool { show && problem == nil }

    /// Why nothing can be shown here, with the exit code of that.
    private var problem: Failure? {
        guard isatty(STDOUT_FILENO) == 1, TerminalPicture.here != nil else {
            return Failure(
                Failure.usage, "--show: found no terminal that shows pictures, expected kitty, Ghostty, WezTerm, Konsole or iTerm2")
        }
        return PictureFile.missingLibrary.map { Failure(Failure.badData, "--show: \($0)") }
    }

    /// Looks at `--show` before anything is computed: refuses it where it cannot be done and nothing else is asked for; where a file is
    /// written as well, says that the file is all.
    func check(_ general: GeneralOptions, isAlone: Bool) throws {
        guard show else { return }
        if general.json { throw Failure(Failure.usage, "--show: the drawing would stand in the JSON; leave one of the two out") }
        guard let problem else { return }
        if isAlone { throw Failure(problem.code, "\(problem.description); write a file and open it") }
        general.say("note: \(problem.description); the file is written all the same")
    }

    /// Shows the drawing if that was asked for and can be.
    func present(_ svg: String) throws {
        guard shows, let terminal = TerminalPicture.here else { return }
        Output.result(terminal.text(try PictureFile.png(svg)))
    }

    /// Refuses a name that ends in neither .svg nor .png.
    static func check(_ path: String, of option: String) throws {
        guard PictureFile.Format(path: path) != nil else {
            throw ValidationError("\(option) \(path): expected a name that ends in .svg or .png")
        }
    }
}
