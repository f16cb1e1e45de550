import Graphs
import Testing

@Suite struct GraphErrorTests {
    static let messages: [(GraphError, String)] = [
        (
            .edgeOutOfRange(edge: 4, source: 7, target: 2, nodeCount: 5),
            "edge 4 joins nodes 7 and 2; expected numbers from 0 to 4"
        ),
        (
            .weightNotFinite(edge: 1, source: 0, target: 2),
            "edge 1 from node 0 to 2 has a weight that is NaN or infinite; expected a finite number"
        ),
        (
            .negativeWeight(edge: 3, source: 1, target: 2, weight: -0.5),
            "edge 3 from node 1 to 2 has the negative weight -0.5; expected zero or more, since the normalization takes the square root of the weights' sum; use absolute values or leave the edge out"
        ),
        (
            .featureNotFinite(node: 6, column: 12),
            "node 6 has a feature (column 12) that is NaN or infinite; expected a finite number"
        ),
        (.sizesDiffer(what: "labels", found: 3, expected: 4), "found 3 labels, expected 4"),
        (
            .labelOutOfRange(node: 2, label: 9, classes: 7),
            "node 2 has label 9; expected 0 to 6, or -1 for none"
        ),
        (
            .splitLeaks(node: 3, first: "train", second: "test"),
            "the split leaks: node 3 is in both train and test; each node may be in one part only"
        ),
        (
            .splitLeaks(node: 3, first: "train", second: "train"),
            "the split's train part names node 3 twice; each node may stand there once"
        ),
        (
            .splitOutOfRange(part: "test", node: 12, nodeCount: 10),
            "the split's test part names node 12; expected 0 to 9"
        ),
        (
            .splitUnlabelled(part: "validation", node: 5),
            "the split's validation part holds node 5, which has no label"
        ),
        (
            .classWithoutTraining(className: "Theory"),
            "class \"Theory\" has no training node; a network cannot learn it: give it one, leave the class out, or choose another split"
        ),
        (.empty, "the graph has no nodes"),
        (.splitImpossible(reason: "why"), "the split cannot be made: why"),
    ]

    @Test(arguments: messages.indices) func says(number: Int) {
        let (error, message) = Self.messages[number]
        #expect(error.description == message)
        #expect("\(error)" == message)
    }
}
