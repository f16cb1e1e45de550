import Graphs
import Testing
import Training

@Suite struct SplitSpecificationTests {
    static let good: [(String, SplitSpecification)] = [
        ("public", .included), ("Included", .included),
        ("random", .perClass(20, validation: 500, test: 1000)), ("random:5", .perClass(5, validation: 500, test: 1000)),
        ("RANDOM:5:30", .perClass(5, validation: 30, test: 1000)),
        ("random:5:0:40", .perClass(5, validation: 0, test: 40)),
        ("random:5:30:all", .perClass(5, validation: 30, test: nil)),
        ("60/20/20", .fractions(train: 0.6, validation: 0.2)), ("60,20,20", .fractions(train: 0.6, validation: 0.2)),
        ("60/20", .fractions(train: 0.6, validation: 0.2)), ("0.5/0.25", .fractions(train: 0.5, validation: 0.25)),
        ("0.5/0.25/0.25", .fractions(train: 0.5, validation: 0.25)),
        ("2/1/1", .fractions(train: 0.5, validation: 0.25)),
        ("torch:123", .torch(seed: 123, perClass: 20, validation: 500, test: 1000)),
        ("Torch:5:3:40:60", .torch(seed: 5, perClass: 3, validation: 40, test: 60)),
        ("80/0/20", .fractions(train: 0.8, validation: 0)), ("50/50", .fractions(train: 0.5, validation: 0.5)),
    ]

    @Test(arguments: good) func reads(text: String, specification: SplitSpecification) {
        #expect(SplitSpecification(text) == specification, "\(text)")
    }

    /// Anything else may be a file's name.
    @Test(arguments: [
        "", "split.csv", "random:0", "random:-1", "random:x", "random:5:30:40:50", "random5", "60", "60/20/10/10",
        "0/50/50", "-60/20/20", "60/-20/60", "80/30", "a/b", "nan/20/20", "inf/1/1", "60/20/inf", "0/0/0", "/",
        "random:5:all", "torch", "torch:", "torch:x", "torch:-1", "torch:1:0", "torch:1:2:3:4:5", "torch:4294967296",
    ])
    func refuses(text: String) {
        #expect(SplitSpecification(text) == nil, "\(text)")
    }

    /// What a run folder writes down gives the same split again.
    @Test func textIsReadBack() {
        for specification: SplitSpecification in [
            .included, .torch(seed: 3, perClass: 2, validation: 30, test: 40), .perClass(20, validation: 500, test: 1000), .perClass(3, validation: 0, test: nil),
            .fractions(train: 0.6, validation: 0.2), .fractions(train: 0.7, validation: 0.3),
            .fractions(train: 1.0 / 3, validation: 1.0 / 3),
        ] {
            #expect(specification.text.flatMap { SplitSpecification($0) } == specification, "\(specification)")
        }
    }

    @Test func fixedNodesHaveNoText() throws {
        let split = try NodeSplit(name: "mine", train: [0], validation: [], test: [1], nodeCount: 2)
        #expect(SplitSpecification.fixed(split).text == nil)
    }

    @Test func whatDependsOnTheSeed() throws {
        let graph = try tinyGraph()
        let split = try NodeSplit(name: "mine", train: [0, 1], validation: [], test: [2], nodeCount: 6)
        #expect(!SplitSpecification.included.dependsOnSeed && !SplitSpecification.fixed(split).dependsOnSeed)
        #expect(SplitSpecification.perClass(1, validation: 1, test: 1).dependsOnSeed)
        #expect(SplitSpecification.fractions(train: 0.5, validation: 0.2).dependsOnSeed)
        #expect(try SplitSpecification.fixed(split).split(graph, seed: 7) == split)
        let random = SplitSpecification.perClass(1, validation: 1, test: 1)
        #expect(try random.split(graph, seed: 7) == random.split(graph, seed: 7))
        let trains = try (0..<20).map { try random.split(graph, seed: $0).train }
        #expect(Set(trains).count > 1)
    }

    @Test func standardSplits() throws {
        // two classes of three and two nodes: 60/20/20
        #expect(SplitSpecification.standard(for: try tinyGraph()) == .fractions(train: 0.6, validation: 0.2))
        func graph(_ counts: [Int], split: NodeSplit? = nil) throws -> Graph {
            let labels = counts.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
            return try Graph(
                nodeCount: labels.count, edges: EdgeList([]),
                labels: try NodeLabels(values: labels, classNames: counts.indices.map { "\($0)" }), split: split)
        }
        // 20 a class where the smallest has 60
        #expect(SplitSpecification.standard(for: try graph([60, 90])) == .perClass(20, validation: 500, test: 1000))
        #expect(SplitSpecification.standard(for: try graph([59, 90])) == .fractions(train: 0.6, validation: 0.2))
        let split = try NodeSplit(name: "own", train: [0], validation: [], test: [], nodeCount: 150)
        #expect(SplitSpecification.standard(for: try graph([60, 90], split: split)) == .included)
    }

    @Test func aSetWithoutItsOwnSplit() throws {
        let graph = try tinyGraph()
        let error = #expect(throws: GraphError.self) { try SplitSpecification.included.split(graph, seed: 0) }
        #expect(
            error?.description
                == "the split cannot be made: tiny comes without a split; ask for --split random:20 or --split 60/20/20"
        )
    }

    @Test func aSetWithoutLabels() throws {
        let graph = try Graph(nodeCount: 3, edges: EdgeList([]), provenance: "bare")
        let error = #expect(throws: GraphError.self) {
            try SplitSpecification.perClass(1, validation: 1, test: 1).split(graph, seed: 0)
        }
        #expect(error?.description == "the split cannot be made: bare has no labels")
    }
}
