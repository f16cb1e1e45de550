import CVectorKernels

/// Which elements a dropout keeps: a rate and a key, from which each element's fate follows.
public struct DropoutMask: Sendable {
    /// The probability that an element is set to 0; the others are divided by 1 - rate.
    public let rate: Float
    /// What decides, with an element's number, whether it is dropped.
    public let key: RandomKey
    let threshold: UInt32
    /// An element is kept where its hash is below this.
    public var cut: UInt32 { threshold }
    /// 1 / (1 - rate)
    public let scale: Float

    /// Requires 0 ≤ rate < 1.
    public init(rate: Float, key: RandomKey) {
        precondition(rate >= 0 && rate < 1, "Dropout: expected a rate of at least 0 and below 1, found \(rate)")
        self.rate = rate
        self.key = key
        threshold = UInt32(min(Double(UInt32.max), (1 - Double(rate)) * 0x1p32))
        scale = 1 / (1 - rate)
    }
}

extension DenseArray {
    /// The rows dropped elementwise; row r is known to the mask as `rowIDs[r]` (r itself when nil), so that a part of a
    /// matrix is dropped exactly as it would be inside the whole.
    public func dropout(_ mask: DropoutMask, rowIDs: [UInt32]? = nil) -> DenseArray {
        activated(bias: nil, relu: false, mask: mask, rowIDs: rowIDs)
    }

    /// dropout(max(x + bias, 0)) in one pass, each of the three parts optional; with `elu` dropout(elu(x + bias)).
    public func activated(bias: DenseArray?, relu: Bool, elu: Bool = false, mask: DropoutMask?, rowIDs: [UInt32]? = nil) -> DenseArray {
        let out = DenseArray(uninitialized: shape)
        activate(into: out.storage.pointer, bias: bias, relu: relu, elu: elu, mask: mask, rowIDs: rowIDs)
        return out
    }

    /// The same in place.
    public mutating func activate(bias: DenseArray?, relu: Bool, elu: Bool = false, mask: DropoutMask?, rowIDs: [UInt32]? = nil) {
        withUnsafeMutableElements { _ in }
        activate(into: storage.pointer, bias: bias, relu: relu, elu: elu, mask: mask, rowIDs: rowIDs)
    }

    private func activate(
        into to: UnsafeMutablePointer<Float>, bias: DenseArray?, relu: Bool, elu: Bool, mask: DropoutMask?,
        rowIDs: [UInt32]?
    ) {
        precondition(
            bias == nil || bias?.count == columns,
            "DenseArray.activated: \(columns) columns, bias has \(bias?.count ?? 0) elements")
        precondition(
            rowIDs == nil || rowIDs?.count == rows,
            "DenseArray.activated: \(rows) rows, \(rowIDs?.count ?? 0) row numbers")
        let width = columns, from = storage.pointer
        let bias = bias.map { UnsafePointer($0.storage.pointer) }
        let mask = mask.flatMap { $0.rate > 0 ? $0 : nil }
        func run(_ ids: UnsafePointer<UInt32>?) {
            Threads.run(over: rows, by: rowPiece(elu ? 4 : 1)) { piece in
                let start = piece.lowerBound * width
                if elu {
                    cvk_bias_elu_dropout(
                        to + start, from + start, bias, ids.map { $0 + piece.lowerBound }, piece.lowerBound,
                        piece.count, width, mask != nil, mask?.key.value ?? 0, mask?.threshold ?? 0, mask?.scale ?? 1)
                    return
                }
                cvk_bias_relu_dropout(
                    to + start, from + start, bias, ids.map { $0 + piece.lowerBound }, piece.lowerBound, piece.count,
                    width, relu, mask != nil, mask?.key.value ?? 0, mask?.threshold ?? 0, mask?.scale ?? 1)
            }
        }
        if let rowIDs { rowIDs.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
    }

    /// upstream times the derivative of dropout(elu(x)) at self, its result.
    public func eluBackward(_ upstream: DenseArray, mask: DropoutMask?, rowIDs: [UInt32]? = nil) -> DenseArray {
        precondition(
            upstream.shape == shape && (rowIDs == nil || rowIDs?.count == rows),
            "DenseArray.eluBackward: shape \(shape), upstream \(upstream.shape), \(rowIDs?.count ?? rows) row numbers")
        let out = DenseArray(uninitialized: shape)
        let width = columns, to = out.storage.pointer, up = upstream.storage.pointer, y = storage.pointer
        let mask = mask.flatMap { $0.rate > 0 ? $0 : nil }
        func run(_ ids: UnsafePointer<UInt32>?) {
            Threads.run(over: rows, by: rowPiece()) { piece in
                let start = piece.lowerBound * width
                cvk_elu_dropout_backward(
                    to + start, up + start, y + start, ids.map { $0 + piece.lowerBound }, piece.lowerBound,
                    piece.count, width, mask != nil, mask?.key.value ?? 0, mask?.threshold ?? 0, mask?.scale ?? 1)
            }
        }
        if let rowIDs { rowIDs.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
        return out
    }

    /// The same mask applied to something else of the same rows, such as the gradient.
    public func dropoutBackward(_ mask: DropoutMask, rowIDs: [UInt32]? = nil) -> DenseArray {
        dropout(mask, rowIDs: rowIDs)
    }
}

extension DropoutMask {
    /// A flat array dropped; element i is known to the mask as `indices[i]`. Writes into `out`.
    public func apply(to values: UnsafeBufferPointer<Float>, indices: UnsafeBufferPointer<UInt32>, into out: UnsafeMutableBufferPointer<Float>) {
        precondition(values.count == indices.count && out.count >= values.count, "DropoutMask.apply: lengths differ")
        guard let to = out.baseAddress, let from = values.baseAddress else { return }
        if rate == 0 {
            to.update(from: from, count: values.count)
        } else {
            cvk_dropout(to, from, indices.baseAddress, values.count, key.value, threshold, scale)
        }
    }
}
