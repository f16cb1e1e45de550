import Convolutions
import DenseArrays
import FileFormats
import ImageNetworks
import Images
import TestSupport
import Testing

@testable import Training

extension Trainings {
@Suite struct ImageTrainerTests {
    private func settings(_ model: String, _ change: (inout ImageTrainingSettings) -> Void = { _ in }) throws -> ImageTrainingSettings {
        var settings = try #require(ImageTrainingSettings.named("default", model: model))
        (settings.epochs, settings.batch) = (4, 20)
        change(&settings)
        return settings
    }

    /// The default cnn's rate would diverge in one epoch; what is asked for stays.
    @Test func fewEpochsLimitGradients() throws {
        for (epochs, expected) in [(1, Float(2)), (4, 2), (5, 0), (10, 0)] {
            var settings = try #require(ImageTrainingSettings.named("default", model: "cnn"))
            settings.epochs = epochs
            settings.limitGradientsOfFewEpochs()
            #expect(settings.clipNorm == expected)
        }
        for (name, model) in [("chapter", "cnn"), ("default", "vgg")] {
            var settings = try #require(ImageTrainingSettings.named(name, model: model))
            settings.epochs = 1
            settings.limitGradientsOfFewEpochs()
            #expect(settings.clipNorm == 0)
        }
        var settings = try #require(ImageTrainingSettings.named("default", model: "cnn"))
        (settings.epochs, settings.clipNorm) = (1, 7)
        settings.limitGradientsOfFewEpochs()
        #expect(settings.clipNorm == 7 && settings.summary.contains("norm at most 7"))
    }

    @Test(arguments: ["dnn", "cnn", "vgg", "resnet"])
    func learnsWhatPicturesShow(model: String) throws {
        let trainer = try ImageTrainer(
            train: smallPictures(240, seed: 1), test: smallPictures(90, seed: 2),
            settings(model) { $0.augment = "crop:10:1,erase:0.2" })
        let run = try trainer.run(seed: 0)
        #expect(run.kept.testAccuracy > 0.9, "\(model): \(run.kept.testAccuracy)")
        #expect(run.history.map(\.epoch) == [1, 2, 3, 4] && run.kept.epoch == 4 && run.kept.validationAccuracy.isNaN)
        let told = run.testProbabilities.argmaxRows()
        let right = zip(told, trainer.test.labels).count { $0 == Int($1) }
        #expect(Double(right) / 90 == run.kept.testAccuracy)
        for row in 0..<90 { #expect(abs((0..<3).reduce(Float(0)) { $0 + run.testProbabilities[row, $1] } - 1) < 1e-5) }
    }

    /// With im2col the same bits for any number of threads; another seed is another network.
    @Test func sameBitsForThreadCounts() throws {
        let trainer = try ImageTrainer(
            train: smallPictures(100, seed: 1), test: smallPictures(30, seed: 2),
            settings("cnn") { ($0.epochs, $0.augment) = (2, "flip") })
        try ConvolutionEngines.with(Im2colEngine()) {
            let sums = try [1, 2, 3].map { count -> String in
                let before = Threads.count
                Threads.count = count
                defer { Threads.count = before }
                return SHA256.hex(try trainer.run(seed: 5).classifier.checkpoint())
            }
            #expect(Set(sums).count == 1)
            #expect(SHA256.hex(try trainer.run(seed: 6).classifier.checkpoint()) != sums[0])
        }
    }

    @Test func heldOutPicturesChooseTheEpoch() throws {
        let trainer = try ImageTrainer(
            train: smallPictures(200, seed: 1), test: smallPictures(30, seed: 2),
            settings("dnn") {
                ($0.validationShare, $0.epochs, $0.patience) = (0.25, 30, 2)
                ($0.learningRate, $0.schedule, $0.optimizer) = (0.01, .constant, .sgd)
            })
        let run = try trainer.run(seed: 0)
        let best = run.history.map(\.validationAccuracy).max()
        #expect(run.kept.validationAccuracy == best)
        #expect(run.kept.epoch == run.history.first { $0.validationAccuracy == best }?.epoch)
        #expect(run.history.count == min(30, run.kept.epoch + 2))
    }

    @Test func interruptionKeepsWhatWasTrained() throws {
        let trainer = try ImageTrainer(
            train: smallPictures(100, seed: 1), test: smallPictures(30, seed: 2), settings("dnn"))
        var asked = 0
        let run = try trainer.run(seed: 0, isInterrupted: {
            asked += 1
            return asked > 7
        })
        #expect(run.wasInterrupted && run.history.count == 2)
    }

    @Test func divergenceIsTold() throws {
        let trainer = try ImageTrainer(
            train: smallPictures(60, seed: 1), test: smallPictures(30, seed: 2),
            settings("dnn") { ($0.optimizer, $0.learningRate, $0.schedule) = (.sgd, 1e20, .constant) })
        #expect(try trainer.run(seed: 0).divergedAt == 1)
    }

    @Test func refusals() throws {
        let (train, test) = (smallPictures(30, seed: 1), smallPictures(10, seed: 2))
        #expect(throws: ImageTrainingError.tooSmall(model: "cnn", found: ImageSize(height: 6, width: 6, channels: 1), least: 8)) {
            try ImageTrainer(
                train: smallPictures(10, seed: 1, side: 6), test: smallPictures(10, seed: 1, side: 6), settings("cnn"))
        }
        #expect(
            throws: ImageTrainingError.augmentedSize(
                found: ImageSize(height: 9, width: 9, channels: 1), expected: ImageSize(height: 10, width: 10, channels: 1))
        ) { try ImageTrainer(train: train, test: test, settings("dnn") { $0.augment = "crop:9" }) }
        #expect(throws: ImageTrainingError.empty) {
            try ImageTrainer(train: train, test: test.subset([]), settings("dnn"))
        }
        #expect(throws: ImageError.self) { try ImageTrainer(train: train, test: test, settings("dnn") { $0.augment = "spin" }) }
        #expect("\(ImageTrainingError.unknownModel("x"))" == "no network for pictures is called x; expected dnn, cnn, vgg, resnet")
    }
}
}
