import Convolutions
import DenseArrays
import TestSupport
import Testing

@Suite struct ConvolutionGeometryTests {
    /// ⌊(n + 2p - d(f - 1) - 1) / s⌋ + 1 against counting the positions where the window fits.
    @Test func outputLengthIsTheNumberOfPlaces() {
        for n in 1...9 {
            for f in 1...4 {
                for s in 1...3 {
                    for p in 0...2 {
                        for d in 1...2 {
                            let reach = d * (f - 1)
                            let places = Array(stride(from: -p, through: n + p - 1 - reach, by: s)).count
                            let geometry = try? ConvolutionGeometry(
                                checking: [n], window: f, stride: s, padding: .size(p), dilation: d, inputs: 1, outputs: 1)
                            #expect((geometry?.outputLengths[0] ?? 0) == places, "n \(n) f \(f) s \(s) p \(p) d \(d)")
                        }
                    }
                }
            }
        }
    }

    @Test func shapes() {
        let geometry = ConvolutionGeometry(
            [28, 20], window: [3, 5], stride: [2, 1], padding: [1, 2], groups: 2, inputs: 4, outputs: 6)
        #expect(geometry.outputLengths == [14, 20])
        #expect(geometry.weightShape == [3, 5, 2, 6])
        #expect(geometry.inputShape(items: 7) == [7, 28, 20, 4])
        #expect(geometry.outputShape(items: 7) == [7, 14, 20, 6])
        #expect(geometry.work == 14 * 20 * 15 * 2 * 6)
    }

    @Test func sameKeepsTheLengths() {
        for f in 1...5 {
            for d in 1...3 {
                let geometry = ConvolutionGeometry(
                    [11, 8], window: f, padding: .same, dilation: d, inputs: 1, outputs: 1)
                #expect(geometry.outputLengths == [11, 8], "window \(f), dilation \(d)")
                // the odd zero is the last
                let (before, after, total) = (geometry.before[0], geometry.after[0], d * (f - 1))
                #expect(before + after == total)
                #expect(after - before == total % 2)
            }
        }
    }

    @Test func transposingTurnsTheLengths() throws {
        for s in 1...3 {
            for q in 0..<s {
                let geometry = try ConvolutionGeometry(
                    transposing: [5, 4], window: 3, stride: s, padding: 1, outputPadding: q, inputs: 2, outputs: 3)
                let expected = [4 * s + q + 1, 3 * s + q + 1]
                #expect(geometry.lengths == expected)
                #expect(geometry.outputLengths == [5, 4] && geometry.inputs == 3 && geometry.outputs == 2)
            }
        }
        // output padding below the dilation alone
        let geometry = try ConvolutionGeometry(
            transposing: [5], window: 3, stride: 1, outputPadding: 1, dilation: 2, inputs: 1, outputs: 1)
        #expect(geometry.lengths == [10] && geometry.outputLengths == [5])
    }

    @Test(arguments: [
        (lengths: [4, 2], window: 3, stride: 1, padding: ConvolutionPadding.size(0), dilation: 1, groups: 1,
         text: "along the width: a window of 3 spans 3 positions, the input has 2"),
        ([4, 2], 3, 1, .size(0), 2, 1, "along the height: a window of 3 with dilation 2 spans 5 positions, the input has 4"),
        ([2, 1, 9], 4, 1, .size(1), 1, 1, "along the height: a window of 4 spans 4 positions, the input has 1 and 2 of padding"),
        ([4], 0, 1, .size(0), 1, 1, "along the length: length 4, window 0, stride 1 and dilation 1 must be positive, padding 0 not negative"),
        ([4], 2, 0, .size(0), 1, 1, "along the length: length 4, window 2, stride 0 and dilation 1 must be positive, padding 0 not negative"),
        ([4], 2, 1, .size(-1), 1, 1, "along the length: length 4, window 2, stride 1 and dilation 1 must be positive, padding -1 not negative"),
        ([0, 4], 2, 1, .size(0), 1, 1, "along the height: length 0, window 2, stride 1 and dilation 1 must be positive, padding 0 not negative"),
        ([4, 4], 3, 2, .same, 1, 1, "padding `same` needs stride 1, found stride 2 along the height"),
        ([4, 4], 3, 1, .sizes([1]), 1, 1, "expected one padding for each of 2 axes, found [1]"),
        ([4, 4], 3, 1, .size(0), 1, 4, "4 groups must divide 4 inputs and 6 outputs"),
        ([4, 4, 4, 4], 3, 1, .size(0), 1, 1, "expected 1, 2 or 3 axes, found lengths [4, 4, 4, 4]"),
    ])
    func impossibleOnesAreNamed(
        lengths: [Int], window: Int, stride: Int, padding: ConvolutionPadding, dilation: Int, groups: Int, text: String
    ) {
        do {
            _ = try ConvolutionGeometry(
                checking: lengths, window: window, stride: stride, padding: padding, dilation: dilation, groups: groups,
                inputs: 4, outputs: 6)
            Issue.record("was taken: \(text)")
        } catch {
            #expect(error.description == text)
        }
    }

    @Test func aBugOfTheCallerTraps() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ConvolutionGeometry([2], window: 3, inputs: 1, outputs: 1)
        }
        expectMessage(end, "ConvolutionGeometry: along the length: a window of 3 spans 3 positions, the input has 2")
    }
}
