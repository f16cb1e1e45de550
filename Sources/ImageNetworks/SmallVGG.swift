import Autograd
import DenseArrays
import NeuralNetworks

/// Three blocks of 3×3 convolution, batch normalization, ReLU and 2×2 maximum with 32, 64 and 128 channels, then a hidden layer
/// of 256 units with ReLU and dropout: the shape of the VGG networks at the size of small pictures.
///
/// X `[items, height, width, channels]`; a picture of 28×28 becomes 3×3×128 = 1152 numbers, then 256, and one a class. Dropout is
/// 0.25 unless asked otherwise.
///
/// Source: Simonyan & Zisserman, 2015, "Very Deep Convolutional Networks for Large-Scale Image Recognition", arXiv:1409.1556;
/// Ioffe & Szegedy, 2015, arXiv:1502.03167 (the normalization).
public final class SmallVGG: ImageModel {
    public let configuration: ImageModelConfiguration
    private let blocks: [ConvolutionBlock]
    private let flatten = Flatten()
    private let fc1: Linear
    private let drop: Dropout
    private let fc2: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: ImageModelConfiguration, key: RandomKey) {
        c.check("SmallVGG", leastSide: 8)
        configuration = c
        blocks = [(c.channels, 32), (32, 64), (64, 128)].enumerated().map { number, sizes in
            ConvolutionBlock(inputs: sizes.0, outputs: sizes.1, padding: 1, key: key.child("blocks").child(number))
        }
        fc1 = Linear(inputs: 128 * (c.height / 8) * (c.width / 8), outputs: 256, key: key.child("fc1"))
        drop = Dropout(c.dropout ?? 0.25)
        fc2 = Linear(inputs: 256, outputs: c.classes, key: key.child("fc2"))
    }

    public func embeddings(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        var h = x
        // [items, 14, 14, 32], [items, 7, 7, 64], [items, 3, 3, 128] for 28×28
        for (number, block) in blocks.enumerated() {
            h = block(h, pass)
            ForwardRecorder.note("layer\(number + 1)", of: self, h)
        }
        // relu(h W₁ + b₁)      [items, 256], bias and ReLU in one pass
        return flatten(h, pass).matrixProduct(fc1.weight).activatedInPlace(bias: fc1.bias, Activation(relu: true))
    }

    public func head(_ embeddings: Tensor, _ pass: ForwardPass) -> Tensor { fc2(drop(embeddings, pass.child("drop"))) }

    public var children: [(name: String, module: any Module)] {
        blocks.enumerated().map { ("layer\($0 + 1)", $1 as any Module) } + [("fc1", fc1), ("drop", drop), ("fc2", fc2)]
    }
    public var title: String { "SmallVGG" }
}
