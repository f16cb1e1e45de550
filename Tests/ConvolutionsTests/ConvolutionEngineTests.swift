import Convolutions
import DenseArrays
import TestSupport
import Testing

/// Each engine against the definition, written out in loops, and against the other.
@Suite struct ConvolutionEngineTests {
    /// Geometries of every kind: dimensions, strides, paddings at both ends, dilation, groups, one channel, many.
    static let geometries: [ConvolutionGeometry] = [
        ConvolutionGeometry([11], window: 3, inputs: 2, outputs: 3),
        ConvolutionGeometry([12], window: 4, stride: 3, padding: 2, dilation: 2, groups: 2, inputs: 4, outputs: 6),
        ConvolutionGeometry([7, 9], window: 3, padding: 1, inputs: 3, outputs: 5),
        ConvolutionGeometry([8, 7], window: [2, 3], stride: [2, 1], padding: [0, 1], inputs: 16, outputs: 16),
        ConvolutionGeometry([9, 8], window: [4, 2], padding: .same, dilation: [1, 3], inputs: 2, outputs: 4),
        ConvolutionGeometry([6, 6], window: 1, inputs: 5, outputs: 7),
        ConvolutionGeometry([7, 6], window: 1, stride: 2, inputs: 8, outputs: 16),
        ConvolutionGeometry([6, 5], window: 1, padding: 1, inputs: 3, outputs: 2),
        ConvolutionGeometry([9, 9], window: 3, stride: 2, padding: 1, groups: 8, inputs: 8, outputs: 8),
        ConvolutionGeometry([6, 7], window: 3, padding: 1, groups: 80, inputs: 80, outputs: 80),
        ConvolutionGeometry([6, 7], window: 3, padding: 1, dilation: 2, groups: 3, inputs: 3, outputs: 9),
        ConvolutionGeometry([8, 8], window: 5, stride: 3, padding: 4, groups: 2, inputs: 6, outputs: 4),
        ConvolutionGeometry([3, 3], window: 3, padding: 2, inputs: 1, outputs: 32),
        ConvolutionGeometry([16, 15], window: 7, stride: 2, padding: 3, inputs: 3, outputs: 16),
        ConvolutionGeometry([5, 6, 4], window: [2, 3, 3], stride: [1, 2, 1], padding: [0, 1, 2], inputs: 3, outputs: 4),
        ConvolutionGeometry([4, 5, 6], window: 3, padding: 1, groups: 4, inputs: 4, outputs: 4),
        ConvolutionGeometry([4, 4], window: 4, inputs: 3, outputs: 8),
        // few numbers a window
        ConvolutionGeometry([13, 21], window: 3, padding: 1, inputs: 1, outputs: 32),
        ConvolutionGeometry([9, 8], window: [3, 2], padding: [2, 0], inputs: 3, outputs: 80),
        // what goes through Winograd's tiles, whole and cut ones, panels of 16, 48 and 64 + 16 columns
        ConvolutionGeometry([24, 23], window: 3, padding: 1, inputs: 16, outputs: 16),
        ConvolutionGeometry([22, 26], window: 3, inputs: 32, outputs: 80),
        ConvolutionGeometry([21, 30], window: 3, padding: [2, 1], inputs: 48, outputs: 16),
        ConvolutionGeometry([26, 25], window: 3, padding: [0, 2], inputs: 16, outputs: 48),
    ]

    static let cases = geometries.indices.map { $0 }

    private func arrays(_ g: ConvolutionGeometry, _ items: Int) -> (x: DenseArray, w: DenseArray, b: DenseArray, dy: DenseArray) {
        (
            randomArray(g.inputShape(items: items), seed: 1), randomArray(g.weightShape, seed: 2),
            randomArray([g.outputs], seed: 3), randomArray(g.outputShape(items: items), seed: 4)
        )
    }

    @Test(arguments: cases)
    func equalTheDefinition(number: Int) {
        let g = Self.geometries[number]
        for items in [1, 3] {
            let (x, w, b, dy) = arrays(g, items)
            let expected = Definition(g, x, w, dy)
            for engine in ConvolutionEngines.available {
                let what = "\(engine.name), \(g), \(items) items"
                expectClose(engine.forward(x, w, g), expected.y, .reordered, "Y, \(what)")
                let shifted = expected.y.reshaped([expected.y.count / g.outputs, g.outputs]).addingBias(b).reshaped(expected.y.shape)
                expectClose(engine.forward(x, w, bias: b, relu: false, g), shifted, .reordered, "Y + b, \(what)")
                expectClose(engine.forward(x, w, bias: b, relu: true, g), shifted.relu(), .reordered, "relu, \(what)")
                expectClose(engine.inputGradient(dy, w, g), expected.dx, .reordered, "dX, \(what)")
                let (dw, db) = engine.weightGradient(x, dy, bias: true, g)
                expectClose(dw, expected.dw, .reordered, "dW, \(what)")
                expectClose(db ?? DenseArray(0), expected.db, .reordered, "db, \(what)")
                let alone = engine.weightGradient(x, dy, bias: false, g)
                #expect(alone.bias == nil)
                expectClose(alone.weight, expected.dw, .reordered, "dW alone, \(what)")
            }
        }
    }

    @Test func noItems() {
        for g in Self.geometries {
            let (x, w, b, dy) = arrays(g, 0)
            for engine in ConvolutionEngines.available {
                #expect(engine.forward(x, w, bias: b, relu: true, g).shape == g.outputShape(items: 0))
                #expect(engine.inputGradient(dy, w, bias: nil, relu: false, g).shape == g.inputShape(items: 0))
                let gradients = engine.weightGradient(x, dy, bias: true, g)
                #expect(gradients.weight == DenseArray(zeros: g.weightShape))
                #expect(gradients.bias == DenseArray(zeros: [g.outputs]))
            }
        }
    }

    /// Larger ones, which are cut into panels and chunks: the engines agree.
    @Test(arguments: [
        ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 64, outputs: 48),
        ConvolutionGeometry([14, 14], window: 3, stride: 2, padding: 1, inputs: 32, outputs: 160),
        ConvolutionGeometry([40, 40], window: 3, padding: 1, groups: 32, inputs: 32, outputs: 32),
        ConvolutionGeometry([20, 20], window: 1, inputs: 96, outputs: 64),
        ConvolutionGeometry([9, 9], window: 3, inputs: 512, outputs: 512),
    ])
    func theEnginesAgree(g: ConvolutionGeometry) {
        let (x, w, b, dy) = arrays(g, 5)
        let engines = ConvolutionEngines.available
        let results = engines.map { engine in
            let (dw, db) = engine.weightGradient(x, dy, bias: true, g)
            return [engine.forward(x, w, bias: b, relu: false, g), engine.inputGradient(dy, w, g), dw, db ?? DenseArray(0)]
        }
        for (engine, result) in zip(engines, results).dropFirst() {
            for (a, b) in zip(result, results[0]) { expectClose(a, b, .reordered, "\(engine.name), \(g)") }
        }
        // directions agree with each other: Σ Y ∘ dY = Σ X ∘ dX = Σ W ∘ dW for a map linear in X and in W
        let y = engines[0].forward(x, w, g)
        let sums = [(y, dy), (x, results[0][1]), (w, results[0][2])].map { pair in
            zip(pair.0.elements, pair.1.elements).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        }
        expectClose(sums[1], sums[0], Tolerance(absolute: 1e-4 * Double(y.count).squareRoot(), relative: 1e-4), "X, \(g)")
        expectClose(sums[2], sums[0], Tolerance(absolute: 1e-4 * Double(y.count).squareRoot(), relative: 1e-4), "W, \(g)")
    }

    /// im2col and Winograd's give the same bits for any number of threads; oneDNN at least for each number of its own.
    @Test func threads() {
        let cases =
            Self.geometries + [
                ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 48, outputs: 64),
                ConvolutionGeometry([15, 15], window: 3, stride: 2, padding: 1, inputs: 64, outputs: 64),
                ConvolutionGeometry([20, 20], window: 1, inputs: 96, outputs: 64),
            ]
        for g in cases {
            let (x, w, b, dy) = arrays(g, 4)
            func results(_ engine: any ConvolutionEngine) -> [DenseArray] {
                let (dw, db) = engine.weightGradient(x, dy, bias: true, g)
                return [
                    engine.forward(x, w, bias: b, relu: true, g), engine.inputGradient(dy, w, g), dw, db ?? DenseArray(0),
                ]
            }
            for engine in [Im2colEngine(), WinogradEngine(base: Im2colEngine())] as [any ConvolutionEngine] {
                let all = resultsForThreadCounts { results(engine) }
                for found in all.dropFirst() {
                    for (a, b) in zip(found, all[0]) { expectSameBits(a, b, "\(engine.name), \(g)") }
                }
            }
            if OneDNNEngine.problem == nil {
                for (first, second) in resultsForThreadCounts({ (results(OneDNNEngine()), results(OneDNNEngine())) }) {
                    for (a, b) in zip(first, second) { expectSameBits(a, b, "onednn, \(g)") }
                }
            }
        }
    }

    /// From inside a parallel region, several at once.
    @Test func insideARegion() {
        let g = Self.geometries[2]
        let (x, w, _, dy) = arrays(g, 3)
        for engine in ConvolutionEngines.available {
            let expected = resultsForThreadCounts {
                [engine.forward(x, w, g), engine.weightGradient(x, dy, bias: false, g).weight]
            }[0]
            var found = [DenseArray](repeating: DenseArray(0), count: 16)
            found.withUnsafeMutableBufferPointer { buffer in
                nonisolated(unsafe) let place = buffer
                Threads.run(tasks: 16) { task in
                    place[task] = task % 2 == 0 ? engine.forward(x, w, g) : engine.weightGradient(x, dy, bias: false, g).weight
                }
            }
            for task in 0..<16 {
                // oneDNN's sums of a weight's gradient follow the number of threads that there happen to be
                if engine.name.hasSuffix("im2col") {
                    expectSameBits(found[task], expected[task % 2], "\(engine.name), task \(task)")
                } else {
                    expectClose(found[task], expected[task % 2], .reordered, "\(engine.name), task \(task)")
                }
            }
        }
    }
}

/// A convolution and its gradients as the definition says them, summed in double precision.
private struct Definition {
    var y, dx, dw, db: DenseArray

    init(_ g: ConvolutionGeometry, _ x: DenseArray, _ w: DenseArray, _ dy: DenseArray) {
        let items = x.shape[0], width = g.inputs / g.groups, results = g.outputs / g.groups
        func three(_ list: [Int], _ fill: Int) -> [Int] { [Int](repeating: fill, count: 3 - list.count) + list }
        let n = three(g.lengths, 1), o = three(g.outputLengths, 1), f = three(g.window, 1)
        let s = three(g.stride, 1), p = three(g.before, 0), d = three(g.dilation, 1)
        let (xs, ws, us) = (x.elements, w.elements, dy.elements)
        var y = [Double](repeating: 0, count: us.count), dx = [Double](repeating: 0, count: xs.count)
        var dw = [Double](repeating: 0, count: ws.count), db = [Double](repeating: 0, count: g.outputs)
        var row = 0
        for item in 0..<items {
            for (a, b, c) in places(o) {
                for out in 0..<g.outputs { db[out] += Double(us[row * g.outputs + out]) }
                for (i, j, k) in places(f) {
                    let (u, v, t) = (a * s[0] - p[0] + i * d[0], b * s[1] - p[1] + j * d[1], c * s[2] - p[2] + k * d[2])
                    guard u >= 0, u < n[0], v >= 0, v < n[1], t >= 0, t < n[2] else { continue }
                    let input = (((item * n[0] + u) * n[1] + v) * n[2] + t) * g.inputs
                    let tap = ((i * f[1] + j) * f[2] + k) * width
                    for out in 0..<g.outputs {
                        let group = out / results
                        for channel in 0..<width {
                            let (xi, wi) = (input + group * width + channel, (tap + channel) * g.outputs + out)
                            y[row * g.outputs + out] += Double(xs[xi]) * Double(ws[wi])
                            dx[xi] += Double(us[row * g.outputs + out]) * Double(ws[wi])
                            dw[wi] += Double(us[row * g.outputs + out]) * Double(xs[xi])
                        }
                    }
                }
                row += 1
            }
        }
        self.y = DenseArray(y.map { Float($0) }, shape: dy.shape)
        self.dx = DenseArray(dx.map { Float($0) }, shape: x.shape)
        self.dw = DenseArray(dw.map { Float($0) }, shape: w.shape)
        self.db = DenseArray(db.map { Float($0) })
    }
}

private func places(_ lengths: [Int]) -> [(Int, Int, Int)] {
    (0..<lengths[0]).flatMap { a in (0..<lengths[1]).flatMap { b in (0..<lengths[2]).map { (a, b, $0) } } }
}
