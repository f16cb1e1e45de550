import DenseArrays
import Testing

@Suite struct ProcessorsTests {
    @Test func somethingIsKnown() {
        #expect(Processors.available >= 1)
        #expect(["avx512", "avx2", "baseline"].contains(Processors.vectorLevel))
    }

    @Test func openBLASIsThere() {
        #expect(Processors.denseLibraryProblem == nil)
        #expect(Processors.denseLibrary.contains("OpenBLAS"))
        #expect(!Processors.denseKernels.isEmpty)
    }
}
