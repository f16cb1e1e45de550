import Autograd
import DenseArrays
import NeuralNetworks

/// The convolutional network of the chapter on Fashion-MNIST: two blocks of 3×3 convolution, batch normalization, ReLU and
/// 2×2 maximum, then three linear layers with dropout behind the first and nothing between them.
///
/// X `[items, height, width, channels]`; the blocks have 32 channels (padding 1) and 64 (none); a picture of 28×28 becomes
/// 6×6×64 = 2304 numbers, then 600, 120, and one a class. Dropout is 0.25 unless asked otherwise. Names of parameters:
/// `layer1.0`, `layer1.1`, `layer2.0`, `layer2.1`, `fc1`, `fc2`, `fc3`, as the chapter's PyTorch code has them.
public final class FashionCNN: ImageModel {
    public let configuration: ImageModelConfiguration
    private let layer1: ConvolutionBlock
    private let layer2: ConvolutionBlock
    private let flatten = Flatten()
    private let fc1: Linear
    private let drop: Dropout
    private let fc2: Linear
    private let fc3: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: ImageModelConfiguration, key: RandomKey) {
        c.check("FashionCNN", leastSide: 8)
        configuration = c
        layer1 = ConvolutionBlock(inputs: c.channels, outputs: 32, padding: 1, key: key.child("layer1"))
        layer2 = ConvolutionBlock(inputs: 32, outputs: 64, padding: 0, key: key.child("layer2"))
        // 28 → 28 → 14 → 12 → 6
        let height = (c.height / 2 - 2) / 2, width = (c.width / 2 - 2) / 2
        fc1 = Linear(inputs: 64 * height * width, outputs: 600, key: key.child("fc1"))
        drop = Dropout(c.dropout ?? 0.25)
        fc2 = Linear(inputs: 600, outputs: 120, key: key.child("fc2"))
        fc3 = Linear(inputs: 120, outputs: c.classes, key: key.child("fc3"))
    }

    public func embeddings(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        // [items, 14, 14, 32], [items, 6, 6, 64], [items, 2304] for 28×28
        let first = layer1(x, pass)
        ForwardRecorder.note("layer1", of: self, first)
        let second = layer2(first, pass)
        ForwardRecorder.note("layer2", of: self, second)
        return fc2(drop(fc1(flatten(second, pass)), pass.child("drop")))
    }

    public func head(_ embeddings: Tensor, _ pass: ForwardPass) -> Tensor { fc3(embeddings) }

    public var children: [(name: String, module: any Module)] {
        [("layer1", layer1), ("layer2", layer2), ("fc1", fc1), ("drop", drop), ("fc2", fc2), ("fc3", fc3)]
    }
    public var title: String { "FashionCNN" }
}

/// 3×3 convolution, batch normalization, ReLU, 2×2 maximum: a `Sequential` of PyTorch, whose steps are done in fewer passes.
final class ConvolutionBlock: Layer {
    private let convolution: Conv2d
    private let norm: BatchNorm2d
    private let pool = MaxPool2d(window: 2, stride: 2)

    init(inputs: Int, outputs: Int, padding: Int, key: RandomKey) {
        convolution = Conv2d(inputs: inputs, outputs: outputs, window: 3, padding: .size(padding), key: key)
        norm = BatchNorm2d(channels: outputs)
    }

    func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        // a network's first block, unless somebody asks for the shapes between
        if !ForwardRecorder.isListening, let y = norm.pooledStem(x, convolution, training: pass.isTraining) { return y }
        let h = convolution(x, pass)
        // norm and ReLU keep the shape; what they make is never in memory
        for name in ["0", "1", "2"] { ForwardRecorder.note(name, of: self, h) }
        // pool(relu(norm(h))) in one pass
        let y = norm.pooled(h, training: pass.isTraining)
        ForwardRecorder.note("3", of: self, y)
        return y
    }

    var children: [(name: String, module: any Module)] {
        [("0", convolution), ("1", norm), ("2", ReLU()), ("3", pool)]
    }

    var parameters: [Parameter] { children.flatMap { name, module in module.parameters.map { $0.prefixed(name) } } }
    var buffers: [Parameter] { children.flatMap { name, module in module.buffers.map { $0.prefixed(name) } } }
    var title: String { "Sequential" }
}
