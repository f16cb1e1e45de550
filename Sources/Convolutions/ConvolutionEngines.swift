import DenseArrays
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which engine computes convolutions.
///
/// At first what the environment variable `GCN_CONVOLUTION` names (`onednn` or `im2col`), else oneDNN where its library is
/// found and im2col where it is not.
public enum ConvolutionEngines {
    @TaskLocal private static var override: (any ConvolutionEngine)?
    private static let setting = Mutex<(any ConvolutionEngine)?>(nil)
    private static let initial: (engine: any ConvolutionEngine, problem: String?) = {
        let wanted = getenv("GCN_CONVOLUTION").map { String(cString: $0) } ?? ""
        switch wanted {
        case "im2col": return (Im2colEngine(), nil)
        case "onednn", "":
            if let problem = OneDNNEngine.problem { return (Im2colEngine(), wanted.isEmpty ? nil : problem) }
            return (OneDNNEngine(), nil)
        default:
            let engine: any ConvolutionEngine = OneDNNEngine.problem == nil ? OneDNNEngine() : Im2colEngine()
            return (engine, "GCN_CONVOLUTION: expected onednn or im2col, found \(wanted)")
        }
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

    /// All engines that work here.
    public static var available: [any ConvolutionEngine] {
        OneDNNEngine.problem == nil ? [Im2colEngine(), OneDNNEngine()] : [Im2colEngine()]
    }
}
