import Autograd
import DenseArrays
import NeuralNetworks

/// The sizes and settings that a network for pictures is made from.
public struct ImageModelConfiguration: Sendable, Equatable {
    /// A name of `ImageModels`.
    public var model: String
    /// Of the pictures it reads.
    public var height: Int
    /// In pixels.
    public var width: Int
    /// How many channels there are.
    public var channels: Int
    /// The numbers it answers with, one a class.
    public var classes: Int
    /// The rate of its dropout layers; nil for the model's own.
    public var dropout: Float?
    /// Whether an answer is the mean of the network's outputs for the picture and for its mirror image.
    public var mirrors: Bool

    /// Sizes, with the model's own rates.
    public init(
        model: String = "cnn", height: Int, width: Int, channels: Int, classes: Int, dropout: Float? = nil, mirrors: Bool = false
    ) {
        (self.model, self.height, self.width) = (model, height, width)
        (self.channels, self.classes, self.dropout) = (channels, classes, dropout)
        self.mirrors = mirrors
    }

    /// Traps with the model's name where pictures are too small for it or a size is not positive.
    func check(_ name: StaticString, leastSide: Int) {
        precondition(
            height >= leastSide && width >= leastSide && channels > 0 && classes > 0,
            "\(name): pictures of \(height)x\(width)x\(channels) for \(classes) classes; each side needs at least \(leastSide)")
    }
}

/// A network that says something of whole pictures.
///
/// X `[items, height, width, channels]`; Y `[items, classes]`, the logarithms of the classes' odds up to a constant.
public protocol ImageModel: Layer {
    /// Its sizes and rates.
    var configuration: ImageModelConfiguration { get }
    /// The vectors before the last layer, `[items, width]`.
    func embeddings(_ x: Tensor, _ pass: ForwardPass) -> Tensor
    /// What the last layer makes of them.
    func head(_ embeddings: Tensor, _ pass: ForwardPass) -> Tensor
}

extension ImageModel {
    public func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        let c = configuration
        precondition(
            x.shape.count == 4 && Array(x.shape.dropFirst()) == [c.height, c.width, c.channels],
            "\(c.model): x has shape \(x.shape), expected [items, \(c.height), \(c.width), \(c.channels)]")
        return head(embeddings(x, pass), pass)
    }

    public var parameters: [Parameter] {
        children.flatMap { name, module in module.parameters.map { $0.prefixed(name) } }
    }

    public var buffers: [Parameter] {
        children.flatMap { name, module in module.buffers.map { $0.prefixed(name) } }
    }
}

/// A kind of network, by the name that commands know it by.
public struct ImageModelKind: Sendable {
    /// What `--model` calls it.
    public let name: String
    /// What it is, in a line.
    public let summary: String
    /// The smallest side of a picture it can read.
    public let leastSide: Int
    private let factory: @Sendable (ImageModelConfiguration, RandomKey) -> any ImageModel

    init(
        _ name: String, _ summary: String, leastSide: Int,
        _ factory: @escaping @Sendable (ImageModelConfiguration, RandomKey) -> any ImageModel
    ) {
        (self.name, self.summary, self.leastSide, self.factory) = (name, summary, leastSide, factory)
    }

    /// A new network; its weights follow from the key.
    public func make(_ configuration: ImageModelConfiguration, key: RandomKey) -> any ImageModel {
        configuration.check("ImageModel", leastSide: leastSide)
        return factory(configuration, key)
    }
}

/// The networks for pictures, by name.
public enum ImageModels {
    /// Those that come with the toolkit.
    public static let all: [ImageModelKind] = [
        ImageModelKind("dnn", "three linear layers of 256, 128 and one unit a class", leastSide: 1) {
            FashionDNN($0, key: $1)
        },
        ImageModelKind("cnn", "two convolutions of 32 and 64 channels with batch normalization, three linear layers", leastSide: 8) {
            FashionCNN($0, key: $1)
        },
        ImageModelKind("vgg", "three convolutions of 32, 64 and 128 channels with batch normalization, a hidden layer of 256", leastSide: 8) {
            SmallVGG($0, key: $1)
        },
        ImageModelKind("resnet", "seven convolutions of 32 to 128 channels, in residual blocks, and a mean", leastSide: 8) {
            SmallResNet($0, key: $1)
        },
    ]

    /// The kind of this name, or nil.
    public static func named(_ name: String) -> ImageModelKind? { all.first { $0.name == name } }
}
