import NeuralNetworks
import TestSupport
import Testing

@Suite struct CyclicScheduleTests {
    @Test func equalsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "CyclicLR") {
            let height: CyclicSchedule.Height =
                switch try golden.string("mode") {
                case "triangular": .triangular
                case "triangular2": .halving
                default: .exponential(factor: try golden.float("gamma"))
                }
            let schedule = CyclicSchedule(
                low: try golden.float("base_lr"), peak: try golden.float("max_lr"), up: try golden.int("step_size_up"),
                down: golden.setting("step_size_down")?.int, height: height,
                lowMomentum: try golden.float("base_momentum"), highMomentum: try golden.float("max_momentum"))
            try checkRates(golden, schedule)
            if golden.flag("cycle_momentum") {
                for (step, momentum) in try golden.numbers("momentum").enumerated() {
                    checkRate(schedule.momentum(epoch: step), momentum, "\(golden), momentum of step \(step)")
                }
            }
        }
    }

    @Test func heights() {
        let even = CyclicSchedule(low: 0, peak: 1, up: 2, down: 4)
        #expect((0..<8).map { even.rate(epoch: $0, base: 9) } == [0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0.5])
        let falling = CyclicSchedule(low: 0, peak: 1, up: 2, height: .exponential(factor: 0.5))
        #expect((0..<4).map { falling.rate(epoch: $0, base: 9) } == [0, 0.25, 0.25, 0.0625])
    }

    @Test func noStepsAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = CyclicSchedule(low: 0, peak: 1, up: 0)
        }
        expectMessage(end, "CyclicSchedule: expected at least one step each way, found 0 and 0")
    }
}
