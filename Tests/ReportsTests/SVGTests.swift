import Testing

@testable import Reports

struct SVGTests {
    @Test func numbers() {
        #expect(SVG.number(1) == "1" && SVG.number(-0.5) == "-0.5" && SVG.number(1.006) == "1.01")
        #expect(SVG.number(0.05) == "0.05" && SVG.number(.nan) == "0" && SVG.number(-0.001) == "0")
    }
}
