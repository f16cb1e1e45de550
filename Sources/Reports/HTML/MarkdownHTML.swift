/// Markdown as HTML: headings, paragraphs, lists (nested, numbered), fenced code, block quotes, tables, rules; emphasis, code,
/// links, pictures; formulas between dollar signs as they are written, `_` and `^` lowered and raised. HTML in it is shown, not obeyed.
///
/// A part of CommonMark 0.31 with GitHub's tables. Left out: indented code, reference links, headings underlined, HTML, hard
/// line ends, entities. Links lead to http, https, mailto or places in the same folder; others lose their address.
public enum MarkdownHTML {
    indirect enum Block {
        case heading(level: Int, String)
        case paragraph(String)
        case code(String, language: String)
        case quote([Block])
        case list(isNumbered: Bool, start: Int, items: [[Block]], isTight: Bool)
        case table(header: [String], alignments: [String], rows: [[String]])
        case formula(String)
        case rule
    }

    /// The HTML of a text.
    public static func html(_ text: String) -> String { blocks(text).map(html).joined() }

    static func html(_ block: Block) -> String {
        switch block {
        case .heading(let level, let text): return "<h\(level)>\(inline(text))</h\(level)>\n"
        case .paragraph(let text): return "<p>\(inline(text))</p>\n"
        case .code(let text, let language):
            let content = language == "swift" ? SwiftHighlighter.html(text) : HTMLText.escaped(text)
            let kind = language.isEmpty ? "" : " class=\"language-\(HTMLText.slug(language))\""
            return "<pre class=\"scroll\" tabindex=\"0\"><code\(kind)>\(content)</code></pre>\n"
        case .quote(let blocks): return "<blockquote>\n\(blocks.map(html).joined())</blockquote>\n"
        case .list(let isNumbered, let start, let items, let isTight):
            let tag = isNumbered ? "ol" : "ul"
            var result = "<\(tag)\(isNumbered && start != 1 ? " start=\"\(start)\"" : "")>\n"
            for item in items {
                let content = item.map { block in
                    if isTight, case .paragraph(let text) = block { return inline(text) + "\n" }
                    return html(block)
                }.joined()
                result += "<li>\(content.hasSuffix("\n") ? String(content.dropLast()) : content)</li>\n"
            }
            return result + "</\(tag)>\n"
        case .table(let header, let alignments, let rows):
            func cells(_ fields: [String], _ tag: String) -> String {
                header.indices.map { column in
                    let kind = alignments[column].isEmpty ? "" : " class=\"\(alignments[column])\""
                    return "<\(tag)\(kind)>\(column < fields.count ? inline(fields[column]) : "")</\(tag)>"
                }.joined()
            }
            var result = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"table\">\n<table>\n"
            result += "<thead><tr>\(cells(header, "th"))</tr></thead>\n<tbody>\n"
            result += rows.map { "<tr>\(cells($0, "td"))</tr>\n" }.joined()
            return result + "</tbody>\n</table>\n</div>\n"
        case .formula(let text): return "<div class=\"formula\">\(formula(text))</div>\n"
        case .rule: return "<hr>\n"
        }
    }

    // MARK: Blocks

    static func blocks(_ text: String) -> [Block] {
        var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        return blocks(&lines, depth: 0)
    }

    private static func blocks(_ lines: inout ArraySlice<String>, depth: Int) -> [Block] {
        var result: [Block] = []
        var paragraph: [String] = []
        func flush() {
            if !paragraph.isEmpty { result.append(.paragraph(paragraph.joined(separator: "\n"))) }
            paragraph = []
        }
        while let line = lines.first {
            let content = trimmed(line)
            if content.isEmpty {
                flush()
                lines.removeFirst()
            } else if let fence = fence(content) {
                flush()
                lines.removeFirst()
                result.append(code(&lines, fence: fence, indentation: indentation(line)))
            } else if let heading = heading(content) {
                flush()
                lines.removeFirst()
                result.append(heading)
            } else if isRule(content) {
                flush()
                lines.removeFirst()
                result.append(.rule)
            } else if content.hasPrefix("$$") {
                flush()
                result.append(formula(&lines))
            } else if content.hasPrefix(">"), depth < 20 {
                flush()
                var inner: [String] = []
                while let line = lines.first, trimmed(line).hasPrefix(">") {
                    let rest = trimmed(line).dropFirst()
                    inner.append(String(rest.first == " " ? rest.dropFirst() : rest))
                    lines.removeFirst()
                }
                var slice = inner[...]
                result.append(.quote(blocks(&slice, depth: depth + 1)))
            } else if let marker = marker(line), depth < 20, paragraph.isEmpty || !marker.isNumbered || marker.number == 1 {
                flush()
                result.append(list(&lines, first: marker, depth: depth))
            } else if content.contains("|"), paragraph.isEmpty, let alignments = alignments(lines.dropFirst().first) {
                let header = fields(content)
                if header.count == alignments.count {
                    lines.removeFirst(2)
                    var rows: [[String]] = []
                    while let line = lines.first, line.contains("|"), !trimmed(line).isEmpty {
                        rows.append(fields(trimmed(line)))
                        lines.removeFirst()
                    }
                    result.append(.table(header: header, alignments: alignments, rows: rows))
                } else {
                    paragraph.append(content)
                    lines.removeFirst()
                }
            } else {
                paragraph.append(content)
                lines.removeFirst()
            }
        }
        flush()
        return result
    }

    private static func heading(_ content: String) -> Block? {
        let level = content.prefix { $0 == "#" }.count
        guard (1...6).contains(level) else { return nil }
        let rest = content.dropFirst(level)
        guard rest.isEmpty || rest.first == " " else { return nil }
        var words = trimmed(rest)
        while words.last == "#" { words.removeLast() }
        return .heading(level: level, trimmed(words))
    }

    private static func isRule(_ content: String) -> Bool {
        let marks = content.filter { $0 != " " }
        guard let first = marks.first, "-*_".contains(first), marks.count >= 3 else { return false }
        return marks.allSatisfy { $0 == first }
    }

    private static func fence(_ content: String) -> (mark: Character, count: Int, language: String)? {
        guard let first = content.first, first == "`" || first == "~" else { return nil }
        let count = content.prefix { $0 == first }.count
        let rest = trimmed(content.dropFirst(count))
        guard count >= 3, !(first == "`" && rest.contains("`")) else { return nil }
        return (first, count, rest.split(separator: " ").first.map(String.init) ?? "")
    }

    private static func code(
        _ lines: inout ArraySlice<String>, fence: (mark: Character, count: Int, language: String), indentation: Int
    ) -> Block {
        var text: [String] = []
        while let line = lines.first {
            lines.removeFirst()
            let content = trimmed(line)
            if content.count >= fence.count, content.allSatisfy({ $0 == fence.mark }) { break }
            text.append(String(line.dropFirst(min(indentation, self.indentation(line)))))
        }
        return .code(text.joined(separator: "\n"), language: fence.language.lowercased())
    }

    private static func formula(_ lines: inout ArraySlice<String>) -> Block {
        var text = trimmed(lines.removeFirst()).dropFirst(2).description
        while !text.hasSuffix("$$"), let line = lines.first {
            text += "\n" + line
            lines.removeFirst()
        }
        if text.hasSuffix("$$") { text.removeLast(2) }
        return .formula(trimmed(text))
    }

    private static func marker(_ line: String) -> (isNumbered: Bool, number: Int, indentation: Int, width: Int)? {
        let indentation = indentation(line)
        let rest = line.dropFirst(indentation)
        guard let first = rest.first else { return nil }
        if "-*+".contains(first) {
            guard rest.dropFirst().first == " " else { return nil }
            return (false, 0, indentation, 2)
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), let number = Int(digits) else { return nil }
        let end = rest.dropFirst(digits.count)
        guard end.first == "." || end.first == ")", end.dropFirst().first == " " else { return nil }
        return (true, number, indentation, digits.count + 2)
    }

    private static func list(
        _ lines: inout ArraySlice<String>, first: (isNumbered: Bool, number: Int, indentation: Int, width: Int), depth: Int
    ) -> Block {
        var items: [[Block]] = []
        var isTight = true
        while let line = lines.first, let marker = marker(line), marker.isNumbered == first.isNumbered,
            marker.indentation <= first.indentation + 1, !isRule(trimmed(line))
        {
            let inset = marker.indentation + marker.width
            var own = [String(line.dropFirst(inset))]
            lines.removeFirst()
            while let line = lines.first {
                if trimmed(line).isEmpty {
                    // part of the item only where an indented line follows
                    guard let next = lines.dropFirst().first(where: { !trimmed($0).isEmpty }), indentation(next) >= inset else { break }
                    own.append("")
                } else if indentation(line) >= inset {
                    own.append(String(line.dropFirst(inset)))
                } else if self.marker(line) == nil, own.last != "", !trimmed(line).hasPrefix("#"), fence(trimmed(line)) == nil {
                    own.append(trimmed(line))  // a line that continues the item's words
                } else {
                    break
                }
                lines.removeFirst()
            }
            var slice = own[...]
            let inner = blocks(&slice, depth: depth + 1)
            if inner.count(where: { if case .paragraph = $0 { true } else { false } }) > 1 { isTight = false }
            items.append(inner)
            if let line = lines.first, trimmed(line).isEmpty, let next = lines.dropFirst().first(where: { !trimmed($0).isEmpty }),
                let following = self.marker(next), following.isNumbered == first.isNumbered, following.indentation <= first.indentation + 1
            {
                while let line = lines.first, trimmed(line).isEmpty { lines.removeFirst() }
                isTight = false
            }
        }
        return .list(isNumbered: first.isNumbered, start: first.number, items: items, isTight: isTight)
    }

    private static func fields(_ line: String) -> [String] {
        var fields: [String] = [], field = "", isEscaped = false, isCode = false
        for character in line {
            if isEscaped {
                field += character == "|" ? "|" : "\\\(character)"
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "|", !isCode {
                fields.append(trimmed(field))
                field = ""
            } else {
                if character == "`" { isCode.toggle() }
                field.append(character)
            }
        }
        fields.append(trimmed(field))
        if fields.first == "" { fields.removeFirst() }
        if fields.last == "" { fields.removeLast() }
        return fields
    }

    /// The classes of the columns by the line of hyphens below a table's header.
    private static func alignments(_ line: String?) -> [String]? {
        guard let line, line.contains("-") else { return nil }
        var result: [String] = []
        for field in fields(trimmed(line)) {
            let marks = field.drop { $0 == ":" }.prefix { $0 == "-" }
            guard !marks.isEmpty, field.allSatisfy({ "-:".contains($0) }) else { return nil }
            result.append(field.hasSuffix(":") ? (field.hasPrefix(":") ? "center" : "number") : "")
        }
        return result.isEmpty ? nil : result
    }

    private static func indentation(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
