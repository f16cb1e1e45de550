import DenseArrays
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The numbers of threads under which results must have the same bits.
public let threadCounts = [1, 2, 3, 4]

/// A plain lock: `Mutex` would ask that results may be sent between threads, which they need not.
private final class Lock: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t> = .allocate(capacity: 1)
    init() { pthread_mutex_init(mutex, nil) }
    func lock() { pthread_mutex_lock(mutex) }
    func unlock() { pthread_mutex_unlock(mutex) }
}

private let oneAtATime = Lock()

/// What `body` makes under each of `threadCounts`; no other test changes the number of threads meanwhile.
public func resultsForThreadCounts<Result>(_ body: () throws -> Result) rethrows -> [Result] {
    oneAtATime.lock()
    let before = Threads.count
    defer {
        Threads.count = before
        oneAtATime.unlock()
    }
    return try threadCounts.map { count in
        Threads.count = count
        return try body()
    }
}

/// Records an issue where the bits of what `body` makes depend on the number of threads; returns it as made by one.
@discardableResult
public func expectSameBitsForThreadCounts(
    _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> DenseArray
) rethrows -> DenseArray {
    let results = try resultsForThreadCounts(body)
    for (count, result) in zip(threadCounts, results).dropFirst() {
        expectSameBits(result, results[0], "\(what), \(count) threads", sourceLocation: sourceLocation)
    }
    return results[0]
}
