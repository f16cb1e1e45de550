import Graphs
import Testing

@Suite struct SamplerSpecificationTests {
    @Test func readsAndWrites() throws {
        #expect(try SamplerSpecification("neighbours:10,5") == .neighbours([10, 5]))
        #expect(try SamplerSpecification("Neighbors:3") == .neighbours([3]))
        #expect(try SamplerSpecification("clusters:100") == .clusters(parts: 100, perBatch: 1))
        #expect(try SamplerSpecification("clusters:100:5") == .clusters(parts: 100, perBatch: 5))
        #expect(try SamplerSpecification("walks:2000:4") == .walks(roots: 2000, length: 4))
        for text in ["neighbours:10,5", "clusters:100:5", "walks:2000:4"] {
            #expect(try SamplerSpecification(text).text == text)
        }
    }

    @Test(arguments: [
        "", "neighbours", "neighbours:", "neighbours:10,", "neighbours:0", "neighbours:-1,2", "neighbours:ten", "neighbours:1:2",
        "clusters", "clusters:0", "clusters:2:3", "clusters:1:1:1", "walks:10", "walks:10:0", "walks:10:2:3", "nodes:3",
        "walks:99999999999:2",
    ])
    func mangledTextIsRefused(text: String) {
        #expect(throws: SamplerError.specification(found: text)) { try SamplerSpecification(text) }
        #expect("\(SamplerError.specification(found: text))".contains("neighbours:10,10"))
    }
}
