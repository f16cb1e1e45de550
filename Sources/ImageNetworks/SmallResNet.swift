import Autograd
import DenseArrays
import NeuralNetworks

/// A small residual network: a 3×3 convolution of 32 channels, then three blocks of two 3×3 convolutions with 32, 64 and 128
/// channels, each added to its input, with batch normalization throughout; the mean over positions; one linear layer.
///
/// X `[items, height, width, channels]`; the second and third block halve height and width. Dropout stands before the last
/// layer, at 0 unless asked otherwise.
///
/// Source: He, Zhang, Ren & Sun, 2016, "Deep Residual Learning for Image Recognition", arXiv:1512.03385; the blocks are its
/// basic ones, at the sizes of its networks for CIFAR-10, wider and fewer.
public final class SmallResNet: ImageModel {
    public let configuration: ImageModelConfiguration
    private let convolution: Conv2d
    private let norm: BatchNorm2d
    private let blocks: [ResidualBlock]
    private let pool = AdaptiveAvgPool2d(1)
    private let flatten = Flatten()
    private let drop: Dropout
    private let fc: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: ImageModelConfiguration, key: RandomKey) {
        c.check("SmallResNet", leastSide: 8)
        configuration = c
        convolution = Conv2d(
            inputs: c.channels, outputs: 32, window: 3, padding: 1, bias: false, key: key.child("conv1"))
        norm = BatchNorm2d(channels: 32)
        blocks = [(32, 32, 1), (32, 64, 2), (64, 128, 2)].enumerated().map { number, sizes in
            ResidualBlock(inputs: sizes.0, outputs: sizes.1, stride: sizes.2, key: key.child("blocks").child(number))
        }
        drop = Dropout(c.dropout ?? 0)
        fc = Linear(inputs: 128, outputs: c.classes, key: key.child("fc"))
    }

    public func embeddings(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        var h = norm(convolution(x, pass), training: pass.isTraining, relu: true)
        for block in blocks { h = block(h, pass) }
        // the mean over positions          [items, 128]
        return flatten(pool(h), pass)
    }

    public func head(_ embeddings: Tensor, _ pass: ForwardPass) -> Tensor { fc(drop(embeddings, pass.child("drop"))) }

    public var children: [(name: String, module: any Module)] {
        [("conv1", convolution), ("bn1", norm)] + blocks.enumerated().map { ("layer\($0 + 1)", $1) }
            + [("pool", pool), ("drop", drop), ("fc", fc)]
    }
    public var title: String { "SmallResNet" }
}

/// relu(bn(conv(relu(bn(conv(x))))) + x), 3×3; where the shape changes x goes through a 1×1 convolution and bn.
final class ResidualBlock: Layer {
    private let first: Conv2d
    private let firstNorm: BatchNorm2d
    private let second: Conv2d
    private let secondNorm: BatchNorm2d
    private let shortcut: (convolution: Conv2d, norm: BatchNorm2d)?

    init(inputs: Int, outputs: Int, stride: Int, key: RandomKey) {
        first = Conv2d(
            inputs: inputs, outputs: outputs, window: 3, stride: stride, padding: 1, bias: false, key: key.child("conv1"))
        firstNorm = BatchNorm2d(channels: outputs)
        second = Conv2d(inputs: outputs, outputs: outputs, window: 3, padding: 1, bias: false, key: key.child("conv2"))
        secondNorm = BatchNorm2d(channels: outputs)
        shortcut =
            inputs == outputs && stride == 1
            ? nil
            : (
                Conv2d(inputs: inputs, outputs: outputs, window: 1, stride: stride, bias: false, key: key.child("shortcut")),
                BatchNorm2d(channels: outputs)
            )
    }

    func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        let training = pass.isTraining
        let h = firstNorm(first(x, pass), training: training, relu: true)
        let y = secondNorm(second(h, pass), training: training)
        let kept = shortcut.map { $0.norm($0.convolution(x, pass), training: training) } ?? x
        return (y + kept).relu()
    }

    var children: [(name: String, module: any Module)] {
        [("conv1", first), ("bn1", firstNorm), ("conv2", second), ("bn2", secondNorm)]
            + (shortcut.map { [("downsample.0", $0.convolution), ("downsample.1", $0.norm)] } ?? [])
    }

    var parameters: [Parameter] { children.flatMap { name, module in module.parameters.map { $0.prefixed(name) } } }
    var buffers: [Parameter] { children.flatMap { name, module in module.buffers.map { $0.prefixed(name) } } }
    var title: String { "BasicBlock" }
}
