import NeuralNetworks
import TestSupport
import Testing

@Suite struct OneCycleScheduleTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "OneCycleLR") {
            let schedule = OneCycleSchedule(
                peak: try golden.float("max_lr"), steps: try golden.int("total_steps"),
                rise: try golden.number("pct_start"),
                curve: try golden.string("anneal_strategy") == "linear" ? .linear : .cosine,
                startDivisor: try golden.float("div_factor"), endDivisor: try golden.float("final_div_factor"),
                threePhases: golden.flag("three_phase"), lowMomentum: try golden.float("base_momentum"),
                highMomentum: try golden.float("max_momentum"))
            try checkRates(golden, schedule)
            for (epoch, momentum) in try golden.numbers("momentum").enumerated() {
                checkRate(schedule.momentum(epoch: epoch), momentum, "\(golden), momentum of epoch \(epoch)")
            }
        }
    }

    @Test func theLastRateStays() {
        let schedule = OneCycleSchedule(peak: 1, steps: 10)
        #expect(schedule.rate(epoch: 50, base: 3) == schedule.rate(epoch: 9, base: 3))
        #expect(schedule.rate(epoch: 2, base: 3) == 1)
    }
}
