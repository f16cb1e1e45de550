/// Words within a block of Markdown.
extension MarkdownHTML {
    /// Emphasis, code, links, pictures and formulas of one paragraph as HTML.
    static func inline(_ text: String) -> String { inline(Array(text), depth: 0) }

    /// The words without their marks.
    static func plain(_ text: String) -> String {
        var result = "", isTag = false
        for character in inline(text) {
            if character == "<" { isTag = true }
            if !isTag { result.append(character) }
            if character == ">" { isTag = false }
        }
        return result.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&amp;", with: "&")
    }

    private static func inline(_ text: [Character], depth: Int) -> String {
        var result = ""
        var place = 0
        func escaped(_ characters: some Sequence<Character>) -> String { HTMLText.escaped(String(characters)) }
        while place < text.count {
            let character = text[place]
            switch character {
            case "\\" where place + 1 < text.count && (text[place + 1].isPunctuation || text[place + 1].isSymbol):
                result += escaped([text[place + 1]])
                place += 2
            case "`":
                let count = run(text, place)
                if let end = closing(text, "`", count, from: place + count) {
                    var code = String(text[(place + count)..<end]).replacing("\n", with: " ")
                    if code.count > 2, code.hasPrefix(" "), code.hasSuffix(" ") { code = String(code.dropFirst().dropLast()) }
                    result += "<code>\(HTMLText.escaped(code))</code>"
                    place = end + count
                } else {
                    result += String(repeating: "`", count: count)
                    place += count
                }
            case "$":
                // a formula begins before something and ends behind something, and no digit follows (two prices are none)
                if place + 1 < text.count, !text[place + 1].isWhitespace,
                    let end = text[(place + 1)...].firstIndex(of: "$"), end > place + 1, !text[end - 1].isWhitespace,
                    end + 1 >= text.count || !text[end + 1].isNumber
                {
                    result += "<span class=\"formula\">\(formula(String(text[(place + 1)..<end])))</span>"
                    place = end + 1
                } else {
                    result += "$"
                    place += 1
                }
            case "*", "_":
                let found = run(text, place)
                let count = min(2, found)
                if found == 3, depth < 20, opens(text, place, 3), let end = closing(text, character, 3, from: place + 3) {
                    result += "<em><strong>\(inline(Array(text[(place + 3)..<end]), depth: depth + 1))</strong></em>"
                    place = end + 3
                } else if depth < 20, opens(text, place, count), let end = emphasisEnd(text, character, count, from: place + count) {
                    let tag = count == 2 ? "strong" : "em"
                    result += "<\(tag)>\(inline(Array(text[(place + count)..<end]), depth: depth + 1))</\(tag)>"
                    place = end + count
                } else {
                    result += String(repeating: character, count: count)
                    place += count
                }
            case "!" where place + 1 < text.count && text[place + 1] == "[":
                if let link = link(text, place + 1), let address = pictureAddress(link.address) {
                    result += "<img src=\"\(HTMLText.escaped(address))\" alt=\"\(escaped(link.words))\">"
                    place = link.end
                } else {
                    result += "!"
                    place += 1
                }
            case "[":
                if depth < 20, let link = link(text, place) {
                    let words = inline(Array(link.words), depth: depth + 1)
                    result += address(link.address).map { "<a href=\"\(HTMLText.escaped($0))\">\(words)</a>" } ?? words
                    place = link.end
                } else {
                    result += "["
                    place += 1
                }
            case "<":
                if let end = text[place...].firstIndex(of: ">"), let address = address(String(text[(place + 1)..<end])),
                    address.contains("://"), !address.contains(" ")
                {
                    result += "<a href=\"\(HTMLText.escaped(address))\">\(HTMLText.escaped(address))</a>"
                    place = end + 1
                } else {
                    result += "&lt;"
                    place += 1
                }
            default:
                result += escaped([character])
                place += 1
            }
        }
        return result
    }

    /// A formula as it is written, but what follows `_` and `^`, a sign or a part in braces, is lowered and raised.
    static func formula(_ text: String) -> String {
        var result = "", rest = Substring(text)
        while let first = rest.first {
            rest = rest.dropFirst()
            guard first == "_" || first == "^", let next = rest.first, !next.isWhitespace else {
                result += HTMLText.escaped(String(first))
                continue
            }
            let tag = first == "_" ? "sub" : "sup"
            if next == "{", let end = rest.firstIndex(of: "}") {
                result += "<\(tag)>\(HTMLText.escaped(String(rest[rest.index(after: rest.startIndex)..<end])))</\(tag)>"
                rest = rest[rest.index(after: end)...]
            } else {
                result += "<\(tag)>\(HTMLText.escaped(String(next)))</\(tag)>"
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// How many of the same character stand here.
    private static func run(_ text: [Character], _ place: Int) -> Int {
        var end = place
        while end < text.count, text[end] == text[place] { end += 1 }
        return end - place
    }

    /// Where exactly `count` of the mark stand next.
    private static func closing(_ text: [Character], _ mark: Character, _ count: Int, from start: Int) -> Int? {
        var place = start
        while place < text.count {
            if text[place] == mark {
                let found = run(text, place)
                if found == count { return place }
                place += found
            } else {
                place += 1
            }
        }
        return nil
    }

    /// A mark opens before a word; `_` not within one.
    private static func opens(_ text: [Character], _ place: Int, _ count: Int) -> Bool {
        guard place + count < text.count, !text[place + count].isWhitespace else { return false }
        if text[place] == "_", place > 0, text[place - 1].isLetter || text[place - 1].isNumber { return false }
        return true
    }

    private static func emphasisEnd(_ text: [Character], _ mark: Character, _ count: Int, from start: Int) -> Int? {
        var place = start
        while place < text.count {
            let character = text[place]
            if character == "`" {  // marks in code are none
                let ticks = run(text, place)
                place = (closing(text, "`", ticks, from: place + ticks) ?? place) + ticks
            } else if character == "\\" {
                place += 2
            } else if character == mark {
                let found = run(text, place)
                let isBehindWord = !text[place - 1].isWhitespace && place > start
                let after = place + found
                let isWithinWord = mark == "_" && after < text.count && (text[after].isLetter || text[after].isNumber)
                if found == count || found == 3, isBehindWord, !isWithinWord { return found == 3 && count == 1 ? place + 2 : place }
                if found == 2, count == 1, let inner = emphasisEnd(text, mark, 2, from: place + 2) {
                    place = inner + 2
                } else {
                    place += found
                }
            } else {
                place += 1
            }
        }
        return nil
    }

    /// `[words](address)`, the brackets of the words balanced.
    private static func link(_ text: [Character], _ start: Int) -> (words: String, address: String, end: Int)? {
        var depth = 0, place = start
        while place < text.count {
            if text[place] == "\\" { place += 2; continue }
            if text[place] == "[" { depth += 1 }
            if text[place] == "]" {
                depth -= 1
                if depth == 0 { break }
            }
            place += 1
        }
        guard depth == 0, place + 1 < text.count, text[place + 1] == "(" else { return nil }
        var parentheses = 0, end = place + 1
        while end < text.count {
            if text[end] == "(" { parentheses += 1 }
            if text[end] == ")" {
                parentheses -= 1
                if parentheses == 0 { break }
            }
            end += 1
        }
        guard end < text.count else { return nil }
        let inside = trimmed(String(text[(place + 2)..<end]))
        let address = inside.split(separator: " ").first.map(String.init) ?? ""
        return (String(text[(start + 1)..<place]), address, end + 1)
    }

    /// An address that a reader may be sent to; nil for scripts and the like.
    private static func address(_ text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return text.isEmpty ? nil : text }
        let scheme = text[..<colon].lowercased()
        if scheme.contains("/") || scheme.contains("#") || scheme.contains("?") { return text }
        return ["http", "https", "mailto"].contains(scheme) ? text : nil
    }

    /// Pictures come from the same folder or stand in the page: a page asks nobody for anything.
    private static func pictureAddress(_ text: String) -> String? {
        text.hasPrefix("data:image/") || (!text.contains(":") && !text.hasPrefix("//") && !text.isEmpty) ? text : nil
    }
}
