import ArgumentParser
import GraphLearning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `gcn report`: a run, or several side by side, as one page.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a page of a run: what was asked, curves, figures, mistakes; or of several runs side by side.",
        discussion: """
            The page is one file of HTML that runs no script and loads nothing from elsewhere. One run's lies in its folder as \
            report.html, that of several here as comparison.html, unless --out says otherwise. Runs of gcn train (nodes, graphs, \
            molecules), gcn image train, gcn link and gcn regress have reports. Data that are still where the training found \
            them are read again for pictures, vectors and explanations; where they are gone the page says so. Explanations \
            made by `gcn explain RUN …` are shown too. Runs that were judged on different data, by different splits or figures \
            stand side by side without one being called the best.

            Examples:
              gcn report runs/papers --open
              gcn report runs/papers runs/papers-mlp --out papers.html
            """)

    @Argument(help: ArgumentHelp("Folders of runs.", valueName: "RUN"), completion: .directory)
    var runs: [String]

    @Option(help: ArgumentHelp("The file to write (RUN/report.html; of several runs comparison.html).", valueName: "FILE"), completion: .file(extensions: ["html"]))
    var out: String?

    @Flag(help: "Open the page in the browser.")
    var open = false

    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup(title: "General") var general: GeneralOptions

    func validate() throws {
        if out == "" { throw ValidationError("--out \"\": expected the name of a file") }
        if let out, ![".html", ".htm"].contains(where: { out.lowercased().hasSuffix($0) }) {
            throw ValidationError("--out \(out): expected a name that ends in .html, since the page is HTML")
        }
        if runs.isEmpty { throw ValidationError("expected the folder of a run, or several") }
    }

    func run() throws {
        general.apply()
        let folders = runs.map { path in
            var path = path
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            return path
        }
        let page: HTMLPage, file: String
        if folders.count == 1 {
            let report = try ReportedRun(folders[0]).report(data, general)
            for warning in report.warnings { general.say("note: \(warning)") }
            page = report.page
            file = out ?? folders[0] + "/report.html"
        } else {
            page = ReportedRun.comparison(try folders.map { try ReportedRun($0) }).page
            file = out ?? "comparison.html"
        }
        try Self.write(page, to: file)
        if general.json {
            Output.json(.object([
                ("report", .string(file)), ("runs", .array(folders.map { .string($0) })), ("bytes", .int(page.text.utf8.count)),
            ]))
        } else {
            Output.result("report: \(file)")
        }
        if open { Self.show(file, general) }
    }

    /// Makes the page of a run that was just trained, in its folder.
    static func make(_ folder: RunFolder, _ data: DataOptions, _ general: GeneralOptions) throws {
        let report = try ReportedRun(folder.path).report(data, general)
        for warning in report.warnings { general.say("note: \(warning)") }
        try write(report.page, to: folder.reportFile)
    }

    /// Writes the page, with the folder above it where there is none.
    static func write(_ page: HTMLPage, to file: String) throws {
        try Files.makeDirectory(above: file)
        try Files.write(page.text, to: file)
    }

    /// Hands a file to the desktop's opener; where there is none the person is told.
    private static func show(_ file: String, _ general: GeneralOptions) {
        var process = pid_t()
        let words = ["xdg-open", Process.absolute(file)]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        if posix_spawnp(&process, "xdg-open", nil, nil, &arguments, environ) != 0 {
            general.say("no program to open it with (xdg-open); open \(Process.absolute(file)) in a browser")
        }
    }
}
