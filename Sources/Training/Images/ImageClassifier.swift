import Autograd
import DenseArrays
import FileFormats
import ImageNetworks
import Images
import NeuralNetworks

/// A trained network for pictures, with what pictures go through before it: all that predicting needs.
public struct ImageClassifier: Sendable {
    /// The network's sizes and settings.
    public let configuration: ImageModelConfiguration
    /// What the classes are called.
    public let classNames: [String]
    /// What every picture goes through.
    public let pipeline: ImagePipeline
    /// Parameters and buffers, in the model's order.
    public let state: [DenseArray]

    /// From what a run keeps.
    public init(
        configuration: ImageModelConfiguration, classNames: [String], pipeline: ImagePipeline, state: [DenseArray]
    ) {
        (self.configuration, self.classNames) = (configuration, classNames)
        (self.pipeline, self.state) = (pipeline, state)
    }

    /// The network with these numbers. Traps for a model that is not in `ImageModels`.
    public func makeModel() -> any ImageModel {
        guard let kind = ImageModels.named(configuration.model) else {
            preconditionFailure("ImageClassifier: no model is called \(configuration.model)")
        }
        let model = kind.make(configuration, key: RandomKey(seed: 0))
        model.stateValues = state
        return model
    }

    /// The bytes of `model.safetensors`, under PyTorch's names and in its layouts.
    public func checkpoint() -> [UInt8] {
        let model = makeModel()
        return Checkpoint.encode(model.state, values: state, metadata: ["format": "pt"])
    }

    /// The probability of each class for each picture, `[pictures, classes]`. Throws where a picture cannot be read or has
    /// another size than the network's once it has gone through the pipeline.
    public func probabilities(
        _ source: any ImageSource, indices: [Int]? = nil, batchSize: Int = 200
    ) throws(FileError) -> DenseArray {
        let all = indices ?? Array(0..<source.count)
        try check(source, all)
        let outputs = try Self.outputs(makeModel(), source, pipeline, all, batchSize: batchSize)
        return outputs.softmaxRows()
    }

    /// What the network makes of one picture: a probability for each class.
    public func probabilities(_ image: Image, name: String) throws(FileError) -> [Float] {
        try probabilities(OneImage(image, name: name, classNames: classNames)).elements
    }

    /// Throws where a picture does not come out of the pipeline in the network's size.
    func check(_ source: any ImageSource, _ indices: [Int]) throws(FileError) {
        guard let first = indices.first else { return }
        let wanted = ImageSize(
            height: configuration.height, width: configuration.width, channels: configuration.channels)
        var found = wanted
        try source.withPixels(first) { (_, size) throws(FileError) in found = pipeline.outputSize(of: size) }
        if found != wanted {
            throw FileError(
                kind: .unsupported, file: source.name(of: first), found: "a picture of \(found)", expected: "\(wanted)",
                advice: "give pictures of the size and number of channels that the network was trained on")
        }
    }

    /// The network's outputs before softmax, in evaluation; where the network is so configured, the mean of those for the
    /// picture and for its mirror image.
    static func outputs(
        _ model: any ImageModel, _ source: any ImageSource, _ pipeline: ImagePipeline, _ indices: [Int], batchSize: Int
    ) throws(FileError) -> DenseArray {
        let classes = model.configuration.classes
        var result = DenseArray(zeros: [indices.count, classes])
        let loader = ImageLoader(source, pipeline: pipeline, indices: indices, batchSize: batchSize)
        let batches = loader.batches()
        var start = 0
        while let batch = try batches.next() {
            var y = withoutGradients { model(Tensor(batch.images), .evaluation).value }
            if model.configuration.mirrors {
                let other = withoutGradients { model(Tensor(mirrored(batch.images)), .evaluation).value }
                y = (y + other) * 0.5
            }
            result.withUnsafeMutableElements { to in
                y.withUnsafeElements { from in for i in 0..<y.count { to[start + i] = from[i] } }
            }
            start += y.count
        }
        return result
    }

    /// Pictures `[items, height, width, channels]` with left and right exchanged.
    static func mirrored(_ images: DenseArray) -> DenseArray {
        let (width, channels) = (images.shape[2], images.shape[3])
        var result = DenseArray(uninitialized: images.shape)
        result.withUnsafeMutableElements { to in
            images.withUnsafeElements { from in
                for place in 0..<images.count {
                    let (pixel, channel) = place.quotientAndRemainder(dividingBy: channels)
                    let column = pixel % width
                    to[(pixel - column + width - 1 - column) * channels + channel] = from[place]
                }
            }
        }
        return result
    }
}

/// One picture as a source.
private struct OneImage: ImageSource {
    let only: Image
    let labels: [Int32] = [0]
    let classNames: [String]
    private let name: String

    init(_ image: Image, name: String, classNames: [String]) {
        (only, self.name, self.classNames) = (image, name, classNames)
    }

    func name(of index: Int) -> String { name }
    func image(_ index: Int) throws(FileError) -> Image { only }
}
