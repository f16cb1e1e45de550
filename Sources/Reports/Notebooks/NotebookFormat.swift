import FileFormats

/// A notebook as `.ipynb` (nbformat 4.5, https://nbformat.readthedocs.io) and as a page.
extension Notebook {
    func json(_ parts: [Part]) -> JSONValue {
        var count = 0, drawings = 0
        var cells: [JSONValue] = [Self.markdownCell("# \(title)", id: "cell-0")]
        for (number, part) in parts.enumerated() {
            let id = "cell-\(number + 1)"
            switch part {
            case .markdown(let text): cells.append(Self.markdownCell(text, id: id))
            case .code(let source, let outputs):
                count += 1
                cells.append(.object([
                    ("cell_type", "code"), ("execution_count", .int(count)), ("id", .string(id)), ("metadata", .object([])),
                    ("outputs", .array(outputs.map { Self.json($0, drawings: &drawings) })), ("source", Self.lines(source)),
                ]))
            }
        }
        let kernel: JSONValue = ["display_name": "Swift", "language": "swift", "name": "swift"]
        let language: JSONValue = [
            "codemirror_mode": "swift", "file_extension": ".swift", "mimetype": "text/x-swift", "name": "swift",
            "pygments_lexer": "swift",
        ]
        return .object([
            ("cells", .array(cells)),
            ("metadata", .object([("kernelspec", kernel), ("language_info", language), ("title", .string(title))])),
            ("nbformat", 4), ("nbformat_minor", 5),
        ])
    }

    private static func markdownCell(_ text: String, id: String) -> JSONValue {
        .object([("cell_type", "markdown"), ("id", .string(id)), ("metadata", .object([])), ("source", lines(text))])
    }

    /// A text as a list of its lines, each with its line end.
    static func lines(_ text: String) -> JSONValue {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) + "\n" }
        if let last = lines.popLast(), last != "\n" { lines.append(String(last.dropLast())) }
        return .array(lines.map { .string($0) })
    }

    private static func json(_ output: NotebookOutput, drawings: inout Int) -> JSONValue {
        switch output {
        case .stream(let text): return .object([("name", "stdout"), ("output_type", "stream"), ("text", lines(text))])
        case .picture(let svg, _, let png, let alt):
            var data: [(key: String, value: JSONValue)] = []
            if let png { data.append(("image/png", .string(Base64.encoded(png)))) }
            if let svg {
                // all cells of a notebook stand in one page: their ids must differ
                drawings += 1
                let drawing = inlined(svg, alt, number: drawings)
                data.append(("image/svg+xml", lines(withNamespace(drawing))))
            }
            data.append(("text/plain", lines(alt)))
            return .object([("data", .object(data)), ("metadata", .object([])), ("output_type", "display_data")])
        case .table(let table):
            let html = table.html { svg, alt in
                drawings += 1
                return inlined(svg, alt, number: drawings)
            }
            let data: JSONValue = .object([("text/html", lines(html)), ("text/plain", lines(table.plain))])
            return .object([("data", data), ("metadata", .object([])), ("output_type", "display_data")])
        }
    }

    /// A drawing as one of many in a page that may be light while the reader's system is dark.
    private static func inlined(_ svg: String, _ alt: String, number: Int) -> String {
        SVGScope.inlined(LightDrawing.svg(svg), name: "drawing-\(number)", alt: alt)
    }

    /// A drawing that stands alone says which language it is in.
    private static func withNamespace(_ svg: String) -> String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"" + svg.dropFirst("<svg".count)
    }

    func page(_ parts: [Part]) -> HTMLPage {
        var page = HTMLPage(title: title, showsContents: true, footer: "Made by the program whose source it shows.")
        for part in parts {
            switch part {
            case .markdown(let text): page.markdown(text)
            case .code(let source, let outputs):
                page.code(source, language: "swift")
                for output in outputs {
                    switch output {
                    case .stream(let text): page.output(text)
                    case .picture(let svg?, let narrow, _, let alt): page.figure(svg: svg, narrow: narrow, alt: alt)
                    case .picture(nil, _, let png, let alt): page.figure(png: png ?? [], alt: alt)
                    case .table(let table): page.table(table)
                    }
                }
            }
        }
        return page
    }
}
