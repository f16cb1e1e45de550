import Synchronization

/// Renumbers the nodes of one sample: two arrays of the graph's size, kept from sample to sample and never cleared (a stamp
/// tells which entries are this sample's).
final class NodeNumbers: @unchecked Sendable {
    private var stamps: [UInt32]
    private var numbers: [Int32]
    private var stamp: UInt32 = 0
    /// The sample's nodes by their numbers.
    private(set) var nodes: [Int32] = []

    init(nodeCount: Int) {
        stamps = [UInt32](repeating: 0, count: nodeCount)
        numbers = [Int32](repeating: 0, count: nodeCount)
    }

    /// Forgets the sample before.
    func begin() {
        if stamp == .max {
            for node in stamps.indices { stamps[node] = 0 }
            stamp = 0
        }
        stamp += 1
        nodes.removeAll(keepingCapacity: true)
    }

    /// The number of a node, which gets the next one when it is new.
    @inline(__always)
    func number(of node: Int32) -> Int32 {
        let place = Int(node)
        if stamps[place] == stamp { return numbers[place] }
        let number = Int32(nodes.count)
        stamps[place] = stamp
        numbers[place] = number
        nodes.append(node)
        return number
    }

    /// The number of a node of the sample, or nil.
    @inline(__always)
    func known(_ node: Int32) -> Int32? {
        let place = Int(node)
        return stamps[place] == stamp ? numbers[place] : nil
    }
}

/// Scratch of samples that are made at the same time, taken and given back.
final class NodeNumbersPool: Sendable {
    private let nodeCount: Int
    private let free = Mutex<[NodeNumbers]>([])

    init(nodeCount: Int) { self.nodeCount = nodeCount }

    func with<Result>(_ body: (NodeNumbers) throws -> Result) rethrows -> Result {
        let taken = free.withLock { $0.popLast() } ?? NodeNumbers(nodeCount: nodeCount)
        defer { free.withLock { $0.append(taken) } }
        return try body(taken)
    }
}
