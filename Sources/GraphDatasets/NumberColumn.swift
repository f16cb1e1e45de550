import FileFormats

/// A column whose fields must be numbers: what it is called, and what is said of a field that holds none.
struct NumberColumn {
    /// What the numbers are for, which decides what can be done about a field that holds none.
    enum Use {
        /// A feature, one of all columns that are left or one that was chosen by name.
        case feature(isChosen: Bool)
        /// An edge's weight.
        case weight
        /// What is to be predicted, where a blank means that it is not known.
        case value
        /// A word's number in a line of a fixed form.
        case word
    }

    /// As it stands in the message.
    let name: String
    let use: Use

    /// The error for a field that holds no finite number.
    func refusal(of row: CSVRow, field: Int, file: String) -> DatasetError {
        let text = row.text(at: field)
        let found = text.isEmpty ? "nothing" : DatasetError.quoted(text)
        let isDecimalComma = Self.hasDecimalComma(text)
        let expected = isDecimalComma ? "a number with a decimal point" : "a finite number"
        let advice: String
        if isDecimalComma {
            advice = Self.pointAdvice
        } else if text.isEmpty {
            advice = blankAdvice
        } else {
            advice = row.float(at: field) == nil ? textAdvice : numberAdvice
        }
        return .malformed(file, line: row.line, found: "\(found) in column \(name)", expected: expected, advice: advice)
    }

    private var blankAdvice: String {
        switch use {
        case .feature(isChosen: false): "fill it in, or leave the column out with --exclude-columns"
        case .feature(isChosen: true): "fill it in, or choose other columns with --feature-columns"
        case .weight: "fill it in, or rename the column to read the edges without weights"
        case .value, .word: "fill it in, or remove the line"
        }
    }

    /// Of text.
    private var textAdvice: String {
        switch use {
        case .feature(isChosen: false): "leave a column of text out with --exclude-columns"
        case .feature(isChosen: true): "choose columns of numbers with --feature-columns"
        case .weight: "correct it, or rename the column to read the edges without weights"
        case .value: "correct it, leave the field blank where the number is not known, or choose a column of numbers"
        case .word: "correct the line"
        }
    }

    /// Of NaN, an infinity and what does not fit.
    private var numberAdvice: String {
        switch use {
        case .feature(isChosen: false): "correct it, or leave the column out with --exclude-columns"
        case .feature(isChosen: true): "correct it, or choose other columns with --feature-columns"
        case .weight: "correct it, or leave the edge out"
        case .value: "correct it, or leave the field blank where the number is not known"
        case .word: "correct the line"
        }
    }

    static let pointAdvice = "write a point before the decimals, and nothing between thousands"

    /// Whether a text is a number but for a comma in place of the point: 1,5 or -1.234,5 or 2,5e-3.
    static func hasDecimalComma(_ text: String) -> Bool {
        guard text.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 1 else { return false }
        let isNumeric = text.utf8.allSatisfy { (48...57).contains($0) || "+-.,eE".utf8.contains($0) }
        return isNumeric && Double(text.replacing(".", with: "").replacing(",", with: ".")) != nil
    }
}
