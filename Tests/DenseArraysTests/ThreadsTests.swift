import DenseArrays
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite struct ThreadsTests {
    @Test func everyTaskRunsOnce() {
        for results in resultsForThreadCounts({ tasksDone(1000) }) {
            #expect(results == [Int](repeating: 1, count: 1000))
        }
    }

    private func tasksDone(_ tasks: Int) -> [Int] {
        var done = [Int](repeating: 0, count: tasks)
        done.withUnsafeMutableBufferPointer { done in
            let start = done.baseAddress
            Threads.run(tasks: tasks) { start?[$0] += 1 }
        }
        return done
    }

    @Test func piecesCoverTheWhole() {
        for (count, size) in [(10, 3), (9, 3), (1, 100), (0, 5), (1000, 1)] {
            let covered = Mutex([Int](repeating: 0, count: count))
            Threads.run(over: count, by: size) { piece in
                covered.withLock { for i in piece { $0[i] += 1 } }
                precondition(piece.count <= size && !piece.isEmpty, "a piece of \(piece.count)")
            }
            #expect(covered.withLock { $0.allSatisfy { $0 == 1 } })
        }
    }

    /// The limit holds inside alone, nests, is lifted by an error, and leaves the nominal number as it is; in a process of its own,
    /// since it is the process's.
    @Test func limits() async {
        await #expect(processExitsWith: .success) {
            struct Stop: Error {}
            Threads.count = 4
            let inner = Threads.limited(to: 2) { [Threads.count, Threads.limited(to: 5) { Threads.count }, Threads.nominal] }
            precondition(inner == [2, 2, 4], "\(inner)")
            try? Threads.limited(to: 1) { () throws(Stop) in throw Stop() }
            precondition(Threads.count == 4 && Threads.nominal == 4, "\(Threads.count)")
            // ends in another order than it began
            let (a, b) = (DispatchedLimit(to: 1), DispatchedLimit(to: 2))
            a.end()
            precondition(Threads.count == 2, "\(Threads.count)")
            b.end()
            precondition(Threads.count == 4, "\(Threads.count)")
        }
    }

    @Test func callsInsideCallsRunAlone() {
        let total = Atomic<Int>(0)
        for _ in resultsForThreadCounts({
            Threads.run(tasks: 4) { _ in
                Threads.run(tasks: 10) { total.add($0, ordering: .relaxed) }
            }
        }) {}
        #expect(total.load(ordering: .relaxed) == 4 * 45 * threadCounts.count)
        #expect(!Threads.isInside)
    }

    @Test func bothRunsBoth() {
        let a = Atomic<Int>(0)
        let b = Atomic<Int>(0)
        Threads.both({ a.store(1, ordering: .relaxed) }, { b.store(2, ordering: .relaxed) })
        #expect(a.load(ordering: .relaxed) == 1 && b.load(ordering: .relaxed) == 2)
    }

    @Test func aCountBelowOneBecomesOne() {
        let counts = resultsForThreadCounts { () -> Int in
            Threads.count = -3
            return Threads.count
        }
        #expect(counts.allSatisfy { $0 == 1 })
        #expect(Threads.available >= 1)
    }
}

/// A limit on a thread of its own, which lasts until `end`.
private final class DispatchedLimit: @unchecked Sendable {
    private var thread = pthread_t()
    private let state = Atomic<Int>(0)
    private let threads: Int

    init(to threads: Int) {
        self.threads = threads
        pthread_create(&thread, nil, { pointer in
            guard let pointer else { return nil }
            let me = Unmanaged<DispatchedLimit>.fromOpaque(pointer).takeUnretainedValue()
            Threads.limited(to: me.threads) {
                me.state.store(1, ordering: .sequentiallyConsistent)
                while me.state.load(ordering: .sequentiallyConsistent) == 1 { usleep(100) }
            }
            return nil
        }, Unmanaged.passUnretained(self).toOpaque())
        while state.load(ordering: .sequentiallyConsistent) == 0 { usleep(100) }
    }

    func end() {
        state.store(2, ordering: .sequentiallyConsistent)
        pthread_join(thread, nil)
    }
}
