import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

@Suite struct ModuleTableTests {
    private static let key = RandomKey(seed: 1)

    private static func network() -> Sequential {
        let inner = Sequential([.module(Linear(inputs: 1000, outputs: 4, bias: false, key: key)), .relu])
        return Sequential(named: ["features": inner, "head": Linear(inputs: 4, outputs: 2, key: key)])
    }

    @Test func textAndSums() {
        let table = Self.network().table(inputShape: [100, 1000])
        #expect(
            table.description == """
                ===================================================
                Layer                     Output shape   Parameters
                ===================================================
                Sequential                [100, 2]               --
                ├─Sequential (features)   [100, 4]               --
                │    ├─Linear             [100, 4]            4,000
                │    ├─ReLU               [100, 4]               --
                ├─Linear (head)           [100, 2]               10
                ===================================================
                Parameters: 4,010
                Trainable: 4,010
                Not trainable: 0
                ===================================================
                Input (MB): 0.40
                Forward and backward (MB): 0.00
                Parameters (MB): 0.02
                Together (MB): 0.42
                ===================================================
                """)
        #expect(table.rows.map(\.layer) == ["Sequential", "Sequential (features)", "Linear", "ReLU", "Linear (head)"])
        #expect(table.rows.map(\.depth) == [0, 1, 2, 2, 1])
        #expect(table.rows.map(\.outputShape) == [[100, 2], [100, 4], [100, 4], [100, 4], [100, 2]])
        #expect(table.rows.map(\.parameters) == [0, 0, 4000, 0, 10])
        #expect(table.parameterCount == 4010 && table.trainableParameterCount == 4010)
        #expect(table.parameterBytes == 16040 && table.passBytes == 8 * 600 && table.inputCount == 100_000)
    }

    /// A network that calls its parts itself: the operations tell the shapes of those with parameters.
    final class Own: Layer {
        let first = Linear(inputs: 3, outputs: 4, key: ModuleTableTests.key)
        let act = FunctionLayer("ReLU()") { $0.relu() }
        let frozen = Linear(
            weight: Tensor(DenseArray(zeros: [4, 2])), bias: nil)
        func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
            let h = act(first(x), pass)
            let y = frozen(frozen(h).matrixProduct(Tensor(DenseArray(zeros: [2, 4]))))
            ForwardRecorder.note("again", of: self, y)
            return y
        }
        var children: [(name: String, module: any Module)] {
            [("first", first), ("act", act), ("frozen", frozen), ("again", frozen)]
        }
        var parameters: [Parameter] {
            first.parameters.map { $0.prefixed("first") } + frozen.parameters.map { $0.prefixed("frozen") }
        }
    }

    @Test func shapesFromOperationsAndNotes() {
        let table = Own().table(inputShape: [5, 3])
        #expect(table.rows.map(\.outputShape) == [[5, 2], [5, 4], nil, [5, 2], [5, 2]])
        #expect(table.parameterCount == 24 && table.trainableParameterCount == 16)
        #expect(table.rows.map(\.isRepeated) == [false, false, false, false, true])
        #expect(
            table.description.hasPrefix(
                """
                =============================================
                Layer               Output shape   Parameters
                =============================================
                Own                 [5, 2]                 --
                ├─Linear (first)    [5, 4]                 16
                ├─ReLU (act)        --                     --
                ├─Linear (frozen)   [5, 2]                (8)
                ├─Linear (again)    [5, 2]         (repeated)
                =============================================
                Parameters: 24
                Trainable: 16
                Not trainable: 8
                """), "\(table)")
    }

    /// Nothing is noted when nobody listens.
    @Test func recorderIsOffOutside() {
        let network = Self.network()
        _ = network(Tensor(DenseArray(zeros: [1, 1000])))
        #expect(network.table(inputShape: [2, 1000]).rows[0].outputShape == [2, 2])
    }
}
