import NeuralNetworks
import TestSupport
import Testing

@Suite struct PlateauScheduleTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "ReduceLROnPlateau") {
            var schedule = PlateauSchedule(
                rate: Float(try #require(golden.manifest["base_lr"]?.double)),
                better: try golden.string("mode") == "max" ? .larger : .smaller, factor: try golden.float("factor"),
                patience: try golden.int("patience"), threshold: try golden.number("threshold"),
                thresholdKind: try golden.string("threshold_mode") == "abs" ? .absolute : .relative,
                cooldown: try golden.int("cooldown"), lowest: try golden.float("min_lr"),
                smallestFall: try golden.float("eps"))
            let metrics = try golden.numbers("metric")
            let rates = try golden.numbers("lr")
            try #require(metrics.count == rates.count && rates.count > 1)
            for epoch in rates.indices {
                checkRate(schedule.rate, rates[epoch], "\(golden), epoch \(epoch)")
                schedule.report(metrics[epoch])
            }
        }
    }

    @Test func nanIsNeverBetter() {
        var schedule = PlateauSchedule(rate: 1, factor: 0.5, patience: 1)
        for metric in [Double.nan, .nan] { schedule.report(metric) }
        #expect(schedule.rate == 0.5 && schedule.best == nil)
        schedule.report(3)
        #expect(schedule.best == 3)
    }
}
