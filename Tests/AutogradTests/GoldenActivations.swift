import Autograd
import DenseArrays
import TestSupport
import Testing

/// Compares all golden cases of an elementwise function, kinks included: values and gradients. Cases for which `make`
/// gives nil are left out; at least one must remain.
func checkActivations(_ kind: String, _ make: (GoldenCase, Tensor) throws -> Tensor?) throws {
    var seen = 0
    for golden in try Golden.load("nn").cases(ofKind: kind) {
        let x = Tensor(try golden.array("in.x"), requiresGradient: true)
        guard let y = try make(golden, x) else { continue }
        seen += 1
        expectClose(y.value, try golden.array("out.y"), .golden, "\(golden)")
        y.backward(try golden.array("up.y"))
        try expectClose(#require(x.gradient), golden.array("grad_in.x"), .golden, "\(golden), gradient")
    }
    #expect(seen > 0, "no case of \(kind) was compared")
}
