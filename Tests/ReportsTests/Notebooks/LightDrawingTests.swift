import Testing

@testable import Reports

struct LightDrawingTests {
    @Test func rulesForTheDarkAreLeftOut() {
        let style = """
            .a{fill:red}
            @media (prefers-color-scheme:dark){.a{fill:blue}.b{x:1}}
            @media print { .a { fill: black } @media (prefers-color-scheme: dark) { .a { fill: gray } } }
            @media (prefers-color-scheme: light) { .c { y: 2 } }
            @media (max-width: 10px) and (prefers-color-scheme: dark) { .d { z: 3 } }
            .e{fill:green}
            """
        let rules = LightDrawing.rules(style)
        #expect(rules.hasPrefix(".a{fill:red}\n\n@media print { .a { fill: black }  }\n .c { y: 2 } \n"))
        #expect(rules.contains("(max-width: 10px)") && rules.hasSuffix("\n.e{fill:green}"))
        #expect(LightDrawing.rules("@media (prefers-color-scheme:dark){.a{") == "@media (prefers-color-scheme:dark){.a{")
    }

    /// What only looks like a rule is words, and stays.
    @Test func nothingElseIsTouched() {
        let words = "<svg><text>@media (prefers-color-scheme:dark){}</text></svg>"
        #expect(LightDrawing.svg(words) == words)
        let drawing = "<svg>\n<style>\na{b:c}</style><g/><style type=\"text/css\">@media (prefers-color-scheme: dark){a{b:d}}</style>ü</svg>\n"
        #expect(LightDrawing.svg(drawing) == "<svg>\n<style>\na{b:c}</style><g/><style type=\"text/css\"></style>ü</svg>\n")
    }

    @Test func aChartLosesItsDarkColoursAlone() {
        let chart = BarChart(title: "t", names: ["a"], series: [.init(name: "s", values: [1])]).svg
        let light = LightDrawing.svg(chart)
        #expect(chart.contains("@media (prefers-color-scheme:dark)") && !light.contains("@media"))
        #expect(light.contains("--gcn-paper:\(Ink.paper.light)") && !light.contains(Ink.paper.dark))
        let dark = chart.split(separator: "\n").filter { $0.hasPrefix("@media") }
        #expect(dark.count == 1 && light.count == chart.count - (dark.first?.count ?? 0))
    }
}
