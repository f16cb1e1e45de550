import CVectorKernels

extension DenseArray {
    /// Elements a thread takes at a time; arrays up to this size are done by the caller alone, since waking a thread
    /// costs about as much as 100,000 additions.
    static let piece = 1 << 17

    /// out = body(self), elementwise; `body` gets (output, input, count) of a piece.
    @inline(__always)
    func mapped(_ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void) -> DenseArray {
        let out = DenseArray(uninitialized: shape)
        let to = out.storage.pointer, from = UnsafePointer(storage.pointer)
        if count <= Self.piece {
            body(to, from, count)
        } else {
            Threads.run(over: count, by: Self.piece) { body(to + $0.lowerBound, from + $0.lowerBound, $0.count) }
        }
        return out
    }

    @inline(__always)
    func combined(
        _ other: DenseArray, _ name: String,
        _ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Void
    ) -> DenseArray {
        precondition(shape == other.shape, "DenseArray.\(name): shapes \(shape) and \(other.shape) differ")
        let second = UnsafePointer(other.storage.pointer), first = UnsafePointer(storage.pointer)
        return mapped { to, from, count in body(to, from, second + (from - first), count) }
    }

    /// Elementwise sum of equal shapes.
    public static func + (left: DenseArray, right: DenseArray) -> DenseArray {
        left.combined(right, "+") { cvk_add($0, $1, $2, $3) }
    }

    /// Elementwise difference of equal shapes.
    public static func - (left: DenseArray, right: DenseArray) -> DenseArray {
        left.combined(right, "-") { out, a, b, count in for i in 0..<count { out[i] = a[i] - b[i] } }
    }

    /// Elementwise product of equal shapes.
    public static func * (left: DenseArray, right: DenseArray) -> DenseArray {
        left.combined(right, "*") { cvk_multiply($0, $1, $2, $3) }
    }

    /// All elements times a number.
    public static func * (left: DenseArray, right: Float) -> DenseArray {
        left.mapped { cvk_scale($0, right, $1, $2) }
    }

    /// self += scale · other, in place.
    public mutating func add(_ other: DenseArray, scale: Float = 1) {
        precondition(shape == other.shape, "DenseArray.add: shapes \(shape) and \(other.shape) differ")
        let from = UnsafePointer(other.storage.pointer), total = count
        withUnsafeMutableElements { elements in
            guard let to = elements.baseAddress else { return }
            if total <= Self.piece {
                cvk_axpy(to, scale, from, total)
            } else {
                Threads.run(over: total, by: Self.piece) {
                    cvk_axpy(to + $0.lowerBound, scale, from + $0.lowerBound, $0.count)
                }
            }
        }
    }

    /// The functions of one number that have a vector loop of their own.
    public enum Function: Sendable {
        /// x where x > 0, else alpha (e^x - 1)
        case elu(alpha: Float)
        /// x where x > 0, else slope · x
        case leakyRelu(slope: Float)
        /// 1 / (1 + e^-x)
        case sigmoid
        /// The hyperbolic tangent.
        case tanh

        var kernel: (function: cvk_function_t, parameter: Float) {
            switch self {
            case .elu(let alpha): (cvk_elu, alpha)
            case .leakyRelu(let slope): (cvk_leaky_relu, slope)
            case .sigmoid: (cvk_sigmoid, 0)
            case .tanh: (cvk_tanh, 0)
            }
        }
    }

    /// f(self) elementwise, with an error below 1e-6 of the result or of 1, whichever is smaller.
    public func applying(_ function: Function) -> DenseArray {
        let (kernel, parameter) = function.kernel
        return mapped { cvk_function($0, $1, $2, kernel, parameter) }
    }

    /// upstream · f'(self), y being f(self).
    public func derivative(of function: Function, result y: DenseArray, _ upstream: DenseArray) -> DenseArray {
        precondition(
            shape == y.shape && shape == upstream.shape,
            "DenseArray.derivative: shapes \(shape), \(y.shape) and \(upstream.shape) differ")
        let (kernel, parameter) = function.kernel
        let from = UnsafePointer(storage.pointer), results = UnsafePointer(y.storage.pointer)
        let up = UnsafePointer(upstream.storage.pointer)
        return mapped { to, x, count in
            cvk_function_backward(to, up + (x - from), x, results + (x - from), count, kernel, parameter)
        }
    }

    /// An elementwise function that needs no speed.
    public func map(_ function: (Float) -> Float) -> DenseArray {
        mapped { out, x, count in for i in 0..<count { out[i] = function(x[i]) } }
    }

    /// max(x, 0)
    public func relu() -> DenseArray { mapped { cvk_relu($0, $1, $2) } }

    /// `upstream · scale` where self, the output of a ReLU, is positive, else 0.
    public func reluBackward(_ upstream: DenseArray, scale: Float = 1) -> DenseArray {
        upstream.combined(self, "reluBackward") { cvk_relu_backward($0, $1, $2, scale, $3) }
    }

    /// The sum of all elements, accumulated in double precision in a fixed order.
    public func sum() -> Double { reduced { cvk_sum($0, $1) } }

    /// The sum of squares, accumulated in double precision in a fixed order.
    public func sumOfSquares() -> Double { reduced { cvk_dot($0, $0, $1) } }

    private func reduced(_ body: (UnsafePointer<Float>, Int) -> Double) -> Double {
        let from = UnsafePointer(storage.pointer)
        if count <= Self.piece { return body(from, count) }
        let tasks = (count + Self.piece - 1) / Self.piece
        var partial = [Double](repeating: 0, count: tasks)
        partial.withUnsafeMutableBufferPointer { partial in
            let target = partial.baseAddress!
            Threads.run(tasks: tasks) { task in
                let start = task * Self.piece
                target[task] = body(from + start, min(Self.piece, count - start))
            }
        }
        return partial.reduce(0, +)
    }

    /// Whether no element is NaN or infinite.
    public var isFinite: Bool { cvk_all_finite(storage.pointer, count) }
}
