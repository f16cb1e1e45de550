import CVectorKernels
import DenseArrays

/// 3×3 convolutions with stride 1 by Winograd's minimal filtering, a quarter of the multiplications; all else by another engine.
///
/// A tile of 4×4 outputs is 36 products of numbers where the definition has 144; each of the 36 places is a product of matrices,
/// tiles by channels, held in registers. The two gradients are the same algorithm turned round. Channels are multiples of 16,
/// and there are enough tiles to pay for the weight's transformation.
///
/// The sums are others than the definition's: an output differs from the exact one by some 5e-6 of the outputs' spread, where
/// a direct sum differs by 5e-7. Pieces and partial sums follow from the geometry, so the bits do not depend on the number of
/// threads.
///
/// Source: Lavin & Gray, 2016, "Fast Algorithms for Convolutional Neural Networks", arXiv:1509.09308.
public struct WinogradEngine: ConvolutionEngine {
    /// What computes the convolutions that this does not.
    public let base: any ConvolutionEngine

    /// Winograd's tiles where they serve, `base` where not.
    public init(base: any ConvolutionEngine) { self.base = base }
    public var name: String { "winograd+\(base.name)" }

    /// Tiles that a task transforms at once.
    private static let step = 24
    /// Fewer are not worth the weight's transformation.
    private static let leastTiles = 32
    /// Numbers of all partial sums of a weight's gradient (32 MiB).
    private static let partialSize = 1 << 23
    private static let places = Int(CVK_WINOGRAD_PLACES)

    /// Whether the convolution, and its input gradient, of so many items goes through the tiles.
    public static func serves(_ g: ConvolutionGeometry, items: Int) -> Bool {
        guard g.dimensions == 2, g.groups == 1, g.window == [3, 3], g.stride == [1, 1], g.dilation == [1, 1],
            g.inputs % 16 == 0, g.outputs % 16 == 0, g.before.allSatisfy({ 0...2 ~= $0 }), g.after.allSatisfy({ 0...2 ~= $0 })
        else { return false }
        let tiles = tiles(g.outputLengths), back = Self.tiles(g.lengths)
        // at least 1.5 times fewer multiplications
        return tiles * items >= leastTiles && 9 * g.positions * 2 >= 3 * places * tiles
            && 9 * g.lengths.reduce(1, *) * 2 >= 3 * places * back
    }

    private static func tiles(_ lengths: [Int]) -> Int { lengths.reduce(1) { $0 * (($1 + 3) / 4) } }

    public func forward(
        _ x: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray {
        guard Self.serves(geometry, items: x.shape[0]) else {
            return base.forward(x, weight, bias: bias, relu: relu, geometry)
        }
        return convolve(
            x, weight, bias: bias, relu: relu, cvk_winograd(geometry), shape: geometry.outputShape(items: x.shape[0]))
    }

    public func inputGradient(
        _ dy: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray {
        guard Self.serves(geometry, items: dy.shape[0]) else {
            return base.inputGradient(dy, weight, bias: bias, relu: relu, geometry)
        }
        // the convolution of dY with the turned weight
        var c = cvk_winograd(geometry)
        (c.in, c.out) = (c.out, c.in)
        (c.inputs, c.outputs) = (c.outputs, c.inputs)
        c.before = (2 - c.before.0, 2 - c.before.1)
        return convolve(
            dy, geometry.turned(weight), bias: bias, relu: relu, c, shape: geometry.inputShape(items: dy.shape[0]))
    }

    private func convolve(
        _ x: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ c: cvk_winograd, shape: [Int]
    ) -> DenseArray {
        var y = DenseArray(uninitialized: shape)
        var transformed = DenseArray(uninitialized: [Self.places * c.inputs * c.outputs])
        y.withUnsafeMutableElements { y in
            transformed.withUnsafeMutableElements { u in
                x.withUnsafeElements { x in
                    weight.withUnsafeElements { weight in
                        withOptionalElements(bias) { bias in
                            guard let y = y.baseAddress, let x = x.baseAddress, let weight = weight.baseAddress,
                                let u = u.baseAddress
                            else { return }
                            nonisolated(unsafe) let (py, px, pw, pu, pb) = (y, x, weight, u, bias)
                            Threads.run(over: c.inputs, by: max(1, min(2048 / c.outputs, c.inputs / 8))) { piece in
                                withUnsafePointer(to: c) {
                                    cvk_winograd_weight($0, pw, pu, piece.lowerBound, piece.upperBound)
                                }
                            }
                            let tiles = shape[0] * withUnsafePointer(to: c) { cvk_winograd_tiles($0) }
                            let room = withUnsafePointer(to: c) { cvk_winograd_scratch($0, Self.step) }
                            Threads.run(over: tiles, by: Self.step) { piece in
                                Scratch.with(room) { scratch in
                                    withUnsafePointer(to: c) {
                                        cvk_winograd_forward(
                                            $0, px, pu, pb, relu, py, piece.lowerBound, piece.upperBound, scratch)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return y
    }

    public func weightGradient(
        _ x: DenseArray, _ dy: DenseArray, bias: Bool, _ geometry: ConvolutionGeometry
    ) -> (weight: DenseArray, bias: DenseArray?) {
        let size = Self.places * geometry.inputs * geometry.outputs
        guard Self.serves(geometry, items: x.shape[0]), 2 * size <= Self.partialSize else {
            return base.weightGradient(x, dy, bias: bias, geometry)
        }
        let c = cvk_winograd(geometry), tiles = x.shape[0] * Self.tiles(geometry.outputLengths)
        // each step reads and writes the sums once: the wider they are, the more tiles at once
        let step = size <= 1 << 18 ? Self.step : 4 * Self.step
        let wanted = max(2, min(16, tiles / (2 * step), Self.partialSize / size))
        let chunk = (tiles + wanted - 1) / wanted, chunks = (tiles + chunk - 1) / chunk
        var sums = DenseArray(uninitialized: [chunks, size])
        var totals = DenseArray(uninitialized: [bias ? chunks : 0, geometry.outputs])
        var dw = DenseArray(uninitialized: geometry.weightShape)
        sums.withUnsafeMutableElements { sums in
            totals.withUnsafeMutableElements { totals in
                dw.withUnsafeMutableElements { dw in
                    x.withUnsafeElements { x in
                        dy.withUnsafeElements { dy in
                            guard let sums = sums.baseAddress, let dw = dw.baseAddress, let x = x.baseAddress,
                                let dy = dy.baseAddress
                            else { return }
                            nonisolated(unsafe) let (ps, pt, pw, px, py) = (sums, bias ? totals.baseAddress : nil, dw, x, dy)
                            let room = withUnsafePointer(to: c) { cvk_winograd_scratch($0, step) }
                            Threads.run(over: tiles, by: chunk) { piece in
                                let part = piece.lowerBound / chunk
                                Scratch.with(room) { scratch in
                                    withUnsafePointer(to: c) {
                                        cvk_winograd_weight_gradient(
                                            $0, px, py, ps + part * size, pt.map { $0 + part * c.outputs },
                                            piece.lowerBound, piece.upperBound, step, scratch)
                                    }
                                }
                            }
                            Threads.run(over: c.inputs, by: max(1, min(2048 / c.outputs, c.inputs / 8))) { piece in
                                withUnsafePointer(to: c) {
                                    cvk_winograd_fold($0, ps, chunks, pw, piece.lowerBound, piece.upperBound)
                                }
                            }
                        }
                    }
                }
            }
        }
        return (dw, bias ? totals.columnSums() : nil)
    }
}

extension cvk_winograd {
    fileprivate init(_ g: ConvolutionGeometry) {
        self.init(
            in: (g.lengths[0], g.lengths[1]), out: (g.outputLengths[0], g.outputLengths[1]), before: (g.before[0], g.before[1]),
            inputs: g.inputs, outputs: g.outputs)
    }
}
