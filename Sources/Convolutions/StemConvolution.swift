import CVectorKernels
import DenseArrays

/// A network's first convolution, where few numbers are read for each output: alone, and with what stands behind it,
/// normalization, ReLU and the maximum of 2 by 2, in one pass over the pictures.
///
/// With those the convolution's output is never in memory: it is tens of times as large as the picture that it is made from, and
/// computed anew where it is needed. All that batch normalization must know of it, its mean and variance
/// and its products with an upstream gradient, follows from the moments of what the windows read.
public struct StemConvolution: Sendable {
    private let c: cvk_stem
    private let items: Int
    /// Each picture with the zeros around it, channels first.
    private let planes: DenseArray
    private let size: Int
    /// Numbers that a window reads.
    public let taps: Int
    /// Output positions of all items.
    public let positions: Int

    /// Whether such a convolution of a picture goes this way: two dimensions, stride 1, no dilation, no groups, at most 32
    /// numbers a window, outputs a multiple of 16.
    public static func serves(_ g: ConvolutionGeometry) -> Bool {
        g.dimensions == 2 && g.groups == 1 && g.stride == [1, 1] && g.dilation == [1, 1]
            && g.taps * g.inputs <= Int(CVK_STEM_TAPS) && g.outputs % 16 == 0
    }

    /// For x `[items, height, width, inputs]`; `geometry` must be one that `serves`.
    public init(_ x: DenseArray, _ geometry: ConvolutionGeometry) {
        precondition(Self.serves(geometry), "StemConvolution: \(geometry) is none of its convolutions")
        let c = cvk_stem(
            in: (geometry.lengths[0], geometry.lengths[1]), out: (geometry.outputLengths[0], geometry.outputLengths[1]),
            window: (geometry.window[0], geometry.window[1]), before: (geometry.before[0], geometry.before[1]),
            inputs: geometry.inputs, outputs: geometry.outputs)
        self.c = c
        items = x.shape[0]
        taps = geometry.taps * geometry.inputs
        positions = items * geometry.positions
        let size = withUnsafePointer(to: c) { cvk_stem_plane_size($0) }
        self.size = size
        let item = geometry.lengths.reduce(1, *) * geometry.inputs, items = items
        var planes = DenseArray(uninitialized: [items * size])
        planes.withUnsafeMutableElements { planes in
            x.withUnsafeElements { x in
                guard let planes = planes.baseAddress, let x = x.baseAddress else { return }
                nonisolated(unsafe) let (to, from) = (planes, x)
                Threads.run(over: items, by: Self.piece) { piece in
                    for number in piece {
                        withUnsafePointer(to: c) { cvk_stem_plane($0, from + number * item, to + number * size) }
                    }
                }
            }
        }
        self.planes = planes
    }

    /// Items of a task.
    private static let piece = 4

    /// Y = max(0, X ∗ W + b) `[items, out, out, outputs]`, the bias and the maximum optional.
    public func forward(_ weight: DenseArray, bias: DenseArray?, relu: Bool) -> DenseArray {
        var y = DenseArray(uninitialized: [items, c.out.0, c.out.1, c.outputs])
        let item = c.out.0 * c.out.1 * c.outputs
        y.withUnsafeMutableElements { y in
            planes.withUnsafeElements { planes in
                weight.withUnsafeElements { weight in
                    withOptionalElements(bias) { bias in
                        guard let y = y.baseAddress, let planes = planes.baseAddress, let weight = weight.baseAddress
                        else { return }
                        nonisolated(unsafe) let (py, pp, pw, pb) = (y, planes, weight, bias)
                        Threads.run(over: items, by: Self.piece) { piece in
                            for number in piece {
                                withUnsafePointer(to: c) {
                                    cvk_stem_forward($0, pp + number * size, pw, pb, relu, py + number * item)
                                }
                            }
                        }
                    }
                }
            }
        }
        return y
    }

    /// dW `[taps, outputs]` = Σ p dYᵀ.
    public func weightGradient(_ dy: DenseArray) -> DenseArray {
        let all = summed(dy, count: taps * c.outputs) { c, plane, dy, _, sums in cvk_stem_weight(c, plane, dy, sums) }
        return all.reshaped([taps, c.outputs])
    }

    /// Σ over the items of what `body` adds for each: (geometry, plane, the item of dy, its number, the sums).
    private func summed(
        _ dy: DenseArray, count: Int,
        _ body: (UnsafePointer<cvk_stem>, UnsafePointer<Float>, UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
    ) -> DenseArray {
        let chunk = max(Self.piece, (items + 15) / 16), chunks = max(1, (items + chunk - 1) / chunk)
        let item = items == 0 ? 0 : dy.count / items
        var partial = DenseArray(zeros: [chunks, count])
        partial.withUnsafeMutableElements { partial in
            planes.withUnsafeElements { planes in
                dy.withUnsafeElements { dy in
                    guard let partial = partial.baseAddress, let planes = planes.baseAddress, let dy = dy.baseAddress
                    else { return }
                    nonisolated(unsafe) let (target, pp, py) = (partial, planes, dy)
                    Threads.run(over: items, by: chunk) { piece in
                        let sums = target + piece.lowerBound / chunk * count
                        for number in piece {
                            withUnsafePointer(to: c) { body($0, pp + number * size, py + number * item, number, sums) }
                        }
                    }
                }
            }
        }
        return partial.columnSums()
    }

    /// Σ p `[taps]` and Σ p pᵀ `[taps, taps]` over all output positions, p being what one reads.
    public func windowMoments() -> (sums: [Double], products: [Double]) {
        let tasks = (items + Self.piece - 1) / Self.piece, count = taps + taps * taps
        var all = [Double](repeating: 0, count: tasks * count)
        all.withUnsafeMutableBufferPointer { all in
            planes.withUnsafeElements { planes in
                guard let all = all.baseAddress, let planes = planes.baseAddress else { return }
                nonisolated(unsafe) let (target, source) = (all, planes)
                Threads.run(over: items, by: Self.piece) { piece in
                    let sums = target + piece.lowerBound / Self.piece * count
                    for number in piece {
                        withUnsafePointer(to: c) { cvk_stem_moments($0, source + number * size, sums, sums + taps) }
                    }
                }
            }
        }
        var total = [Double](repeating: 0, count: count)
        for task in 0..<tasks { for k in 0..<count { total[k] += all[task * count + k] } }
        return (Array(total.prefix(taps)), Array(total.dropFirst(taps)))
    }

    /// Where the maxima were, for the way back.
    public struct Places: Sendable { fileprivate let bytes: DenseArray }

    /// Y = max(0, maximum over windows of 2 by 2 of (X ∗ W + shift)) `[items, out / 2, out / 2, outputs]`, W with the
    /// normalization's factors in it; `keeping`: also the places, which the gradient needs.
    public func pooled(_ weight: DenseArray, shift: DenseArray, keeping: Bool) -> (y: DenseArray, places: Places?) {
        var y = DenseArray(uninitialized: [items, c.out.0 / 2, c.out.1 / 2, c.outputs])
        var bytes = DenseArray(uninitialized: [keeping ? (y.count + 3) / 4 : 0])
        let item = items == 0 ? 0 : y.count / items
        y.withUnsafeMutableElements { y in
            bytes.withUnsafeMutableElements { bytes in
                bytes.withMemoryRebound(to: UInt8.self) { bytes in
                    planes.withUnsafeElements { planes in
                        weight.withUnsafeElements { weight in
                            shift.withUnsafeElements { shift in
                                guard let y = y.baseAddress, let planes = planes.baseAddress, let weight = weight.baseAddress,
                                    let shift = shift.baseAddress
                                else { return }
                                nonisolated(unsafe) let (py, pp, pw, ps) = (y, planes, weight, shift)
                                nonisolated(unsafe) let pb = keeping ? bytes.baseAddress : nil
                                Threads.run(over: items, by: Self.piece) { piece in
                                    for number in piece {
                                        withUnsafePointer(to: c) {
                                            cvk_stem_pool(
                                                $0, pp + number * size, pw, ps, py + number * item,
                                                pb.map { $0 + number * item })
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return (y, keeping ? Places(bytes: bytes) : nil)
    }

    /// Σ g p `[taps, outputs]` and Σ g `[outputs]`, g being dY at the places of the positive maxima and p what they read.
    public func products(_ dy: DenseArray, _ places: Places) -> (weight: DenseArray, sums: DenseArray) {
        let item = items == 0 ? 0 : dy.count / items
        let all = places.bytes.withUnsafeElements { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { bytes in
                nonisolated(unsafe) let bytes = bytes
                return summed(dy, count: (taps + 1) * c.outputs) { c, plane, dy, number, sums in
                    guard let places = bytes.baseAddress else { return }
                    cvk_stem_pool_products(c, plane, dy, places + number * item, sums)
                }.elements
            }
        }
        return (
            DenseArray(Array(all.prefix(taps * c.outputs)), shape: [taps, c.outputs]), DenseArray(Array(all.suffix(c.outputs)))
        )
    }
}
