/// The columns of a CSV file, found by name.
struct CSVColumns {
    private let header: [String]
    private let file: String

    /// Throws where two columns bear one name.
    init(_ header: [String], file: String) throws(DatasetError) {
        self.file = file
        self.header = header
        var seen = Set<String>()
        for name in header where !seen.insert(name).inserted {
            throw .malformed(
                file, line: 1, found: "two columns named \(DatasetError.quoted(name))", expected: "each name once",
                advice: "rename one of them")
        }
    }

    /// A column that must be there.
    func required(_ given: String?, usual: String, option: String) throws(DatasetError) -> Int {
        // names of the header have no blanks around either
        let name = (given ?? usual).withoutBlanks
        if let place = header.firstIndex(of: name) { return place }
        throw unknown(name, option: option)
    }

    /// A column that must be there if it was named, and may be there under its usual name.
    func optional(_ given: String?, usual: String, option: String) throws(DatasetError) -> Int? {
        if let given { return try required(given, usual: usual, option: option) }
        return header.firstIndex(of: usual)
    }

    private func unknown(_ name: String, option: String) -> DatasetError {
        let shown = header.prefix(30).joined(separator: ", ") + (header.count > 30 ? ", ..." : "")
        return .malformed(
            file, line: 1, found: "no column \(DatasetError.quoted(name)); the columns are \(shown)",
            expected: "a column of that name", advice: "name the right one with \(option)")
    }
}

extension String {
    /// Without blanks at its ends.
    var withoutBlanks: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(self[first...last])
    }
}
