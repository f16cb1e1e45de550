import FileFormats
import Testing

@testable import Reports

struct SVGTests {
    @Test func numbers() {
        #expect(Markup.number(1) == "1" && Markup.number(-0.5) == "-0.5" && Markup.number(1.006) == "1.01")
        #expect(Markup.number(0.05) == "0.05" && Markup.number(.nan) == "0" && Markup.number(-0.001) == "0")
        #expect(Markup.number(-12.25) == "-12.25" && Markup.number(100) == "100")
    }

    @Test func escaping() {
        #expect(Markup.escaped("a<b> & \"c\"\u{7}\n") == "a&lt;b&gt; &amp; &quot;c&quot; ")
    }

    @Test func shapes() {
        var svg = SVG(width: 100, height: 50)
        svg.line((0, 0), (10, 5.5), stroke: "#000000", width: 2, dashed: true)
        svg.circle((5, 5), radius: 3, fill: "#ff0000", title: "a & b")
        svg.text("x < y", x: 1, y: 2, size: 12, anchor: .middle, bold: true, halo: true)
        svg.polygon([(0, 0), (1, 0), (0, 1)], fill: "#00ff00")
        let text = svg.text
        #expect(text.contains("<line x1=\"0\" y1=\"0\" x2=\"10\" y2=\"5.5\" stroke=\"#000000\" stroke-width=\"2\""))
        #expect(text.contains("<title>a &amp; b</title></circle>") && text.contains("x &lt; y</text>"))
        #expect(text.contains("points=\"0,0 1,0 0,1\"") && text.contains("viewBox=\"0 0 100 50\""))
        #expect(wellFormed(text) == nil)
    }

    @Test func widthOfText() {
        #expect(SVG.textWidth("mm", size: 10) > SVG.textWidth("ii", size: 10))
        #expect(SVG.textWidth("", size: 10) == 0)
    }
}

/// What is wrong with an XML text: tags that do not close, quotes that do not pair, bare ampersands. Nil where nothing is.
func wellFormed(_ text: String) -> String? {
    var open: [String] = []
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "<") {
        if rest[..<start].contains(">") { return "a bare >" }
        if rest[..<start].contains("&"), rest[..<start].replacing(#/&(amp|lt|gt|quot);/#, with: "").contains("&") { return "a bare &" }
        guard let end = rest[start...].firstIndex(of: ">") else { return "a tag without an end" }
        let tag = rest[rest.index(after: start)..<end]
        rest = rest[rest.index(after: end)...]
        if tag.hasPrefix("?") { continue }
        if tag.count(where: { $0 == "\"" }) % 2 != 0 { return "quotes in \(tag)" }
        let name = String(tag.drop { $0 == "/" }.prefix { $0 != " " && $0 != "/" })
        if tag.hasPrefix("/") {
            if open.popLast() != name { return "</\(name)> closes something else" }
        } else if !tag.hasSuffix("/") {
            open.append(name)
        }
    }
    return open.isEmpty ? nil : "\(open) stay open"
}
