import SparseMatrices
import Testing

@Test func graphBLASHasAVersion() {
    let parts = GraphBLASLibrary.version.split(separator: ".").compactMap { Int($0) }
    #expect(parts.count == 3 && parts[0] >= 5)
}
