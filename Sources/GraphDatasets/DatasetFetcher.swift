import FileFormats

/// Downloads known sets from their public addresses.
///
/// Each file goes to `NAME.part` beside its place, is checked against its pinned SHA-256 and renamed; a file that is
/// there and right is skipped. A broken download goes on where it stopped, in the same call or in a later one
/// (HTTP ranges; `If-Range` with the ETag where the server gave one); where the server cannot do that, it begins
/// anew. The transfer itself is done by the system's `curl`, so that the toolkit needs no network code of its own.
public struct DatasetFetcher: Sendable {
    /// How often a file is tried when the connection breaks or the server is busy, 4 by default.
    public var attempts: Int
    /// Seconds before the second try, doubled before each further one; 1 by default.
    public var retryDelay: Double
    /// Where to download from instead of the public address: `MIRROR/planetoid/ind.cora.x` and so on.
    public var mirror: String?
    /// The program that transfers, "curl" as found in PATH.
    public var curl: String

    /// `mirror` is taken from the environment variable GCN_MIRROR when nil.
    public init(attempts: Int = 4, retryDelay: Double = 1, mirror: String? = nil, curl: String = "curl") {
        self.attempts = max(1, attempts)
        self.retryDelay = max(0, retryDelay)
        self.mirror = mirror ?? DatasetPaths.environment("GCN_MIRROR")
        self.curl = curl
    }

    /// How far a download is.
    public struct Progress: Sendable, Equatable {
        /// The file's name.
        public let file: String
        /// Its place among the set's files, from 1.
        public let number: Int
        /// The number of the set's files.
        public let count: Int
        /// Bytes that are there.
        public let bytes: Int
        /// Bytes of the whole file.
        public let totalBytes: Int
    }

    /// What a fetch did.
    public struct Report: Sendable, Equatable {
        /// Where the files are.
        public let folder: String
        /// The paths of the files that were downloaded.
        public internal(set) var downloaded: [String] = []
        /// The paths of the files that were there already and right.
        public internal(set) var skipped: [String] = []
    }

    /// Fetches a known set into `root`, or the user's cache folder when nil.
    ///
    /// - Parameters:
    ///   - name: one of the known names.
    ///   - root: the folder below which the set's own folder is made.
    ///   - progress: called about ten times a second while bytes arrive, and once when a file is done.
    /// - Throws: `DatasetError`: an unknown name, or one that is shipped and has no address; a download that failed,
    ///   with the addresses of the files still missing and where to put them; a sum that differs; a full disk.
    @discardableResult
    public func fetch(
        _ name: String, root: String? = nil, progress: (Progress) -> Void = { _ in }
    ) throws(DatasetError) -> Report {
        guard let entry = DatasetCatalogue.entry(name) else {
            throw .unknownName(
                name: name, known: DatasetCatalogue.entries.filter(\.canFetch).map(\.name), searched: [])
        }
        guard entry.canFetch else {
            throw .usage(
                found: "the set \"\(entry.name)\", which is shipped with the toolkit",
                expected: "one with an address: "
                    + DatasetCatalogue.entries.filter(\.canFetch).map(\.name).joined(separator: ", "), advice: nil)
        }
        guard let root = root ?? DatasetLocator.cacheFolder else {
            throw .usage(
                found: "neither HOME nor XDG_CACHE_HOME in the environment", expected: "a folder to download into",
                advice: "name one with --data-root")
        }
        return try fetch(entry, into: DatasetPaths.join(root, entry.folder), progress)
    }

    func fetch(
        _ entry: DatasetEntry, into folder: String, _ progress: (Progress) -> Void
    ) throws(DatasetError) -> Report {
        try reading { () throws(FileError) in try Files.makeDirectory(folder) }
        var report = Report(folder: folder)
        var wanted: [(file: DatasetEntry.File, number: Int, target: DatasetError.WantedFile)] = []
        for (index, file) in entry.files.enumerated() {
            let path = DatasetPaths.join(folder, file.name)
            if try isValid(path, file) {
                report.skipped.append(path)
            } else {
                wanted.append((file, index + 1, .init(url: url(of: file, in: entry), path: path)))
            }
        }
        for (place, item) in wanted.enumerated() {
            let download = FileDownload(
                file: item.file, target: item.target, fetcher: self, wanted: wanted[place...].map(\.target))
            try download.run { bytes in
                progress(
                    Progress(
                        file: item.file.name, number: item.number, count: entry.files.count, bytes: bytes,
                        totalBytes: item.file.bytes))
            }
            report.downloaded.append(item.target.path)
        }
        return report
    }

    private func url(of file: DatasetEntry.File, in entry: DatasetEntry) -> String {
        guard let mirror else { return file.url ?? "" }
        return DatasetPaths.join(mirror, "\(entry.folder)/\(file.name)")
    }

    /// Whether the file is there with its pinned size and sum.
    private func isValid(_ path: String, _ file: DatasetEntry.File) throws(DatasetError) -> Bool {
        guard DatasetPaths.size(path) == file.bytes else { return false }
        return try reading { () throws(FileError) in try SHA256.hex(ofFile: path) } == file.sha256
    }
}
