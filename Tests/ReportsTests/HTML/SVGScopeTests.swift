import FileFormats
import Testing

@testable import Reports

struct SVGScopeTests {
    @Test func idsAndReferencesGetTheName() {
        let svg = """
            <?xml version="1.0"?>
            <!-- a comment with <svg> in it -->
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="root" width="10" class='big'>
            <defs><clipPath id="plot"><rect/></clipPath></defs>
            <g clip-path="url(#plot)" style="fill:url('#g')"><use xlink:href="#plot"/><a href="#plot" title="1 > 0 #plot"/></g>
            <text aria-labelledby="a b">#plot url</text>
            </svg>

            """
        let text = SVGScope.inlined(svg, name: "d1", alt: "two \"boxes\"")
        #expect(text.hasPrefix("<svg id=\"d1\" role=\"img\" aria-label=\"two &quot;boxes&quot;\" width=\"10\" class=\"big\">"))
        #expect(text.contains("<clipPath id=\"d1-plot\">") && text.contains("clip-path=\"url(#d1-plot)\" style=\"fill:url('#d1-g')\""))
        #expect(text.contains("<use href=\"#d1-plot\"/><a href=\"#d1-plot\" title=\"1 > 0 #plot\"/>"))
        #expect(text.contains("aria-labelledby=\"d1-a d1-b\">#plot url</text>") && text.hasSuffix("</svg>"))
        #expect(!text.contains("http://") && !text.contains("comment"))
    }

    @Test func styleRulesReachNoFurther() {
        let style = """
            /* c { } */ .axis, text.big { fill: red }
            :root { --a: 1 } svg { color: blue } svg .x { y: 1 }
            @media (prefers-color-scheme: dark) { .axis { fill: white; clip-path: url(#p) } }
            @keyframes turn { from { x: 1 } to { x: 2 } }
            #plot > rect { z: 1 }
            """
        let text = SVGScope.scoped(style: style, name: "d")
        #expect(text.contains("#d.axis,#d .axis,#d text.big{fill: red}"))
        #expect(text.contains("#d{--a: 1}#d{color: blue}#d .x{y: 1}"))
        #expect(text.contains("@media (prefers-color-scheme: dark){#d.axis,#d .axis{fill: white; clip-path: url(#d-p)}}"))
        #expect(text.contains("@keyframes turn{ from { x: 1 } to { x: 2 } }"))
        #expect(text.contains("#d #d-plot > rect{z: 1}") && !text.contains("c {"))
    }

    @Test func styleElementsAreScoped() {
        let text = SVGScope.inlined("<svg><style>\n<![CDATA[a > b { c: d }]]></style><g/></svg>", name: "n")
        #expect(text == "<svg id=\"n\"><style>#n a > b{c: d}</style><g/></svg>")
    }

    @Test(arguments: ["", "<p>no drawing</p>", "<svg", "<svgx/>"]) func whatIsNoDrawingIsEmpty(text: String) {
        #expect(SVGScope.inlined(text, name: "n") == "<svg id=\"n\"></svg>")
    }

    @Test(arguments: ["<svg>", "<svg a", "<svg a=", "<svg a=\"", "<svg><style>a{", "<svg><!-- ", "<svg><![CDATA[", "<svg></svg", "<svg><style>"])
    func brokenDrawingsDoNotTrap(text: String) { #expect(SVGScope.inlined(text, name: "n").hasPrefix("<svg id=\"n\"")) }

    @Test func picturesOfGraphsStayWellFormed() {
        let picture = GraphPicture(
            title: "a & b", nodes: [.init(name: "x", group: 0), .init(name: "y")], edges: [.init(source: 0, target: 1, weight: 1)],
            classNames: ["c"])
        let text = SVGScope.inlined(picture.svg(), name: "n", alt: "graph")
        #expect(HTMLPageTests.unbalanced(text) == nil && text.contains("a &amp; b"))
    }
}
