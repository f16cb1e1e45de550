import DenseArrays
import Synchronization
import TestSupport
import Testing

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

    /// The limit holds inside alone, nests, is lifted by an error, and leaves the nominal number as it is.
    @Test func limits() {
        struct Stop: Error {}
        for found in resultsForThreadCounts({
            let inner = Threads.limited(to: 2) { [Threads.count, Threads.limited(to: 5) { Threads.count }, Threads.nominal] }
            try? Threads.limited(to: 1) { () throws(Stop) in throw Stop() }
            return (inner, Threads.count, Threads.nominal)
        }) {
            #expect(found.1 == found.2)
            #expect(found.0 == [min(2, found.2), min(2, found.2), found.2])
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
