import Autograd
import DenseArrays

/// What RNN, LSTM and GRU have in common: layers and directions over a sequence that is one tensor.
struct RecurrentLayers {
    let name: StaticString
    let hidden: Int
    let directions: Int
    let batchFirst: Bool
    let dropout: Float
    /// By layer · directions + direction.
    let maps: [RecurrentParameters]

    /// The time and the rows of x, which is checked.
    func lengths(_ x: Tensor) -> (time: Int, rows: Int) {
        precondition(
            x.shape.count == 3 && x.shape[2] == maps[0].inputs && x.shape[batchFirst ? 1 : 0] > 0,
            "\(name): x has shape \(x.shape), expected \(batchFirst ? "[batch, time, \(maps[0].inputs)]" : "[time, batch, \(maps[0].inputs)]") with at least one step"
        )
        return batchFirst ? (x.shape[1], x.shape[0]) : (x.shape[0], x.shape[1])
    }

    /// The last layer's outputs; `step` takes a cell's number and what came to it from the input, `[batch, gates · hidden]`,
    /// and returns its new output.
    ///
    /// What comes from the input is one product for all steps.
    func callAsFunction(_ x: Tensor, _ pass: ForwardPass, step: (_ cell: Int, _ fromInput: Tensor) -> Tensor) -> Tensor {
        let (time, rows) = lengths(x)
        var sequence = (batchFirst ? x.permuted([1, 0, 2]) : x).reshaped([time * rows, x.shape[2]])
        for first in stride(from: 0, to: maps.count, by: directions) {
            if first > 0, dropout > 0, pass.isTraining {
                sequence = sequence.dropout(DropoutMask(rate: dropout, key: pass.key.child(first)))
            }
            let sides = (0..<directions).map { direction in
                // A = X W + b     [time · batch, gates · hidden]
                let all = maps[first + direction].fromInput(sequence)
                var outputs: [Tensor] = []
                for place in 0..<time {
                    let t = direction == 0 ? place : time - 1 - place
                    outputs.append(step(first + direction, all.rows(t * rows..<(t + 1) * rows)))
                }
                return Tensor.concatenatingRows(direction == 0 ? outputs : outputs.reversed())
            }
            sequence = sides.count == 1 ? sides[0] : .concatenatingColumns(sides)
        }
        let y = sequence.reshaped([time, rows, hidden * directions])
        return batchFirst ? y.permuted([1, 0, 2]) : y
    }

    /// States `[layers · directions, batch, hidden]` one by one; zeros without any.
    func states(_ all: Tensor?, rows: Int) -> [Tensor] {
        guard let all else { return maps.map { _ in Tensor(DenseArray(zeros: [rows, hidden])) } }
        precondition(
            all.shape == [maps.count, rows, hidden],
            "\(name): expected states \([maps.count, rows, hidden]), found shape \(all.shape)")
        let flat = all.reshaped([maps.count * rows, hidden])
        return maps.indices.map { flat.rows($0 * rows..<($0 + 1) * rows) }
    }

    /// The way back.
    func joined(_ states: [Tensor]) -> Tensor {
        Tensor.concatenatingRows(states).reshaped([states.count] + states[0].shape)
    }

    /// As PyTorch prints it.
    func title(inputs: Int) -> String {
        var parts = ["\(inputs)", "\(hidden)"]
        if maps.count > directions { parts.append("num_layers=\(maps.count / directions)") }
        if maps[0].inputBias == nil { parts.append("bias=False") }
        if batchFirst { parts.append("batch_first=True") }
        if dropout > 0 { parts.append("dropout=\(dropout)") }
        if directions == 2 { parts.append("bidirectional=True") }
        return "\(name)(\(parts.joined(separator: ", ")))"
    }
}

extension ForwardPass {
    static func check(dropout: Float, _ name: StaticString) {
        precondition(dropout >= 0 && dropout < 1, "\(name): expected a dropout of at least 0 and below 1, found \(dropout)")
    }
}
