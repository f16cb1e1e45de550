import DenseArrays
import FileFormats
import Images
import TestSupport
import Testing
import Training

@Suite struct ImageClassifierTests {
    /// The mean over a picture and its mirror image is the same for both, and another than the picture's alone.
    @Test func mirrorImagesGetTheSameAnswer() throws {
        guard var settings = ImageTrainingSettings.named("default", model: "vgg") else { return }
        (settings.epochs, settings.mirrors) = (1, true)
        let pictures = smallPictures(12, seed: 2)
        let classifier = try ImageTrainer(train: smallPictures(40, seed: 1), test: pictures, settings).run(seed: 0).classifier
        #expect(classifier.configuration.mirrors && settings.summary.contains("mirror image"))
        var alone = classifier.configuration
        alone.mirrors = false
        let plain = ImageClassifier(
            configuration: alone, classNames: classifier.classNames, pipeline: classifier.pipeline, state: classifier.state)
        for index in 0..<3 {
            let picture = try pictures.image(index)
            let mirrored = try ImagePipeline([.horizontalFlip(probability: 1)]).image(picture, key: RandomKey(seed: 0))
            let found = try classifier.probabilities(picture, name: "a")
            #expect(try classifier.probabilities(mirrored, name: "b") == found)
            #expect(try plain.probabilities(picture, name: "a") != found)
        }
    }
}
