import Testing

@testable import Reports

struct ScaleTests {
    private func labels(_ scale: Scale, length: Double = 400) -> [String] {
        scale.ticks(length: length, gap: 14) { GlyphWidths.width($0, size: 12) }.map(\.label)
    }

    @Test func linearTicksAreRoundNumbers() {
        #expect(labels(Scale(0, 1)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(Scale(0, 1), length: 120) == ["0.0", "0.5", "1.0"])
        #expect(labels(Scale(0, 1, format: .percent), length: 250) == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"])
        #expect(labels(Scale(1, 60, format: .integer)) == ["10", "20", "30", "40", "50", "60"])
        #expect(labels(Scale(1, 3, format: .integer)) == ["1", "2", "3"])
        #expect(labels(Scale(-0.004, 0.004), length: 200) == ["−0.0025", "0.0000", "0.0025"])
        #expect(labels(Scale(0, 100_000), length: 300) == ["0", "20k", "40k", "60k", "80k", "100k"])
        #expect(labels(Scale(0, 2.5e6), length: 300).last == "2.5M")
        #expect(labels(Scale(0, 3e-5), length: 300).contains("2×10⁻⁵"))
    }

    @Test func everyLengthHasLabelsThatDoNotOverlap() {
        for range in [0.001, 0.37, 1, 2.4, 9, 13, 77, 1234, 5e5, 3e8, 7e12] {
            for low in [0, 0.3 * range, -0.7 * range, 11 * range] {
                for length in [60.0, 150, 400, 900] {
                    let scale = Scale(low, low + range)
                    let ticks = scale.ticks(length: length, gap: 10) { GlyphWidths.width($0, size: 12) }
                    #expect(length < 200 || ticks.count >= 2, "\(low) + \(range) at \(length): \(ticks.map(\.label))")
                    #expect(Set(ticks.map(\.label)).count == ticks.count, "\(low) + \(range) at \(length): \(ticks.map(\.label))")
                    for (a, b) in zip(ticks, ticks.dropFirst()) {
                        let room = (scale.place(b.value) - scale.place(a.value)) * length
                        let needed = (GlyphWidths.width(a.label, size: 12) + GlyphWidths.width(b.label, size: 12)) / 2
                        #expect(room >= needed + 9.9, "\(a.label) and \(b.label) at \(length)")
                    }
                }
            }
        }
    }

    @Test func logarithmicTicks() {
        #expect(labels(Scale(logarithmic: [1, 1000], padding: 0), length: 500) == ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000"])
        #expect(labels(Scale(logarithmic: [1, 1000], padding: 0), length: 150) == ["1", "10", "100", "1000"])
        #expect(labels(Scale(logarithmic: [1e-6, 1e6], padding: 0), length: 200).contains("10⁻⁶"))
        let scale = Scale(logarithmic: [0, -3, 10, 1000, .nan], padding: 0)
        #expect(scale.low == 10 && scale.high == 1000 && abs(scale.place(100) - 0.5) < 1e-12 && scale.place(0).isNaN)
    }

    @Test func rangesOfOddValues() {
        #expect(Scale(linear: [Double](), padding: 0).low == 0 && Scale(linear: [.nan, .infinity], padding: 0).high == 1)
        let one = Scale(linear: [5, 5], padding: 0)
        #expect(one.low == 4.5 && one.high == 5.5)
        let share = Scale(linear: [0.2, 0.99], padding: 0.1, within: 0...1)
        #expect(share.high == 1 && share.low > 0.1)
    }
}

struct FigureTests {
    @Test func fixed() {
        #expect(Figure.fixed(1.005, 1) == "1.0" && Figure.fixed(-0.04, 1) == "0.0" && Figure.fixed(-2.346, 2) == "−2.35")
        #expect(Figure.fixed(0.05, 2) == "0.05" && Figure.fixed(.nan, 1) == "–" && Figure.fixed(-.infinity, 1) == "−∞")
        #expect(Figure.percent(0.9134) == "91.3 %")
    }

    @Test func significant() {
        #expect(Figure.significant(0.35) == "0.350" && Figure.significant(1234.6) == "1235")
        #expect(Figure.significant(12.345) == "12.3" && Figure.significant(0) == "0" && Figure.significant(0.00001234) == "1.23×10⁻⁵")
        #expect(Figure.exponent(9.999e5, 1) == "1.0×10⁶" && Figure.exponent(1e-7, 0) == "10⁻⁷")
    }
}

struct GlyphWidthsTests {
    @Test func widths() {
        #expect(GlyphWidths.width("mm", size: 10) == 2 * 9.74 && GlyphWidths.width("", size: 10) == 0)
        #expect(GlyphWidths.width("abc", size: 10, bold: true) > GlyphWidths.width("abc", size: 10))
        #expect(GlyphWidths.width("e\u{301}", size: 10) == GlyphWidths.width("e", size: 10))
    }

    @Test func shortening() {
        #expect(GlyphWidths.shortened("short", size: 10, width: 100) == "short")
        let text = GlyphWidths.shortened("something far too long", size: 10, width: 60)
        #expect(text.hasPrefix("somet") && text.contains("…") && text.hasSuffix("ng") && GlyphWidths.width(text, size: 10) <= 60)
        // names that begin alike are still told apart
        let names = (1...3).map { GlyphWidths.shortened("Class with a rather long name \($0)", size: 12, width: 90) }
        #expect(Set(names).count == 3, "\(names)")
        #expect(GlyphWidths.shortened("long", size: 10, width: 1) == "…")
    }

    @Test func wrapping() {
        let lines = GlyphWidths.wrapped("one two three four five six", size: 10, width: 50, lines: 2)
        #expect(lines.count == 2 && lines[1].hasSuffix("…") && lines.allSatisfy { GlyphWidths.width($0, size: 10) <= 50 })
        #expect(GlyphWidths.wrapped("", size: 10, width: 50, lines: 2).isEmpty)
    }
}

struct Base64Tests {
    // RFC 4648, section 10
    @Test func vectors() {
        let cases = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=", "foobar": "Zm9vYmFy"]
        for (text, code) in cases { #expect(Base64.encoded(Array(text.utf8)) == code) }
        #expect(Base64.encoded([0xFB, 0xFF, 0xFE]) == "+//+")
    }
}
