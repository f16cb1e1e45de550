import CVectorKernels

/// A place in the tree of random numbers: numbers follow from the key and an element's index alone.
///
/// Keys are derived by name or number (`key.child("dropout").child(step)`), never drawn in sequence, so that the same
/// seed gives the same numbers whatever the number of threads and whatever else was computed. Mixing is SplitMix64
/// (Steele, Lea & Flood, 2014, DOI 10.1145/2660193.2660195); elements are hashed by a 32-bit mixer in `CVectorKernels`.
public struct RandomKey: Sendable, Equatable {
    /// The key itself.
    public let value: UInt64

    /// The root of a seed's tree.
    public init(seed: Int) { value = Self.mix(UInt64(bitPattern: Int64(seed)) ^ 0x6a09_e667_f3bc_c908) }

    private init(value: UInt64) { self.value = value }

    /// The key of the child with this number.
    public func child(_ number: Int) -> RandomKey {
        RandomKey(value: Self.mix(value ^ Self.mix(UInt64(bitPattern: Int64(number)) &+ 0x9e37_79b9_7f4a_7c15)))
    }

    /// The key of the child with this name.
    public func child(_ name: StaticString) -> RandomKey {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        name.withUTF8Buffer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 } }
        return RandomKey(value: Self.mix(value ^ hash))
    }

    static func mix(_ input: UInt64) -> UInt64 {
        var x = input &+ 0x9e37_79b9_7f4a_7c15
        x = (x ^ (x >> 30)) &* 0xbf58_476d_1ce4_e5b9
        x = (x ^ (x >> 27)) &* 0x94d0_49bb_1331_11eb
        return x ^ (x >> 31)
    }

    /// The 64-bit number of element `index`.
    public func bits(_ index: Int) -> UInt64 { Self.mix(value ^ Self.mix(UInt64(bitPattern: Int64(index)))) }

    /// Uniform in [0, 1) with 53 bits.
    public func uniform(_ index: Int) -> Double { Double(bits(index) >> 11) * 0x1p-53 }

    /// A whole number in `0 ..< bound`, for bounds far below 2⁶⁴.
    public func integer(_ index: Int, below bound: Int) -> Int {
        precondition(bound > 0, "RandomKey.integer: expected a positive bound, found \(bound)")
        return Int(bits(index).multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A random order of `0 ..< count` (Fisher & Yates).
    public func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, integer(i, below: i + 1)) }
        return order
    }
}

extension DenseArray {
    /// Numbers drawn uniformly from `low ..< high`.
    public init(uniform shape: [Int], low: Float, high: Float, key: RandomKey) {
        self.init(uninitialized: shape)
        cvk_uniform(storage.pointer, key.value, 0, count)
        let width = high - low, pointer = storage.pointer
        for i in 0..<count { pointer[i] = low + width * pointer[i] }
    }
}
