/// A drawing in its colours for light paper alone.
///
/// A notebook is light or dark as its reader has set it there; a rule `prefers-color-scheme` asks the operating system, which
/// may say otherwise, and a dark drawing would stand in a light notebook. So drawings in a notebook ask nobody.
enum LightDrawing {
    /// The SVG text without the rules that hold in the dark alone; those that hold in the light alone always hold.
    static func svg(_ svg: String) -> String {
        let bytes = Array(svg.utf8)
        var result: [UInt8] = []
        var place = 0
        while let start = SVGScope.tagStart(of: "style", in: bytes, from: place),
            let open = bytes[start...].firstIndex(of: UInt8(ascii: ">")),
            let end = SVGScope.tagStart(of: "/style", in: bytes, from: open)
        {
            result += bytes[place...open]
            result += rules(String(decoding: bytes[(open + 1)..<end], as: UTF8.self)).utf8
            place = end
        }
        return String(decoding: result + bytes[place...], as: UTF8.self)
    }

    /// A style sheet without its rules for the dark.
    static func rules(_ style: String) -> String {
        var result = ""
        var rest = Substring(style)
        while let media = rest.firstRange(of: "@media"), let brace = rest[media.upperBound...].firstIndex(of: "{"),
            let end = closing(rest, from: brace)
        {
            result += rest[..<media.lowerBound]
            let body = rules(String(rest[rest.index(after: brace)..<end]))
            switch scheme(rest[media.upperBound..<brace]) {
            case "dark": break
            case "light": result += body
            default: result += rest[media.lowerBound...brace] + body + "}"
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// Where the brace that is opened there is closed.
    private static func closing(_ text: Substring, from brace: Substring.Index) -> Substring.Index? {
        var depth = 0
        for place in text[brace...].indices {
            if text[place] == "{" { depth += 1 }
            if text[place] == "}" { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }

    /// What a condition `(prefers-color-scheme: …)` that stands alone asks for.
    private static func scheme(_ condition: Substring) -> Substring? {
        let words = condition.split { " \n\r\t():".contains($0) }
        return words.count == 2 && words[0] == "prefers-color-scheme" ? words[1] : nil
    }
}
