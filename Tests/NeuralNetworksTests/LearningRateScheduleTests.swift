import Autograd
import DenseArrays
import NeuralNetworks
import TestSupport
import Testing

/// Compares all rates of a golden case with a schedule's.
func checkRates(_ golden: GoldenCase, _ schedule: any LearningRateSchedule) throws {
    let expected = try golden.numbers("lr")
    try #require(expected.count > 1)
    let base = Float(try #require(golden.manifest["base_lr"]?.double))
    for (epoch, rate) in expected.enumerated() {
        checkRate(schedule.rate(epoch: epoch, base: base), rate, "\(golden), epoch \(epoch)")
    }
}

func checkRate(_ found: Float, _ expected: Double, _ what: String) {
    let difference = abs(Double(found) - expected)
    #expect(
        difference <= Tolerance.learningRate * abs(expected) + 1e-12,
        "\(what): \(found), expected \(expected)")
}

@Suite struct LearningRateScheduleTests {
    @Test func stepEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "StepLR") {
            try checkRates(golden, StepSchedule(every: try golden.int("step_size"), factor: try golden.float("gamma")))
        }
    }

    @Test func multiStepEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "MultiStepLR") {
            let milestones = try golden.list("milestones").map { Int($0) }
            try checkRates(golden, MultiStepSchedule(milestones: milestones, factor: try golden.float("gamma")))
        }
    }

    @Test func exponentialEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "ExponentialLR") {
            try checkRates(golden, ExponentialSchedule(factor: try golden.float("gamma")))
        }
    }

    @Test func cosineEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "CosineAnnealingLR") {
            try checkRates(
                golden, CosineSchedule(period: try golden.int("T_max"), lowest: try golden.float("eta_min")))
        }
    }

    @Test func linearEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "LinearLR") {
            try checkRates(
                golden,
                LinearSchedule(
                    epochs: try golden.int("total_iters"), start: try golden.float("start_factor"),
                    end: try golden.float("end_factor")))
        }
    }

    @Test func cosineRestartsEqualPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "CosineAnnealingWarmRestarts") {
            try checkRates(
                golden,
                CosineRestartsSchedule(
                    period: try golden.int("T_0"), growth: try golden.int("T_mult"), lowest: try golden.float("eta_min")))
        }
        let even = CosineRestartsSchedule(period: 2)
        #expect(even.rate(epoch: 1_000_001, base: 1) == even.rate(epoch: 1, base: 1))
    }

    @Test func constantEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "ConstantLR") {
            try checkRates(
                golden, ConstantSchedule(factor: try golden.float("factor"), epochs: try golden.int("total_iters")))
        }
    }

    @Test func polynomialEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "PolynomialLR") {
            try checkRates(
                golden, PolynomialSchedule(epochs: try golden.int("total_iters"), power: try golden.number("power")))
        }
    }

    /// The case's function is written as Python: only this one is known.
    @Test func lambdaEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "LambdaLR") {
            try #require(try golden.string("lr_lambda") == "1 / (1 + 0.1 * epoch)")
            try checkRates(golden, LambdaSchedule { 1 / (1 + 0.1 * Double($0)) })
        }
    }

    @Test func warmUpThenCosineEqualsPyTorch() throws {
        for golden in try Golden.load("optim").cases(ofKind: "SequentialLR") {
            let milestones = try golden.list("milestones").map { Int($0) }
            let parts = try #require(golden.setting("schedulers")?.array).map { entry -> any LearningRateSchedule in
                let kind = try #require(entry.array?.first?.string)
                let settings = try #require(entry.array?.last)
                switch kind {
                case "LinearLR":
                    return LinearSchedule(
                        epochs: settings["total_iters"]?.int ?? 5,
                        start: Float(settings["start_factor"]?.double ?? 1 / 3),
                        end: Float(settings["end_factor"]?.double ?? 1))
                case "CosineAnnealingLR":
                    return CosineSchedule(
                        period: try #require(settings["T_max"]?.int), lowest: Float(settings["eta_min"]?.double ?? 0))
                default:
                    throw Golden.Failure.missing(file: "optim", case: golden.name, what: "schedule \(kind)")
                }
            }
            try checkRates(golden, SequentialSchedule(parts, milestones: milestones))
        }
    }

    @Test func setRatesKeepsTheGroupsApart() {
        let optimizer = SGD([ParameterGroup([], rate: 1), ParameterGroup([], rate: 0.1)])
        optimizer.setRates(StepSchedule(every: 2, factor: 0.5), epoch: 5, bases: [1, 0.1])
        expectClose(optimizer.groups.map(\.rate), [0.25, 0.025], .elementwise)
    }
}
