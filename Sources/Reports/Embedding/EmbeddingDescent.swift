import CVectorKernels
import DenseArrays

/// The state of t-SNE's gradient descent and its steps.
///
/// Steps are so short that threads help only while no other program wants the processors: of every fifty steps three are made with
/// threads and three without, and the rest the faster way.
///
/// A step has two rounds of tasks: attraction along P's rows, and, as one more task beside it, the quadtree over the points in
/// Morton order; then repulsion, for pieces of that order. Each task writes to its own places and sums are added in the order of the
/// pieces, so no bit depends on the number of threads.
struct EmbeddingDescent {
    private let p: Affinities
    private let theta2: Float
    private let count: Int
    private var y: [Float]
    private var update: [Float], gains: [Float], attraction: [Float], repulsion: [Float]
    private var cells: [cvk_cell_t]
    private var order: [UInt32], codes: [UInt32], scratch: [UInt32]
    private var sortedX: [Float], sortedY: [Float]
    private var sums: [Double]
    private var pace = Pace()

    /// What steps with and without threads took lately. It decides on time alone: the numbers are the same either way.
    private struct Pace {
        private var steps = 0
        private var threaded = Duration.zero, serial = Duration.zero

        var isThreaded: Bool { steps % 50 < 3 || steps % 50 >= 6 && threaded <= serial }

        mutating func add(_ time: Duration) {
            let place = steps % 50
            if place == 0 { (threaded, serial) = (.zero, .zero) }
            if place < 3 { threaded += time } else if place < 6 { serial += time }
            steps += 1
        }
    }

    /// Rows of P in a task, and places of the Morton order (a multiple of sixteen). A small set is one piece: its step takes less
    /// time than threads take to meet.
    private let piece: Int

    /// - Parameter start: `[points, 2]`.
    init(_ affinities: Affinities, start: DenseArray, theta: Double) {
        p = affinities
        theta2 = Float(theta * theta)
        count = affinities.count
        let pairs = affinities.columns.count + (theta == 0 ? count * count : 0)
        piece = pairs < 200_000 ? max(16, (count + 15) / 16 * 16) : 256
        y = start.elements
        let zeros = [Float](repeating: 0, count: 2 * count)
        (update, gains, attraction, repulsion) = (zeros, [Float](repeating: 1, count: 2 * count), zeros, zeros)
        cells = [cvk_cell_t](repeating: cvk_cell_t(), count: 2 * count + 1)
        let numbers = [UInt32](repeating: 0, count: count)
        (order, codes, scratch) = (numbers, numbers, numbers + numbers)
        (sortedX, sortedY) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
        sums = [Double](repeating: 0, count: (count + piece - 1) / piece)
    }

    /// `[points, 2]`, its middle at the origin.
    var embedding: DenseArray { PCA.centred(DenseArray(y, shape: [count, 2])).x }

    /// Forgets momentum and gains.
    mutating func rest() {
        for i in update.indices { (update[i], gains[i]) = (0, 1) }
    }

    /// One step; returns the gradient's squared norm.
    mutating func step(exaggeration: Float, momentum: Float, rate: Float) -> Double {
        let start = ContinuousClock.now
        let z = forces(withAttraction: true, isThreaded: pace.isThreaded)
        pace.add(ContinuousClock.now - start)
        return cvk_embedding_step(&y, &update, &gains, attraction, repulsion, 2 * count, exaggeration, z, momentum, rate)
    }

    /// KL(P ‖ Q) over P's entries.
    mutating func divergence() -> Double {
        let z = forces(withAttraction: false, isThreaded: true)
        let (y, p, count, piece) = (y, p, count, piece)
        var parts = [Double](repeating: 0, count: sums.count)
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            Threads.run(over: count, by: piece) { rows in
                parts[rows.lowerBound / piece] = cvk_divergence(y, p.starts, p.columns, p.values, rows.lowerBound, rows.upperBound, z)
            }
        }
        return parts.reduce(0, +)
    }

    /// Computes the forces; returns Z = Σ (1 + |yᵢ − yⱼ|²)⁻¹ over all pairs i ≠ j.
    private mutating func forces(withAttraction: Bool, isThreaded: Bool) -> Double {
        let (p, n, theta2, piece, pieces) = (p, count, theta2, piece, sums.count)
        var cellCount = 0
        y.withUnsafeBufferPointer { y in
            cells.withUnsafeMutableBufferPointer { cells in
                order.withUnsafeMutableBufferPointer { order in
                    codes.withUnsafeMutableBufferPointer { codes in
                        scratch.withUnsafeMutableBufferPointer { scratch in
                            sortedX.withUnsafeMutableBufferPointer { sx in
                                sortedY.withUnsafeMutableBufferPointer { sy in
                                    attraction.withUnsafeMutableBufferPointer { attraction in
                                        repulsion.withUnsafeMutableBufferPointer { repulsion in
                                            sums.withUnsafeMutableBufferPointer { sums in
                                                nonisolated(unsafe) let (y, cells, order, codes, scratch) = (
                                                    y.baseAddress, cells.baseAddress, order.baseAddress, codes.baseAddress,
                                                    scratch.baseAddress
                                                )
                                                nonisolated(unsafe) let (sx, sy, attraction, repulsion, sums) = (
                                                    sx.baseAddress, sy.baseAddress, attraction.baseAddress, repulsion.baseAddress, sums
                                                )
                                                withUnsafeMutablePointer(to: &cellCount) { made in
                                                    nonisolated(unsafe) let made = made
                                                    func round(_ task: Int) {
                                                        if task == 0 {
                                                            made.pointee = cvk_tree(cells, order, codes, sx, sy, scratch, y, n)
                                                        } else {
                                                            cvk_attract(
                                                                attraction, y, p.starts, p.columns, p.values, (task - 1) * piece,
                                                                min(n, task * piece))
                                                        }
                                                    }
                                                    let tasks = withAttraction ? 1 + pieces : 1
                                                    if isThreaded, pieces > 1 { Threads.run(tasks: tasks, round) } else { for task in 0..<tasks { round(task) } }
                                                    let length = made.pointee
                                                    func repel(_ task: Int) {
                                                        sums[task] = cvk_repel(
                                                            repulsion, cells, length, order, sx, sy, task * piece, min(n, (task + 1) * piece),
                                                            theta2)
                                                    }
                                                    if isThreaded { Threads.run(tasks: pieces, repel) } else { for task in 0..<pieces { repel(task) } }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return max(sums.reduce(0, +), .leastNormalMagnitude)
    }
}
