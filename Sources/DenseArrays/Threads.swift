import CThreads
import Synchronization

/// How many threads the toolkit's own loops, OpenBLAS panels and GraphBLAS products may use.
///
/// No result depends on it: work is cut into pieces of a size that follows from the data alone, and partial sums are
/// added in a fixed order. The pool is libgomp's, which GraphBLAS uses too.
public enum Threads {
    private static let setting = Atomic<Int>(0)
    /// The limits of the calls of `limited` that are running, and the least of them; 0: none.
    private static let limits = Mutex<[Int]>([])
    private static let limit = Atomic<Int>(0)

    /// The number of threads in use; at first the number of processors this process may run on.
    public static var count: Int {
        get {
            let most = limit.load(ordering: .relaxed)
            return most > 0 ? min(nominal, most) : nominal
        }
        set { setting.store(max(1, newValue), ordering: .relaxed) }
    }

    /// The same without regard to `limited`: for what computes other bits with another number of threads.
    public static var nominal: Int {
        let value = setting.load(ordering: .relaxed)
        return value > 0 ? value : available
    }

    /// Runs `body` with at most `threads` threads. The setting is the process's: what else runs meanwhile is limited too.
    public static func limited<Result, Failure: Error>(
        to threads: Int, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        change { $0.append(max(1, threads)) }
        defer { change { limits in limits.firstIndex(of: max(1, threads)).map { _ = limits.remove(at: $0) } } }
        return try body()
    }

    private static func change(_ body: (inout [Int]) -> Void) {
        limits.withLock {
            body(&$0)
            limit.store($0.min() ?? 0, ordering: .relaxed)
        }
    }

    /// The number of processors this process may run on.
    public static let available: Int = Processors.available

    /// Whether the caller already runs inside `run` beside other threads.
    public static var isInside: Bool { cthreads_is_parallel() }

    /// Runs `body(0) … body(tasks - 1)`, each once, on up to `count` threads, and returns when all are done.
    ///
    /// Which thread does which task is not fixed; a body must write only to what belongs to its task. A call from
    /// inside another runs on the calling thread.
    public static func run(tasks: Int, _ body: (Int) -> Void) {
        run(tasks: tasks, threads: count, body)
    }

    static func run(tasks: Int, threads: Int, _ body: (Int) -> Void) {
        if tasks <= 0 { return }
        if tasks == 1 || threads == 1 {
            for task in 0..<tasks { body(task) }
            return
        }
        withoutActuallyEscaping(body) { escaping in
            var box: (Int) -> Void = escaping
            withUnsafeMutablePointer(to: &box) { pointer in
                cthreads_run(
                    { context, index, _ in context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index) },
                    pointer, tasks, Int32(threads))
            }
        }
    }

    /// Runs two pieces of work side by side, on two threads where `count` allows, else one after the other.
    public static func both(_ first: () -> Void, _ second: () -> Void) {
        run(tasks: 2, threads: min(2, count)) { $0 == 0 ? first() : second() }
    }

    /// Cuts `0 ..< count` into pieces of `size` (the last may be shorter) and runs `body` on each.
    public static func run(over count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
        precondition(size > 0, "Threads.run: a piece needs at least one element, found \(size)")
        let tasks = (count + size - 1) / size
        run(tasks: tasks) { task in body(task * size..<min(count, (task + 1) * size)) }
    }
}
