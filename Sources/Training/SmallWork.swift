import DenseArrays
import GraphNetworks
import Graphs

/// Below this many multiply-adds an epoch runs on one thread.
private let smallWork = 60_000_000

extension NodeInput {
    /// Whether an epoch is so little work that sharing its products among threads does not pay: threads that wait for
    /// each other many times a millisecond are many times slower on a busy machine.
    ///
    /// - Parameter width: numbers a node has between layers.
    func isSmall(width: Int) -> Bool {
        let entries: Int
        switch features {
        case .dense(let array): entries = array.count
        case .sparse(let rows, _): entries = rows.count
        case .identity: entries = 0
        }
        return (entries + wholeAdjacency.count * max(1, layers)) * width < smallWork
    }
}
