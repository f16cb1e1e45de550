import COneDNN
import CVectorKernels
import DenseArrays

/// Convolution by oneDNN, which makes machine code for each geometry; inputs and outputs stay channels last, the weight is
/// put into the order that the code wants on each call.
///
/// What oneDNN has no good code for (its reference loops) goes through `Im2colEngine`. The number of threads decides how
/// oneDNN cuts the sums of a weight's gradient, so its last bits may change with it; with one number of threads they are
/// the same each time.
public struct OneDNNEngine: ConvolutionEngine {
    /// Why oneDNN cannot be used here, and which package to install; nil: it can.
    public static var problem: String? { conednn_problem().map { String(cString: $0) } }
    /// "2.6.3", or an empty string.
    public static var version: String { String(cString: conednn_version()) }

    /// It keeps nothing of its own; oneDNN's plans are shared.
    public init() {}
    public var name: String { "onednn" }

    private var threads: Int32 { Threads.isInside ? 1 : Int32(Threads.count) }
    /// Those of a weight's gradient, whose bits follow them: whether two threads or one are faster at the moment must not.
    private var gradientThreads: Int32 { Threads.isInside ? 1 : Int32(Threads.nominal) }

    public func forward(
        _ x: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray {
        var y = DenseArray(uninitialized: geometry.outputShape(items: x.shape[0]))
        if y.count == 0 { return y }
        let done = y.withUnsafeMutableElements { y in
            x.withUnsafeElements { x in
                weight.withUnsafeElements { weight in
                    withOptional(bias) { bias in
                        withUnsafePointer(to: geometry.description(items: x.count)) {
                            conednn_forward($0, threads, x.baseAddress, weight.baseAddress, bias, relu, y.baseAddress)
                        }
                    }
                }
            }
        }
        return done ? y : Im2colEngine().forward(x, weight, bias: bias, relu: relu, geometry)
    }

    public func inputGradient(
        _ dy: DenseArray, _ weight: DenseArray, bias: DenseArray?, relu: Bool, _ geometry: ConvolutionGeometry
    ) -> DenseArray {
        var dx = DenseArray(uninitialized: geometry.inputShape(items: dy.shape[0]))
        if dx.count == 0 { return dx }
        let done = dx.withUnsafeMutableElements { dx in
            dy.withUnsafeElements { dy in
                weight.withUnsafeElements { weight in
                    withUnsafePointer(to: geometry.description(items: dx.count)) {
                        conednn_backward_data($0, threads, dy.baseAddress, weight.baseAddress, dx.baseAddress)
                    }
                }
            }
        }
        if !done { return Im2colEngine().inputGradient(dy, weight, bias: bias, relu: relu, geometry) }
        if bias != nil || relu {
            let channels = geometry.inputs, rows = dx.count / channels
            dx.withUnsafeMutableElements { dx in
                withOptionalElements(bias) { bias in
                    guard let base = dx.baseAddress else { return }
                    nonisolated(unsafe) let (pointer, bias) = (base, bias)
                    Threads.run(over: rows, by: max(1, 16384 / channels)) { piece in
                        cvk_bias_relu(pointer + piece.lowerBound * channels, bias, relu, piece.count, channels)
                    }
                }
            }
        }
        return dx
    }

    public func weightGradient(
        _ x: DenseArray, _ dy: DenseArray, bias: Bool, _ geometry: ConvolutionGeometry
    ) -> (weight: DenseArray, bias: DenseArray?) {
        var dw = DenseArray(uninitialized: geometry.weightShape)
        var db = DenseArray(uninitialized: [bias ? geometry.outputs : 0])
        if dy.count == 0 { return Im2colEngine().weightGradient(x, dy, bias: bias, geometry) }
        let done = dw.withUnsafeMutableElements { dw in
            db.withUnsafeMutableElements { db in
                x.withUnsafeElements { x in
                    dy.withUnsafeElements { dy in
                        withUnsafePointer(to: geometry.description(items: x.count)) {
                            conednn_backward_weights(
                                $0, gradientThreads, x.baseAddress, dy.baseAddress, dw.baseAddress, bias ? db.baseAddress : nil)
                        }
                    }
                }
            }
        }
        if !done { return Im2colEngine().weightGradient(x, dy, bias: bias, geometry) }
        return (dw, bias ? db : nil)
    }

    private func withOptional(_ array: DenseArray?, _ body: (UnsafePointer<Float>?) -> Bool) -> Bool {
        guard let array else { return body(nil) }
        return array.withUnsafeElements { body($0.baseAddress) }
    }
}

extension ConvolutionGeometry {
    /// The same for oneDNN, for an input of so many numbers.
    fileprivate func description(items count: Int) -> conednn_convolution {
        func three(_ list: [Int]) -> (Int64, Int64, Int64) {
            (Int64(list[0]), list.count > 1 ? Int64(list[1]) : 0, list.count > 2 ? Int64(list[2]) : 0)
        }
        return conednn_convolution(
            dimensions: Int32(dimensions), groups: Int32(groups), items: Int64(count / (lengths.reduce(1, *) * inputs)),
            inputs: Int64(inputs), outputs: Int64(outputs), in: three(lengths), out: three(outputLengths),
            window: three(window), stride: three(stride), before: three(before), after: three(after), dilation: three(dilation))
    }
}
