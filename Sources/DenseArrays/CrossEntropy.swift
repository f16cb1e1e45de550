import CVectorKernels

extension DenseArray {
    /// Σ -log softmax(self[rows[i]])[labels[i]] over the chosen rows (all when nil), in double precision and a fixed
    /// order.
    public func crossEntropy(labels: [Int32], rows chosen: [UInt32]? = nil) -> Double {
        crossEntropy(labels, chosen, scale: 0, gradient: nil)
    }

    /// The same, with d/dself: scale · (softmax - onehot) on the chosen rows, 0 on the others.
    public func crossEntropyWithGradient(
        labels: [Int32], rows chosen: [UInt32]? = nil, scale: Float
    ) -> (sum: Double, gradient: DenseArray) {
        let gradient = DenseArray(zeros: shape)
        let sum = crossEntropy(labels, chosen, scale: scale, gradient: gradient.storage.pointer)
        return (sum, gradient)
    }

    private func crossEntropy(
        _ labels: [Int32], _ chosen: [UInt32]?, scale: Float, gradient: UnsafeMutablePointer<Float>?
    ) -> Double {
        let (total, width) = (rows, columns)
        precondition(
            labels.count == (chosen?.count ?? total),
            "DenseArray.crossEntropy: \(labels.count) labels for \(chosen?.count ?? total) rows")
        for label in labels {
            precondition(
                label >= 0 && Int(label) < width, "DenseArray.crossEntropy: label \(label) outside 0..<\(width)")
        }
        for row in chosen ?? [] {
            precondition(Int(row) < total, "DenseArray.crossEntropy: row \(row) outside 0..<\(total)")
        }
        // Blocks of a fixed size, each with a sum of its own. A row may be chosen twice, and two blocks must not write
        // to one row: chosen rows with a gradient stay on the calling thread.
        let block = 4096
        let blocks = (labels.count + block - 1) / block
        var sums = [Double](repeating: 0, count: blocks)
        func run(_ ids: UnsafePointer<UInt32>?) {
            labels.withUnsafeBufferPointer { labels in
                sums.withUnsafeMutableBufferPointer { sums in
                    guard let labelStart = labels.baseAddress, let sums = sums.baseAddress else { return }
                    let labelCount = labels.count
                    Threads.run(tasks: blocks, threads: ids != nil && gradient != nil ? 1 : Threads.count) { task in
                        let start = task * block, shift = ids == nil ? start * width : 0
                        sums[task] = cvk_cross_entropy(
                            storage.pointer + shift, ids.map { $0 + start }, labelStart + start,
                            min(block, labelCount - start), width, scale, gradient.map { $0 + shift }, nil)
                    }
                }
            }
        }
        if let chosen { chosen.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
        return sums.reduce(0, +)
    }
}
