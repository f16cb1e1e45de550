import FileFormats

/// The public data sets, which are too large to be kept with the sources. A test that needs one asks here and returns
/// where there is none.
public enum DataFolder {
    /// `GCN_DATA`, else `../shared/data` beside the package.
    public static var root: String {
        PackageFolder.environment("GCN_DATA") ?? PackageFolder.root + "/../shared/data"
    }

    /// The path of `name` in the data folder. Where it is not there, one printed line says that `test` is skipped.
    public static func find(_ name: String, for test: String = #function) -> String? {
        let path = "\(root)/\(name)"
        if Files.exists(path) { return path }
        print("skipped \(test): no \(name) in \(root); set GCN_DATA to the folder that holds it")
        return nil
    }
}
