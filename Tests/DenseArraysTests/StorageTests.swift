import TestSupport
import Testing

@testable import DenseArrays

@Suite struct StorageTests {
    @Test func sizeClassesHoldAndWasteLittle() {
        var last = 0
        for count in Array(0..<5000) + [1 << 20, 1 << 20 + 1, 12_345_678] {
            let capacity = MemoryPool.sizeClass(count)
            #expect(capacity >= count && capacity % 16 == 0 && capacity >= last)
            // at most an eighth, or 15 floats, or the smallest class
            #expect(capacity <= max(64, count + 15, count + count / 7 + 1), "\(count) takes \(capacity)")
            last = capacity
        }
    }

    @Test func memoryIsUsedAgain() {
        // a size that no other test asks for
        let count = 7_654_321
        var first: UInt = 0
        do {
            let array = DenseArray(repeating: 5, shape: [count])
            first = array.withUnsafeElements { UInt(bitPattern: $0.baseAddress) }
        }
        let again = DenseArray(uninitialized: [count])
        #expect(again.withUnsafeElements { UInt(bitPattern: $0.baseAddress) } == first)
        // and zeros are zeros although the block was full of fives
        do { _ = again }
        #expect(DenseArray(zeros: [count]).sum() == 0)
    }

    @Test func manyThreadsTakeAndGive() {
        Threads.run(tasks: 64) { task in
            for round in 0..<50 {
                let array = DenseArray(repeating: Float(task), shape: [100 + round])
                precondition(array.withUnsafeElements { $0.allSatisfy { $0 == Float(task) } }, "memory given twice")
            }
        }
    }
}
