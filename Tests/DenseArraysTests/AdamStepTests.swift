import DenseArrays
import TestSupport
import Testing

@Suite struct AdamStepTests {
    @Test(arguments: [1, 8, 31, 200_000], [false, true]) func equalsThePaper(count: Int, amsgrad: Bool) {
        let start = randomArray([count], seed: 1)
        let gradient = randomArray([count], seed: 2)
        var (p, m, v) = (start, DenseArray(zeros: [count]), DenseArray(zeros: [count]))
        var top: DenseArray? = amsgrad ? DenseArray(zeros: [count]) : nil
        let (rate, b1, b2, epsilon, penalty) = (0.1, 0.9, 0.99, 1e-6, 0.05)
        var expected = start.elements.map { Double($0) }
        var means = [Double](repeating: 0, count: count)
        var squares = means
        var tops = means
        for step in 1...3 {
            let factor = step == 2 ? 0.1 : 1.0
            p.adamStep(
                gradient: gradient * Float(factor), mean: &m, square: &v, maximum: &top,
                AdamSettings(
                    rate: Float(rate), beta1: Float(b1), beta2: Float(b2), epsilon: Float(epsilon),
                    weightDecay: Float(penalty), decay: 1, step: step, maximize: false))
            var (c1, c2) = (1.0, 1.0)
            for _ in 0..<step { (c1, c2) = (c1 * b1, c2 * b2) }
            for i in 0..<count {
                let g = Double(gradient[i]) * factor + penalty * expected[i]
                means[i] = b1 * means[i] + (1 - b1) * g
                squares[i] = b2 * squares[i] + (1 - b2) * g * g
                tops[i] = max(tops[i], squares[i])
                let root = ((amsgrad ? tops[i] : squares[i]) / (1 - c2)).squareRoot()
                expected[i] -= rate * means[i] / (1 - c1) / (root + epsilon)
            }
        }
        expectClose(p.elements, expected.map { Float($0) }, .golden)
        #expect(start != p)
    }
}
