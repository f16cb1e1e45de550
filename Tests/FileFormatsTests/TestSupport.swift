import Testing

@testable import FileFormats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The error's text, or a remark that there was none: so a test compares one string.
func message<Result>(_ body: () throws(FileError) -> Result) -> String {
    do throws(FileError) {
        _ = try body()
        return "no error"
    } catch {
        return error.description
    }
}

/// A new empty folder, removed by `body`'s end with the files in it.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = "/tmp/FileFormatsTests." + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    try Files.makeDirectory(folder)
    defer {
        for name in (try? Files.list(folder)) ?? [] { try? Files.remove(folder + "/" + name) }
        try? Files.remove(folder)
    }
    return try body(folder)
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Real files: from the environment variable, else from the folder beside the package.
enum Shared {
    static let data = folder("GCN_DATA", "data")
    static let golden = folder("GCN_GOLDEN", "golden")
    /// `pth.json` and `pth`: of `GCN_GOLDEN`, else the copy beside the tests.
    static let checkpoints = getenv("GCN_GOLDEN").map { String(cString: $0) } ?? package + "/Tests/Golden"
    private static let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    static let hasData = Files.isDirectory(data + "/planetoid")
    static let hasGolden = Files.isDirectory(golden + "/pth")

    private static func folder(_ variable: String, _ name: String) -> String {
        if let value = getenv(variable) { return String(cString: value) }
        var parts = #filePath.split(separator: "/").dropLast(3)
        parts += ["..", "shared", Substring(name)]
        return "/" + parts.joined(separator: "/")
    }
}

/// The same numbers on every run (D. Lemire's split mix).
struct FixedRandom: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
