import Autograd
import DenseArrays
import NeuralNetworks

/// The fully connected network of the chapter on Fashion-MNIST: Y = W₃ relu(W₂ dropout(relu(W₁ x))), each with a bias.
///
/// X `[items, height, width, channels]` is flattened in PyTorch's order (channels first); W₁ has 256 outputs, W₂ 128, W₃
/// one a class. Dropout stands behind the first layer, at 0.25 unless asked otherwise. Names of parameters: `fc1`, `fc2`,
/// `fc3`, as the chapter's PyTorch code has them.
public final class FashionDNN: ImageModel {
    public let configuration: ImageModelConfiguration
    private let flatten = Flatten()
    private let fc1: Linear
    private let drop: Dropout
    private let fc2: Linear
    private let fc3: Linear

    /// A network of these sizes, its weights drawn by the key.
    public init(_ c: ImageModelConfiguration, key: RandomKey) {
        c.check("FashionDNN", leastSide: 1)
        configuration = c
        fc1 = Linear(inputs: c.height * c.width * c.channels, outputs: 256, key: key.child("fc1"))
        drop = Dropout(c.dropout ?? 0.25)
        fc2 = Linear(inputs: 256, outputs: 128, key: key.child("fc2"))
        fc3 = Linear(inputs: 128, outputs: c.classes, key: key.child("fc3"))
    }

    public func embeddings(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
        let mask = pass.isTraining && drop.rate > 0 && drop.rate < 1
            ? DropoutMask(rate: drop.rate, key: pass.child("drop").key) : nil
        // H₁ = dropout(relu(x W₁ + b₁))      [items, 256], bias, ReLU and dropout in one pass
        var h = flatten(x, pass).matrixProduct(fc1.weight)
            .activatedInPlace(bias: fc1.bias, Activation(relu: true, dropout: mask))
        if pass.isTraining, drop.rate == 1 { h = drop(h, pass) }
        // H₂ = relu(H₁ W₂ + b₂)              [items, 128]
        return h.matrixProduct(fc2.weight).activatedInPlace(bias: fc2.bias, Activation(relu: true))
    }

    public func head(_ embeddings: Tensor, _ pass: ForwardPass) -> Tensor { fc3(embeddings) }

    public var children: [(name: String, module: any Module)] {
        [("fc1", fc1), ("drop", drop), ("fc2", fc2), ("fc3", fc3)]
    }
    public var title: String { "FashionDNN" }
}
