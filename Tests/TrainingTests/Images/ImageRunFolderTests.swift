import DenseArrays
import FileFormats
import ImageNetworks
import Images
import TestSupport
import Testing

@testable import Training

@Suite struct ImageRunFolderTests {
    /// A small run in a folder, with its `config.json` changed.
    private func written(_ change: (String) -> String = { $0 }) throws -> (RunFolder, ImageTrainingRun) {
        let folder = try TemporaryFolder()
        var settings = try #require(ImageTrainingSettings.named("chapter", model: "cnn"))
        (settings.epochs, settings.normalizes) = (1, true)
        let trainer = try ImageTrainer(train: smallPictures(40, seed: 1), test: smallPictures(12, seed: 2), settings)
        let run = try trainer.run(seed: 0)
        let target = RunFolder(folder.path + "/run")
        let config = JSONValue.object([
            ("task", .string(RunFolder.imageTask)), ("model", RunFolder.describe(run.classifier)),
        ])
        try target.write(
            config: config, runs: [run], model: run.classifier.checkpoint(), predictions: "", charts: [("a.svg", [60])])
        try Files.write(change(try String(decoding: Files.read(target.configFile), as: UTF8.self)), to: target.configFile)
        kept.append(folder)
        return (target, run)
    }
    private let kept = Keeper()

    @Test func whatIsWrittenIsReadBack() throws {
        let (folder, run) = try written()
        let classifier = try folder.readImageClassifier()
        #expect(classifier.configuration == run.classifier.configuration && classifier.classNames == ["upper", "left", "middle"])
        #expect(classifier.pipeline == run.classifier.pipeline)
        #expect(try classifier.probabilities(smallPictures(12, seed: 2)) == run.testProbabilities)
        let lines = String(decoding: try Files.read(folder.metricsFile), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("\"validation\":null"))
        #expect(try Files.read(folder.path + "/a.svg") == [60])
    }

    @Test(arguments: [
        ("\"height\": 10", "\"height\": 0", "model.height"), ("\"height\": 10", "\"height\": 4000", "model.height"),
        ("\"type\": \"cnn\"", "\"type\": \"net\"", "model.type"), ("\"image-classification\"", "\"other\"", "task"),
        ("\"normalize:", "\"nonsense:", "model.pipeline"), ("\"height\": 10", "\"height\": 14", "fc1.weight"),
    ])
    func brokenConfigurationsAreRefused(old: String, new: String, place: String) throws {
        let (folder, _) = try written { text in
            #expect(text.contains(old), "\(text)")
            return text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        }
        do {
            _ = try folder.readImageClassifier()
            Issue.record("\(new) was read")
        } catch {
            #expect(error.description.contains(place), "\(error)")
        }
    }
}

/// Holds temporary folders while a test runs.
private final class Keeper: @unchecked Sendable {
    private var folders: [TemporaryFolder] = []
    func append(_ folder: TemporaryFolder) { folders.append(folder) }
}
