import CGraphBLAS
import DenseArrays
import Synchronization

/// SuiteSparse:GraphBLAS as a library: its start, its version, its threads, its errors.
public enum GraphBLASLibrary {
    private static let started: Void = {
        check(cgb_init(), "GrB_init", nil)
    }()
    private static let threads = Atomic<Int>(0)

    /// The version the package was built against, such as "7.4.0".
    public static var version: String { "\(cgb_version_major()).\(cgb_version_minor()).\(cgb_version_sub())" }

    /// Starts the library once and tells it the number of threads for the next call.
    static func prepare() {
        _ = started
        let wanted = Threads.isInside ? 1 : Threads.count
        if threads.exchange(wanted, ordering: .relaxed) != wanted {
            check(cgb_set_threads(Int32(wanted)), "GxB_set", nil)
        }
    }

    /// Traps on a status that says the call was wrong or memory is out: both are ours, never the input's.
    static func check(_ status: GrB_Info, _ operation: String, _ matrix: GrB_Matrix?) {
        if status == GrB_SUCCESS { return }
        let detail = matrix.map { String(cString: cgb_error($0)) } ?? ""
        preconditionFailure("SparseMatrix: \(operation) failed with status \(status.rawValue) \(detail)")
    }
}
