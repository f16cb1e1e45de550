/// Numbers straight from bytes, correctly rounded, mostly without making a String.
///
/// A decimal with at most 2^53 as its digits and a power of ten of at most 22 is exact after one multiplication or
/// division of exact numbers (W. D. Clinger, How to Read Floating Point Numbers Accurately, PLDI 1990,
/// doi 10.1145/93542.93557); the others go to the standard library, whose result does not hang on the locale.
enum NumberParser {
    /// What a decimal looks like once read: (-1)^negative * digits * 10^exponent.
    private struct Decimal {
        var isNegative = false
        var digits: UInt64 = 0
        var exponent = 0
        /// No digit was left out of `digits`.
        var isComplete = true
    }

    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// A whole number with an optional sign; nil for anything else, and beyond 64 bits.
    @inline(__always)
    static func int(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var index = start
        guard index < end else { return nil }
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        guard index < end else { return nil }
        var value = 0
        if end - index <= 18 {
            while index < end {
                let digit = bytes[index] &- 48
                guard digit < 10 else { return nil }
                value = value &* 10 &+ Int(digit)
                index += 1
            }
            return isNegative ? -value : value
        }
        while index < end {
            let digit = bytes[index] &- 48
            guard digit < 10 else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, tooFar) =
                isNegative
                ? product.subtractingReportingOverflow(Int(digit)) : product.addingReportingOverflow(Int(digit))
            if tooLarge || tooFar { return nil }
            value = next
            index += 1
        }
        return value
    }

    /// A decimal with optional sign, point and exponent, or a spelling of nan, inf, infinity in any case; else nil.
    static func double(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Double? {
        guard let decimal = decimal(bytes, start, end) else { return special(bytes, start, end) }
        if decimal.isComplete, decimal.digits <= 1 << 53 {
            let digits = Double(decimal.digits)
            var value: Double?
            if decimal.digits == 0 {
                value = 0
            } else if decimal.exponent >= 0, decimal.exponent <= 22 {
                value = digits * exactPowers[decimal.exponent]
            } else if decimal.exponent < 0, decimal.exponent >= -22 {
                value = digits / exactPowers[-decimal.exponent]
            }
            if let value { return decimal.isNegative ? -value : value }
        }
        return Double(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    /// The same, rounded once to single precision.
    static func float(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Float? {
        guard let value = double(bytes, start, end) else { return nil }
        // Rounding twice is wrong only where the first rounding gave a tie of the second, or below normal numbers.
        let isTie = value.bitPattern & 0x1FFF_FFFF == 0x1000_0000
        let isSmall = value != 0 && abs(value) < 1.2e-38
        if isTie || isSmall, value.isFinite {
            return Float(String(decoding: bytes[start..<end], as: UTF8.self))
        }
        return Float(value)
    }

    @inline(__always)
    private static func decimal(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Decimal? {
        var result = Decimal()
        var index = start
        guard index < end else { return nil }
        if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            result.isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        var hasDigits = false
        var isAfterPoint = false
        scan: while index < end {
            let digit = bytes[index] &- 48
            if digit < 10 {
                hasDigits = true
                if result.digits < 1_000_000_000_000_000_000 {
                    result.digits = result.digits &* 10 &+ UInt64(digit)
                    if isAfterPoint { result.exponent -= 1 }
                } else {
                    result.isComplete = false
                    if !isAfterPoint { result.exponent += 1 }
                }
            } else if bytes[index] == UInt8(ascii: "."), !isAfterPoint {
                isAfterPoint = true
            } else {
                break scan
            }
            index += 1
        }
        guard hasDigits else { return nil }
        if index == end { return result }
        guard bytes[index] | 0x20 == UInt8(ascii: "e") else { return nil }
        index += 1
        var isNegativeExponent = false
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegativeExponent = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < end else { return nil }
        var exponent = 0
        while index < end {
            let digit = bytes[index] &- 48
            guard digit < 10 else { return nil }
            if exponent < 100_000 { exponent = exponent * 10 + Int(digit) }
            index += 1
        }
        result.exponent += isNegativeExponent ? -exponent : exponent
        return result
    }

    private static func special(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Double? {
        var first = start
        guard first < end, end - first <= 9 else { return nil }
        let isNegative = bytes[first] == UInt8(ascii: "-")
        if isNegative || bytes[first] == UInt8(ascii: "+") { first += 1 }
        switch String(decoding: bytes[first..<end].map { $0 | 0x20 }, as: UTF8.self) {
        case "nan": return .nan
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        default: return nil
        }
    }
}
