import Autograd
import DenseArrays
import ImageNetworks
import Images
import NeuralNetworks
import TestSupport
import Testing

@testable import Training

@Suite struct ImageClassifierViewsTests {
    private func classifier(_ model: String) throws -> ImageClassifier {
        var settings = try #require(ImageTrainingSettings.named("chapter", model: model))
        settings.epochs = 1
        return try ImageTrainer(train: smallPictures(40, seed: 1), test: smallPictures(12, seed: 2), settings).run(seed: 0).classifier
    }

    /// The last layer makes the probabilities of the vectors, in the order asked for.
    @Test func embeddings() throws {
        let classifier = try classifier("cnn"), pictures = smallPictures(12, seed: 2)
        let vectors = try classifier.embeddings(pictures, indices: [7, 2, 5], batchSize: 2)
        #expect(vectors.shape == [3, 120])
        let head = withoutGradients { classifier.makeModel().head(Tensor(vectors), .evaluation).value }.softmaxRows()
        expectClose(head, try classifier.probabilities(pictures, indices: [7, 2, 5]), .reordered, "")
        #expect(try classifier.embeddings(pictures).rows == 12)
        #expect(try classifier.embeddings(pictures, indices: []).rows == 0)
    }

    @Test func firstMaps() throws {
        let pictures = smallPictures(3, seed: 2)
        let convolutional = try classifier("cnn")
        let maps = try #require(try convolutional.firstMaps(pictures, index: 1))
        #expect(maps.shape == [10, 10, 32])
        #expect(try convolutional.firstMaps(pictures, index: 2) != maps)
        #expect(try classifier("dnn").firstMaps(pictures, index: 1) == nil)
        #expect(throws: (any Error).self) { try convolutional.firstMaps(smallPictures(3, seed: 2, side: 9), index: 0) }
    }
}
