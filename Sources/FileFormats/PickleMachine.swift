/// Stack, marks and memo of the pickle machine, and the opcodes that put containers together. It calls nothing.
struct PickleMachine {
    let file: String
    let allowed: Set<String>
    /// Whether a name alone must be allowed, also where nothing calls it.
    let checksNames: Bool
    var graph = PickleGraph()
    /// The byte of the opcode at work, for messages.
    var opcodeByte = 0
    private var stack: [PickleSlot] = []
    private var marks: [Int] = []
    private var memo: [PickleSlot] = []
    /// Memo numbers far beyond the others; a file may name any 32-bit number.
    private var farMemo: [Int: PickleSlot] = [:]
    private var memoCount = 0

    init(file: String, allowed: Set<String>, checksNames: Bool) {
        (self.file, self.allowed, self.checksNames) = (file, allowed, checksNames)
    }

    // MARK: Stack

    mutating func push(_ slot: PickleSlot) { stack.append(slot) }

    mutating func push(_ kind: PickleNode.Kind, _ items: [PickleSlot] = []) { stack.append(graph.add(kind, items)) }

    mutating func pop() throws(FileError) -> PickleSlot {
        guard stack.count > (marks.last ?? 0), let top = stack.popLast() else {
            throw malformed("an empty stack", "a value")
        }
        return top
    }

    func top() throws(FileError) -> PickleSlot {
        guard stack.count > (marks.last ?? 0), let top = stack.last else {
            throw malformed("an empty stack", "a value")
        }
        return top
    }

    mutating func mark() { marks.append(stack.count) }

    mutating func popToMark() throws(FileError) -> [PickleSlot] {
        guard let mark = marks.popLast() else { throw malformed("no mark on the stack", "a mark") }
        let items = Array(stack[mark...])
        stack.removeSubrange(mark...)
        return items
    }

    /// POP takes a mark where one is on top.
    mutating func discard() throws(FileError) {
        if let mark = marks.last, mark == stack.count {
            marks.removeLast()
        } else {
            _ = try pop()
        }
    }

    mutating func pushTuple(of count: Int) throws(FileError) {
        var items: [PickleSlot] = []
        for _ in 0..<count { items.append(try pop()) }
        push(.tuple, items.reversed())
    }

    mutating func finish() throws(FileError) -> PickleSlot {
        let result = try pop()
        guard stack.isEmpty, marks.isEmpty else {
            throw malformed("\(stack.count) values left on the stack", "the result alone")
        }
        return result
    }

    // MARK: Memo

    mutating func memoize() throws(FileError) { try put(memoCount) }

    mutating func put(_ index: Int) throws(FileError) {
        guard index >= 0 else { throw malformed("the memo number \(index)", "0 or more") }
        let slot = try top()
        memoCount += 1
        if index < memo.count {
            memo[index] = slot
        } else if index <= 2 * memo.count + 1024 {
            while memo.count < index { memo.append(farMemo[memo.count] ?? .absent) }
            memo.append(slot)
        } else {
            farMemo[index] = slot
        }
    }

    mutating func get(_ index: Int) throws(FileError) {
        let slot = memo.indices.contains(index) ? memo[index] : farMemo[index] ?? .absent
        if case .absent = slot { throw malformed("the memo number \(index), which was never put", "an earlier number") }
        push(slot)
    }

    // MARK: Containers

    mutating func append(_ items: [PickleSlot]) throws(FileError) {
        let index = try node(try top(), "a list")
        switch graph.nodes[index].kind {
        case .list: graph.nodes[index].items += items
        case .object: graph.nodes[index].elements += items
        default: throw malformed("something else under the elements", "a list")
        }
    }

    mutating func setItems(_ items: [PickleSlot]) throws(FileError) {
        guard items.count % 2 == 0 else { throw malformed("a key without a value", "keys and values in pairs") }
        let index = try node(try top(), "a dict")
        switch graph.nodes[index].kind {
        case .dict: graph.nodes[index].items += items
        case .object: graph.nodes[index].entries += items
        default: throw malformed("something else under the keys and values", "a dict")
        }
    }

    mutating func build() throws(FileError) {
        let state = try pop()
        let index = try node(try top(), "an object")
        guard case .object = graph.nodes[index].kind else {
            throw malformed("a state for something that is no object", "an object")
        }
        graph.nodes[index].state = state
    }

    // MARK: Names and calls, noted down and not made

    /// REDUCE, NEWOBJ: the arguments are a tuple on the stack, the class or function under it.
    mutating func call(keywords: Bool = false) throws(FileError) {
        let extra = keywords ? [try pop()] : []
        let index = try node(try pop(), "a tuple of arguments")
        guard case .tuple = graph.nodes[index].kind else {
            throw malformed("something else than a tuple of arguments", "a tuple")
        }
        let items = graph.nodes[index].items + extra
        try call(try pop(), items)
    }

    mutating func call(_ callee: PickleSlot, _ arguments: [PickleSlot]) throws(FileError) {
        let index = try node(callee, "the name of a class or function")
        guard case .global(let module, let name, let byte) = graph.nodes[index].kind else {
            throw malformed("a call of something that is no name", "the name of a class or function")
        }
        guard allowed.contains(module + "." + name) else { throw refused("a call of the global \(module) \(name)", byte) }
        push(.object(module: module, name: name), arguments)
    }

    /// GLOBAL: the name of a class or function, on the stack as that.
    mutating func pushGlobal(_ module: String, _ name: String) throws(FileError) {
        if checksNames, !allowed.contains(module + "." + name) {
            throw refused("the global \(module) \(name)", opcodeByte)
        }
        push(.global(module: module, name: name, byte: opcodeByte))
    }

    private func refused(_ found: String, _ byte: Int) -> FileError {
        FileError(
            kind: .unsupported, file: file, place: .byte(byte), found: found,
            expected: allowed.isEmpty ? "plain values" : "one of " + allowed.sorted().joined(separator: ", "),
            advice: "refused, nothing was executed")
    }

    /// STACK_GLOBAL: module and name are texts on the stack.
    mutating func stackGlobal(bytes: [UInt8]) throws(FileError) {
        let name = try text(try pop(), bytes)
        let module = try text(try pop(), bytes)
        try pushGlobal(module, name)
    }

    private func text(_ slot: PickleSlot, _ bytes: [UInt8]) throws(FileError) -> String {
        switch graph.nodes[try node(slot, "a text")].kind {
        case .string(let text): return text
        case .slice(let range):
            guard let text = String(validating: bytes[range], as: UTF8.self) else { fallthrough }
            return text
        default: throw malformed("something else than a text", "the name of a class or function")
        }
    }

    // MARK: Errors

    private func node(_ slot: PickleSlot, _ expected: String) throws(FileError) -> Int {
        if case .node(let index) = slot { return index }
        throw malformed("a plain value", expected)
    }

    func malformed(_ found: String, _ expected: String) -> FileError {
        FileError(kind: .malformed, file: file, place: .byte(opcodeByte), found: found, expected: expected)
    }
}
