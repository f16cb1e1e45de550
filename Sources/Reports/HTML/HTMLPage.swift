/// A page in one file of HTML with no outside address in it: what is added first stands first.
///
/// Readable from 400 pixels' width on (pictures shrink, tables scroll in their own box), in light and dark as the reader's
/// system has it, in the system's letters, without a script. All texts are escaped.
public struct HTMLPage: Sendable {
    /// Stands above it.
    public let title: String
    /// Stands below the title.
    public let subtitle: String
    /// Of its words, as HTML's `lang` has it.
    public let language: String
    /// Whether links to the sections stand below the title.
    public var showsContents: Bool
    /// Words at the foot.
    public var footer: String
    private var body = ""
    private var sections: [(name: String, id: String)] = []
    private var ids: Set<String> = ["contents"]
    private var drawings = 0

    /// - Parameters:
    ///   - title: the page's heading and the window's name.
    ///   - subtitle: stands below the heading.
    ///   - language: of its words, as HTML's `lang` has it.
    ///   - showsContents: links to its sections below the title.
    ///   - footer: stands at the end of the page.
    public init(title: String, subtitle: String = "", language: String = "en", showsContents: Bool = false, footer: String = "") {
        self.title = title
        self.subtitle = subtitle
        self.language = language
        self.showsContents = showsContents
        self.footer = footer
    }

    /// A heading; of level 2 it begins a section.
    public mutating func heading(_ text: String, level: Int = 2) {
        let level = min(6, max(2, level))
        let id = unused(HTMLText.slug(text))
        if level == 2 { sections.append((text, id)) }
        body += "<h\(level) id=\"\(id)\">\(HTMLText.escaped(text))</h\(level)>\n"
    }

    /// Words; nothing in them is markup.
    public mutating func paragraph(_ text: String) { body += "<p>\(HTMLText.escaped(text))</p>\n" }

    /// Words set apart: what the reader should know before trusting a figure.
    public mutating func note(_ text: String) { body += "<p class=\"note\">\(HTMLText.escaped(text))</p>\n" }

    /// Items with a dot before each.
    public mutating func list(_ items: [String]) {
        guard !items.isEmpty else { return }
        body += "<ul>\n" + items.map { "<li>\(HTMLText.escaped($0))</li>\n" }.joined() + "</ul>\n"
    }

    /// Names and values, the names to the left; a value nil is left out.
    public mutating func values(_ pairs: [(name: String, value: String?)]) {
        let given = pairs.filter { $0.value != nil }
        guard !given.isEmpty else { return }
        body += "<dl class=\"values\">\n"
        for (name, value) in given {
            body += "<div><dt>\(HTMLText.escaped(name))</dt><dd>\(HTMLText.escaped(value ?? ""))</dd></div>\n"
        }
        body += "</dl>\n"
    }

    /// A few figures in large letters, each with its name and a remark.
    public mutating func keyFigures(_ figures: [(value: String, name: String, note: String)]) {
        guard !figures.isEmpty else { return }
        body += "<div class=\"key\">\n"
        for figure in figures {
            body += "<div><b>\(HTMLText.escaped(figure.value))</b><span>\(HTMLText.escaped(figure.name))</span>"
            body += (figure.note.isEmpty ? "" : "<small>\(HTMLText.escaped(figure.note))</small>") + "</div>\n"
        }
        body += "</div>\n"
    }

    /// A table, in a frame that scrolls where the window is narrow.
    public mutating func table(_ table: HTMLTable) {
        var count = drawings
        body += table.html { svg, alt in
            count += 1
            return SVGScope.inlined(svg, name: "drawing-\(count)", alt: alt)
        }
        drawings = count
    }

    /// A drawing and the words below it.
    ///
    /// - Parameters:
    ///   - svg: SVG text; its ids and style rules are kept from those of other drawings.
    ///   - narrow: the same laid out for windows below 640 pixels, where the other would be too small to read.
    ///   - caption: the words below it; none where empty.
    ///   - alt: what it shows, for those who do not see it; the caption where empty.
    public mutating func figure(svg: String, narrow: String? = nil, caption: String = "", alt: String = "") {
        let words = alt.isEmpty ? caption : alt
        func inlined(_ svg: String) -> String {
            drawings += 1
            return SVGScope.inlined(svg, name: "drawing-\(drawings)", alt: words.isEmpty ? nil : words)
        }
        var content = inlined(svg)
        if let narrow { content = "<div class=\"wide\">\(content)</div>\n<div class=\"narrow\">\(inlined(narrow))</div>" }
        figure(content, caption)
    }

    /// A chart, laid out anew for narrow windows.
    ///
    /// - Parameters:
    ///   - chart: what is drawn.
    ///   - width: in pixels, where there is room.
    ///   - caption: the words below it; none where empty.
    ///   - alt: what it shows, for those who do not see it; the caption where empty.
    public mutating func figure(_ chart: any Chart, width: Double = 700, caption: String = "", alt: String = "") {
        let words = alt.isEmpty ? (caption.isEmpty ? chart.title : caption) : alt
        figure(svg: chart.svg(width: width), narrow: width > 400 ? chart.svg(width: 360) : nil, caption: caption, alt: words)
    }

    /// A picture as the bytes of a PNG file.
    public mutating func figure(png: [UInt8], caption: String = "", alt: String = "") {
        let words = HTMLText.escaped(alt.isEmpty ? caption : alt)
        figure("<img src=\"data:image/png;base64,\(Base64.encoded(png))\" alt=\"\(words)\">", caption)
    }

    private mutating func figure(_ content: String, _ caption: String) {
        body += "<figure>\n<div class=\"picture\">\(content)</div>\n"
        if !caption.isEmpty { body += "<figcaption>\(HTMLText.escaped(caption))</figcaption>\n" }
        body += "</figure>\n"
    }

    /// Figures beside one another where there is room.
    public mutating func row(_ build: (inout HTMLPage) -> Void) {
        body += "<div class=\"row\">\n"
        build(&self)
        body += "</div>\n"
    }

    /// Program text or a command; with `language` "swift" its words are coloured.
    public mutating func code(_ text: String, language: String = "") {
        let content = language == "swift" ? SwiftHighlighter.html(text) : HTMLText.escaped(text)
        let kind = language.isEmpty ? "" : " class=\"language-\(HTMLText.slug(language))\""
        body += "<pre class=\"scroll\" tabindex=\"0\"><code\(kind)>\(content)</code></pre>\n"
    }

    /// What a program printed.
    public mutating func output(_ text: String) {
        body += "<pre class=\"scroll output\" tabindex=\"0\"><samp>\(HTMLText.escaped(text))</samp></pre>\n"
    }

    /// What is shown when its title is clicked.
    public mutating func details(_ summary: String, isOpen: Bool = false, _ build: (inout HTMLPage) -> Void) {
        body += "<details\(isOpen ? " open" : "")>\n<summary>\(HTMLText.escaped(summary))</summary>\n"
        build(&self)
        body += "</details>\n"
    }

    /// Markdown; its headings of level 2 begin sections as those of `heading` do. See `MarkdownHTML`.
    public mutating func markdown(_ text: String) {
        for block in MarkdownHTML.blocks(text) {
            if case .heading(let level, let words) = block {
                let id = unused(HTMLText.slug(MarkdownHTML.plain(words)))
                if level == 2 { sections.append((MarkdownHTML.plain(words), id)) }
                body += "<h\(level) id=\"\(id)\">\(MarkdownHTML.inline(words))</h\(level)>\n"
            } else {
                body += MarkdownHTML.html(block)
            }
        }
    }

    /// An id that no heading has yet.
    private mutating func unused(_ id: String) -> String {
        var candidate = id, number = 2
        while !ids.insert(candidate).inserted || candidate.hasPrefix("drawing-") {
            candidate = candidate.hasPrefix("drawing-") ? "section-\(id)" : "\(id)-\(number)"
            number += 1
        }
        return candidate
    }

    /// The whole file.
    public var text: String {
        let name = HTMLText.escaped(title)
        var contents = ""
        if showsContents, sections.count > 1 {
            contents = "<nav id=\"contents\" aria-label=\"Contents\">"
            contents += sections.map { "<a href=\"#\($0.id)\">\(HTMLText.escaped($0.name))</a>" }.joined(separator: "\n")
            contents += "</nav>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="\(HTMLText.escaped(language))">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(name)</title>
            <link rel="icon" href="data:,">
            <style>
            \(HTMLStyle.text)</style>
            </head>
            <body>
            <main>
            <header>
            <h1>\(name)</h1>
            \(subtitle.isEmpty ? "" : "<p class=\"subtitle\">\(HTMLText.escaped(subtitle))</p>\n")\(contents)</header>
            \(body)\(footer.isEmpty ? "" : "<footer>\(HTMLText.escaped(footer))</footer>\n")</main>
            </body>
            </html>

            """
    }
}
