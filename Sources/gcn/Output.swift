import GraphLearning

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where words go: results to standard output, everything else to standard error.
enum Output {
    /// Writes a result whole, or ends the process saying why it could not be written: a full disk behind standard output
    /// must not pass for success.
    static func result(_ text: String, terminator: String = "\n") {
        if let problem = write(text + terminator, to: STDOUT_FILENO) {
            Failure.exit(with: Failure(Failure.inputOutput, "standard output: \(problem); the result is not whole"))
        }
    }

    /// One JSON object on a line of its own.
    static func json(_ value: JSONValue) { result(value.encoded()) }

    static func error(_ text: String) { _ = write(text + "\n", to: STDERR_FILENO) }

    /// The system's words where not all could be written.
    private static func write(_ text: String, to descriptor: Int32) -> String? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return String(cString: strerror(errno)).lowercased() }
            bytes = bytes.dropFirst(count)
        }
        return nil
    }

    static let errorIsTerminal = isatty(STDERR_FILENO) == 1

    /// A line that the next one replaces; shown on a terminal only.
    static func progress(_ text: String) {
        if errorIsTerminal { _ = write("\r\u{1B}[2K" + text, to: STDERR_FILENO) }
    }

    static func clearProgress() { progress("") }

    /// 0.8153 as "81.53 %".
    static func percent(_ fraction: Double) -> String { fraction.isNaN ? "–" : "\(fixed(fraction * 100, 2)) %" }

    static func fixed(_ value: Double, _ digits: Int) -> String {
        if value.isNaN || value.isInfinite { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        if abs(value) * scale >= 0x1p62 { return "\(value)" }
        let scaled = Int((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        if digits == 0 { return sign + String(scaled) }
        let fraction = String(scaled % Int(scale))
        return sign + "\(scaled / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Rows of cells as aligned columns: the first to the left, the others to the right.
    static func table(_ rows: [[String]]) -> String {
        guard let columns = rows.map(\.count).max() else { return "" }
        let widths = (0..<columns).map { c in rows.map { c < $0.count ? $0[c].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (c, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[c] - cell.count)
                line += c == 0 ? cell + padding : "  " + padding + cell
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
