import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// METIS, where the system has it (`libmetis5`, which comes with SuiteSparse): looked up when first needed, never linked.
///
/// Source: Karypis & Kumar, 1998, "A Fast and High Quality Multilevel Scheme for Partitioning Irregular Graphs",
/// DOI 10.1137/S1064827595287997.
enum METISLibrary {
    private typealias SetOptions = @convention(c) (UnsafeMutableRawPointer) -> Int32
    private typealias Partition = @convention(c) (
        UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>,
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>,
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>,
        UnsafeMutablePointer<Int32>
    ) -> Int32

    private struct Functions: @unchecked Sendable {
        let setOptions: SetOptions
        let partition: Partition
    }

    private static let functions: Functions? = {
        for name in ["libmetis.so.5", "libmetis.so", "libmetis.dylib"] {
            guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
            guard let options = dlsym(library, "METIS_SetDefaultOptions"),
                let partition = dlsym(library, "METIS_PartGraphKway")
            else { continue }
            let found = Functions(
                setOptions: unsafeBitCast(options, to: SetOptions.self),
                partition: unsafeBitCast(partition, to: Partition.self))
            // The library is built for 32-bit or for 64-bit numbers and does not say which: 40 options of -1 tell.
            var probe = [Int32](repeating: 0, count: 80)
            _ = probe.withUnsafeMutableBytes { found.setOptions($0.baseAddress!) }
            return probe[39] == -1 && probe[40] == 0 ? found : nil
        }
        return nil
    }()

    /// Whether there is a METIS with 32-bit numbers.
    static var isAvailable: Bool { functions != nil }

    /// METIS draws from the process's one `rand`: two calls side by side would disturb each other's numbers.
    private static let oneAtATime = Mutex(())

    /// The part of each node; `neighbours` hold each edge in both directions, without loops. Nil where METIS is missing or
    /// fails.
    static func partition(starts: [Int32], neighbours: [Int32], parts: Int, seed: Int) -> [Int32]? {
        guard let functions, parts > 1 else { return nil }
        var nodes = Int32(starts.count - 1), constraints: Int32 = 1, count = Int32(parts), cut: Int32 = 0
        var starts = starts, neighbours = neighbours
        var options = [Int32](repeating: -1, count: 40)
        options.withUnsafeMutableBytes { _ = functions.setOptions($0.baseAddress!) }
        options[8] = Int32(truncatingIfNeeded: seed) & 0x7fff_ffff  // METIS_OPTION_SEED
        var result = [Int32](repeating: 0, count: Int(nodes))
        if neighbours.isEmpty { neighbours = [0] }
        let status = oneAtATime.withLock { _ in starts.withUnsafeMutableBufferPointer { starts in
            neighbours.withUnsafeMutableBufferPointer { neighbours in
                options.withUnsafeMutableBufferPointer { options in
                    result.withUnsafeMutableBufferPointer { result in
                        functions.partition(
                            &nodes, &constraints, starts.baseAddress!, neighbours.baseAddress!, nil, nil, nil, &count, nil,
                            nil, options.baseAddress!, &cut, result.baseAddress!)
                    }
                }
            }
        } }
        return status == 1 ? result : nil
    }
}
