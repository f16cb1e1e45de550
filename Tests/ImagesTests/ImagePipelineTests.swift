import DenseArrays
import TestSupport
import Testing

@testable import Images

private func noise(_ height: Int, _ width: Int, _ channels: Int, seed: Int = 2) -> Image {
    let key = RandomKey(seed: seed)
    return Image(
        height: height, width: width, channels: channels,
        pixels: (0..<height * width * channels).map { UInt8(1 + key.integer($0, below: 255)) })
}

@Suite struct ImagePipelineTests {
    /// Crops, pads and flips joined into one pass give what they give one by one.
    @Test func joinedStepsEqualSingleSteps() {
        let key = RandomKey(seed: 9)
        for round in 0..<300 {
            let draw = key.child(round)
            let image = noise(1 + draw.integer(0, below: 9), 1 + draw.integer(1, below: 9), 1 + draw.integer(2, below: 4), seed: round)
            var steps: [ImageTransform] = []
            for step in 0..<5 {
                let d = draw.child(step)
                switch d.integer(0, below: 6) {
                case 0: steps.append(.horizontalFlip(probability: 1))
                case 1: steps.append(.verticalFlip())
                case 2: steps.append(.centreCrop(height: 1 + d.integer(1, below: 9), width: 1 + d.integer(2, below: 9)))
                case 3: steps.append(.randomCrop(height: 1 + d.integer(1, below: 9), width: 1 + d.integer(2, below: 9), padding: d.integer(3, below: 3)))
                case 4: steps.append(.pad(top: d.integer(1, below: 3), left: d.integer(2, below: 3), bottom: 1, right: 0, fill: UInt8(50 * d.integer(4, below: 2))))
                default: steps.append(.resize(height: 1 + d.integer(1, below: 9), width: 1 + d.integer(2, below: 9)))
                }
            }
            let sample = draw.child("sample")
            var slow = image
            for (index, step) in steps.enumerated() { slow = slow.applying(step, key: sample.child(index)) }
            let pipeline = ImagePipeline(steps)
            #expect(pipeline.image(image, key: sample) == slow, "\(pipeline)")
            #expect(pipeline.outputSize(of: image.size) == slow.size)
            #expect(pipeline(image, key: sample) == slow.toTensor(), "\(pipeline)")
        }
    }

    @Test func rowsLongerThanAPieceAreWhole() {
        let image = noise(2, 7001, 3)
        let steps: [ImageTransform] = [
            .pad(top: 1, left: 2000, bottom: 0, right: 5, fill: 7), .horizontalFlip(probability: 1),
        ]
        let key = RandomKey(seed: 1)
        let made = ImagePipeline(steps)(image, key: key)
        let slow = image.padded(top: 1, left: 2000, bottom: 0, right: 5, fill: 7).flippedHorizontally()
        #expect(zip(made.elements, slow.pixels).allSatisfy { abs($0 - Float($1) / 255) < 1e-6 })
    }

    @Test func normalizesByChannel() {
        let image = noise(3, 4, 3)
        let (mean, deviation): ([Float], [Float]) = ([0.1, 0.2, 0.3], [0.5, 2, 4])
        let made = ImagePipeline([.normalize(mean: mean, standardDeviation: deviation)])(image, key: RandomKey(seed: 0))
        for (place, number) in made.elements.enumerated() {
            let expected = (Float(image.pixels[place]) / 255 - mean[place % 3]) / deviation[place % 3]
            #expect(abs(number - expected) < 1e-6)
        }
    }

    @Test func erasesARectangle() throws {
        let image = noise(20, 30, 1)
        let before = image.toTensor()
        let erase = ImageTransform.erasing(probability: 1, erased: .value(0.25))
        var areas: Set<Int> = []
        for seed in 0..<40 {
            let made = ImagePipeline([erase])(image, key: RandomKey(seed: seed))
            let changed = (0..<600).filter { made[$0] == 0.25 }
            let rows = Set(changed.map { $0 / 30 }), columns = Set(changed.map { $0 % 30 })
            #expect(changed.count == rows.count * columns.count && !changed.isEmpty)
            #expect((0..<600).allSatisfy { made[$0] == 0.25 || made[$0] == before[$0] })
            // 2 to 33 % of the area, rounded
            #expect(changed.count >= 6 && changed.count < 230)
            areas.insert(changed.count)
        }
        #expect(areas.count > 10)
        let never = ImagePipeline([.erasing(probability: 0)])(image, key: RandomKey(seed: 1))
        #expect(never == before)
    }

    @Test func erasingBeforeAndAfterNormalize() {
        let image = noise(12, 12, 1)
        let normalize = ImageTransform.normalize(mean: [0.5], standardDeviation: [0.25])
        let key = RandomKey(seed: 3)
        let erase = ImageTransform.erasing(probability: 1, erased: .value(0))
        let before = ImagePipeline([erase, normalize])(image, key: key)
        #expect(before.elements.contains(-2))
        let after = ImagePipeline([normalize, erase])(image, key: key)
        #expect(after.elements.contains(0) && !after.elements.contains(-2))
        let noisy = ImagePipeline([.erasing(probability: 1, erased: .noise)])(image, key: key)
        #expect(noisy.elements.contains { $0 < 0 || $0 > 1 })
    }

    @Test func flipsAboutHalfOfTheSamples() {
        let image = Image(height: 1, width: 2, channels: 1, pixels: [0, 255])
        let pipeline = ImagePipeline([.horizontalFlip()])
        let flipped = (0..<1000).filter { pipeline(image, key: RandomKey(seed: $0))[0] == 1 }.count
        #expect(flipped > 430 && flipped < 570)
    }

    @Test func randomCropsReachAllPlaces() {
        let image = noise(6, 6, 1)
        let pipeline = ImagePipeline([.randomCrop(height: 6, width: 6, padding: 2)])
        let corners = Set((0..<500).map { pipeline.image(image, key: RandomKey(seed: $0)).pixels })
        #expect(corners.count == 25)
    }

    @Test func randomResizedCropsStayInside() {
        for seed in 0..<300 {
            let (height, width) = (1 + seed % 17, 1 + seed * 7 % 40)
            let window = PictureView.window(height, width, 0.08...1, 3 / 4...4 / 3, RandomKey(seed: seed))
            #expect(window.height > 0 && window.width > 0 && window.top >= 0 && window.left >= 0)
            #expect(window.top + window.height <= height && window.left + window.width <= width)
        }
        let pipeline = ImagePipeline([.randomResizedCrop(height: 8, width: 8)])
        let image = noise(20, 30, 3)
        #expect(pipeline(image, key: RandomKey(seed: 1)).shape == [8, 8, 3])
        #expect(pipeline(image, key: RandomKey(seed: 1)) == pipeline(image, key: RandomKey(seed: 1)))
        #expect(pipeline(image, key: RandomKey(seed: 1)) != pipeline(image, key: RandomKey(seed: 2)))
    }

    @Test func everyRandomTransformDependsOnTheKeyAlone() throws {
        let image = noise(16, 16, 3)
        for text in ["rotate:30", "affine:20:0.2:0.8-1.2:10", "jitter:0.4:0.4:0.4:0.2", "crop:12", "resized-crop:8", "erase:1:noise"] {
            let pipeline = ImagePipeline(try ImageTransform.parse(text))
            #expect(pipeline(image, key: RandomKey(seed: 1)) == pipeline(image, key: RandomKey(seed: 1)))
            let different = Set((0..<20).map { pipeline(image, key: RandomKey(seed: $0)).elements })
            #expect(different.count > 10, "\(text)")
        }
    }

    @Test func wrongPipelinesTrap() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ImagePipeline([.normalize(mean: [0], standardDeviation: [1]), .horizontalFlip()])
        }
        expectMessage(end, "ImagePipeline: flip stands after normalize, expected erase and normalize behind all others")
        let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let image = Image(height: 1, width: 1, channels: 1, pixels: [0])
            _ = ImagePipeline([.normalize(mean: [0, 0, 0], standardDeviation: [1, 1, 1])])(image, key: RandomKey(seed: 0))
        }
        expectMessage(channels, "ImagePipeline: normalize has 3 means, the picture 1 channels")
    }
}
