import FileFormats
import Testing

@testable import Reports

/// There is one standard output: these tests run one after the other. What other tests print meanwhile may be heard too, so
/// that texts are looked for, not compared.
@Suite(.serialized) struct NotebookTests {
    private let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle id=\"a\"/></svg>"

    private func notebook() throws -> Notebook {
        let notebook = Notebook(title: "What a <graph> is")
        notebook.echoes = false
        notebook.markdown("## Nodes\n\nA *graph*.")
        let number = notebook.code { cell in
            let number = 41
            print("before")
            cell.show(svg: drawing, alt: "a circle", png: [1, 2, 3])
            print("after", number)
            return number
        }
        notebook.code { print("number", number + 1) }
        notebook.code { cell in
            cell.show(svg: drawing, alt: "again")
            cell.show(HTMLTable(header: ["a", "b"], texts: [["x", "1"]]))
            cell.show(png: [1], alt: "pixels")
        }
        return notebook
    }

    @Test func cellsHoldSourceAndOutputInOrder() throws {
        let notebook = try notebook()
        let json = notebook.json(try notebook.parts())
        #expect(json["nbformat"]?.int == 4 && json["nbformat_minor"]?.int == 5)
        #expect(json["metadata"]?["kernelspec"]?["language"]?.string == "swift")
        let cells = try #require(json["cells"]?.array)
        #expect(cells.map { $0["cell_type"]?.string } == ["markdown", "markdown", "code", "code", "code"])
        #expect(Set(cells.compactMap { $0["id"]?.string }).count == cells.count)
        #expect(cells.compactMap { $0["execution_count"]?.int } == [1, 2, 3])
        let source = cells[2]["source"]?.array?.compactMap(\.string).joined() ?? ""
        #expect(source == "let number = 41\nprint(\"before\")\ncell.show(svg: drawing, alt: \"a circle\", png: [1, 2, 3])\nprint(\"after\", number)")
        let outputs = try #require(cells[2]["outputs"]?.array)
        #expect(outputs.map { $0["output_type"]?.string } == ["stream", "display_data", "stream"])
        #expect(outputs[0]["text"]?.array?.contains(.string("before\n")) == true)
        #expect(outputs[2]["text"]?.array?.contains(.string("after 41\n")) == true)
        #expect(outputs[1]["data"]?["image/png"]?.string == "AQID")
        #expect(cells[3]["outputs"]?.array?.first?["text"]?.array?.contains(.string("number 42\n")) == true)
        #expect(cells[3]["source"]?.array?.compactMap(\.string).joined() == "print(\"number\", number + 1)")
    }

    @Test func idsOfDrawingsDifferBetweenCells() throws {
        let notebook = try notebook()
        let text = notebook.json(try notebook.parts()).encoded()
        #expect(text.contains("drawing-1-a") && text.contains("drawing-2-a") && !text.contains("id=\\\"a\\\""))
        let page = notebook.page(try notebook.parts()).text
        #expect(page.contains("drawing-1-a") && page.contains("drawing-2-a") && HTMLPageTests.unbalanced(page) == nil)
        #expect(page.contains("<h1>What a &lt;graph&gt; is</h1>") && page.contains("<h2 id=\"nodes\">Nodes</h2>"))
        #expect(page.contains("data:image/png;base64,AQ=="))
    }

    /// A notebook may be light while the system is dark; a page is as the system.
    @Test func drawingsAreLightInTheNotebookAndFollowTheSchemeOnThePage() throws {
        let notebook = Notebook(title: "t")
        notebook.echoes = false
        let chart = BarChart(title: "bars", names: ["a"], series: [.init(name: "s", values: [1])])
        notebook.code { cell in
            cell.show(chart)
            cell.show(HTMLTable(header: ["a"], rows: [[.picture(svg: chart.svg, alt: "bars")]]))
        }
        let text = notebook.json(try notebook.parts()).encoded(), page = notebook.page(try notebook.parts()).text
        #expect(!text.contains("prefers-color-scheme") && !text.contains(Ink.paper.dark))
        #expect(text.contains("--gcn-paper:\(Ink.paper.light)") && text.contains("drawing-2"))
        for number in 1...3 { #expect(page.contains("@media (prefers-color-scheme:dark){#drawing-\(number)")) }
    }

    @Test func picturesAreHandedOut() throws { #expect(try notebook().pictures == [drawing, drawing]) }

    @Test func filesAreWritten() throws {
        let folder = "/tmp/gcn-notebook-test-\(UInt64.random(in: 0 ... .max))"
        let notebook = try notebook()
        try notebook.write(to: folder)
        #expect(try Files.list(folder) == ["what-a-graph-is.html", "what-a-graph-is.ipynb"])
        let file = folder + "/what-a-graph-is.ipynb"
        #expect(try JSONValue.parse(Files.read(file), file: file)["cells"]?.array?.count == 5)
        for name in try Files.list(folder) { try Files.remove(folder + "/" + name) }
        try Files.remove(folder)
    }

    @Test func aCellWithoutOutputIsRefused() {
        let notebook = Notebook(title: "t")
        notebook.code(file: "/nowhere/main.swift", line: 3) { _ in }
        if notebook.cells.count == 1, case .code(_, _, let outputs) = notebook.cells[0], outputs.isEmpty {
            #expect(throws: NotebookError.noOutput(file: "/nowhere/main.swift", line: 3)) { try notebook.parts() }
        }
        #expect("\(NotebookError.noOutput(file: "a.swift", line: 3))" == "a.swift:3: the cell has no output; expected something printed or shown; print what it made")
    }

    @Test func aSourceThatIsGoneIsSaid() {
        let notebook = Notebook(title: "t")
        notebook.echoes = false
        notebook.code(file: "/nowhere/main.swift", line: 3) { print("x") }
        #expect(throws: FileError.self) { try notebook.parts() }
        let other = Notebook(title: "t")
        other.echoes = false
        other.code(line: 1) { print("x") }
        #expect(throws: NotebookError.noSource(file: #filePath, line: 1)) { try other.parts() }
    }

    @Test func errorsArePassedOnAndOutputComesBack() {
        struct Trouble: Error {}
        let notebook = Notebook(title: "t")
        notebook.echoes = false
        #expect(throws: Trouble.self) { try notebook.code { throw Trouble() } }
        notebook.code { print("still heard") }
        guard case .code(_, _, let outputs) = notebook.cells[1], case .stream(let text)? = outputs.first else {
            Issue.record("no output")
            return
        }
        #expect(text.contains("still heard\n"))
    }

    @Test func linesKeepTheirEnds() {
        #expect(Notebook.lines("a\nb") == ["a\n", "b"] && Notebook.lines("a\n") == ["a\n"] && Notebook.lines("") == [])
    }
}
