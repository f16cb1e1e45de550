import Testing

@testable import Reports

struct MarkdownHTMLTests {
    @Test(arguments: [
        ("# One\n## Two ##", "<h1>One</h1>\n<h2>Two</h2>\n"),
        ("a *b* **c** `d*e*`", "<p>a <em>b</em> <strong>c</strong> <code>d*e*</code></p>\n"),
        ("***both*** and **a *b* c** and *a **b** c*", "<p><em><strong>both</strong></em> and <strong>a <em>b</em> c</strong> and <em>a <strong>b</strong> c</em></p>\n"),
        ("snake_case_name and _so_ 2 * 3 * 4", "<p>snake_case_name and <em>so</em> 2 * 3 * 4</p>\n"),
        ("a <b> & \\*c\\*", "<p>a &lt;b&gt; &amp; *c*</p>\n"),
        ("[words *x*](https://a.b/c?d=1&e=2) <https://x.y>", "<p><a href=\"https://a.b/c?d=1&amp;e=2\">words <em>x</em></a> <a href=\"https://x.y\">https://x.y</a></p>\n"),
        ("[bad](javascript:alert(1)) [here](README.md#a)", "<p>bad <a href=\"README.md#a\">here</a></p>\n"),
        ("![alt](a.png) ![x](https://a/b.png)", "<p><img src=\"a.png\" alt=\"alt\"> !<a href=\"https://a/b.png\">x</a></p>\n"),
        ("$a_b < c_d$ costs $5 and $6", "<p><span class=\"formula\">a<sub>b</sub> &lt; c<sub>d</sub></span> costs $5 and $6</p>\n"),
        ("$$\nY = A\n$$", "<div class=\"formula\">Y = A</div>\n"),
        ("- a\n- b\n  - c\n  - d\n- e", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n<li>d</li>\n</ul></li>\n<li>e</li>\n</ul>\n"),
        ("3. a\n4. b\n   more", "<ol start=\"3\">\n<li>a</li>\n<li>b\nmore</li>\n</ol>\n"),
        ("- a\n\n- b", "<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>\n"),
        ("```swift\nlet a = 1 // {\n```\nafter", "<pre class=\"scroll\" tabindex=\"0\"><code class=\"language-swift\"><span class=\"k\">let</span> a = <span class=\"n\">1</span> <span class=\"c\">// {</span></code></pre>\n<p>after</p>\n"),
        ("~~~\n# no heading\n<x>\n~~~", "<pre class=\"scroll\" tabindex=\"0\"><code># no heading\n&lt;x&gt;</code></pre>\n"),
        ("> a\n> > b\n\nc", "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n<p>c</p>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("one\ntwo\n- x", "<p>one\ntwo</p>\n<ul>\n<li>x</li>\n</ul>\n"),
        ("", ""), ("**open", "<p>**open</p>\n"), ("`open", "<p>`open</p>\n"), ("[open](", "<p>[open](</p>\n"), ("1986. A year", "<ol start=\"1986\">\n<li>A year</li>\n</ol>\n"),
        ("born in\n1986. A year", "<p>born in\n1986. A year</p>\n"),
    ])
    func rendered(text: String, html: String) { #expect(MarkdownHTML.html(text) == html) }

    @Test func tables() {
        let html = MarkdownHTML.html("| a | b |\n|--|--:|\n| `x|y` | 1 |\n| z \\| w |\n\nend")
        #expect(html.contains("<th>a</th><th class=\"number\">b</th>"))
        #expect(html.contains("<tr><td><code>x|y</code></td><td class=\"number\">1</td></tr>"))
        #expect(html.contains("<tr><td>z | w</td><td class=\"number\"></td></tr>") && html.hasSuffix("<p>end</p>\n"))
        #expect(MarkdownHTML.html("a | b\nno table") == "<p>a | b\nno table</p>\n")
    }

    @Test(arguments: [String(repeating: ">", count: 5000), String(repeating: "*", count: 4000) + "a", String(repeating: "[", count: 3000), String(repeating: "- ", count: 3000)])
    func deepTextsEnd(text: String) { #expect(!MarkdownHTML.html(text).isEmpty) }

    @Test func formulas() {
        #expect(MarkdownHTML.formula("D^{-1/2} A_{ij} x_1^2") == "D<sup>-1/2</sup> A<sub>ij</sub> x<sub>1</sub><sup>2</sup>")
        #expect(MarkdownHTML.formula("a_ b_{c ^") == "a_ b<sub>{</sub>c ^")
    }

    @Test func plainWords() { #expect(MarkdownHTML.plain("a *b* `c<d>` & e") == "a b c<d> & e") }
}
