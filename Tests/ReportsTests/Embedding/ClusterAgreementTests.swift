import DenseArrays
import Testing

@testable import Reports

struct ClusterAgreementTests {
    @Test func isScikitLearns() throws {
        let part = try ClusterGolden.load("clustering")
        let labels = try part.numbers("a").map { Int($0) }, groups = try part.numbers("b").map { Int($0) }
        let found = ClusterAgreement(labels: labels, groups: groups)
        let pairs = [
            ("adjusted_rand", found.adjustedRand), ("homogeneity", found.homogeneity), ("completeness", found.completeness),
            ("v_measure", found.vMeasure), ("normalized_mutual_info", found.normalizedMutualInformation),
        ]
        for (name, value) in pairs {
            let expected = try part.number(name)
            #expect(abs(value - expected) < 1e-9, "\(name)")
        }
    }

    @Test func extremes() {
        let same = ClusterAgreement(labels: [0, 0, 1, 2], groups: [7, 7, 5, 3])
        #expect(same.adjustedRand == 1 && abs(same.vMeasure - 1) < 1e-12)
        let one = ClusterAgreement(labels: [0, 1, 0, 1], groups: [0, 0, 0, 0])
        #expect(one.adjustedRand == 0 && abs(one.homogeneity) < 1e-12 && one.completeness == 1)
    }

    @Test func silhouetteIsScikitLearns() throws {
        let part = try ClusterGolden.load("small_embedding")
        let x = DenseArray(rows: try ClusterGolden.matrix(part["high"]).map { row in row.map { Float($0) } })
        let groups = try part.numbers("labels").map { Int($0) }, expected = try part.number("silhouette_high")
        #expect(abs(Silhouette.of(x, groups: groups) - expected) < 1e-6)
        #expect(Silhouette.of(x, groups: groups.map { _ in 1 }).isNaN)
    }
}
