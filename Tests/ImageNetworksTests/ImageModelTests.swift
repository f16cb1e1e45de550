import Autograd
import DenseArrays
import ImageNetworks
import NeuralNetworks
import TestSupport
import Testing

@Suite struct ImageModelTests {
    @Test(arguments: ["dnn", "cnn", "vgg", "resnet"])
    func sizesAndNames(name: String) throws {
        let kind = try #require(ImageModels.named(name))
        for (height, width, channels) in [(28, 28, 1), (17, 12, 3)] {
            let c = ImageModelConfiguration(model: name, height: height, width: width, channels: channels, classes: 5)
            let model = kind.make(c, key: RandomKey(seed: 1))
            let x = Tensor(randomArray([3, height, width, channels], seed: 2))
            #expect(model(x, .evaluation).shape == [3, 5])
            #expect(model.embeddings(x, .evaluation).shape.first == 3)
            #expect(Set(model.state.map(\.path)).count == model.state.count)
            // the same seed, the same network; another step, another dropout
            #expect(kind.make(c, key: RandomKey(seed: 1)).parameterValues == model.parameterValues)
        }
        #expect(ImageModels.named("nothing") == nil)
    }

    @Test func namesArePyTorchs() throws {
        let c = ImageModelConfiguration(height: 28, width: 28, channels: 1, classes: 10)
        let cnn = FashionCNN(c, key: RandomKey(seed: 0))
        // 320 + 64 + 18,496 + 128 + 1,383,000 + 72,120 + 1,210
        #expect(cnn.parameterCount == 1_475_338)
        #expect(
            cnn.parameters.map(\.path) == [
                "layer1.0.weight", "layer1.0.bias", "layer1.1.weight", "layer1.1.bias", "layer2.0.weight", "layer2.0.bias",
                "layer2.1.weight", "layer2.1.bias", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight",
                "fc3.bias",
            ])
        #expect(cnn.parameters[8].storedShape == [600, 2304])
        #expect(cnn.parameters[4].storedShape == [64, 32, 3, 3])
        let dnn = FashionDNN(c, key: RandomKey(seed: 0))
        #expect(dnn.parameters.map(\.storedShape) == [[256, 784], [256], [128, 256], [128], [10, 128], [10]])
    }

    @Test func smallPicturesAreRefused() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = FashionCNN(
                ImageModelConfiguration(height: 7, width: 28, channels: 1, classes: 10), key: RandomKey(seed: 0))
        }
        expectMessage(end, "FashionCNN: pictures of 7x28x1 for 10 classes; each side needs at least 8")
    }
}
