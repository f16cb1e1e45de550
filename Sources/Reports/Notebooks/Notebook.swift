import FileFormats

/// A program that writes itself as an executed notebook: words, the very source of the closures that ran, what they printed,
/// and their pictures; as `.ipynb` (nbformat 4.5) and as a page of HTML.
///
/// ```swift
/// let notebook = Notebook(title: "What a graph is")
/// notebook.markdown("A graph has *nodes* and *edges*.")
/// let club = try notebook.code { cell in
///     let club = try Dataset.load("karate").graph
///     print("\(club.nodeCount) nodes")
///     cell.show(svg: picture, alt: "the club")
///     return club
/// }
/// try notebook.write(to: "Examples/Graphs-Karate")
/// ```
///
/// A cell's text is read from the file of the call when the notebook is written: the lines between the closure's braces. A
/// last line that only hands a value over (`return club` to `let club =`) is left out. While a cell runs, its standard output
/// goes to the notebook, and to the terminal after it. Drawings follow the reader's light or dark scheme in the page; in the
/// `.ipynb`, which may be light while the system is dark, they are in their light colours.
public final class Notebook {
    /// One part of a notebook.
    enum Cell {
        case markdown(String)
        case code(file: String, line: Int, outputs: [NotebookOutput])
    }

    /// The heading above everything.
    public let title: String
    private(set) var cells: [Cell] = []
    /// Whether what cells print is also printed.
    public var echoes = true

    /// Empty, but for its heading.
    public init(title: String) { self.title = title }

    /// Words, as Markdown; the title stands above the first of them by itself.
    public func markdown(_ text: String) { cells.append(.markdown(text)) }

    /// Runs a closure and keeps its source, what it prints and what it shows.
    ///
    /// A closure that throws ends the notebook: the error is passed on.
    @discardableResult
    public func code<Value>(
        file: String = #filePath, line: Int = #line, _ body: (NotebookCell) throws -> Value
    ) rethrows -> Value {
        let cell = NotebookCell()
        let capture = StandardOutput()
        cell.capture = capture
        defer {
            cell.keepPrinted()
            capture?.end()
            if echoes { cell.echo() }
            cells.append(.code(file: file, line: line, outputs: cell.outputs))
        }
        return try body(cell)
    }

    /// Runs a closure that shows nothing but what it prints; else as the other.
    @discardableResult
    public func code<Value>(file: String = #filePath, line: Int = #line, _ body: () throws -> Value) rethrows -> Value {
        try code(file: file, line: line) { _ in try body() }
    }

    /// Writes `NAME.ipynb` and `NAME.html`, each aside and then renamed.
    ///
    /// - Parameters:
    ///   - folder: is made where it does not exist.
    ///   - name: the title in lower-case letters with hyphens where none is given.
    /// - Throws: `NotebookError` where a cell has no output or its source is not found; `FileError` where a file cannot be
    ///   read or written.
    public func write(to folder: String, name: String? = nil) throws {
        let parts = try parts()
        let base = name ?? HTMLText.slug(title)
        try Files.makeDirectory(folder)
        try Files.write(json(parts).encoded(pretty: true) + "\n", to: "\(folder)/\(base).ipynb")
        try Files.write(page(parts).text, to: "\(folder)/\(base).html")
    }

    /// The drawings that cells have shown so far, in their order, as SVG text.
    public var pictures: [String] {
        cells.flatMap { cell -> [String] in
            guard case .code(_, _, let outputs) = cell else { return [] }
            return outputs.compactMap { if case .picture(let svg?, _, _, _) = $0 { svg } else { nil } }
        }
    }

    /// A cell as it is written.
    enum Part {
        case markdown(String)
        case code(source: String, outputs: [NotebookOutput])
    }

    /// The cells with their sources.
    func parts() throws -> [Part] {
        var sources: [String: [UInt8]] = [:]
        var parts: [Part] = []
        for cell in cells {
            switch cell {
            case .markdown(let text): parts.append(.markdown(text))
            case .code(let file, let line, let outputs):
                if outputs.isEmpty { throw NotebookError.noOutput(file: file, line: line) }
                let bytes = try sources[file] ?? Files.read(file)
                sources[file] = bytes
                guard let excerpt = ClosureSource.excerpt(bytes, line: line, method: "code") else {
                    throw NotebookError.noSource(file: file, line: line)
                }
                parts.append(.code(source: excerpt.text, outputs: outputs))
            }
        }
        return parts
    }
}

/// What a cell shows beside what it prints.
public final class NotebookCell {
    private(set) var outputs: [NotebookOutput] = []
    fileprivate var capture: StandardOutput?

    fileprivate init() {}

    /// Shows a drawing, behind what was printed so far; with `png` also as pixels, for readers without SVG.
    ///
    /// - Parameters:
    ///   - svg: SVG text.
    ///   - narrow: the same laid out for narrow windows, for the page.
    ///   - alt: what it shows, in words.
    ///   - png: the bytes of a PNG file of the same.
    public func show(svg: String, narrow: String? = nil, alt: String, png: [UInt8]? = nil) {
        keepPrinted()
        outputs.append(.picture(svg: svg, narrow: narrow, png: png, alt: alt))
    }

    /// Shows a chart, so many pixels wide; on the page laid out anew for narrow windows.
    public func show(_ chart: any Chart, width: Double = 700, alt: String = "") {
        keepPrinted()
        outputs.append(.picture(
            svg: chart.svg(width: width), narrow: width > 400 ? chart.svg(width: 360) : nil, png: nil, alt: alt.isEmpty ? chart.title : alt))
    }

    /// Shows a picture as the bytes of a PNG file.
    public func show(png: [UInt8], alt: String) {
        keepPrinted()
        outputs.append(.picture(svg: nil, narrow: nil, png: png, alt: alt))
    }

    /// Shows a table.
    public func show(_ table: HTMLTable) {
        keepPrinted()
        outputs.append(.table(table))
    }

    /// What was printed since the last time becomes an output.
    fileprivate func keepPrinted() {
        guard let text = capture?.take(), !text.isEmpty else { return }
        outputs.append(.stream(text))
    }

    fileprivate func echo() {
        for case .stream(let text) in outputs { print(text, terminator: "") }
    }
}

/// What a cell left behind.
enum NotebookOutput {
    case stream(String)
    case picture(svg: String?, narrow: String?, png: [UInt8]?, alt: String)
    case table(HTMLTable)
}

/// Why a notebook was not written.
public enum NotebookError: Error, Equatable, CustomStringConvertible {
    /// The cell printed nothing and showed nothing.
    case noOutput(file: String, line: Int)
    /// The call of `code` with its closure is not where it was when the program was compiled.
    case noSource(file: String, line: Int)

    public var description: String {
        switch self {
        case .noOutput(let file, let line):
            "\(file):\(line): the cell has no output; expected something printed or shown; print what it made"
        case .noSource(let file, let line):
            "\(file):\(line): found no call of code { … }; expected the file as it was compiled; build again"
        }
    }
}
