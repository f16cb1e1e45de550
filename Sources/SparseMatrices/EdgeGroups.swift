import CVectorKernels
import DenseArrays

/// Edges grouped by the row that they meet: what the loops of message passing run over (`CVectorKernels`).
///
/// The edges of row r are `rowStarts[r] ..< rowStarts[r + 1]`; edge k of them joins the row to row `neighbours[k]` of the
/// other side. Values that belong to edges (coefficients `[edges, heads]`, edge terms) have a row `places[k]` each. Rows
/// are dealt out to threads in pieces that follow from the sizes alone, each row's edges are taken in their order: no
/// result depends on the number of threads.
public struct EdgeGroups: Sendable {
    /// `rows + 1` rising offsets.
    public let rowStarts: [Int]
    /// The row on the other side, one an edge.
    public let neighbours: [Int32]
    /// The row of each edge's own values; nil for its place here.
    public let places: [Int32]?
    /// How many rows the other side has.
    public let neighbourCount: Int

    /// Takes arrays that obey the form; traps where they do not.
    public init(rowStarts: [Int], neighbours: [Int32], places: [Int32]?, neighbourCount: Int) {
        let count = neighbours.count
        precondition(
            rowStarts.first == 0 && rowStarts.last == count && (places == nil || places?.count == count),
            "EdgeGroups: \(count) edges, offsets from \(rowStarts.first ?? -1) to \(rowStarts.last ?? -1), \(places?.count ?? count) places"
        )
        precondition(zip(rowStarts, rowStarts.dropFirst()).allSatisfy { $0 <= $1 }, "EdgeGroups: offsets fall")
        precondition(
            neighbours.allSatisfy { $0 >= 0 && $0 < neighbourCount },
            "EdgeGroups: a neighbour outside 0..<\(neighbourCount)")
        precondition(
            places?.allSatisfy { $0 >= 0 && $0 < count } ?? true, "EdgeGroups: a place outside 0..<\(count)")
        self.rowStarts = rowStarts
        self.neighbours = neighbours
        self.places = places
        self.neighbourCount = neighbourCount
    }

    /// How many rows there are.
    public var rows: Int { rowStarts.count - 1 }
    /// How many edges there are.
    public var count: Int { neighbours.count }

    /// Rows a thread takes at a time; follows from the sizes alone.
    func piece(_ width: Int) -> Int { max(1, (1 << 17) / max(1, (count / max(1, rows) + 1) * width)) }

    /// Runs `body` on pieces of the rows with the edges as C sees them. Without `neighbours` the other side is the edges
    /// themselves.
    func run(width: Int, neighbours joined: Bool = true, _ body: (cvk_edges_t, Range<Int>) -> Void) {
        rowStarts.withUnsafeBufferPointer { starts in
            neighbours.withUnsafeBufferPointer { neighbours in
                func start(_ places: UnsafePointer<Int32>?) {
                    let edges = cvk_edges_t(
                        starts: starts.baseAddress, neighbours: joined ? neighbours.baseAddress : nil, places: places)
                    Threads.run(over: rows, by: piece(width)) { body(edges, $0) }
                }
                if count == 0 { return }
                if let places { places.withUnsafeBufferPointer { start($0.baseAddress) } } else { start(nil) }
            }
        }
    }

    /// Traps where an operand does not have this many rows, or not this width.
    func check(
        _ operation: StaticString, _ what: StaticString, _ array: DenseArray?, rows expected: Int, width: Int
    ) {
        guard let array else { return }
        precondition(
            array.rows == expected && array.columns == width,
            "EdgeGroups.\(operation): expected \(what) of shape [\(expected), \(width)], found \(array.shape)")
    }
}

extension EdgeGroups {
    /// The pointers of some arrays, for the time of a call.
    static func with(
        _ first: DenseArray?, _ second: DenseArray? = nil, _ third: DenseArray? = nil, _ fourth: DenseArray? = nil,
        _ fifth: DenseArray? = nil, _ body: ([UnsafePointer<Float>?]) -> Void
    ) {
        func next(_ rest: ArraySlice<DenseArray?>, _ found: [UnsafePointer<Float>?]) {
            guard let array = rest.first else { return body(found) }
            guard let array else { return next(rest.dropFirst(), found + [nil]) }
            array.withUnsafeElements { next(rest.dropFirst(), found + [$0.baseAddress]) }
        }
        next([first, second, third, fourth, fifth], [])
    }

    /// An array made by `body`, which gets its pointer.
    static func make(_ array: DenseArray, _ body: (UnsafeMutablePointer<Float>) -> Void) -> DenseArray {
        var array = array
        array.withUnsafeMutableElements { if let start = $0.baseAddress { body(start) } }
        return array
    }
}
