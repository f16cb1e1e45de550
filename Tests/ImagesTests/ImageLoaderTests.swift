import DenseArrays
import FileFormats
import TestSupport
import Testing

@testable import Images

/// `count` gray pictures of 5 by 4, noise.
func noise(_ count: Int, _ size: ImageSize = ImageSize(height: 5, width: 4, channels: 1), seed: Int = 1) -> ImageDataset {
    let key = RandomKey(seed: seed)
    return ImageDataset(
        name: "noise", size: size, pixels: (0..<count * size.count).map { UInt8(key.integer($0, below: 256)) },
        labels: (0..<count).map { Int32($0 % 3) }, classNames: ["a", "b", "c"])
}

private let augmenting = ImagePipeline([
    .randomCrop(height: 5, width: 4, padding: 2), .horizontalFlip(), .erasing(probability: 0.5),
    .normalize(mean: [0.3], standardDeviation: [0.4]),
])

private func all(_ loader: ImageLoader, epoch: Int = 0) throws -> (numbers: [Float], labels: [Int32], indices: [Int]) {
    let batches = loader.batches(epoch: epoch)
    var result: ([Float], [Int32], [Int]) = ([], [], [])
    while let batch = try batches.next() {
        result.0 += batch.images.elements
        result.1 += batch.labels
        result.2 += batch.indices
    }
    return result
}

@Suite struct ImageLoaderTests {
    @Test func theSameBatchesForAnyNumberOfWorkers() throws {
        let set = noise(103)
        var first: [Float]?
        for workers in [0, 1, 2, 4] {
            let loader = ImageLoader(set, pipeline: augmenting, batchSize: 10, shuffles: true, seed: 4, workers: workers)
            #expect(loader.batchCount == 11)
            let (numbers, labels, indices) = try all(loader, epoch: 3)
            #expect(indices.sorted() == Array(0..<103) && indices != Array(0..<103))
            #expect(labels == indices.map { set.labels[$0] })
            if let first { #expect(numbers == first) } else { first = numbers }
        }
    }

    @Test func epochsAndSeedsDiffer() throws {
        let set = noise(30)
        func run(_ seed: Int, _ epoch: Int) throws -> [Float] {
            try all(ImageLoader(set, pipeline: augmenting, batchSize: 7, shuffles: true, seed: seed), epoch: epoch).numbers
        }
        #expect(try run(1, 0) == run(1, 0))
        #expect(try run(1, 0) != run(1, 1))
        #expect(try run(1, 0) != run(2, 0))
    }

    @Test func aBatchHasShapesLabelsAndIndices() throws {
        let loader = ImageLoader(noise(5), indices: [4, 2, 0], batchSize: 2)
        let batches = loader.batches()
        let one = try #require(try batches.next())
        #expect(one.images.shape == [2, 5, 4, 1] && one.indices == [4, 2] && one.labels == [1, 2] && one.count == 2)
        let two = try #require(try batches.next())
        #expect(two.images.shape == [1, 5, 4, 1] && two.indices == [0])
        #expect(try batches.next() == nil)
        #expect(ImageLoader(noise(5), batchSize: 2, dropsLast: true).batchCount == 2)
    }

    @Test func leavingEarlyEndsTheWorkers() throws {
        let batches = ImageLoader(noise(500), batchSize: 5, workers: 3).batches()
        #expect(try batches.next()?.indices == [0, 1, 2, 3, 4])
    }

    @Test func numbersAreBytesOver255() throws {
        let set = noise(2)
        let batch = try ImageLoader(set).batch([1])
        for (number, byte) in zip(batch.images.elements, set.pixels[20...]) {
            #expect(abs(number - Float(byte) / 255) < 1e-6)
        }
    }

    @Test func picturesOfDifferentSizesAreNamed() throws {
        struct Two: ImageSource {
            let labels: [Int32] = [0, 0]
            let classNames = ["x"]
            func name(of index: Int) -> String { "picture \(index)" }
            func image(_ index: Int) -> Image { Image(height: 2 + index, width: 2, filledWith: [0, 0, 0]) }
        }
        let loader = ImageLoader(Two(), batchSize: 2)
        #expect(throws: FileError.self) { _ = try loader.batch([0, 1]) }
        do {
            _ = try loader.batch([0, 1])
        } catch {
            #expect(
                "\(error)".hasPrefix("picture 1: found a sample of 3x2x3; expected 2x2x3 as picture 0 has it; let the transforms"))
        }
        let cropped = ImageLoader(Two(), pipeline: ImagePipeline([.centreCrop(height: 2, width: 2)]), batchSize: 2)
        #expect(try cropped.batch([0, 1]).images.shape == [2, 2, 2, 3])
    }
}
