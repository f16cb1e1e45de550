import GraphLearning

/// Short names of what a run was trained on, by which a later command sees whether it is still the same.
enum Fingerprint {
    /// SHA-256 of the nodes' names in their order.
    static func nodes(_ graph: Graph) -> String {
        var hash = SHA256()
        for node in 0..<graph.nodeCount { hash.update(Array((graph.name(of: node) + "\n").utf8)) }
        return hash.finalizedHexadecimal
    }

    /// SHA-256 of the split's node numbers.
    static func split(_ split: NodeSplit) -> String {
        let text = [split.train, split.validation, split.test]
            .map { $0.map(String.init).joined(separator: ",") }.joined(separator: ";")
        return SHA256.hex(Array(text.utf8))
    }
}

extension SHA256 {
    fileprivate var finalizedHexadecimal: String {
        finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
