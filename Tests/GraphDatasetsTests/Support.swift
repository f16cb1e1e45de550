import FileFormats
import Glibc
import Testing

@testable import GraphDatasets

/// A folder that is removed, with all in it, when the test is over.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let base = DatasetPaths.environment("TMPDIR") ?? "/tmp"
        path = "\(base)/gcn-datasets-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try Files.makeDirectory(path)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        if Files.isDirectory(path) {
            for name in (try? Files.list(path)) ?? [] { remove("\(path)/\(name)") }
        }
        try? Files.remove(path)
    }

    /// Writes a file into the folder and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = "\(path)/\(name)"
        try Files.makeDirectory(DatasetPaths.folder(of: file))
        try Files.write(bytes, to: file)
        return file
    }
}

/// The folder of the package.
let packageFolder: String = {
    var path = #filePath
    for _ in 0..<3 { path = DatasetPaths.folder(of: path) }
    return path
}()

/// The folder with the real sets: GCN_DATA, or ../shared/data beside the package; nil where a file of it is absent.
func realData(_ file: String) -> String? {
    for root in [DatasetPaths.environment("GCN_DATA"), "\(packageFolder)/../shared/data"] {
        if let root, Files.exists("\(root)/\(file)") { return root }
    }
    print("skipped: \(file) is neither in GCN_DATA nor in \(packageFolder)/../shared/data")
    return nil
}

/// The error of a call that must throw.
func failure(_ body: () throws(DatasetError) -> Void) -> DatasetError? {
    do throws(DatasetError) {
        try body()
        return nil
    } catch {
        return error
    }
}

/// Locations are made by hand where a reader is tested by itself.
func location(_ format: DatasetFormat, _ name: String, _ folder: String) -> DatasetLocation {
    DatasetLocation(
        name: name, format: format, folder: folder, files: format.fileNames(of: name).map { "\(folder)/\($0)" })
}
