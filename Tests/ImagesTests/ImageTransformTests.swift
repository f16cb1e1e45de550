import Testing

@testable import Images

private func words(_ text: String) -> String {
    do throws(ImageError) {
        return "\(try ImageTransform.parse(text))"
    } catch {
        return "\(error)"
    }
}

@Suite struct ImageTransformTests {
    @Test func textGivesTransforms() throws {
        #expect(
            try ImageTransform.parse("crop:28:4,flip,erase:0.25") == [
                .randomCrop(height: 28, width: 28, padding: 4), .horizontalFlip(), .erasing(probability: 0.25),
            ])
        #expect(try ImageTransform.parse("") == [])
        #expect(try ImageTransform.parse(" center:3x4 , vflip:1") == [.centreCrop(height: 3, width: 4), .verticalFlip(probability: 1)])
        #expect(try ImageTransform.parse("resize:256") == [.resizeShorterSide(256)])
        #expect(try ImageTransform.parse("pad:1/2/3/4:9") == [.pad(top: 1, left: 2, bottom: 3, right: 4, fill: 9)])
    }

    @Test func allAreWrittenAsTheyAreRead() throws {
        let all: [ImageTransform] = [
            .resize(height: 3, width: 4), .resize(height: 3, width: 3, interpolation: .bicubic), .resizeShorterSide(7, interpolation: .nearest),
            .centreCrop(height: 2, width: 3), .randomCrop(height: 5, width: 5, padding: 2), .randomCrop(height: 5, width: 6),
            .randomResizedCrop(height: 8, width: 8), .randomResizedCrop(height: 8, width: 9, scale: 0.25...1),
            .horizontalFlip(), .verticalFlip(probability: 0.25), .pad(top: 1, left: 1, bottom: 1, right: 1, fill: 3),
            .pad(top: 1, left: 2, bottom: 3, right: 4), .grayscale(), .grayscale(channels: 3),
            .rotation(degrees: 15), .rotation(degrees: 2.5, interpolation: .bilinear),
            .affine(degrees: 10, translation: 0.1, scale: 0.9...1.1, shear: 5),
            .colourJitter(brightness: 0.4, contrast: 0.3, saturation: 0.2, hue: 0.1), .erasing(),
            .erasing(probability: 0.75, erased: .noise), .normalize(mean: [0.5], standardDeviation: [0.25]),
            .normalize(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225]),
        ]
        for transform in all {
            #expect(try ImageTransform.parse("\(transform)") == [transform])
        }
        #expect(Set(all.map(\.name)) == Set(ImageTransform.known.map(\.name)))
        #expect(try ImageTransform.parse(ImagePipeline(all).description) == all)
    }

    @Test func errorsNameTheTransform() {
        #expect(words("crop:28,blur:3").hasPrefix("unknown transform \"blur\"; there are: resize:SIZE[:nearest|bilinear|bicubic], centre:SIZE, "))
        #expect(words("crop") == "transform crop: found no size; expected crop:SIZE[:PADDING]")
        #expect(words("crop:a") == "transform crop: found \"a\"; expected crop:SIZE[:PADDING]")
        #expect(words("crop:3:4:5") == "transform crop: found \"5\"; expected crop:SIZE[:PADDING]")
        #expect(words("flip:2") == "transform flip:2: found probability 2.0; expected 0 to 1")
        #expect(words("rotate:nan") == "transform rotate: found \"nan\"; expected rotate:DEGREES[:nearest|bilinear]")
        #expect(words("normalize:1/2:3").contains("2 means and 1 deviations; expected as many of both, 1 to 4"))
        #expect(words("normalize:0.5:0").contains("positive deviations"))
        #expect(words("erase,crop:3") == "transform crop stands after erase; expected erase and normalize behind all others")
        #expect(words("jitter:0.1:0.1:0.1:0.7").contains("found hue 0.7; expected 0 to 0.5"))
        #expect(words("resize:0").contains("found size 0; expected 1 to 65536"))
        #expect(words("resized-crop:9:0.9-0.1").contains("found \"0.9-0.1\""))
        for text in [":", ",,", "crop:", "crop:3x", "crop:x", "pad:-1", "pad:1/2", "erase:1:x", "gray:2", "affine:1:2", "crop:99999999999999999999"] {
            #expect(words(text).contains("expected") || words(text).contains("unknown") || words(text) == "[]", "\(text): \(words(text))")
        }
    }

    @Test func sizesOfWhatComesOut() {
        let size = ImageSize(height: 30, width: 41, channels: 3)
        func out(_ transform: ImageTransform) -> [Int] {
            let size = transform.outputSize(of: size)
            return [size.height, size.width, size.channels]
        }
        #expect(out(.resizeShorterSide(20)) == [20, 27, 3])
        #expect(out(.randomResizedCrop(height: 5, width: 6)) == [5, 6, 3])
        #expect(out(.pad(top: 1, left: 2, bottom: 3, right: 4)) == [34, 47, 3])
        #expect(out(.grayscale()) == [30, 41, 1])
        #expect(out(.rotation(degrees: 9)) == [30, 41, 3])
        #expect(ImageTransform.resizeShorterSide(1).outputSize(of: ImageSize(height: 9, width: 3, channels: 1)).height == 3)
    }
}
