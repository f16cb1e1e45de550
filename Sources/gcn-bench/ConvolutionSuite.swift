import GraphLearning

extension Bench {
    /// Single convolutions, forward and both gradients, by each engine, and poolings: the least of many repeats, beside
    /// `Examples/Benchmarks/torch_convolution.py`, which has the same cases under the same names.
    func convolutionSuite() {
        let key = RandomKey(seed: seed)
        for (name, items, geometry) in Self.convolutions {
            let x = DenseArray(uniform: geometry.inputShape(items: items), low: -1, high: 1, key: key.child(1))
            let weight = DenseArray(uniform: geometry.weightShape, low: -1, high: 1, key: key.child(2))
            let bias = DenseArray(uniform: [geometry.outputs], low: -1, high: 1, key: key.child(3))
            let dy = DenseArray(uniform: geometry.outputShape(items: items), low: -1, high: 1, key: key.child(4))
            let gigaflops = 2 * Double(geometry.work * items) / 1e6
            for engine in ConvolutionEngines.available {
                let forward = least { _ = engine.forward(x, weight, bias: bias, relu: false, geometry) }
                let weights = least { _ = engine.weightGradient(x, dy, bias: true, geometry) }
                var figures: [(key: String, value: JSONValue)] = [
                    ("engine", .string(engine.name)), ("forward_ms", .double(forward)), ("weight_gradient_ms", .double(weights)),
                    ("forward_gflops", .double(gigaflops / forward)),
                ]
                // nobody needs the gradient of a picture
                if geometry.inputs > 3 {
                    let inputs = least { _ = engine.inputGradient(dy, weight, geometry) }
                    figures += [("input_gradient_ms", .double(inputs)), ("all_ms", .double(forward + inputs + weights))]
                } else {
                    figures.append(("all_ms", .double(forward + weights)))
                }
                report("convolution", name, figures)
            }
        }
        for (name, shape, geometry) in Self.poolings {
            let x = DenseArray(uniform: shape, low: -1, high: 1, key: key)
            let (y, places) = geometry.maximum(x)
            let forward = least { _ = geometry.maximum(x) }
            let back = least { if let places { _ = geometry.maximumGradient(y, places) } }
            report("convolution", name, [("forward_ms", .double(forward)), ("input_gradient_ms", .double(back))])
        }
    }

    private static let convolutions: [(String, Int, ConvolutionGeometry)] = [
        ("64-64 3x3 56", 16, ConvolutionGeometry([56, 56], window: 3, padding: 1, inputs: 64, outputs: 64)),
        ("128-128 3x3 28", 16, ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 128, outputs: 128)),
        ("64-256 1x1 56", 16, ConvolutionGeometry([56, 56], window: 1, inputs: 64, outputs: 256)),
        ("3-64 7x7/2 224", 16, ConvolutionGeometry([224, 224], window: 7, stride: 2, padding: 3, inputs: 3, outputs: 64)),
        ("1-32 3x3 28", 100, ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 1, outputs: 32)),
        ("32-64 3x3 14", 100, ConvolutionGeometry([14, 14], window: 3, inputs: 32, outputs: 64)),
        ("32-32 3x3 28", 100, ConvolutionGeometry([28, 28], window: 3, padding: 1, inputs: 32, outputs: 32)),
        ("128-128 3x3 7", 100, ConvolutionGeometry([7, 7], window: 3, padding: 1, inputs: 128, outputs: 128)),
        (
            "32-64 3x3/2 28", 100,
            ConvolutionGeometry([28, 28], window: 3, stride: 2, padding: 1, inputs: 32, outputs: 64)
        ),
        ("96-96 3x3 56 depthwise", 16, ConvolutionGeometry([56, 56], window: 3, padding: 1, groups: 96, inputs: 96, outputs: 96)),
    ]

    private static let poolings: [(String, [Int], PoolingGeometry)] = [
        ("max 2x2 32 28", [100, 28, 28, 32], PoolingGeometry([28, 28], window: 2)),
        ("max 3x3/2 64 112", [16, 112, 112, 64], PoolingGeometry([112, 112], window: 3, stride: 2, padding: 1)),
    ]

    /// The least milliseconds of `runs` times 4 calls, after two that are not timed.
    private func least(_ body: () -> Void) -> Double {
        body()
        body()
        return (0..<max(1, runs * 4)).map { _ in Measure.milliseconds(body) }.min() ?? 0
    }
}
