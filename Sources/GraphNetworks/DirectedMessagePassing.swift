import Autograd
import DenseArrays
import Graphs
import NeuralNetworks

/// Directed message passing (D-MPNN): messages live on directed bonds and do not turn back.
/// h⁰_vw = relu(W_i [x_v, e_vw]);  m_vw = Σ over k in N(v) \ w of h_kv;  h_vw = relu(h⁰_vw + W_h m_vw), steps - 1 times;
/// then y_v = relu(W_o [x_v, Σ over k in N(v) of h_kv]).
///
/// - X `[nodes, inputs]`, edge features `[edges, edgeFeatures]`, h `[edges, hidden]`, Y `[nodes, hidden]`; edge (v, w) sends
///   from v to w, undirected bonds are listed in both directions.
/// - An edge without a reverse leaves nothing out; repeated edges from w to v are all left out. A node that receives nothing
///   has the sum 0.
///
/// The sum without w is the node's whole sum less what came from w: O(steps · edges · hidden²).
///
/// Source: Yang, Swanson, Jin, Coley et al., 2019, "Analyzing Learned Molecular Representations for Property Prediction",
/// arXiv:1904.01561. Names of parameters (`W_i`, `W_h`, `W_o`) and biases (W_o alone) are Chemprop's.
public final class DirectedMessagePassing: Module {
    /// `[inputs + edgeFeatures, hidden]`
    public let inputMap: Linear
    /// `[hidden, hidden]`
    public let hiddenMap: Linear
    /// `[inputs + hidden, hidden]`
    public let outputMap: Linear
    /// The number of times that h is computed, h⁰ included.
    public let steps: Int

    /// Width of the edges' vectors h.
    public var hidden: Int { hiddenMap.outputs }
    /// Columns of the nodes' features.
    public var inputs: Int { outputMap.inputs - hidden }
    /// Columns of the edge features.
    public var edgeFeatures: Int { inputMap.inputs - inputs }

    /// A layer with these parameters.
    public init(inputMap: Linear, hiddenMap: Linear, outputMap: Linear, steps: Int) {
        let hidden = hiddenMap.outputs
        precondition(
            hiddenMap.inputs == hidden && inputMap.outputs == hidden && outputMap.inputs >= hidden
                && inputMap.inputs >= outputMap.inputs - hidden,
            "DirectedMessagePassing: weights of shapes \(inputMap.weight.shape), \(hiddenMap.weight.shape), \(outputMap.weight.shape) do not fit"
        )
        precondition(steps >= 1, "DirectedMessagePassing: expected at least one step, found \(steps)")
        (self.inputMap, self.hiddenMap, self.outputMap, self.steps) = (inputMap, hiddenMap, outputMap, steps)
    }

    /// A new layer; three steps, as the paper's.
    public convenience init(inputs: Int, edgeFeatures: Int, hidden: Int, steps: Int = 3, key: RandomKey) {
        self.init(
            inputMap: Linear(inputs: inputs + edgeFeatures, outputs: hidden, bias: false, key: key.child("input")),
            hiddenMap: Linear(inputs: hidden, outputs: hidden, bias: false, key: key.child("hidden")),
            outputMap: Linear(inputs: inputs + hidden, outputs: hidden, key: key.child("output")), steps: steps)
    }

    /// Y; `bonds` says which edges lead back.
    ///
    /// - Parameters:
    ///   - x: X `[nodes, inputs]`.
    ///   - edges: the directed edges.
    ///   - bonds: for each edge the one that leads back.
    ///   - features: of the edges, `[edges, edgeInputs]`; nil for a layer without.
    ///   - dropout: the mask of each step's h but the first, by the step's number.
    ///   - outputDropout: the mask of Y.
    public func callAsFunction(
        _ x: Tensor, _ edges: MessageEdges, bonds: ReverseEdges, edgeFeatures features: Tensor? = nil,
        dropout: (Int) -> DropoutMask? = { _ in nil }, outputDropout: DropoutMask? = nil
    ) -> Tensor {
        edges.check("DirectedMessagePassing", x, inputs: inputs)
        edges.check("DirectedMessagePassing", edgeFeatures: features, width: edgeFeatures)
        precondition(
            bonds.count == edges.count && edges.sourceCount == edges.targetCount,
            "DirectedMessagePassing: \(edges.count) edges, reverses of \(bonds.count)")
        // h⁰ = relu([x_v, e] W_i)  [edges, hidden]
        var start = inputMap.part(x, 0..<inputs).gatheringRows(edges.sources)
        if let features { start = start.addingProduct(features, inputMap.weightRows(inputs..<inputMap.inputs), inPlace: true) }
        let rectified = Activation(relu: true)
        let first = start.activatedInPlace(bias: inputMap.bias, rectified)
        var h = first
        for step in 1..<max(1, steps) {
            // h = relu(h⁰ + m W_h)
            h = first.addingProduct(messages(h, edges, bonds), hiddenMap.weight)
                .activatedInPlace(bias: hiddenMap.bias, Activation(relu: true, dropout: dropout(step)))
        }
        // Y = relu([x_v, Σ into v of h] W_o + b)            [nodes, hidden]
        return outputMap.part(x, 0..<inputs)
            .addingProduct(edges.aggregate(h, .sum), outputMap.weightRows(inputs..<outputMap.inputs), inPlace: true)
            .activatedInPlace(bias: outputMap.bias, Activation(relu: true, dropout: outputDropout))
    }

    /// m_vw = Σ into v of h - Σ from w to v of h     [edges, hidden]
    private func messages(_ h: Tensor, _ edges: MessageEdges, _ bonds: ReverseEdges) -> Tensor {
        if let reverses = bonds.reverses, !edges.isMasked { return h.turnedMessages(bonds, reverses, edges) }
        let whole = edges.aggregate(h, .sum).gatheringRows(edges.sources)
        guard let pairs = bonds.pairs else {
            // one row of zeros for those that have no reverse
            let padded = Tensor.concatenatingRows([h, Tensor(DenseArray(zeros: [1, hidden]))])
            return whole - padded.gatheringRows((bonds.reverses ?? []).map { $0 < 0 ? h.shape[0] : Int($0) })
        }
        return whole - h.segmentSum(pairs.pairs, rows: pairs.count + 1).gatheringRows(pairs.reversePairs)
    }

    public var children: [(name: String, module: any Module)] { [("W_i", inputMap), ("W_h", hiddenMap), ("W_o", outputMap)] }

    public var parameters: [Parameter] {
        inputMap.parameters.map { $0.prefixed("W_i") } + hiddenMap.parameters.map { $0.prefixed("W_h") }
            + outputMap.parameters.map { $0.prefixed("W_o") }
    }
}

extension Tensor {
    /// m_vw = Σ over edges k into v of h_k - h_wv for edges that do not repeat, `[edges, width]`; self is h.
    fileprivate func turnedMessages(_ bonds: ReverseEdges, _ reverses: [Int32], _ edges: MessageEdges) -> Tensor {
        let sources = bonds.sources, targets = bonds.targets
        let sums = value.segmentSum(edges.targets, rows: edges.targetCount)
        return .custom("turnedMessages", inputs: [self], value: sums.rowsDifference(sources, value, reverses)) { upstream in
            // dh_k into v = Σ over edges e out of v of dm_e - dm of the edge back
            let sums = upstream.segmentSum(edges.sources, rows: edges.targetCount)
            return [sums.rowsDifference(targets, upstream, reverses)]
        }
    }
}
