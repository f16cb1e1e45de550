/// Writes the fields of CSV files (RFC 4180).
public enum CSVWriter {
    /// The field, in quotes where it holds a comma, a quote, a line end, a semicolon, a tab, or a blank at an end.
    public static func field(_ text: String) -> String {
        let utf8 = text.utf8
        let hasSpecial = utf8.contains { byte in
            byte == 0x22 || byte == 0x2C || byte == 0x3B || byte == 9 || byte == 10 || byte == 13
        }
        guard hasSpecial || utf8.first == 32 || utf8.last == 32 else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// A whole row, with its LF.
    public static func row(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\n" }
}
