/// The source of a closure, found by the line of the call it was given to.
enum ClosureSource {
    /// What stands between the braces of the trailing closure of a call `….METHOD {`.
    struct Excerpt: Equatable {
        /// The closure's lines without their common indentation, its parameters, and blank lines at either end.
        var text: String
        /// Where the closing brace stands, counted from 1.
        var lastLine: Int
    }

    /// - Parameters:
    ///   - source: the whole file.
    ///   - line: where the call's name stands, or begins, counted from 1.
    ///   - method: the name of the function called.
    /// - Returns: nil where no such call begins on this line or within the ten that follow.
    static func excerpt(_ source: [UInt8], line: Int, method: String) -> Excerpt? {
        guard let start = offset(ofLine: line, in: source) else { return nil }
        var scanner = SwiftScanner(source, from: start)
        let limit = offset(ofLine: line + 10, in: source) ?? source.count
        var isNamed = false, last: UInt8 = 0, parentheses = 0
        var open: Int?
        while open == nil, let (kind, range) = scanner.next(), range.lowerBound < limit {
            let first = source[range.lowerBound]
            if kind == .name, last == UInt8(ascii: "."), source[range].elementsEqual(method.utf8) { isNamed = true }
            if isNamed, kind == .other {
                if first == UInt8(ascii: "(") { parentheses += 1 }
                if first == UInt8(ascii: ")") { parentheses -= 1 }
                if first == UInt8(ascii: "{"), parentheses == 0 { open = range.lowerBound }
            }
            if kind != .comment, first != 32, first != 10 { last = first }
        }
        guard let open else { return nil }
        var depth = 1, close: Int?
        while close == nil, let (kind, range) = scanner.next() {
            guard kind == .other else { continue }
            if source[range.lowerBound] == UInt8(ascii: "{") { depth += 1 }
            if source[range.lowerBound] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { close = range.lowerBound }
        }
        guard let close else { return nil }
        let head = String(decoding: source[start..<open], as: UTF8.self)
        let body = withoutParameters(Array(source[(open + 1)..<close]))
        let lastLine = 1 + source[..<close].count { $0 == 10 }
        return Excerpt(text: withoutHandingOver(outdented(String(decoding: body, as: UTF8.self)), boundTo: bound(in: head)), lastLine: lastLine)
    }

    static func offset(ofLine line: Int, in source: [UInt8]) -> Int? {
        guard line >= 1 else { return nil }
        if line == 1 { return source.isEmpty ? nil : 0 }
        var number = 1
        for (place, byte) in source.enumerated() where byte == 10 {
            number += 1
            if number == line { return place + 1 }
        }
        return nil
    }

    /// The body behind `NAME in`, `(NAME: Type) -> Result in` and the like, where its first line says so.
    private static func withoutParameters(_ body: [UInt8]) -> [UInt8] {
        var scanner = SwiftScanner(body)
        var parentheses = 0
        while let (kind, range) = scanner.next(), body[range.lowerBound] != 10 {
            let first = body[range.lowerBound]
            switch kind {
            case .name:
                let word = String(decoding: body[range], as: UTF8.self)
                if word == "in", parentheses == 0 { return Array(body[range.upperBound...]) }
                if ["for", "let", "var", "if", "guard", "try", "return", "while", "switch", "func", "print"].contains(word) { return body }
            case .other:
                if first == UInt8(ascii: "(") || first == UInt8(ascii: "[") { parentheses += 1 }
                if first == UInt8(ascii: ")") || first == UInt8(ascii: "]") { parentheses -= 1 }
                if first == UInt8(ascii: "{") || first == UInt8(ascii: "}") || first == UInt8(ascii: "=") { return body }
            default: return body
            }
        }
        return body
    }

    private static func outdented(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line
            while let last = line.last, last.isWhitespace { line = line.dropLast() }
            return line
        }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let indentation = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { $0.dropFirst(min(indentation, $0.prefix { $0 == " " }.count)) }.joined(separator: "\n")
    }

    /// `x` of `let x = try notebook.code`; `(a, b)` of a tuple.
    private static func bound(in head: String) -> String? {
        guard let word = head.firstRange(of: "let ") ?? head.firstRange(of: "var "),
            let equals = head[word.upperBound...].firstIndex(of: "=")
        else { return nil }
        let name = head[word.upperBound..<equals].filter { !$0.isWhitespace }
        return String(name.prefix { $0 != ":" })
    }

    /// Without the last line where it does nothing but hand the cell's `x` to `let x =` of the call: in a notebook, where all
    /// cells share their names, it has no meaning.
    private static func withoutHandingOver(_ text: String, boundTo name: String?) -> String {
        guard let name, let last = text.split(separator: "\n").last, last.hasPrefix("return ") else { return text }
        guard last.dropFirst("return ".count).filter({ !$0.isWhitespace }) == name else { return text }
        var shortened = Substring(text).dropLast(last.count)
        while shortened.last?.isWhitespace == true { shortened = shortened.dropLast() }
        return shortened.isEmpty ? text : String(shortened)
    }
}
