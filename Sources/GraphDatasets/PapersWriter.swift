import FileFormats

extension PapersGenerator.Network {
    /// What paper number `paper` is called: "p0001" for number 0.
    public func name(of paper: Int) -> String {
        let digits = String(paper + 1)
        let width = max(4, String(topics.count).count)
        return "p" + String(repeating: "0", count: width - digits.count) + digits
    }

    /// The bytes of `nodes.csv`: id, label, split, then a column of 0 and 1 for each word.
    public func nodesCSV() -> [UInt8] {
        var bytes = Array("id,label,split".utf8)
        for word in words { bytes += ",\(word)".utf8 }
        bytes.append(UInt8(ascii: "\n"))
        bytes.reserveCapacity(bytes.count + topics.count * (2 * words.count + 40))
        for paper in topics.indices {
            bytes += "\(name(of: paper)),\(CSVWriter.field(topicNames[topics[paper]])),\(parts[paper])".utf8
            let start = bytes.count
            for _ in words { bytes += [UInt8(ascii: ","), UInt8(ascii: "0")] }
            for word in bags[paper] { bytes[start + 2 * word + 1] = UInt8(ascii: "1") }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// The bytes of `edges.csv`: source (the citing paper) and target (the cited one).
    public func edgesCSV() -> [UInt8] {
        var bytes = Array("source,target\n".utf8)
        for citation in citations { bytes += "\(name(of: citation.citing)),\(name(of: citation.cited))\n".utf8 }
        return bytes
    }

    /// Writes `nodes.csv` and `edges.csv` into a folder, which is made if need be; each is written aside and renamed.
    ///
    /// Returns the two paths. Throws `DatasetError` (input or output) in the system's words.
    @discardableResult
    public func write(to folder: String) throws(DatasetError) -> [String] {
        let paths = ["\(folder)/nodes.csv", "\(folder)/edges.csv"]
        do throws(FileError) {
            try Files.makeDirectory(folder)
            try Files.write(nodesCSV(), to: paths[0])
            try Files.write(edgesCSV(), to: paths[1])
        } catch {
            throw .file(error)
        }
        return paths
    }
}
