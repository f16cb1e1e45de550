#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Double-precision functions, for expected values.
public enum DoubleMath {
    /// e^x
    public static func exp(_ x: Double) -> Double { exponential(x) }
    /// The natural logarithm.
    public static func log(_ x: Double) -> Double { logarithm(x) }
}

private func exponential(_ x: Double) -> Double { exp(x) }
private func logarithm(_ x: Double) -> Double { log(x) }
