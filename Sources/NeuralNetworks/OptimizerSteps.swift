import Autograd
import DenseArrays

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension ParameterGroup {
    /// ± gradient + decay · p
    func decayed(_ gradient: DenseArray, _ tensor: Tensor, maximize: Bool) -> DenseArray {
        var g = maximize ? gradient * -1 : gradient
        if weightDecay != 0 { g.add(tensor.value, scale: weightDecay) }
        return g
    }
}

extension DenseArray {
    /// One pass over a parameter, its gradient and two running numbers each.
    @inline(__always)
    mutating func step(
        _ gradient: DenseArray, _ first: inout DenseArray, _ second: inout DenseArray,
        _ body: (inout Float, Float, inout Float, inout Float) -> Void
    ) {
        withUnsafeMutableElements { p in
            gradient.withUnsafeElements { g in
                first.withUnsafeMutableElements { a in
                    second.withUnsafeMutableElements { b in
                        for i in 0..<p.count { body(&p[i], g[i], &a[i], &b[i]) }
                    }
                }
            }
        }
    }
}

extension Double {
    /// self^exponent
    func power(_ exponent: Double) -> Double { pow(self, exponent) }
    func power(_ exponent: Int) -> Double { pow(self, Double(exponent)) }
}
