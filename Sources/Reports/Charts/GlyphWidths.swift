/// How wide a text is, from a table of glyph widths.
///
/// Nobody knows which sans-serif font a reader has, so the table holds the wider of DejaVu Sans and Helvetica for each printable
/// ASCII character, in thousandths of the size: a label that fits by it fits in both.
enum GlyphWidths {
    /// The width in pixels of `text` at a font size in pixels.
    static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
        let table = bold ? boldWidths : regularWidths
        var thousandths = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 32...126: thousandths += table[Int(scalar.value) - 32]
            case 0x300...0x36F, 0x200B...0x200D: break  // they stand on or between others
            case 0x2212, 0xD7, 0xB1: thousandths += 838
            case 0xB2, 0xB3, 0xB9, 0x2070...0x2089: thousandths += 440
            case 0x2009, 0x202F: thousandths += 200
            case 0xC0...0x24F, 0x370...0x3FF: thousandths += bold ? 780 : 720
            case 0x2E80...: thousandths += 1000
            default: thousandths += 900
            }
        }
        return Double(thousandths) * size / 1000
    }

    /// The text, or its beginning, "…" and its end (where names differ as often as not) where it is wider than `width`.
    static func shortened(_ text: String, size: Double, width: Double, bold: Bool = false) -> String {
        if self.width(text, size: size, bold: bold) <= width { return text }
        let letters = Array(text)
        var kept = letters.count - 1
        func short() -> String {
            let tail = kept / 3
            var head = String(letters[..<(kept - tail)])
            while head.last == " " { head.removeLast() }
            return head + "…" + String(letters[(letters.count - tail)...])
        }
        while kept > 0, self.width(short(), size: size, bold: bold) > width { kept -= 1 }
        return short()
    }

    /// The text, or its beginning and "…" where it is wider than `width`.
    private static func truncated(_ text: String, size: Double, width: Double, bold: Bool = false) -> String {
        if self.width(text, size: size, bold: bold) <= width { return text }
        var short = text
        while !short.isEmpty, self.width(short + "…", size: size, bold: bold) > width { short.removeLast() }
        while short.last == " " { short.removeLast() }
        return short + "…"
    }

    /// The text in lines no wider than `width`, broken at spaces (a longer word is shortened); the last of at most `lines` ends
    /// in "…" where there is more.
    static func wrapped(_ text: String, size: Double, width: Double, lines: Int, bold: Bool = false) -> [String] {
        var result: [String] = [], line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if line.isEmpty || self.width(longer, size: size, bold: bold) <= width {
                line = longer
            } else {
                result.append(line)
                line = String(word)
            }
        }
        if !line.isEmpty { result.append(line) }
        if result.count > lines {
            let rest = result[(lines - 1)...].joined(separator: " ")
            result = Array(result[..<(lines - 1)]) + [rest]
        }
        return result.map { truncated($0, size: size, width: width, bold: bold) }
    }

    private static let regularWidths = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
        636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1015, 684, 686, 722, 770, 667,
        611, 775, 752, 295, 500, 656, 557, 863, 748, 787, 667, 787, 722, 667, 611, 732, 684, 989, 685,
        667, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
        278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ]

    private static let boldWidths = [
        348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696,
        696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683,
        683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771,
        724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665,
        343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
    ]
}
