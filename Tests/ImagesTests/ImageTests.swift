import DenseArrays
import FileFormats
import TestSupport
import Testing

@testable import Images

@Suite struct ImageTests {
    @Test func pixelsAreRowMajorChannelsLast() {
        var image = Image(height: 2, width: 3, channels: 2, pixels: Array(0..<12))
        #expect(image[1, 2, 0] == 10 && image[0, 1, 1] == 3)
        image[1, 0, 1] = 99
        #expect(image.pixels[7] == 99)
        #expect(image.size.description == "2x3x2")
    }

    @Test func aWrongCountTraps() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Image(height: 2, width: 3, channels: 3, pixels: [1])
        }
        expectMessage(end, "Image: 2x3x3 has 18 bytes, found 1")
    }

    @Test func numbersAndBytes() {
        let image = Image(height: 1, width: 3, channels: 1, pixels: [0, 128, 255])
        let numbers = image.toTensor()
        #expect(numbers.shape == [1, 3, 1] && numbers[0] == 0 && abs(numbers[2] - 1) < 1e-6)
        #expect(Image(numbers) == image)
        #expect(Image(DenseArray([-1, 0.5, 7], shape: [1, 3, 1])).pixels == [0, 128, 255])
    }

    @Test func channelsAreConverted() {
        let colour = Image(height: 1, width: 2, channels: 3, pixels: [255, 0, 0, 10, 20, 30])
        #expect(colour.converted(toChannels: 1).pixels == [76, 18])
        #expect(colour.converted(toChannels: 4).pixels == [255, 0, 0, 255, 10, 20, 30, 255])
        let gray = Image(height: 1, width: 1, channels: 2, pixels: [9, 40])
        #expect(gray.converted(toChannels: 1).pixels == [9])
        #expect(gray.converted(toChannels: 3).pixels == [9, 9, 9])
        #expect(gray.converted(toChannels: 4).pixels == [9, 9, 9, 40])
        #expect(colour.converted(toChannels: 2).pixels == [76, 255, 18, 255])
    }

    @Test func filesAreWrittenAndRead() throws {
        guard ImageFile.missingLibrary(for: .png) == nil else { return print("skipped: libpng is missing") }
        let path = "/tmp/ImagesTests.\(UInt64.random(in: 0...UInt64.max)).png"
        defer { try? Files.remove(path) }
        let image = Image(height: 2, width: 2, channels: 3, pixels: Array(1...12))
        try image.write(png: path)
        #expect(try Image(contentsOf: path) == image)
        #expect(try Image(contentsOf: path, channels: 1).channels == 1)
    }

    @Test func cropsAndPadsCheckTheirSizes() async {
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Image(height: 2, width: 3, filledWith: [0]).cropped(top: 1, left: 0, height: 2, width: 3)
        }
        expectMessage(end, "Image.cropped: rows 1..<3 and columns 0..<3 leave 2x3x1")
    }

    @Test func gridsAndFrames() {
        let dark = Image(height: 2, width: 2, filledWith: [0]), light = Image(height: 1, width: 2, filledWith: [100])
        let grid = Image.grid([dark, light, dark], columns: 2, gap: 1)
        #expect(grid.size == ImageSize(height: 7, width: 7, channels: 1))
        #expect(grid[0, 0, 0] == 255 && grid[1, 1, 0] == 0 && grid[1, 4, 0] == 100 && grid[2, 4, 0] == 255 && grid[4, 1, 0] == 0)
        let framed = dark.framed((0, 255, 0), thickness: 1)
        #expect(framed.size == ImageSize(height: 4, width: 4, channels: 3))
        #expect(framed[0, 0, 1] == 255 && framed[1, 1, 1] == 0)
        #expect(Image.grid([dark, framed], columns: 9, gap: 0).size == ImageSize(height: 4, width: 8, channels: 3))
    }

    @Test func statisticsAreExact() throws {
        let set = ImageDataset(
            name: "two", size: ImageSize(height: 1, width: 2, channels: 3), pixels: [0, 10, 255, 255, 10, 255, 0, 10, 255, 255, 10, 255],
            labels: [0, 0], classNames: ["x"])
        let statistics = try set.statistics()
        #expect(statistics.mean == [0.5, Float(10.0 / 255), 1] && statistics.standardDeviation == [0.5, 0, 0])
        #expect(statistics.normalize == .normalize(mean: statistics.mean, standardDeviation: [0.5, 1, 1]))
    }

    @Test func statisticsOfFashionMNIST() throws {
        guard let folder = DataFolder.find("fashion_mnist") else { return }
        let statistics = try FashionMNIST.train(folder: folder).statistics()
        #expect(abs(statistics.mean[0] - 0.2860406) < 1e-5 && abs(statistics.standardDeviation[0] - 0.3530242) < 1e-5)
    }
}
