#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One axis's range, how values map onto it, and which numbers stand beside it.
struct Scale {
    enum Kind { case linear, logarithmic }
    /// How its numbers are written.
    enum Format { case number, integer, percent }

    struct Tick: Equatable {
        let value: Double
        let label: String
    }

    let low: Double
    let high: Double
    let kind: Kind
    let format: Format

    /// A linear scale over the values that are numbers, with `padding` (a share of the range) at both ends; `including` is
    /// always inside.
    init(
        linear values: some Sequence<Double>, including: [Double] = [], padding: Double = 0.04, within: ClosedRange<Double>? = nil,
        format: Format = .number
    ) {
        var low = Double.infinity, high = -Double.infinity
        for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
        for value in including { (low, high) = (min(low, value), max(high, value)) }
        if low > high { (low, high) = (0, 1) }
        if low == high {
            let room = low == 0 ? 1 : abs(low) * 0.1
            (low, high) = (low - room, high + room)
        }
        let room = (high - low) * padding
        (low, high) = (low - room, high + room)
        if let within { (low, high) = (max(low, within.lowerBound), min(high, within.upperBound)) }
        if low >= high { (low, high) = within.map { ($0.lowerBound, $0.upperBound) } ?? (low - 0.5, low + 0.5) }
        (self.low, self.high, kind, self.format) = (low, high, .linear, format)
    }

    /// A linear scale from `low` to `high`.
    init(_ low: Double, _ high: Double, format: Format = .number) {
        (self.low, self.high, kind, self.format) = (low, high > low ? high : low + 1, .linear, format)
    }

    /// A logarithmic scale over the values above zero.
    init(logarithmic values: some Sequence<Double>, padding: Double = 0.04) {
        var low = Double.infinity, high = 0.0
        for value in values where value.isFinite && value > 0 { (low, high) = (min(low, value), max(high, value)) }
        if low > high { (low, high) = (1, 10) }
        if high / low < 10 { (low, high) = (low / 10.0.squareRoot(), high * 10.0.squareRoot()) }
        let factor = exp((log(high) - log(low)) * padding)
        (self.low, self.high, kind, format) = (low / factor, high * factor, .logarithmic, .number)
    }

    /// Where a value lies: 0 at the low end, 1 at the high one.
    func place(_ value: Double) -> Double {
        switch kind {
        case .linear: (value - low) / (high - low)
        case .logarithmic: value > 0 ? (log(value) - log(low)) / (log(high) - log(low)) : .nan
        }
    }

    /// The ticks for an axis of `length` pixels: as many as leave `gap` pixels between the labels, whose extent along the axis
    /// `extent` gives.
    func ticks(length: Double, gap: Double, extent: (String) -> Double) -> [Tick] {
        kind == .linear ? linearTicks(length, gap, extent) : logarithmicTicks(length, gap, extent)
    }

    /// Multiples of 1, 2, 2.5 or 5 times a power of ten.
    private func linearTicks(_ length: Double, _ gap: Double, _ extent: (String) -> Double) -> [Tick] {
        let range = high - low
        var size = Int(floor(log10(range))) - 2
        var last: [Tick] = []
        for _ in 0..<5 {
            for factor in [1, 2, 2.5, 5] {
                if format == .integer, size < 0 || (factor == 2.5 && size < 1) { continue }
                let step = factor * pow(10, Double(size))
                if range / step > 24 { continue }
                let ticks = multiples(of: step, factor, size)
                if ticks.count <= 10, Self.fit(ticks, length * step / range, gap, extent), !ticks.isEmpty {
                    if ticks.count >= 2 { return ticks }
                    if last.isEmpty { last = ticks }
                }
            }
            size += 1
        }
        return last
    }

    private func multiples(of step: Double, _ factor: Double, _ size: Int) -> [Tick] {
        let slack = 1e-9
        let first = Int((low / step - slack).rounded(.up)), end = Int((high / step + slack).rounded(.down))
        if end < first { return [] }
        return (first...end).map { number in
            let value = Double(number) * step
            return Tick(value: value, label: label(value, factor, size))
        }
    }

    private func label(_ value: Double, _ factor: Double, _ size: Int) -> String {
        let decimals = factor == 2.5 ? 1 - size : -size
        if format == .percent { return Figure.fixed(value * 100, max(0, decimals - 2)) + " %" }
        let largest = max(abs(low), abs(high))
        if largest >= 1e9 || largest < 1e-3 { return value == 0 ? "0" : Figure.exponent(value, factor == 2.5 ? 1 : decimalsOfMantissa(value, size)) }
        if largest >= 1e6 { return value == 0 ? "0" : Figure.fixed(value / 1e6, max(0, decimals + 6)) + "M" }
        if largest >= 2e4 { return value == 0 ? "0" : Figure.fixed(value / 1e3, max(0, decimals + 3)) + "k" }
        return Figure.fixed(value, max(0, decimals))
    }

    private func decimalsOfMantissa(_ value: Double, _ size: Int) -> Int {
        max(0, Int(floor(log10(abs(value)) + 1e-9)) - size)
    }

    /// Powers of ten, with 2 and 5 times them where there is room; every second, third … power where there is little.
    private func logarithmicTicks(_ length: Double, _ gap: Double, _ extent: (String) -> Double) -> [Tick] {
        let first = Int(floor(log10(low))), last = Int(ceil(log10(high)))
        let decade = length / (log10(high) - log10(low))
        for factors in [[1.0, 2, 5], [1.0, 3], [1.0]] {
            var ticks: [Tick] = []
            for size in first...last {
                for factor in factors {
                    let value = factor * pow(10, Double(size))
                    if value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) { ticks.append(Tick(value: value, label: Self.decimal(factor, size))) }
                }
            }
            let closest = factors.count == 3 ? 0.301 : factors.count == 2 ? 0.477 : 1
            if Self.fit(ticks, decade * closest, gap, extent), ticks.count <= 10 { return ticks }
        }
        for stride in 2...40 {
            let ticks = (first...last).filter { $0 % stride == 0 && pow(10, Double($0)) >= low && pow(10, Double($0)) <= high }
                .map { Tick(value: pow(10, Double($0)), label: Self.decimal(1, $0)) }
            if Self.fit(ticks, decade * Double(stride), gap, extent), ticks.count <= 10 { return ticks }
        }
        return []
    }

    private static func decimal(_ factor: Double, _ size: Int) -> String {
        if size >= 5 || size < -3 { return factor == 1 ? "10" + Figure.superscript(size) : Figure.fixed(factor, 0) + "×10" + Figure.superscript(size) }
        return Figure.fixed(factor * pow(10, Double(size)), max(0, -size))
    }

    /// Whether neighbours `distance` pixels apart keep the gap.
    private static func fit(_ ticks: [Tick], _ distance: Double, _ gap: Double, _ extent: (String) -> Double) -> Bool {
        zip(ticks, ticks.dropFirst()).allSatisfy { (extent($0.label) + extent($1.label)) / 2 + gap <= distance }
    }
}
