import Testing

@testable import Training

@Suite struct EpochChooserTests {
    /// The epoch after which a rule ends training, nil where it never does.
    private func end(_ rule: StoppingRule, _ losses: [Double], accuracies: [Double]? = nil) -> Int? {
        var settings = NodeClassificationSettings(name: "test")
        settings.stopping = rule
        var chooser = EpochChooser(settings)
        for (place, loss) in losses.enumerated() {
            if chooser.shouldStop(after: epoch(place + 1, loss: loss, accuracy: accuracies?[place] ?? 0.5)) {
                return place + 1
            }
        }
        return nil
    }

    /// The epochs whose network replaced the one before.
    private func chosen(_ selection: Selection, _ accuracies: [Double]) -> [Int] {
        var settings = NodeClassificationSettings(name: "test")
        settings.selection = selection
        var chooser = EpochChooser(settings)
        return accuracies.enumerated().filter { chooser.isBest(epoch($0 + 1, accuracy: $1)) }.map { $0.offset + 1 }
    }

    @Test func neverStops() {
        #expect(end(.none, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) == nil)
    }

    @Test func consecutiveRises() {
        // three epochs in a row without a decrease, the first of them compared with the one before
        #expect(end(.consecutiveRises(count: 3), [5, 4, 4.5, 5, 6]) == 5)
        #expect(end(.consecutiveRises(count: 3), [5, 4, 4.5, 5]) == nil)
        #expect(end(.consecutiveRises(count: 3), [1, 2, 3, 4]) == 4)
        // standing still is no decrease
        #expect(end(.consecutiveRises(count: 2), [3, 3, 3]) == 3)
        // one decrease and the count begins again
        #expect(end(.consecutiveRises(count: 3), [1, 2, 3, 2.9, 3, 3.1, 3.2, 0]) == 7)
        #expect(end(.consecutiveRises(count: 3), [9, 8, 7, 6, 5, 4, 3, 2, 1]) == nil)
        #expect(end(.consecutiveRises(count: 1), [1, 1.5]) == 2)
    }

    @Test func lossAboveMean() {
        // after more than `window` epochs, and only then: epoch 4 is the first that may end it
        #expect(end(.lossAboveMean(window: 2), [1, 9, 9, 9, 9.5]) == 5)
        #expect(end(.lossAboveMean(window: 2), [1, 2, 3, 4]) == 4)
        #expect(end(.lossAboveMean(window: 2), [1, 2, 3]) == nil)
        // the mean of the window before it, this epoch left out: (4 + 2) / 2
        #expect(end(.lossAboveMean(window: 2), [9, 4, 2, 3]) == nil)
        #expect(end(.lossAboveMean(window: 2), [9, 4, 2, 3.01]) == 4)
        #expect(end(.lossAboveMean(window: 3), [5, 4, 3, 2, 1]) == nil)
    }

    @Test func patience() {
        #expect(end(.patience(epochs: 2), [3, 2, 2.5, 2.5]) == 4)
        #expect(end(.patience(epochs: 2), [3, 2, 2.5, 1.9, 2, 2]) == 6)
        // a better accuracy is an improvement too
        #expect(end(.patience(epochs: 2), [3, 2, 2.5, 2.5, 2.5], accuracies: [0.5, 0.5, 0.5, 0.6, 0.6]) == nil)
        // as good as the best is none
        #expect(end(.patience(epochs: 1), [3, 3], accuracies: [0.5, 0.5]) == 2)
    }

    @Test func noValidationNodesNeverEndTraining() {
        let losses = [Double](repeating: .nan, count: 30)
        for rule: StoppingRule in [.none, .consecutiveRises(count: 2), .lossAboveMean(window: 2), .patience(epochs: 2)]
        {
            #expect(end(rule, losses, accuracies: losses) == nil)
        }
        #expect(chosen(.bestValidationAccuracy, [.nan, .nan, .nan]) == [1, 2, 3])
    }

    @Test func selection() {
        #expect(chosen(.last, [0.5, 0.9, 0.1]) == [1, 2, 3])
        // the first of equals stays
        #expect(chosen(.bestValidationAccuracy, [0.2, 0.5, 0.5, 0.4, 0.6, 0.6]) == [1, 2, 5])
        #expect(chosen(.bestValidationAccuracy, [0, 0]) == [1])
    }
}
