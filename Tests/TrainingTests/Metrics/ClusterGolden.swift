import FileFormats
import TestSupport

/// scikit-learn's figures: `cluster.json` of `GCN_GOLDEN`, else of `../golden` beside the data folder.
enum ClusterGolden {
    /// nil, after one printed line, where there is none.
    static func load(for test: String = #function) throws -> JSONValue? {
        let places = [Golden.folder, DataFolder.root + "/../golden"].map { "\($0)/cluster.json" }
        guard let path = places.first(where: { Files.exists($0) }) else {
            print("skipped \(test): no cluster.json in \(places); set GCN_GOLDEN to the folder that holds it")
            return nil
        }
        return try JSONValue.parse(try Files.read(path), file: path)
    }
}

extension JSONValue {
    /// The numbers of a list.
    func numbers(_ key: String) -> [Double] { self[key]?.array?.compactMap(\.double) ?? [] }
    func floats(_ key: String) -> [Float] { numbers(key).map { Float($0) } }
    func ints(_ key: String) -> [Int] { self[key]?.array?.compactMap(\.int) ?? [] }
}
