import Graphs
import Testing

@Suite struct NodeSplitTests {
    /// 200 nodes: 100 of class 0, 60 of class 1, 30 of class 2, 10 without a label; mixed.
    static func labels() throws -> NodeLabels {
        let values: [Int32] = (0..<200).map { node in
            let place = (node * 73) % 200
            return place < 100 ? 0 : place < 160 ? 1 : place < 190 ? 2 : -1
        }
        return try NodeLabels(values: values, classNames: ["a", "b", "c"])
    }

    static func classes(_ nodes: [Int], _ labels: NodeLabels) -> [Int] {
        nodes.reduce(into: [Int](repeating: 0, count: labels.classCount)) { $0[Int(labels.values[$1])] += 1 }
    }

    @Test func partsAreSorted() throws {
        let split = try NodeSplit(name: "x", train: [5, 1], validation: [4, 0], test: [3, 2], nodeCount: 6)
        #expect(split.train == [1, 5] && split.validation == [0, 4] && split.test == [2, 3])
    }

    @Test func leaksAreRefused() {
        #expect(throws: GraphError.splitLeaks(node: 2, first: "train", second: "test")) {
            try NodeSplit(name: "x", train: [1, 2], validation: [3], test: [0, 2], nodeCount: 4)
        }
        #expect(throws: GraphError.splitLeaks(node: 3, first: "validation", second: "test")) {
            try NodeSplit(name: "x", train: [1, 2], validation: [3], test: [3], nodeCount: 4)
        }
        #expect(throws: GraphError.splitLeaks(node: 1, first: "train", second: "train")) {
            try NodeSplit(name: "x", train: [1, 1], validation: [], test: [], nodeCount: 4)
        }
    }

    @Test func nodesOutsideAreRefused() {
        #expect(throws: GraphError.splitOutOfRange(part: "validation", node: 4, nodeCount: 4)) {
            try NodeSplit(name: "x", train: [1], validation: [4], test: [], nodeCount: 4)
        }
        #expect(throws: GraphError.splitOutOfRange(part: "test", node: -1, nodeCount: 4)) {
            try NodeSplit(name: "x", train: [1], validation: [], test: [-1], nodeCount: 4)
        }
    }

    @Test func checkedAgainstLabels() throws {
        let labels = try NodeLabels(values: [0, 1, -1, 0], classNames: ["a", "b"])
        try NodeSplit(name: "x", train: [0, 1], validation: [], test: [3], nodeCount: 4).check(against: labels)
        #expect(throws: GraphError.splitUnlabelled(part: "test", node: 2)) {
            try NodeSplit(name: "x", train: [0, 1], validation: [], test: [2], nodeCount: 4).check(against: labels)
        }
        #expect(throws: GraphError.classWithoutTraining(className: "b")) {
            try NodeSplit(name: "x", train: [0], validation: [1], test: [], nodeCount: 4).check(against: labels)
        }
    }

    @Test func randomSplit() throws {
        let labels = try Self.labels()
        let split = try NodeSplit.random(labels: labels, perClass: 7, validation: 30, test: 50, seed: 1)
        #expect(Self.classes(split.train, labels) == [7, 7, 7])
        #expect(split.validation.count == 30 && split.test.count == 50)
        try split.check(against: labels)
        #expect(split == (try NodeSplit.random(labels: labels, perClass: 7, validation: 30, test: 50, seed: 1)))
        #expect(
            split.train != (try NodeSplit.random(labels: labels, perClass: 7, validation: 30, test: 50, seed: 2)).train)
        #expect(split.name == "random 7 a class, 30 validation, 50 test")
    }

    @Test func randomSplitOfFewNodes() throws {
        let labels = try Self.labels()
        // 190 labelled, 30 for training, 160 left: a third and the rest
        let few = try NodeSplit.random(labels: labels, perClass: 10, seed: 3)
        #expect(few.train.count == 30 && few.validation.count == 53 && few.test.count == 107)
        // all that are left for the test
        let all = try NodeSplit.random(labels: labels, perClass: 10, validation: 60, test: nil, seed: 3)
        #expect(all.validation.count == 60 && all.test.count == 100)
        // a class with fewer nodes than asked for gives all it has
        let many = try NodeSplit.random(labels: labels, perClass: 40, validation: 10, test: 10, seed: 3)
        #expect(Self.classes(many.train, labels) == [40, 40, 30])
    }

    @Test func stratifiedSplit() throws {
        let labels = try Self.labels()
        let split = try NodeSplit.stratified(labels: labels, train: 0.6, validation: 0.2, seed: 4)
        #expect(Self.classes(split.train, labels) == [60, 36, 18])
        #expect(Self.classes(split.validation, labels) == [20, 12, 6])
        #expect(Self.classes(split.test, labels) == [20, 12, 6])
        try split.check(against: labels)
        #expect(split == (try NodeSplit.stratified(labels: labels, train: 0.6, validation: 0.2, seed: 4)))
        #expect(split != (try NodeSplit.stratified(labels: labels, train: 0.6, validation: 0.2, seed: 5)))
        #expect(split.name == "random 60/20/20 stratified")
        // every class gets a training node, however small its part
        let tiny = try NodeSplit.stratified(labels: labels, train: 0.001, validation: 0, seed: 4)
        #expect(Self.classes(tiny.train, labels) == [1, 1, 1] && tiny.test.count == 187)
    }

    @Test(arguments: [(0.0, 0.2), (0.7, 0.4), (0.5, -0.1)]) func impossibleFractionsAreRefused(
        train: Double, validation: Double
    ) throws {
        let labels = try Self.labels()
        #expect {
            try NodeSplit.stratified(labels: labels, train: train, validation: validation, seed: 1)
        } throws: { error in
            "\(error)".contains("the split cannot be made: fractions \(train) for training and \(validation)")
        }
    }
}
