import DenseArrays
import GraphNetworks
import Graphs
import TestSupport
import Testing

@Suite struct CorrectAndSmoothTests {
    let z = DenseArray(rows: [
        [0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [0.3, 0.3, 0.4], [0.25, 0.5, 0.25], [0.05, 0.9, 0.05],
        [0.2, 0.3, 0.5],
    ])
    let labels: [Int32] = [0, 1, 2], known = [0, 3, 4]

    private func check(_ scale: Float?, _ corrected: [Float], _ smoothed: [Float]) throws {
        let method = CorrectAndSmooth(
            correction: LabelPropagation(steps: 2, alpha: 0.8), smoothing: LabelPropagation(steps: 3, alpha: 0.7),
            scale: scale)
        let matrix = try ring(7)
        let middle = method.correct(z, labels: labels, of: known, matrix)
        expectClose(middle, DenseArray(corrected, shape: [7, 3]), .golden, "correct")
        expectClose(
            method(z, labels: labels, of: known, matrix), DenseArray(smoothed, shape: [7, 3]), .golden, "smooth")
    }

    /// Values of PyG 2.8.1: `CorrectAndSmooth(2, 0.8, 3, 0.7)`; node 6 is isolated.
    @Test func autoscaleEqualPyG() throws {
        try check(
            nil,
            [
                0.9276622, -0.3166667, 0.3890046, -0.1051389, 1.1166667, -0.0115279, -0.0828358, -0.3338309, 1.4166667,
                -0.0278954, 0.9166667, 0.1112286, 0.1451850, -0.0118518, 0.8666667, -0.5092403, 1.5166667, -0.0074266,
                0.2, 0.3, 0.5,
            ],
            [
                0.3, 0.6269425, 0.0818794, 0.1301777, 0.4649415, 0.5037861, 0, 0.4494871, 0.5593182, 0.0458438,
                0.3794427, 0.5230254, 0, 0.73455, 0.4331406, 0.0309299, 0.6027955, 0.3110349, 0.06, 0.09, 0.15,
            ])
    }

    @Test func fixedScaleEqualPyG() throws {
        try check(
            0.5,
            [
                0.8, 0.15, 0.05, 0.2123905, 0.4300674, 0.3575422, 0.0504467, 0.2022268, 0.7473266, 0.15, 0.65, 0.2,
                0.125, 0.25, 0.625, 0.0891752, 0.7583503, 0.1524745, 0.2, 0.3, 0.5,
            ],
            [
                0.4262887, 0.3398493, 0.1762545, 0.2987736, 0.2867757, 0.508523, 0.0933399, 0.4436831, 0.4053696,
                0.1003337, 0.4466559, 0.395403, 0.1168272, 0.4658179, 0.511427, 0.2707786, 0.3353761, 0.3362379, 0.06,
                0.09, 0.15,
            ])
    }
}
