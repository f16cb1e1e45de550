#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The SHA-256 hash (FIPS 180-4, doi 10.6028/NIST.FIPS.180-4), to tell whether a file is the one that was published.
///
/// It is written out here because swift-crypto would bring two minutes of build for this one function.
public struct SHA256: Sendable {
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    private var hash: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// Bytes that do not fill a block yet.
    private var pending: [UInt8] = []
    private var count: UInt64 = 0

    /// The hash of no bytes so far.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        count &+= UInt64(bytes.count)
        var start = 0
        if !pending.isEmpty {
            start = min(64 - pending.count, bytes.count)
            pending += bytes[..<start]
            guard pending.count == 64 else { return }
            addBlocks(pending, from: 0, to: 64)
            pending.removeAll(keepingCapacity: true)
        }
        let end = start + (bytes.count - start) / 64 * 64
        addBlocks(bytes, from: start, to: end)
        pending += bytes[end...]
    }

    /// The 32 bytes of the hash of all that was added. More may be added afterwards.
    public func finalize() -> [UInt8] {
        var last = self
        var tail = pending
        tail.append(0x80)
        while tail.count % 64 != 56 { tail.append(0) }
        let bits = count &* 8
        for shift in stride(from: 56, through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        last.addBlocks(tail, from: 0, to: tail.count)
        return last.hash.flatMap { word in
            [24, 16, 8, 0].map { shift in UInt8(truncatingIfNeeded: word >> UInt32(shift)) }
        }
    }

    /// The hash of these bytes in 64 hexadecimal digits, as `sha256sum` prints it.
    public static func hex(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexadecimal
    }

    /// The hash of a file in 64 hexadecimal digits; takes 1 MiB of memory however large the file is.
    ///
    /// Throws `.missing` where there is no such file, `.inputOutput` when the system refuses.
    public static func hex(ofFile path: String) throws(FileError) -> String {
        let file = try Descriptor(path, shown: path, flags: O_RDONLY)
        if try file.status().isDirectory {
            throw FileError(kind: .inputOutput, file: path, found: "this is a folder", expected: "a file")
        }
        var hash = SHA256()
        var isOpen = true
        while isOpen {
            var chunk: [UInt8] = []
            isOpen = try file.read(upTo: 1 << 20, appendingTo: &chunk)
            hash.update(chunk)
        }
        return hash.hexadecimal
    }

    /// `finalize()` in 64 hexadecimal digits.
    public var hexadecimal: String {
        finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Takes in the blocks of 64 bytes in `start..<end`. The names a...h, w, s0, s1 are those of the standard.
    private mutating func addBlocks(_ bytes: [UInt8], from start: Int, to end: Int) {
        guard start < end else { return }
        var w = [UInt32](repeating: 0, count: 64)
        let k = SHA256.constants
        for block in stride(from: start, to: end, by: 64) {
            bytes.withUnsafeBytes { raw in
                for t in 0..<16 {
                    w[t] = UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: block + 4 * t, as: UInt32.self))
                }
            }
            for t in 16..<64 {
                let s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >> 3)
                let s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >> 10)
                w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
            }
            var (a, b, c, d) = (hash[0], hash[1], hash[2], hash[3])
            var (e, f, g, h) = (hash[4], hash[5], hash[6], hash[7])
            for t in 0..<64 {
                let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
                let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[t] &+ w[t]
                let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
                let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
            }
            for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { hash[index] &+= word }
        }
    }

    @inline(__always)
    private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { (word >> count) | (word << (32 - count)) }
}
