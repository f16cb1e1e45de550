import DenseArrays

extension Tensor {
    /// The mean over the chosen rows of -log softmax(X[row])[label], a scalar: softmax cross-entropy on masked rows.
    ///
    /// - Parameters:
    ///   - labels: the class of each chosen row, in `0 ..< classes`.
    ///   - rows: the chosen rows of X `[nodes, classes]`; all when nil.
    ///
    /// The gradient, softmax - onehot on the chosen rows, is computed in the same pass. Without rows the loss is 0.
    public func crossEntropy(labels: [Int32], rows: [UInt32]? = nil) -> Tensor {
        let x = value
        let count = max(1, labels.count)
        guard requiresGradient, Gradients.areRecorded else {
            return Tensor(DenseArray(Float(x.crossEntropy(labels: labels, rows: rows) / Double(count))))
        }
        let (total, gradient) = x.crossEntropyWithGradient(labels: labels, rows: rows, scale: 1 / Float(count))
        return Tensor(DenseArray(Float(total / Double(count))), of: "crossEntropy", [self]) { [self] upstream in
            // dX = dloss (softmax(X) - onehot) / rows
            accumulate(upstream.scalar == 1 ? gradient : gradient * upstream.scalar)
        }
    }
}
