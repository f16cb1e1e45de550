import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Float32 memory aligned to 64 bytes, taken from a pool and given back to it.
///
/// A training step asks for the same sizes again and again: reusing them avoids the page faults of fresh memory, which
/// cost more than the arithmetic of a small layer. `@unchecked Sendable`: the memory is written only while a
/// `DenseArray` holds it uniquely.
final class Storage: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Float>
    let capacity: Int

    /// Uninitialized memory for at least `count` floats.
    init(count: Int) {
        (pointer, capacity) = MemoryPool.take(count)
    }

    deinit { MemoryPool.give(pointer, capacity) }
}

/// Free blocks by size class; sizes are rounded up to an eighth of a power of two, so at most 12.5 % is unused.
enum MemoryPool {
    private struct Block: @unchecked Sendable { var pointer: UnsafeMutablePointer<Float> }
    private struct State {
        var free: [Int: [Block]] = [:]
        var freeBytes = 0
    }
    private static let state = Mutex(State())

    /// Free memory above this (1 GiB) goes back to the system: enough for a step's activations of a graph with some
    /// hundred thousand nodes, whose page faults would otherwise cost a tenth of the step.
    static let limit = 1 << 30
    /// From this size (4 MiB) on a block is asked for in huge pages, which fault 512 times less often.
    static let hugeBytes = 1 << 22

    static func sizeClass(_ count: Int) -> Int {
        if count <= 64 { return 64 }
        let step = max(16, (1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)) / 8)
        return (count + step - 1) / step * step
    }

    static func take(_ count: Int) -> (UnsafeMutablePointer<Float>, Int) {
        let capacity = sizeClass(count)
        let found = state.withLock { state -> Block? in
            guard let block = state.free[capacity]?.popLast() else { return nil }
            state.freeBytes -= capacity * 4
            return block
        }
        if let found { return (found.pointer, capacity) }
        var raw: UnsafeMutableRawPointer?
        let huge = capacity * 4 >= hugeBytes
        let status = posix_memalign(&raw, huge ? 1 << 21 : 64, capacity * 4)
        guard status == 0, let raw else {
            preconditionFailure("DenseArray: no memory for \(count) floats (\((count * 4) >> 20) MiB)")
        }
        if huge { madvise(raw, capacity * 4, Int32(MADV_HUGEPAGE)) }
        return (raw.bindMemory(to: Float.self, capacity: capacity), capacity)
    }

    static func give(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
        let block = Block(pointer: pointer)
        let kept = state.withLock { state -> Bool in
            guard state.freeBytes + capacity * 4 <= limit else { return false }
            state.freeBytes += capacity * 4
            state.free[capacity, default: []].append(block)
            return true
        }
        if !kept { free(pointer) }
    }
}
