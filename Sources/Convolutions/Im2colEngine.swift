import CVectorKernels
import DenseArrays

/// Convolution as products of matrices: what each output position reads is laid out as a row (im2col), and the rows of a
/// panel are multiplied with the weight `[taps · inputs / groups, outputs]` by OpenBLAS.
///
/// Panels of a size that follows from the geometry keep memory bounded (half a mebibyte a thread) and are shared among the
/// threads; partial sums are added in a fixed order. So the bits do not depend on the number of threads. 1×1 convolutions
/// copy nothing; depthwise ones and those of few numbers a window have loops of their own.
public struct Im2colEngine: ConvolutionEngine {
    /// It keeps nothing.
    public init() {}
    public var name: String { "im2col" }

    /// Numbers of a panel of rows (half a mebibyte, within a core's second cache).
    private static let panelSize = 1 << 17
    /// Numbers of all partial sums of a weight's gradient (16 MiB).
    private static let partialSize = 1 << 22

    private static func panel(_ width: Int, rows: Int) -> Int {
        // few rows are still shared among several threads
        let shared = max(16, (rows / 8 + 15) / 16 * 16)
        return min(max(32, panelSize / width / 16 * 16), 4096, shared)
    }

    public func forward(
        _ x: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray {
        if StemConvolution.serves(geometry), !geometry.isPointwise {
            return StemConvolution(x, geometry).forward(weight, bias: bias, relu: relu)
        }
        return convolve(x, weight, bias: bias, relu: relu, geometry.kernel, shape: geometry.outputShape(items: x.shape[0]),
            copies: !geometry.isPointwise)
    }

    /// Y for a convolution that may also be the input gradient of another; `copies` says whether rows must be laid out.
    private func convolve(
        _ x: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ c: cvk_convolution, shape: [Int], copies: Bool
    ) -> DenseArray {
        var y = DenseArray(uninitialized: shape)
        let rows = y.count / c.outputs
        if rows == 0 { return y }
        let taps = c.window.0 * c.window.1 * c.window.2
        let (inputs, outputs) = (c.inputs / c.groups, c.outputs / c.groups)
        let depth = taps * inputs
        y.withUnsafeMutableElements { y in
            x.withUnsafeElements { x in
                weight.withUnsafeElements { weight in
                    withOptionalElements(bias) { bias in
                        guard let y = y.baseAddress, let x = x.baseAddress, let weight = weight.baseAddress else { return }
                        nonisolated(unsafe) let (py, px, pw, pb) = (y, x, weight, bias)
                        if c.groups > 1, inputs == 1, c.outputs % c.inputs == 0 {
                            let lines = rows / c.out.2
                            Threads.run(over: lines, by: max(1, 4096 / (c.out.2 * taps))) { piece in
                                withUnsafePointer(to: c) {
                                    cvk_depthwise($0, px, pw, pb, relu, py, piece.lowerBound, piece.upperBound)
                                }
                            }
                            return
                        }
                        Threads.run(over: rows, by: Self.panel(depth, rows: rows)) { panel in
                            let start = panel.lowerBound
                            let target = py + start * c.outputs
                            if copies {
                                Scratch.with(panel.count * depth + 16) { col in
                                    for group in 0..<c.groups {
                                        withUnsafePointer(to: c) {
                                            cvk_unfold($0, px, start, panel.upperBound, group, 0, taps, col)
                                        }
                                        DenseArray.multiplyPanel(
                                            rows: panel.count, columns: outputs, depth: depth, col, depth,
                                            pw + group * outputs, c.outputs, target + group * outputs, c.outputs)
                                    }
                                }
                            } else {
                                DenseArray.multiplyPanel(
                                    rows: panel.count, columns: outputs, depth: depth, px + start * depth, depth, pw, outputs,
                                    target, outputs)
                            }
                            if pb != nil || relu { cvk_bias_relu(target, pb, relu, panel.count, c.outputs) }
                        }
                    }
                }
            }
        }
        return y
    }

    public func inputGradient(
        _ dy: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray {
        let items = dy.shape[0]
        let shape = geometry.inputShape(items: items)
        if geometry.isDepthwise || geometry.stride.contains(where: { $0 != 1 }) {
            return folded(dy, weight, bias: bias, relu: relu, geometry)
        }
        // With stride 1 it is the convolution of dY with the turned weight: no sums over overlapping windows.
        var c = geometry.kernel
        let turned = geometry.turned(weight)
        (c.in, c.out) = (c.out, c.in)
        (c.inputs, c.outputs) = (c.outputs, c.inputs)
        c.before.0 = c.dilation.0 * (c.window.0 - 1) - c.before.0
        c.before.1 = c.dilation.1 * (c.window.1 - 1) - c.before.1
        c.before.2 = c.dilation.2 * (c.window.2 - 1) - c.before.2
        return convolve(dy, turned, bias: bias, relu: relu, c, shape: shape, copies: !geometry.isPointwise)
    }

    /// dX as sums over the windows that read a position, an item a task.
    private func folded(
        _ dy: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray {
        let items = dy.shape[0], c = geometry.kernel
        var dx = DenseArray(uninitialized: geometry.inputShape(items: items))
        let (size, positions) = (geometry.lengths.reduce(1, *) * geometry.inputs, geometry.positions)
        let outputs = geometry.outputs / geometry.groups, depth = geometry.taps * geometry.inputs / geometry.groups
        let panel = max(32, Self.panelSize / depth / 16 * 16)
        dx.withUnsafeMutableElements { dx in
            dy.withUnsafeElements { dy in
                weight.withUnsafeElements { weight in
                    withOptionalElements(bias) { bias in
                        guard let dx = dx.baseAddress, let dy = dy.baseAddress, let weight = weight.baseAddress else { return }
                        nonisolated(unsafe) let (px, py, pw, pb) = (dx, dy, weight, bias)
                        Threads.run(tasks: items) { item in
                            let target = px + item * size, upstream = py + item * positions * c.outputs
                            if geometry.isDepthwise {
                                withUnsafePointer(to: c) { cvk_depthwise_input($0, upstream, pw, target) }
                            } else {
                                target.update(repeating: 0, count: size)
                                Scratch.with(min(panel, positions) * depth) { col in
                                    for start in stride(from: 0, to: positions, by: panel) {
                                        let end = min(positions, start + panel)
                                        for group in 0..<c.groups {
                                            DenseArray.multiplyPanel(
                                                transposeB: true, rows: end - start, columns: depth, depth: outputs,
                                                upstream + start * c.outputs + group * outputs, c.outputs,
                                                pw + group * outputs, c.outputs, col, depth)
                                            withUnsafePointer(to: c) { cvk_fold($0, target, start, end, group, col) }
                                        }
                                    }
                                }
                            }
                            if pb != nil || relu { cvk_bias_relu(target, pb, relu, size / c.inputs, c.inputs) }
                        }
                    }
                }
            }
        }
        return dx
    }

    public func weightGradient(
        _ x: DenseArray, _ dy: DenseArray, bias: Bool, _ geometry: ConvolutionGeometry
    ) -> (weight: DenseArray, bias: DenseArray?) {
        let db = bias ? dy.channelTotals() : nil
        if x.shape[0] == 0 { return (DenseArray(zeros: geometry.weightShape), db) }
        if StemConvolution.serves(geometry), !geometry.isPointwise {
            return (StemConvolution(x, geometry).weightGradient(dy).reshaped(geometry.weightShape), db)
        }
        if geometry.isPointwise {
            // dW = Xᵀ dY     [inputs, outputs]
            let rows = x.count / geometry.inputs
            let dw = DenseArray.product(
                x.reshaped([rows, geometry.inputs]), dy.reshaped([rows, geometry.outputs]), transposeA: true)
            return (dw.reshaped(geometry.weightShape), db)
        }
        let dw = geometry.isDepthwise ? depthwiseWeight(x, dy, geometry) : unfoldedWeight(x, dy, geometry)
        return (dw.reshaped(geometry.weightShape), db)
    }

    private func depthwiseWeight(_ x: DenseArray, _ dy: DenseArray, _ geometry: ConvolutionGeometry) -> DenseArray {
        let items = x.shape[0], c = geometry.kernel
        let chunk = (items + 15) / 16, chunks = (items + chunk - 1) / chunk
        let size = geometry.taps * geometry.outputs
        let (itemX, itemY) = (x.count / items, dy.count / items)
        var partial = DenseArray(uninitialized: [chunks, size])
        partial.withUnsafeMutableElements { partial in
            x.withUnsafeElements { x in
                dy.withUnsafeElements { dy in
                    guard let partial = partial.baseAddress, let x = x.baseAddress, let dy = dy.baseAddress else { return }
                    nonisolated(unsafe) let (target, px, py) = (partial, x, dy)
                    Threads.run(over: items, by: chunk) { piece in
                        let start = piece.lowerBound
                        withUnsafePointer(to: c) {
                            cvk_depthwise_weight(
                                $0, px + start * itemX, py + start * itemY, piece.count, target + start / chunk * size)
                        }
                    }
                }
            }
        }
        return partial.columnSums()
    }

    /// dW = Σ over chunks of rows of colᵀ dY; a task is a chunk and a part of the window's taps.
    private func unfoldedWeight(_ x: DenseArray, _ dy: DenseArray, _ geometry: ConvolutionGeometry) -> DenseArray {
        let c = geometry.kernel, rows = dy.count / geometry.outputs, taps = geometry.taps
        let (inputs, outputs) = (geometry.inputs / geometry.groups, geometry.outputs / geometry.groups)
        let size = taps * inputs * geometry.outputs
        let wanted = max(1, min(8, rows / 256, Self.partialSize / size))
        let chunk = (rows + wanted - 1) / wanted, chunks = (rows + chunk - 1) / chunk
        // where few chunks are allowed, the taps are shared too
        let tapPiece = max(1, taps * chunks / 8), tapPieces = (taps + tapPiece - 1) / tapPiece
        let panel = min(chunk, max(32, Self.panelSize / (min(tapPiece, taps) * inputs) / 16 * 16))
        var partial = DenseArray(uninitialized: [chunks, size])
        partial.withUnsafeMutableElements { partial in
            x.withUnsafeElements { x in
                dy.withUnsafeElements { dy in
                    guard let partial = partial.baseAddress, let x = x.baseAddress, let dy = dy.baseAddress else { return }
                    nonisolated(unsafe) let (target, px, py) = (partial, x, dy)
                    Threads.run(tasks: chunks * tapPieces) { task in
                        let (part, piece) = task.quotientAndRemainder(dividingBy: tapPieces)
                        let firstTap = piece * tapPiece, endTap = min(taps, firstTap + tapPiece)
                        let depth = (endTap - firstTap) * inputs
                        let sums = target + part * size + firstTap * inputs * c.outputs
                        let end = min(rows, (part + 1) * chunk)
                        Scratch.with(panel * depth + 16) { col in
                            for start in stride(from: part * chunk, to: end, by: panel) {
                                let stop = min(end, start + panel)
                                for group in 0..<c.groups {
                                    withUnsafePointer(to: c) {
                                        cvk_unfold($0, px, start, stop, group, firstTap, endTap, col)
                                    }
                                    DenseArray.multiplyPanel(
                                        transposeA: true, rows: depth, columns: outputs, depth: stop - start, col, depth,
                                        py + start * c.outputs + group * outputs, c.outputs, sums + group * outputs,
                                        c.outputs, adding: start > part * chunk)
                                }
                            }
                        }
                    }
                }
            }
        }
        return chunks == 1 ? partial : partial.columnSums()
    }
}

extension ConvolutionGeometry {
    /// The weight `[…window, outputs / groups, inputs]` of the convolution that is the input gradient where the stride is 1.
    func turned(_ weight: DenseArray) -> DenseArray {
        var turned = DenseArray(uninitialized: window + [outputs / groups, inputs])
        turned.withUnsafeMutableElements { target in
            weight.withUnsafeElements { source in
                guard let target = target.baseAddress, let source = source.baseAddress else { return }
                withUnsafePointer(to: kernel) { cvk_turn_weight($0, source, target) }
            }
        }
        return turned
    }
}

/// Memory of the array pool for one task.
enum Scratch {
    static func with(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
        var array = DenseArray(uninitialized: [count])
        array.withUnsafeMutableElements { if let base = $0.baseAddress { body(base) } }
    }
}

func withOptionalElements(_ array: DenseArray?, _ body: (UnsafePointer<Float>?) -> Void) {
    guard let array else { return body(nil) }
    array.withUnsafeElements { body($0.baseAddress) }
}
