import DenseArrays
import Testing

/// How far a number may lie from the expected one: `absolute + relative · max(1, max |expected|)`.
///
/// Every tolerance of the tests has a name here and a reason.
public struct Tolerance: Sendable {
    /// Allowed whatever the numbers.
    public let absolute: Double
    /// Allowed for each unit of magnitude.
    public let relative: Double

    public init(absolute: Double = 0, relative: Double = 0) {
        (self.absolute, self.relative) = (absolute, relative)
    }

    /// For golden values. They were computed in float64 from float32 inputs and rounded once; PyTorch's own float32 run
    /// agrees to 1e-5 of max(1, largest magnitude), and the set's README calls ten times that comfortable. A wrong
    /// formula is off by far more: the values are of order 1.
    public static let golden = Tolerance(relative: 1e-4)

    /// For two ways to compute the same sum in Float32, n terms of order 1: √n roundings of 6e-8, n up to some
    /// thousands (√4096 · 6e-8 = 4e-6), times 5 for the tail.
    public static let reordered = Tolerance(relative: 2e-5)

    /// For elementwise Float32 functions of good accuracy: a few units in the last place (6e-8).
    public static let elementwise = Tolerance(relative: 5e-7)

    /// For directional derivatives by central differences of step h = 2⁻⁷ in Float32: the truncation is h²/6 of the
    /// third derivative (1e-5 for functions of order 1), the rounding √n · 6e-8 / h (1e-4 for n = 200 outputs); 2e-3
    /// leaves a factor of 10 and is far below what a missing term or factor makes.
    public static let gradientCheck = Tolerance(relative: 2e-3)

    /// For learning rates, which are printed with 12 digits and kept in Float32 (6e-8 relative): relative to each rate.
    public static let learningRate = 1e-6

    /// The largest difference allowed beside expected numbers of this magnitude.
    public func allowed(_ magnitude: Double) -> Double { absolute + relative * max(1, magnitude) }
}

/// Records an issue where `found` differs from `expected` in shape, or in an element by more than the tolerance; names
/// the worst element and both values. NaN is equal to nothing.
public func expectClose(
    _ found: DenseArray, _ expected: DenseArray, _ tolerance: Tolerance, _ what: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    if found.shape != expected.shape {
        Issue.record(
            "\(what()): shape \(found.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
        return
    }
    expectClose(found.elements, expected.elements, tolerance, what(), sourceLocation: sourceLocation)
}

/// The same for lists.
public func expectClose(
    _ found: [Float], _ expected: [Float], _ tolerance: Tolerance, _ what: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    if found.count != expected.count {
        Issue.record("\(what()): \(found.count) values, expected \(expected.count)", sourceLocation: sourceLocation)
        return
    }
    let magnitude = expected.reduce(0.0) { $1.isFinite ? max($0, Double(abs($1))) : $0 }
    let allowed = tolerance.allowed(magnitude)
    var worst = (index: 0, difference: 0.0)
    var failures = 0
    for index in found.indices {
        // two equal infinities are equal
        let difference = found[index] == expected[index] ? 0 : abs(Double(found[index]) - Double(expected[index]))
        if difference <= allowed { continue }
        failures += 1
        if failures == 1 || difference > worst.difference { worst = (index, difference) }
    }
    if failures > 0 {
        Issue.record(
            "\(what()): element \(worst.index) is \(found[worst.index]), expected \(expected[worst.index]); \(failures) of \(found.count) differ by more than \(allowed)",
            sourceLocation: sourceLocation)
    }
}

/// The same for single numbers.
public func expectClose(
    _ found: Double, _ expected: Double, _ tolerance: Tolerance, _ what: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let allowed = tolerance.allowed(abs(expected))
    if found == expected || abs(found - expected) <= allowed { return }
    Issue.record(
        "\(what()): \(found), expected \(expected) within \(allowed)", sourceLocation: sourceLocation)
}

/// Records an issue where two arrays do not have the same shape and the same bits.
public func expectSameBits(
    _ found: DenseArray, _ expected: DenseArray, _ what: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    if found.shape != expected.shape {
        Issue.record("\(what()): shape \(found.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
        return
    }
    let (a, b) = (found.elements, expected.elements)
    guard let index = a.indices.first(where: { a[$0].bitPattern != b[$0].bitPattern }) else { return }
    Issue.record(
        "\(what()): bits differ first at element \(index): \(a[index]), expected \(b[index])",
        sourceLocation: sourceLocation)
}
