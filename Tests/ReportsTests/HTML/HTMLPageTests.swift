import Testing

@testable import Reports

struct HTMLPageTests {
    private func filled() -> HTMLPage {
        var page = HTMLPage(title: "A <run> & more", subtitle: "sub", showsContents: true, footer: "foot")
        page.heading("Data")
        page.heading("Data")
        page.heading("Part", level: 3)
        page.paragraph("1 < 2")
        page.note("careful")
        page.list(["one", "<two>"])
        page.values([("nodes", "34"), ("absent", nil)])
        page.keyFigures([("87 %", "accuracy", "of 3"), ("1", "b", "")])
        page.table(HTMLTable(header: ["class", "F1"], texts: [["a", "0.5"], ["b", "–"]]))
        page.figure(svg: "<svg xmlns=\"x\"><circle id=\"a\" fill=\"url(#a)\"/></svg>", caption: "a circle")
        page.figure(png: [1, 2, 3], alt: "p\"q")
        page.row { $0.figure(svg: "<svg><g/></svg>") }
        page.code("let a = \"<b>\"", language: "swift")
        page.output("x < y\nz")
        page.details("more") { $0.paragraph("inside") }
        page.markdown("## Words\n\nsome *words*")
        return page
    }

    /// Every element that is opened is closed, in order; void ones aside.
    static func unbalanced(_ html: String) -> String? {
        let void: Set<String> = ["meta", "link", "img", "br", "hr"]
        var stack: [String] = []
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else { return "an open tag" }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!") { continue }
            let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
            if tag.hasPrefix("/") {
                guard stack.popLast() == name else { return "</\(name)>" }
            } else if !tag.hasSuffix("/"), !void.contains(name) {
                stack.append(name)
            }
        }
        return stack.last
    }

    @Test func isWholeAndAsksNobody() {
        let text = filled().text
        #expect(HTMLPageTests.unbalanced(text) == nil)
        #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(text.contains("<title>A &lt;run&gt; &amp; more</title>"))
        for outside in ["http://", "https://", "<script", "@import", "url(http"] { #expect(!text.contains(outside), "\(outside)") }
        #expect(text.contains("prefers-color-scheme: dark") && text.contains("<meta name=\"viewport\""))
    }

    @Test func textsAreEscaped() {
        let text = filled().text
        #expect(text.contains("<p>1 &lt; 2</p>") && text.contains("<li>&lt;two&gt;</li>"))
        #expect(text.contains("alt=\"p&quot;q\"") && text.contains("<samp>x &lt; y\nz</samp>"))
        #expect(HTMLText.escaped("a\u{0}b\u{FFFE}\u{1F}\u{85}c\tü") == "abc\tü")
    }

    @Test func idsAreUnique() {
        let text = filled().text
        #expect(text.contains("<h2 id=\"data\">") && text.contains("<h2 id=\"data-2\">") && text.contains("<h2 id=\"words\">"))
        #expect(text.contains("<a href=\"#data-2\">Data</a>") && text.contains("<a href=\"#words\">Words</a>"))
        #expect(text.contains("<svg id=\"drawing-1\" role=\"img\" aria-label=\"a circle\"><circle id=\"drawing-1-a\" fill=\"url(#drawing-1-a)\"/></svg>"))
        #expect(text.contains("<svg id=\"drawing-2\"><g/></svg>"))
        var page = HTMLPage(title: "t")
        page.heading("drawing-1")
        page.heading("!")
        page.heading("contents")
        #expect(page.text.contains("id=\"section-drawing-1\"") && page.text.contains("id=\"section\"") && page.text.contains("id=\"contents-2\""))
    }

    @Test func valuesThatAreNilAreLeftOut() {
        let text = filled().text
        #expect(text.contains("<dt>nodes</dt><dd>34</dd>") && !text.contains("absent"))
        var page = HTMLPage(title: "t")
        page.values([("a", nil)])
        page.list([])
        page.keyFigures([])
        #expect(page.text.contains("</header>\n</main>"))
    }

    @Test func chartsAreLaidOutAnewForNarrowWindows() {
        var page = HTMLPage(title: "t")
        page.figure(ConfusionMatrixChart(counts: [[1, 2], [3, 4]]), width: 700, caption: "who is who")
        let text = page.text
        #expect(text.contains("<div class=\"wide\"><svg id=\"drawing-1\"") && text.contains("<div class=\"narrow\"><svg id=\"drawing-2\""))
        #expect(text.contains("width=\"700\"") && text.contains("width=\"360\"") && HTMLPageTests.unbalanced(text) == nil)
        // the chart's own style reaches its own drawing alone
        #expect(text.contains("#drawing-1.gcn-chart,#drawing-1 .gcn-chart{") && !text.contains("\n.gcn-chart{"))
        var small = HTMLPage(title: "t")
        small.figure(ConfusionMatrixChart(counts: [[1]]), width: 400)
        #expect(!small.text.contains("class=\"narrow\"") && small.text.contains("aria-label=\"Confusion matrix\""))
    }

    @Test func slugs() {
        #expect(HTMLText.slug("What was asked?") == "what-was-asked" && HTMLText.slug("Âé 1×1") == "1-1" && HTMLText.slug("–") == "section")
    }
}

struct HTMLTableTests {
    private func html(_ table: HTMLTable) -> String { table.html { svg, alt in "[\(alt)]" } }

    @Test func numbersStandToTheRight() {
        let text = html(HTMLTable(header: ["class", "F1", "what"], texts: [["a", "0.5", "x"], ["b", "", "2"]], caption: "c"))
        #expect(text.contains("<th scope=\"col\" class=\"number\">F1</th><th scope=\"col\">what</th>"))
        #expect(text.contains("<th scope=\"row\">a</th><td class=\"number\">0.5</td><td>x</td>"))
        #expect(text.contains("<caption>c</caption>") && text.hasPrefix("<div class=\"scroll\""))
        #expect(HTMLPageTests.unbalanced(text) == nil)
    }

    @Test func shortRowsAreFilledAndCellsOfAllKindsShown() {
        let table = HTMLTable(
            header: ["a", "b", "c"],
            rows: [["x"], [.number("1", isBest: true), .code("<C>"), .picture(svg: "<svg/>", alt: "a molecule")]], hasRowHeadings: false)
        let text = html(table)
        #expect(text.contains("<tr><td>x</td><td></td><td></td></tr>"))
        #expect(text.contains("<strong>1</strong>") && text.contains("<code>&lt;C&gt;</code>") && text.contains("<td class=\"picture\">[a molecule]</td>"))
    }

    @Test(arguments: ["1", "-0.5", "−3", "1e-3", "87.1 %", "± 0.3", "1.2 ms", "–", "12/13", "1,204"])
    func readsAsNumber(text: String) { #expect(HTMLTable.readsAsNumber(text)) }

    @Test(arguments: ["a", "p12", "2-nitro", "", "3D", "C1CC1", "+", "<b"])
    func isNoNumber(text: String) { #expect(!HTMLTable.readsAsNumber(text)) }

    @Test func plainText() {
        let table = HTMLTable(header: ["name", "count"], texts: [["a", "1"], ["long", "200"]])
        #expect(table.plain == "name  count\na         1\nlong    200")
    }
}
