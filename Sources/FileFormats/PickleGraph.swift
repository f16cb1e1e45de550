/// A value on the pickle machine's stack: plain, or the number of a node.
enum PickleSlot {
    case absent, none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case node(Int)
}

/// A container or text that other values may share; containers still grow after they were put in the memo.
struct PickleNode {
    enum Kind {
        case string(String)
        /// Bytes of the file, copied out once at the end.
        case slice(Range<Int>)
        /// Bytes that had escapes in the file.
        case bytes([UInt8])
        case list, tuple, dict
        /// `byte` is the place of the opcode that named it.
        case global(module: String, name: String, byte: Int)
        case object(module: String, name: String)
    }

    var kind: Kind
    /// list, tuple: the elements. dict: keys and values in turn. object: the arguments.
    var items: [PickleSlot] = []
    /// object: keys and values in turn, from SETITEMS.
    var entries: [PickleSlot] = []
    /// object: from APPENDS and ADDITEMS.
    var elements: [PickleSlot] = []
    /// object: from BUILD.
    var state = PickleSlot.absent
}

/// The nodes of a pickle, by number: no references, so cycles cost nothing and nothing deep has to be freed.
struct PickleGraph {
    private static let deepest = 256
    private static let mostValues = 100_000_000

    var nodes: [PickleNode] = []

    mutating func add(_ kind: PickleNode.Kind, _ items: [PickleSlot] = []) -> PickleSlot {
        nodes.append(PickleNode(kind: kind, items: items))
        return .node(nodes.count - 1)
    }

    /// Turns the graph below `root` into a value; shared nodes are made once and shared again.
    ///
    /// Throws where a container holds itself, is more than 256 deep, or stands for more than 100 million values
    /// (lists of the same lists of the same lists).
    func value(of root: PickleSlot, bytes: [UInt8], file: String) throws(FileError) -> PickleValue {
        var maker = Maker(graph: self, bytes: bytes, file: file)
        return try maker.value(root, depth: 0)
    }

    private struct Maker {
        private enum Progress {
            case untouched, running
            case finished(PickleValue, size: Int)
        }

        let graph: PickleGraph
        let bytes: [UInt8]
        let file: String
        private var progress: [Progress]
        private var made = 0

        init(graph: PickleGraph, bytes: [UInt8], file: String) {
            (self.graph, self.bytes, self.file) = (graph, bytes, file)
            progress = Array(repeating: .untouched, count: graph.nodes.count)
        }

        mutating func value(_ slot: PickleSlot, depth: Int) throws(FileError) -> PickleValue {
            made += 1
            switch slot {
            case .absent, .none: return .none
            case .bool(let value): return .bool(value)
            case .int(let value): return .int(value)
            case .float(let value): return .float(value)
            case .node(let index): return try value(node: index, depth: depth)
            }
        }

        private mutating func value(node index: Int, depth: Int) throws(FileError) -> PickleValue {
            switch progress[index] {
            case .finished(let value, let size):
                made += size
                try check(depth)
                return value
            case .running:
                throw FileError(kind: .unsupported, file: file, found: "a container that holds itself")
            case .untouched: break
            }
            try check(depth)
            progress[index] = .running
            let before = made
            let value = try make(graph.nodes[index], depth: depth + 1)
            progress[index] = .finished(value, size: made - before)
            return value
        }

        private func check(_ depth: Int) throws(FileError) {
            guard depth < deepest else {
                throw FileError(kind: .unsupported, file: file, found: "containers nested more than \(deepest) deep")
            }
            guard made <= mostValues else {
                throw FileError(
                    kind: .unsupported, file: file, found: "shared lists that stand for more than \(mostValues) values")
            }
        }

        private mutating func make(_ node: PickleNode, depth: Int) throws(FileError) -> PickleValue {
            switch node.kind {
            case .string(let text): return .string(text)
            case .slice(let range): return .bytes(Array(bytes[range]))
            case .bytes(let bytes): return .bytes(bytes)
            case .list: return .list(try values(node.items, depth))
            case .tuple: return .tuple(try values(node.items, depth))
            case .dict: return .dict(try pairs(node.items, depth))
            case .global(let module, let name, _): return .global(module: module, name: name)
            case .object(let module, let name):
                var state: PickleValue?
                if case .absent = node.state {} else { state = try value(node.state, depth: depth) }
                return .object(
                    PickleObject(
                        module: module, name: name, args: try values(node.items, depth), state: state,
                        entries: try pairs(node.entries, depth), elements: try values(node.elements, depth)))
            }
        }

        private mutating func values(_ slots: [PickleSlot], _ depth: Int) throws(FileError) -> [PickleValue] {
            var values: [PickleValue] = []
            values.reserveCapacity(slots.count)
            for slot in slots { values.append(try value(slot, depth: depth)) }
            return values
        }

        private mutating func pairs(
            _ slots: [PickleSlot], _ depth: Int
        ) throws(FileError) -> [(key: PickleValue, value: PickleValue)] {
            var pairs: [(key: PickleValue, value: PickleValue)] = []
            pairs.reserveCapacity(slots.count / 2)
            for index in stride(from: 0, to: slots.count - 1, by: 2) {
                pairs.append(
                    (key: try value(slots[index], depth: depth), value: try value(slots[index + 1], depth: depth)))
            }
            return pairs
        }
    }
}
