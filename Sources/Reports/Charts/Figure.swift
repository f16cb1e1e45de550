#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Numbers as charts print them.
enum Figure {
    /// With a fixed number of decimals and a true minus sign.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "−∞" }
        let factor = power(10, decimals)
        let scaled = (abs(value) * factor).rounded()
        guard scaled < 9e17 else { return exponent(value, 2) }
        let whole = Int(scaled)
        var text = String(whole / Int(factor))
        if decimals > 0 {
            let part = String(whole % Int(factor))
            text += "." + String(repeating: "0", count: decimals - part.count) + part
        }
        return value < 0 && whole != 0 ? "−" + text : text
    }

    /// A share as a percentage.
    static func percent(_ share: Double, _ decimals: Int = 1) -> String { fixed(share * 100, decimals) + " %" }

    /// With so many significant figures, in powers of ten where it is very large or small.
    static func significant(_ value: Double, _ digits: Int = 3) -> String {
        guard value.isFinite, value != 0 else { return fixed(value, 0) }
        let size = Int(floor(log10(abs(value))))
        if size >= 7 || size < -4 { return exponent(value, digits - 1) }
        return fixed(value, max(0, digits - 1 - size))
    }

    /// Mantissa × 10ⁿ.
    static func exponent(_ value: Double, _ decimals: Int) -> String {
        if value == 0 { return "0" }
        var size = Int(floor(log10(abs(value))))
        var mantissa = value / pow(10, Double(size))
        if abs(mantissa) >= 10 - 0.5 / power(10, decimals) {
            mantissa /= 10
            size += 1
        }
        let text = fixed(mantissa, decimals)
        return (text == "1" ? "" : text == "−1" ? "−" : text + "×") + "10" + superscript(size)
    }

    static func superscript(_ number: Int) -> String {
        String(String(number).map { character in
            switch character {
            case "-": "⁻"
            case "0": "⁰"
            case "1": "¹"
            case "2": "²"
            case "3": "³"
            case "4": "⁴"
            case "5": "⁵"
            case "6": "⁶"
            case "7": "⁷"
            case "8": "⁸"
            default: "⁹"
            }
        })
    }

    static func power(_ base: Double, _ exponent: Int) -> Double { (0..<max(0, exponent)).reduce(1.0) { value, _ in value * base } }
}

/// Sine and cosine for turning.
enum Turn {
    static func of(degrees: Double) -> (cos: Double, sin: Double) {
        if degrees == 0 { return (1, 0) }
        if degrees == -90 { return (0, -1) }
        return (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
    }
}
