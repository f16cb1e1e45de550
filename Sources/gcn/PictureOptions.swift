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

    /// Refuses `--show` where it cannot be done, before anything is computed.
    func check(_ general: GeneralOptions) throws {
        guard show else { return }
        if general.json { throw Failure(Failure.usage, "--show: the drawing would stand in the JSON; leave one of the two out") }
        guard isatty(STDOUT_FILENO) == 1, TerminalPicture.here != nil else {
            throw Failure(
                Failure.usage,
                "--show: found no terminal that shows pictures, expected kitty, Ghostty, WezTerm, Konsole or iTerm2; write a file and open it")
        }
        if let missing = PictureFile.missingLibrary { throw Failure(Failure.badData, "--show: \(missing)") }
    }

    /// Shows the drawing if that was asked for.
    func present(_ svg: String) throws {
        guard show, let terminal = TerminalPicture.here else { return }
        Output.result(terminal.text(try PictureFile.png(svg)))
    }

    /// Refuses a name that ends in neither .svg nor .png.
    static func check(_ path: String, of option: String) throws {
        guard PictureFile.Format(path: path) != nil else {
            throw ValidationError("\(option) \(path): expected a name that ends in .svg or .png")
        }
    }
}
