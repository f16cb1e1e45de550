import DenseArrays
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which engine computes convolutions.
///
/// At first what the environment variable `GCN_CONVOLUTION` names: `im2col`, `onednn`, `winograd+im2col` or
/// `winograd+onednn`; else the last of these that works here.
public enum ConvolutionEngines {
    @TaskLocal private static var override: (any ConvolutionEngine)?
    private static let setting = Mutex<(any ConvolutionEngine)?>(nil)
    private static let initial: (engine: any ConvolutionEngine, problem: String?) = {
        let wanted = getenv("GCN_CONVOLUTION").map { String(cString: $0) } ?? ""
        let best = available[available.count - 1]
        if wanted.isEmpty { return (best, nil) }
        if let engine = available.first(where: { $0.name == wanted }) { return (engine, nil) }
        if names.contains(wanted) { return (best, OneDNNEngine.problem) }
        return (best, "GCN_CONVOLUTION: expected \(names.joined(separator: ", ")), found \(wanted)")
    }()

    /// The engine in use. Assigning changes it for the process.
    public static var current: any ConvolutionEngine {
        get { override ?? setting.withLock { $0 } ?? initial.engine }
        set { setting.withLock { $0 = newValue } }
    }

    /// Why the engine that `GCN_CONVOLUTION` names is not in use; nil where it is, or none is named.
    public static var problem: String? { initial.problem }

    /// Runs `body` with another engine, on this task alone.
    public static func with<Result>(_ engine: any ConvolutionEngine, _ body: () throws -> Result) rethrows -> Result {
        try $override.withValue(engine) { try body() }
    }

    /// All engines that work here, the one that is used by default last.
    public static var available: [any ConvolutionEngine] {
        let direct: [any ConvolutionEngine] = OneDNNEngine.problem == nil ? [Im2colEngine(), OneDNNEngine()] : [Im2colEngine()]
        return direct + direct.map { WinogradEngine(base: $0) }
    }

    /// What the engines are called, also those that do not work here.
    public static let names = ["im2col", "onednn", "winograd+im2col", "winograd+onednn"]
}
