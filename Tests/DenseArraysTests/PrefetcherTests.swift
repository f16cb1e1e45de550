import DenseArrays
import Synchronization
import Testing

@Suite struct PrefetcherTests {
    @Test func elementsComeInOrderWhateverTheWorkers() {
        for workers in [0, 1, 2, 5] {
            let prefetcher = Prefetcher(count: 200, workers: workers) { $0 * $0 }
            var found: [Int] = []
            while let element = prefetcher.next() { found.append(element) }
            #expect(found == (0..<200).map { $0 * $0 })
            #expect(prefetcher.next() == nil)
        }
    }

    @Test func fewAreMadeAhead() {
        final class Counts: Sendable { let made = Atomic<Int>(0), ahead = Atomic<Int>(0), taken = Atomic<Int>(0) }
        let counts = Counts()
        let prefetcher = Prefetcher(count: 300, workers: 3) { index in
            let made = counts.made.add(1, ordering: .sequentiallyConsistent).newValue
            counts.ahead.max(made - counts.taken.load(ordering: .sequentiallyConsistent), ordering: .sequentiallyConsistent)
            return index
        }
        while prefetcher.next() != nil { counts.taken.add(1, ordering: .sequentiallyConsistent) }
        #expect(counts.made.load(ordering: .relaxed) == 300)
        // workers + 2, and one that has been taken but not yet counted
        #expect(counts.ahead.load(ordering: .relaxed) <= 6)
    }

    @Test func leavingEarlyStopsTheWorkers() {
        final class Count: Sendable { let made = Atomic<Int>(0) }
        let count = Count()
        do {
            let prefetcher = Prefetcher(count: 1_000_000, workers: 2) { index in
                count.made.add(1, ordering: .relaxed)
                return index
            }
            #expect(prefetcher.next() == 0)
        }
        #expect(count.made.load(ordering: .relaxed) <= 6)
        #expect(Prefetcher(count: 0) { $0 }.next() == nil)
    }
}
