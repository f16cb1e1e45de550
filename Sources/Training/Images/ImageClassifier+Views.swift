import Autograd
import DenseArrays
import FileFormats
import ImageNetworks
import Images
import NeuralNetworks

/// What a trained network sees in pictures.
extension ImageClassifier {
    /// One vector a picture before the last layer, `[pictures, width]`. Throws as `probabilities(_:indices:batchSize:)`.
    public func embeddings(
        _ source: any ImageSource, indices: [Int]? = nil, batchSize: Int = 200
    ) throws(FileError) -> DenseArray {
        let all = indices ?? Array(0..<source.count)
        try check(source, all)
        let model = makeModel()
        let batches = ImageLoader(source, pipeline: pipeline, indices: all, batchSize: batchSize).batches()
        var parts: [Tensor] = []
        while let batch = try batches.next() {
            withoutGradients { parts.append(Tensor(model.embeddings(Tensor(batch.images), .evaluation).value)) }
        }
        if parts.isEmpty { return DenseArray(zeros: [0, 0]) }
        return parts.count == 1 ? parts[0].value : withoutGradients { Tensor.concatenatingRows(parts).value }
    }

    /// What the network's first convolution makes of a picture, `[height, width, channels]`; nil for a network without one.
    /// Throws as `probabilities(_:indices:batchSize:)`.
    public func firstMaps(_ source: any ImageSource, index: Int) throws(FileError) -> DenseArray? {
        try check(source, [index])
        guard let convolution = Self.firstConvolution(of: makeModel()) else { return nil }
        let batches = ImageLoader(source, pipeline: pipeline, indices: [index], batchSize: 1).batches()
        guard let batch = try batches.next() else { return nil }
        let maps = withoutGradients { convolution(Tensor(batch.images)).value }
        return maps.reshaped(Array(maps.shape.dropFirst()))
    }

    /// The first convolution over two axes, in the order of the network's parts.
    private static func firstConvolution(of module: any Module) -> Convolution? {
        if let convolution = module as? Convolution { return convolution.dimensions == 2 ? convolution : nil }
        for (_, part) in module.children {
            if let found = firstConvolution(of: part) { return found }
        }
        return nil
    }
}
