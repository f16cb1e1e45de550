import Synchronization

/// Workbenches that are free, so that each thread that reads molecules finds one that has room already.
enum WorkbenchPool {
    /// A bench in a box, so that it is used in place.
    final class Box: @unchecked Sendable {
        var bench = Workbench()
    }

    private static let free = Mutex<[Box]>([])
    /// A bench that a huge molecule has blown up is not kept.
    private static let largestKept = 20_000
    private static let most = 64

    /// Lends a bench for as long as `body` runs.
    @inline(__always)
    static func lend<Result, Failure: Error>(
        _ body: (inout Workbench) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let box = free.withLock { $0.popLast() } ?? Box()
        defer {
            if box.bench.atoms.capacity <= largestKept && box.bench.search.capacity <= 64 * largestKept {
                free.withLock { if $0.count < most { $0.append(box) } }
            }
        }
        return try body(&box.bench)
    }
}
