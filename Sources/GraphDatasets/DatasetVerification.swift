import FileFormats

extension Dataset {
    /// One file of a known set, compared with its pinned sum.
    public struct VerifiedFile: Sendable, Equatable {
        /// What a file's sum says.
        public enum Status: Sendable, Equatable {
            /// It is the pinned one.
            case ok
            /// There is no such file.
            case missing
            /// Both SHA-256 sums, of the plain (unpacked) bytes.
            case differs(found: String, expected: String)
        }

        /// Where it is, or should be.
        public let path: String
        /// What its sum says.
        public let status: Status
    }

    /// Compares the files of a known set with their pinned SHA-256 sums.
    ///
    /// Looks into the first folder that holds any of its files in the searched roots; where there is none, all are
    /// missing from the folder into which they would be fetched. A `.gz` file is unpacked first.
    /// Throws `DatasetError`: missing for an unknown name, input or output where a file cannot be read.
    public static func verify(_ name: String, root: String? = nil) throws(DatasetError) -> [VerifiedFile] {
        let locator = try DatasetLocator(root: root)
        guard let entry = DatasetCatalogue.entry(name) else {
            throw .unknownName(
                name: name, known: DatasetCatalogue.entries.map(\.name),
                searched: locator.searched)
        }
        let contents = locator.folders(for: entry).first { contents in
            entry.files.contains { contents.path(of: $0.name) != nil }
        }
        let fallback = root ?? DatasetLocator.cacheFolder ?? "Data"
        let folder = contents?.folder ?? DatasetPaths.join(fallback, entry.folder)
        var result: [VerifiedFile] = []
        for file in entry.files {
            guard let path = contents?.path(of: file.name) else {
                result.append(VerifiedFile(path: DatasetPaths.join(folder, file.name), status: .missing))
                continue
            }
            let found = try reading { () throws(FileError) in SHA256.hex(try Files.readMaybeCompressed(path)) }
            let status: VerifiedFile.Status =
                found == file.sha256 ? .ok : .differs(found: found, expected: file.sha256)
            result.append(VerifiedFile(path: path, status: status))
        }
        return result
    }
}
