/// PyTorch's generator of random numbers on a CPU, so that splits that papers drew with it can be drawn again.
///
/// Source: Matsumoto & Nishimura, 1998, "Mersenne Twister", ACM TOMACS 8(1); seeded as `torch.manual_seed`.
struct MersenneTwister {
    private var state = [UInt32](repeating: 0, count: 624)
    private var next = 624

    init(seed: UInt32) {
        state[0] = seed
        for i in 1..<624 {
            state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i)
        }
    }

    mutating func draw() -> UInt32 {
        if next == 624 { refill() }
        var y = state[next]
        next += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9d2c_5680
        y ^= (y << 15) & 0xefc6_0000
        return y ^ (y >> 18)
    }

    private mutating func refill() {
        for i in 0..<624 {
            let y = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7fff_ffff)
            state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_b0df)
        }
        next = 0
    }

    /// `torch.randperm(count)`.
    mutating func permutation(_ count: Int) -> [Int] {
        var result = Array(0..<count)
        for i in 0..<max(0, count - 1) {
            result.swapAt(i, i + Int(draw() % UInt32(count - i)))
        }
        return result
    }
}

extension NodeSplit {
    /// The random split that PyTorch draws after `torch.manual_seed(seed)` in the code of SGFormer and of Luo et al., 2024
    /// (`class_rand_splits`): `perClass` training nodes of each class in turn, then validation and test nodes out of the
    /// shuffled rest.
    ///
    /// Throws `splitImpossible` for a seed outside 0 to 2³² - 1, or too few nodes.
    public static func torch(
        labels: NodeLabels, perClass: Int = 20, validation: Int = 500, test: Int = 1000, seed: Int
    ) throws(GraphError) -> NodeSplit {
        guard let seed32 = UInt32(exactly: seed) else {
            throw .splitImpossible(reason: "a PyTorch seed of \(seed); expected 0 to 4294967295")
        }
        var generator = MersenneTwister(seed: seed32)
        var train: [Int] = [], rest: [Int] = []
        for label in 0..<labels.classCount {
            let members = labels.values.indices.filter { labels.values[$0] == Int32(label) }
            let order = generator.permutation(members.count).map { members[$0] }
            train += order.prefix(perClass)
            rest += order.dropFirst(perClass)
        }
        guard rest.count > validation else {
            throw .splitImpossible(reason: "\(rest.count) nodes beside those for training; expected more than \(validation)")
        }
        let shuffled = generator.permutation(rest.count).map { rest[$0] }
        return try NodeSplit(
            name: "PyTorch's random \(perClass) a class of seed \(seed), \(validation) validation, \(min(test, rest.count - validation)) test",
            train: train, validation: Array(shuffled.prefix(validation)),
            test: Array(shuffled.dropFirst(validation).prefix(test)), nodeCount: labels.values.count)
    }
}
