/// Texts as HTML takes them.
enum HTMLText {
    /// The text with `& < > "` as entities, line ends kept, and without characters that HTML forbids.
    static func escaped(_ string: String) -> String {
        var result = ""
        result.reserveCapacity(string.utf8.count + string.utf8.count / 8)
        for scalar in string.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": break
            default:
                // U+FDD0 to U+FDEF and the last two of each plane are no characters
                let value = scalar.value
                if value & 0xFFFE != 0xFFFE, value < 0xFDD0 || value > 0xFDEF { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    /// A text as an id may be: lower-case letters and digits of ASCII, all else a hyphen; `section` where nothing is left.
    static func slug(_ string: String) -> String {
        var result = ""
        for scalar in string.lowercased().unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": result.unicodeScalars.append(scalar)
            default: if !result.isEmpty, result.last != "-" { result += "-" }
            }
        }
        while result.last == "-" { result.removeLast() }
        return result.isEmpty ? "section" : result
    }
}
