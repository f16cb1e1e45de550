import Autograd
import DenseArrays
import TestSupport
import Testing

@Suite struct TensorTests {
    @Test func aTensorUsedTwiceGetsBothGradients() {
        let x = Tensor(DenseArray([1, 2, 3]), requiresGradient: true)
        // y = x ∘ x + x, dy/dx = 2 x + 1
        (x * x + x).sum().backward()
        #expect(x.gradient == DenseArray([3, 5, 7]))
    }

    @Test func gradientsOfSeveralCallsAddUp() {
        let x = Tensor(DenseArray([2]), requiresGradient: true)
        (x * x).backward()
        (x * 3).backward()
        #expect(x.gradient == DenseArray([7]))
        x.gradient = nil
        (x * 3).backward(DenseArray([2]))
        #expect(x.gradient == DenseArray([6]))
    }

    @Test func aDiamondIsPassedOnce() {
        // d = (a + a) ∘ (a * 2): every path counts, each intermediate once
        let a = Tensor(DenseArray([3]), requiresGradient: true)
        let b = a + a
        let c = a * 2
        (b * c + b).backward()
        // 4a² + 2a
        #expect(a.gradient == DenseArray([26]))
    }

    @Test func backwardFreesWhatItPasses() {
        weak var weakMiddle: Tensor?
        let x = Tensor(DenseArray([1, 2]), requiresGradient: true)
        let result: Tensor
        do {
            let middle = x * 2
            weakMiddle = middle
            result = middle.sum()
        }
        #expect(weakMiddle != nil)
        result.backward()
        #expect(weakMiddle == nil)
        #expect(x.gradient == DenseArray([2, 2]))
    }

    @Test func intermediateGradientsAreFreed() {
        let x = Tensor(DenseArray([1, 2]), requiresGradient: true)
        let middle = x * 2
        middle.sum().backward()
        #expect(middle.gradient == nil && x.gradient != nil)
    }

    @Test func withoutGradientsRecordsNothing() {
        let x = Tensor(DenseArray([1, 2]), requiresGradient: true)
        let y = withoutGradients { (x * x).sum() }
        #expect(!y.requiresGradient && y.scalar == 5)
        y.backward()
        #expect(x.gradient == nil)
        #expect((x * x).requiresGradient)
        struct Failure: Error {}
        #expect(throws: Failure.self) { try withoutGradients { throw Failure() } }
        #expect((x * x).requiresGradient)
    }

    @Test func dataTakesNoGradient() {
        let x = Tensor(DenseArray([1, 2]))
        let w = Tensor(DenseArray([3, 4]), requiresGradient: true)
        #expect(!(x * x).requiresGradient)
        (x * w).sum().backward()
        #expect(x.gradient == nil && w.gradient == DenseArray([1, 2]))
    }

    @Test func cloneLetsGradientsThroughAndDetachDoesNot() {
        let x = Tensor(DenseArray([1, 2]), requiresGradient: true)
        let copy = x.clone()
        let cut = x.detach()
        #expect(copy.value == x.value && cut.value == x.value && copy !== x)
        #expect(copy.requiresGradient && !cut.requiresGradient)
        (copy * cut).sum().backward()
        #expect(x.gradient == DenseArray([1, 2]))
        // a copy has numbers of its own
        x.update { $0[0] = 9 }
        #expect(copy.value == DenseArray([1, 2]) && cut.value == DenseArray([1, 2]))
    }

    @Test func updateWorksInPlace() {
        let x = Tensor(DenseArray(zeros: [1000]))
        let before = x.value.withUnsafeElements { $0.baseAddress }
        x.update { $0[7] = 1 }
        #expect(x.value.withUnsafeElements { $0.baseAddress } == before && x.value[7] == 1)
    }

    @Test func longChainsNeedNoDeepStack() {
        let x = Tensor(DenseArray([1]), requiresGradient: true)
        var y = x
        for _ in 0..<50_000 { y = y + x }
        y.backward()
        #expect(x.gradient == DenseArray([50_001]))
    }

    @Test func onlyANumberGoesWithoutUpstream() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            (Tensor(DenseArray([1, 2]), requiresGradient: true) * 2).backward()
        }
        expectMessage(end, "Tensor.backward: a result of shape [2] needs an upstream gradient")
    }

    @Test func anUpstreamOfAnotherShapeIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            (Tensor(DenseArray([1, 2]), requiresGradient: true) * 2).backward(DenseArray(zeros: [3]))
        }
        expectMessage(end, "Tensor.backward: expected upstream shape [2], found [3]")
    }

    @Test func aValueOfAnotherShapeIsRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            Tensor(DenseArray([1, 2])).value = DenseArray(zeros: [2, 1])
        }
        expectMessage(end, "Tensor.value: expected shape [2], found [2, 1]")
    }
}
