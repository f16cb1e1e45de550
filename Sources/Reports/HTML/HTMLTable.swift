/// A table of an `HTMLPage`: a header, rows, and which columns hold numbers (those stand to the right).
public struct HTMLTable: Sendable {
    /// What stands in one field.
    public enum Cell: Sendable, ExpressibleByStringLiteral {
        /// Words.
        case text(String)
        /// A number as it is to be read; `isBest` sets it in bold.
        case number(String, isBest: Bool = false)
        /// Words in letters of one width.
        case code(String)
        /// A drawing as SVG text, and what it shows in words.
        case picture(svg: String, alt: String)

        /// Words.
        public init(stringLiteral value: String) { self = .text(value) }

        /// The words of the field, for those who look for them.
        public var string: String {
            switch self {
            case .text(let text), .number(let text, _), .code(let text): text
            case .picture(_, let alt): alt
            }
        }
    }

    /// The columns' names; empty for a table without.
    public var header: [String]
    /// Row after row.
    public var rows: [[Cell]]
    /// The words above it; none when nil.
    public var caption: String?
    /// Whether the first field of each row is its heading.
    public var hasRowHeadings: Bool

    /// - Parameters:
    ///   - header: the columns' names; empty for a table without a header.
    ///   - rows: shorter rows are filled with empty fields; longer than the header they may be.
    ///   - caption: the words above the table.
    ///   - hasRowHeadings: whether each row's first field names the row.
    public init(header: [String], rows: [[Cell]] = [], caption: String? = nil, hasRowHeadings: Bool = true) {
        self.header = header
        self.rows = rows
        self.caption = caption
        self.hasRowHeadings = hasRowHeadings
    }

    /// A table of plain texts: a column whose fields all read as numbers (or `–`, or nothing) is one of numbers.
    public init(header: [String], texts: [[String]], caption: String? = nil, hasRowHeadings: Bool = true) {
        let columns = max(header.count, texts.map(\.count).max() ?? 0)
        let isNumber = (0..<columns).map { column in
            let fields = texts.compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }
            return !fields.isEmpty && fields.allSatisfy(Self.readsAsNumber)
        }
        self.init(
            header: header,
            rows: texts.map { row in row.enumerated().map { isNumber[$0.offset] ? .number($0.element) : .text($0.element) } },
            caption: caption, hasRowHeadings: hasRowHeadings)
    }

    /// Whether it begins as a number does (a sign, a digit, a point before a digit) and holds no letter but an exponent's and
    /// a unit after a blank; `–`, `-` and `nan` are numbers that are missing.
    static func readsAsNumber(_ text: String) -> Bool {
        if ["–", "-", "nan", "not defined"].contains(text) { return true }
        var rest = Substring(text)
        if let first = rest.first, "+-−±<>≤≥".contains(first) { rest = rest.dropFirst() }
        if rest.first == " " { rest = rest.dropFirst() }
        guard let first = rest.first, first.isASCII, first.isNumber || first == "." else { return false }
        let number = rest.prefix { $0 != " " }
        return number.allSatisfy { $0.isNumber || ".,eE+-−%:/".contains($0) } && number.contains(where: \.isNumber)
    }

    var columnCount: Int { max(header.count, rows.map(\.count).max() ?? 0) }

    /// A column of numbers: the heading stands to the right as well.
    private func isNumeric(_ column: Int) -> Bool {
        var hasNumber = false
        for row in rows where column < row.count {
            switch row[column] {
            case .number: hasNumber = true
            case .text(let text) where text.isEmpty || text == "–": break
            default: return false
            }
        }
        return hasNumber
    }

    /// The table in a box of its own, which scrolls where the window is too narrow.
    func html(svg embed: (String, String) -> String) -> String {
        let columns = columnCount
        let numeric = (0..<columns).map(isNumeric)
        var text = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(HTMLText.escaped(caption ?? "table"))\">\n<table>\n"
        if let caption { text += "<caption>\(HTMLText.escaped(caption))</caption>\n" }
        if !header.isEmpty {
            text += "<thead><tr>"
            for column in 0..<columns {
                let name = column < header.count ? header[column] : ""
                let kind = numeric[column] ? " class=\"number\"" : ""
                text += name.isEmpty ? "<td\(kind)></td>" : "<th scope=\"col\"\(kind)>\(HTMLText.escaped(name))</th>"
            }
            text += "</tr></thead>\n"
        }
        text += "<tbody>\n"
        for row in rows {
            text += "<tr>"
            for column in 0..<columns {
                let cell: Cell = column < row.count ? row[column] : ""
                let isHeading = hasRowHeadings && column == 0 && !cell.string.isEmpty
                let (open, close) = isHeading ? ("th scope=\"row\"", "th") : ("td", "td")
                switch cell {
                case .text(let words):
                    text += "<\(open)\(numeric[column] ? " class=\"number\"" : "")>\(HTMLText.escaped(words))</\(close)>"
                case .number(let words, let isBest):
                    let shown = isBest ? "<strong>\(HTMLText.escaped(words))</strong>" : HTMLText.escaped(words)
                    text += "<\(open) class=\"number\">\(shown)</\(close)>"
                case .code(let words):
                    text += "<\(open)><code>\(HTMLText.escaped(words))</code></\(close)>"
                case .picture(let svg, let alt):
                    text += "<\(open) class=\"picture\">\(embed(svg, alt))</\(close)>"
                }
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>\n</div>\n"
    }

    /// The table in letters: columns side by side, numbers to the right.
    var plain: String {
        let lines = (header.isEmpty ? [] : [header]) + rows.map { $0.map(\.string) }
        let widths = (0..<columnCount).map { c in lines.map { c < $0.count ? $0[c].count : 0 }.max() ?? 0 }
        let numeric = (0..<columnCount).map(isNumeric)
        return lines.map { line in
            var text = ""
            for (c, cell) in line.enumerated() {
                let padding = String(repeating: " ", count: widths[c] - cell.count)
                text += (c > 0 ? "  " : "") + (numeric[c] ? padding + cell : cell + padding)
            }
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }
}
