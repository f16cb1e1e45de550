/// Drawings made ready to stand in one page beside others: their ids and style rules reach no further than themselves.
///
/// A page has one space of names: two drawings that both define `clipPath id="plot"` would clip by the first one's, and a
/// `<style>` of one would colour the other. So ids get the drawing's name before them, in `id`, `url(#…)`, `href`, and the
/// `aria-…` lists; and each selector of its `<style>` gets `#NAME` before it.
public enum SVGScope {
    /// The `svg` element of a file, without the XML declaration before it, named `name` and described by `alt`.
    ///
    /// What is not an SVG file is returned as an empty drawing.
    ///
    /// - Parameters:
    ///   - svg: the file's text.
    ///   - name: begins with a letter and holds letters, digits and hyphens; unique in the page.
    ///   - alt: what the drawing shows, for those who do not see it; nil leaves its own description.
    public static func inlined(_ svg: String, name: String, alt: String? = nil) -> String {
        let bytes = Array(svg.utf8)
        guard let start = tagStart(of: "svg", in: bytes, from: 0) else { return "<svg id=\"\(name)\"></svg>" }
        var scope = Scope(bytes: bytes, name: name, alt: alt)
        return scope.rewritten(from: start)
    }

    /// Where `<NAME` begins.
    static func tagStart(of name: String, in bytes: [UInt8], from: Int) -> Int? {
        let wanted = Array("<\(name)".utf8)
        var place = from
        while place + wanted.count < bytes.count {
            if bytes[place] == wanted[0], bytes[place...].starts(with: "<!--".utf8) {
                while place < bytes.count, !bytes[place...].starts(with: "-->".utf8) { place += 1 }
                continue
            }
            if bytes[place] == wanted[0], bytes[place..<place + wanted.count].elementsEqual(wanted),
                [UInt8(ascii: " "), UInt8(ascii: ">"), UInt8(ascii: "/"), 10, 13, 9].contains(bytes[place + wanted.count])
            {
                return place
            }
            place += 1
        }
        return nil
    }

    /// Style rules with `#name` before each selector; `svg` and `:root` become the drawing itself.
    static func scoped(style: String, name: String) -> String {
        var result = ""
        var rest = Substring(withoutComments(style))
        while let brace = rest.firstIndex(of: "{") {
            let prelude = trimmed(rest[..<brace])
            guard let end = closing(rest, from: brace) else { break }
            let body = rest[rest.index(after: brace)..<end]
            if prelude.hasPrefix("@media") || prelude.hasPrefix("@supports") {
                result += "\(prelude){\(scoped(style: String(body), name: name))}"
            } else if prelude.hasPrefix("@") {
                result += "\(prelude){\(body)}"
            } else {
                let selectors = prelude.split(separator: ",").map { scoped(selector: trimmed($0), name: name) }
                result += selectors.joined(separator: ",") + "{\(references(String(trimmed(body)), name: name))}"
            }
            rest = rest[rest.index(after: end)...]
        }
        return result
    }

    private static func scoped(selector: String, name: String) -> String {
        for root in [":root", "svg"] where selector.hasPrefix(root) {
            let rest = selector.dropFirst(root.count)
            if rest.isEmpty { return "#\(name)" }
            if let next = rest.first, " .:[>".contains(next) { return "#\(name)\(rest)" }
        }
        // an id of the drawing has been renamed; a class may be the root's own
        let renamed = selector.replacing("#", with: "#\(name)-")
        let within = "#\(name) \(renamed)"
        return selector.hasPrefix(".") || selector.hasPrefix("[") ? "#\(name)\(renamed),\(within)" : within
    }

    /// `url(#x)` as `url(#name-x)`.
    static func references(_ text: String, name: String) -> String {
        text.replacing("url(#", with: "url(#\(name)-").replacing("url('#", with: "url('#\(name)-")
            .replacing("url(&quot;#", with: "url(&quot;#\(name)-")
    }

    private static func withoutComments(_ style: String) -> String {
        var result = ""
        var rest = Substring(style)
        while let start = rest.firstRange(of: "/*") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstRange(of: "*/") else { return result }
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    private static func closing(_ text: Substring, from brace: Substring.Index) -> Substring.Index? {
        var depth = 0
        var place = brace
        while place < text.endIndex {
            if text[place] == "{" { depth += 1 }
            if text[place] == "}" {
                depth -= 1
                if depth == 0 { return place }
            }
            place = text.index(after: place)
        }
        return nil
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}

/// One pass over a drawing.
private struct Scope {
    let bytes: [UInt8]
    let name: String
    let alt: String?
    var output: [UInt8] = []

    init(bytes: [UInt8], name: String, alt: String?) {
        self.bytes = bytes
        self.name = name
        self.alt = alt
        output.reserveCapacity(bytes.count + bytes.count / 16)
    }

    mutating func rewritten(from start: Int) -> String {
        var place = start
        var isRoot = true
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else {
                output.append(bytes[place])
                place += 1
                continue
            }
            if hasPrefix("<!--", at: place) {
                place = after("-->", from: place)
                continue
            }
            if hasPrefix("<![CDATA[", at: place) {  // HTML knows none within SVG text that browsers agree on: as text
                let end = after("]]>", from: place)
                let inner = place + 9 <= end - 3 ? bytes[(place + 9)..<(end - 3)] : []
                output += HTMLText.escaped(String(decoding: inner, as: UTF8.self)).utf8
                place = end
                continue
            }
            let end = tagEnd(from: place)
            rewriteTag(place..<end, isRoot: isRoot)
            isRoot = false
            if hasPrefix("<style", at: place), bytes[end - 2] != UInt8(ascii: "/") {
                let close = SVGScope.tagStart(of: "/style", in: bytes, from: end) ?? bytes.count
                var style = String(decoding: bytes[end..<close], as: UTF8.self)
                style = style.replacing("<![CDATA[", with: "").replacing("]]>", with: "").replacing("&gt;", with: ">")
                output += SVGScope.scoped(style: style, name: name).utf8
                place = close
            } else {
                place = end
            }
        }
        while output.last == 10 || output.last == 32 { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    private func hasPrefix(_ text: String, at place: Int) -> Bool { bytes[place...].starts(with: text.utf8) }

    private func after(_ text: String, from place: Int) -> Int {
        var place = place
        while place < bytes.count, !hasPrefix(text, at: place) { place += 1 }
        return min(bytes.count, place + text.utf8.count)
    }

    /// Behind the `>` of the tag, one within quotes passed over.
    private func tagEnd(from start: Int) -> Int {
        var quote: UInt8?
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return place + 1
            }
            place += 1
        }
        return bytes.count
    }

    /// A tag with its attributes renamed; the root gets the drawing's name and its description.
    private mutating func rewriteTag(_ range: Range<Int>, isRoot: Bool) {
        var place = range.lowerBound
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
        while place < range.upperBound, !isBlank(bytes[place]), bytes[place] != UInt8(ascii: ">"),
            place == range.lowerBound || bytes[place] != UInt8(ascii: "/") || bytes[place - 1] == UInt8(ascii: "<")
        {
            output.append(bytes[place])
            place += 1
        }
        if isRoot {
            output += " id=\"\(name)\"".utf8
            if let alt { output += " role=\"img\" aria-label=\"\(HTMLText.escaped(alt).replacing("\n", with: " "))\"".utf8 }
        }
        while place < range.upperBound {
            while place < range.upperBound, isBlank(bytes[place]) { place += 1 }
            guard place < range.upperBound else { break }
            if bytes[place] == UInt8(ascii: "/") || bytes[place] == UInt8(ascii: ">") {
                output.append(bytes[place])
                place += 1
                continue
            }
            let keyStart = place
            while place < range.upperBound, !isBlank(bytes[place]), ![UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "/")].contains(bytes[place]) {
                place += 1
            }
            let key = String(decoding: bytes[keyStart..<place], as: UTF8.self)
            if place == keyStart { place += 1; continue }
            while place < range.upperBound, isBlank(bytes[place]) { place += 1 }
            guard place < range.upperBound, bytes[place] == UInt8(ascii: "=") else { continue }
            place += 1
            while place < range.upperBound, isBlank(bytes[place]) { place += 1 }
            guard place < range.upperBound, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else { continue }
            let quote = bytes[place]
            let valueStart = place + 1
            place = valueStart
            while place < range.upperBound, bytes[place] != quote { place += 1 }
            var value = String(decoding: bytes[valueStart..<place], as: UTF8.self)
            place += 1
            if isRoot, key == "id" || key == "xmlns" || key.hasPrefix("xmlns:") || (alt != nil && (key == "role" || key == "aria-label" || key == "aria-labelledby")) {
                continue
            }
            switch key {
            case "id": value = "\(name)-\(value)"
            case "href", "xlink:href": if value.hasPrefix("#") { value = "#\(name)-" + value.dropFirst() }
            case "aria-labelledby", "aria-describedby":
                value = value.split(separator: " ").map { "\(name)-\($0)" }.joined(separator: " ")
            default: value = SVGScope.references(value, name: name)
            }
            if quote == UInt8(ascii: "'") { value = value.replacing("\"", with: "&quot;") }
            output += " \(key == "xlink:href" ? "href" : key)=\"\(value)\"".utf8
        }
    }
}
