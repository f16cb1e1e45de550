import Testing

@testable import FileFormats

@Test func entriesKnowTheirSizes() {
    #expect(SafetensorsEntry.ElementType.allCases.map(\.size) == [8, 4, 2, 2, 8, 4, 2, 1, 1, 1])
    #expect(
        SafetensorsEntry.ElementType.allCases.filter(\.isFloatingPoint).map(\.rawValue) == [
            "F64", "F32", "F16", "BF16",
        ])
    #expect(SafetensorsEntry(name: "w", dtype: .F32, shape: [2, 3]).count == 6)
    #expect(SafetensorsEntry(name: "w", dtype: .F32, shape: []).count == 1)
    #expect(SafetensorsValues.ints([1, 2]).count == 2)
}
