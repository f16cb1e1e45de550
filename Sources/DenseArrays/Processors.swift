import COpenBLAS
import CThreads
import CVectorKernels

/// What is known of the processor and of the libraries chosen for it.
public enum Processors {
    /// The number of processors this process may run on, which containers and `taskset` may have made smaller than
    /// the machine's.
    public static var available: Int { max(1, Int(cthreads_available())) }

    /// Which compiled version of the elementwise loops runs here: "avx512", "avx2" or "baseline".
    public static var vectorLevel: String { String(cString: cvk_level()) }

    /// Whether the loops run with 512-bit registers.
    static let hasWideRegisters = vectorLevel == "avx512"

    /// OpenBLAS's version and options, as it states them; loads it. Empty when it cannot be loaded.
    public static var denseLibrary: String { String(cString: copenblas_config()) }

    /// The OpenBLAS kernels in use, such as "SkylakeX". Empty when it cannot be loaded.
    public static var denseKernels: String { String(cString: copenblas_corename()) }

    /// Why OpenBLAS cannot be used, or nil.
    public static var denseLibraryProblem: String? { copenblas_error().map { String(cString: $0) } }
}
