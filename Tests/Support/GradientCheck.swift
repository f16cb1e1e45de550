import Autograd
import DenseArrays
import Testing

/// Compares the gradients of `function` with central differences along random directions.
///
/// The result Y is made a number L = Σ U ∘ Y with random U; for each of `directions` random directions D (one array for
/// each input, elements in -1 ..< 1), (L(x + hD) - L(x - hD)) / 2h must equal Σ gradient ∘ D. Outputs are Float32, L is
/// summed in double precision. Kinks must lie further than h = 2⁻⁷ from the inputs.
///
/// Also checks that each input got a gradient of its own shape, that the inputs kept their values and that the
/// gradients are not all zero (which would make the comparison empty).
public func checkGradient(
    of inputs: [DenseArray], seed: Int = 1, directions: Int = 4, _ what: String = "",
    tolerance: Tolerance = .gradientCheck, sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Tensor]) -> Tensor
) {
    let key = RandomKey(seed: seed)
    let leaves = inputs.map { Tensor($0, requiresGradient: true) }
    let result = function(leaves)
    let upstream = DenseArray(uniform: result.shape, low: -1, high: 1, key: key.child("upstream"))
    result.backward(upstream)

    var largest: Float = 0
    for (number, leaf) in leaves.enumerated() {
        guard let gradient = leaf.gradient else {
            Issue.record("\(what): input \(number) got no gradient", sourceLocation: sourceLocation)
            return
        }
        #expect(gradient.shape == inputs[number].shape, "\(what): input \(number)", sourceLocation: sourceLocation)
        #expect(leaf.value == inputs[number], "\(what): input \(number) changed", sourceLocation: sourceLocation)
        largest = gradient.elements.reduce(largest) { max($0, abs($1)) }
    }
    #expect(largest > 0, "\(what): all gradients are zero", sourceLocation: sourceLocation)

    let step: Float = 0x1p-7
    func value(_ arrays: [DenseArray]) -> Double {
        let y = withoutGradients { function(arrays.map { Tensor($0) }) }.value
        return zip(y.elements, upstream.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    for direction in 0..<directions {
        let along = inputs.enumerated().map { number, input in
            DenseArray(uniform: input.shape, low: -1, high: 1, key: key.child(direction).child(number))
        }
        var (ahead, behind) = (inputs, inputs)
        var expected = 0.0
        for number in inputs.indices {
            ahead[number].add(along[number], scale: step)
            behind[number].add(along[number], scale: -step)
            guard let gradient = leaves[number].gradient else { continue }
            for (g, d) in zip(gradient.elements, along[number].elements) { expected += Double(g) * Double(d) }
        }
        let found = (value(ahead) - value(behind)) / (2 * Double(step))
        expectClose(
            expected, found, tolerance,
            "\(what): derivative along direction \(direction) (found by backward, expected by differences)",
            sourceLocation: sourceLocation)
    }
}

/// Random numbers for tests: uniform in -1 ..< 1, moved away from 0 by `gap` (kinks of ReLU and its like).
public func randomArray(_ shape: [Int], seed: Int, gap: Float = 0) -> DenseArray {
    let raw = DenseArray(uniform: shape, low: -1, high: 1, key: RandomKey(seed: seed).child("test"))
    return gap == 0 ? raw : raw.map { $0 < 0 ? $0 - gap : $0 + gap }
}
