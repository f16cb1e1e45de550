import Autograd
import DenseArrays
import NeuralNetworks

/// Makes one vector a node of what all layers of a network have made of it: side by side, the elementwise maximum, or a sum
/// weighted by a bidirectional LSTM over the layers.
///
/// - X_0 … X_{L-1}, each `[nodes, channels]` (side by side: of any widths); Y `[nodes, Σ widths]` or `[nodes, channels]`.
/// - The LSTM has ⌊layers · channels / 2⌋ hidden columns a direction; the weights are the softmax over the layers of a linear
///   map of its outputs.
///
/// Where layers share the maximum the first gets the gradient. Time is O(layers · nodes · channels), for the LSTM times its
/// width.
///
/// Source: Xu, Li, Tian, Sonobe, Kawarabayashi & Jegelka, 2018, "Representation Learning on Graphs with Jumping Knowledge
/// Networks", arXiv:1806.03536. Equal to PyG's `JumpingKnowledge`, whose names (`lstm`, `att`) a checkpoint uses.
public final class JumpingKnowledge: Module {
    /// How the layers' vectors are put together.
    public enum Mode {
        /// Side by side.
        case concatenation
        /// The largest, column by column.
        case maximum
        /// A sum weighted for each node, the weights from an LSTM over the layers.
        case lstm(LSTM, attention: Linear)
    }

    /// How the layers' vectors are put together.
    public let mode: Mode

    /// One of the three ways.
    public init(_ mode: Mode) {
        if case .lstm(let lstm, let attention) = mode {
            precondition(
                lstm.isBidirectional && attention.weight.shape == [2 * lstm.cells[0].hidden, 1],
                "JumpingKnowledge: expected a bidirectional LSTM and an attention weight [\(2 * lstm.cells[0].hidden), 1], found \(attention.weight.shape)"
            )
        }
        self.mode = mode
    }

    /// A new one with an LSTM, for `layers` layers of `channels` columns.
    public convenience init(lstmOf layers: Int, channels: Int, key: RandomKey) {
        let hidden = layers * channels / 2
        self.init(
            .lstm(
                LSTM(inputs: channels, hidden: hidden, isBidirectional: true, key: key.child("lstm")),
                attention: Linear(inputs: 2 * hidden, outputs: 1, key: key.child("attention"))))
    }

    /// Y for the layers' results in their order.
    public func callAsFunction(_ layers: [Tensor]) -> Tensor {
        precondition(!layers.isEmpty, "JumpingKnowledge: expected at least one layer")
        switch mode {
        case .concatenation: return .concatenatingColumns(layers)
        case .maximum: return Self.maximum(Self.checked(layers))
        case .lstm(let lstm, let attention):
            let (outputs, _) = lstm(Self.checked(layers))
            // α = softmax over the layers of att(h)     [nodes, layers]
            let weights = Tensor.concatenatingColumns(outputs.map { attention($0) }).softmax()
            // Y = Σ α_l X_l                             [nodes, channels]
            return layers.enumerated().map { $1.scalingRows(weights.columns($0..<$0 + 1)) }
                .reduce(into: nil as Tensor?) { $0 = $0.map { [part = $1] in $0 + part } ?? $1 } ?? layers[0]
        }
    }

    private static func checked(_ layers: [Tensor]) -> [Tensor] {
        precondition(
            layers.allSatisfy { $0.shape.count == 2 && $0.shape == layers[0].shape },
            "JumpingKnowledge: expected layers of one shape [nodes, channels], found \(layers.map(\.shape))")
        return layers
    }

    private static func maximum(_ layers: [Tensor]) -> Tensor {
        var y = layers[0].value
        var from = [Int](repeating: 0, count: y.count)
        for (number, layer) in layers.enumerated().dropFirst() {
            y.withUnsafeMutableElements { y in
                layer.value.withUnsafeElements { x in
                    for i in 0..<y.count where x[i] > y[i] {
                        y[i] = x[i]
                        from[i] = number
                    }
                }
            }
        }
        return .custom("jumpingMaximum", inputs: layers, value: y) { [from] upstream in
            // dX_l = dY where layer l holds the maximum, else 0
            layers.indices.map { number in
                var dx = upstream
                dx.withUnsafeMutableElements { dx in for i in 0..<dx.count where from[i] != number { dx[i] = 0 } }
                return dx
            }
        }
    }

    public var title: String {
        switch mode {
        case .concatenation: "JumpingKnowledge(cat)"
        case .maximum: "JumpingKnowledge(max)"
        case .lstm(let lstm, _): "JumpingKnowledge(lstm, channels=\(lstm.cells[0].inputs))"
        }
    }

    public var parameters: [Parameter] {
        guard case .lstm(let lstm, let attention) = mode else { return [] }
        return lstm.parameters.map { $0.prefixed("lstm") } + attention.parameters.map { $0.prefixed("att") }
    }
}
