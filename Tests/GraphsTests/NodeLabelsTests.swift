import Graphs
import Testing

@Suite struct NodeLabelsTests {
    @Test func countsLeaveUnknownOnesOut() throws {
        let labels = try NodeLabels(values: [0, 2, -1, 2, 0, 2], classNames: ["a", "b", "c"])
        #expect(labels.classCount == 3 && labels.counts == [2, 0, 3])
    }

    @Test func labelsOutsideTheClassesAreRefused() {
        #expect(throws: GraphError.labelOutOfRange(node: 1, label: 2, classes: 2)) {
            try NodeLabels(values: [0, 2], classNames: ["a", "b"])
        }
        #expect(throws: GraphError.labelOutOfRange(node: 0, label: -2, classes: 2)) {
            try NodeLabels(values: [-2], classNames: ["a", "b"])
        }
    }
}
