import Testing

@testable import GraphDatasets

@Suite struct NumberColumnTests {
    @Test func toldFromText() {
        for text in ["1,5", "-0,25", "+3,", "1.234,5", "2,5e-3", "1,000"] { #expect(NumberColumn.hasDecimalComma(text), "\(text)") }
        for text in ["", ",", "1.5", "1,2,3", "a,b", "red", "1,5 m", "e,1"] { #expect(!NumberColumn.hasDecimalComma(text), "\(text)") }
    }
}
