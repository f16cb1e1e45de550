import DenseArrays
import FileFormats
import TestSupport
import Testing

@testable import Images

/// The picture of a case's tensor of bytes.
private func picture(_ golden: GoldenCase, _ tensor: String) throws -> Image {
    let shape = try golden.shape(tensor)
    return Image(
        height: shape[0], width: shape[1], channels: shape.count == 3 ? shape[2] : 1,
        pixels: try golden.ints(tensor).map { UInt8($0) })
}

private func largestDifference(_ a: [UInt8], _ b: [UInt8]) -> Int {
    a.count == b.count ? zip(a, b).map { abs(Int($0) - Int($1)) }.max() ?? 0 : .max
}

private func sizes(_ value: JSONValue?) throws -> [Int] {
    if let one = value?.int { return [one] }
    return try #require(value?.array).compactMap(\.int)
}

private func interpolation(_ golden: GoldenCase) -> ImageTransform.Interpolation {
    let text = golden.setting("interpolation")?.string ?? "bilinear"
    return ImageTransform.Interpolation.allCases.first { text.hasPrefix($0.rawValue) } ?? .bilinear
}

private let canRead = ImageFile.Format.allCases.allSatisfy { format in
    guard let words = ImageFile.missingLibrary(for: format) else { return true }
    print("skipped golden pictures: \(words)")
    return false
}

@Suite struct VisionGoldenTests {
    @Test(.enabled(if: canRead)) func decoding() throws {
        for golden in try Golden.load("vision").cases(ofKind: "decode") {
            let file = try ImageFile(path: Golden.folder + "/" + golden.string("file"))
            let shape = try golden.shape("out.pixels")
            #expect([file.height, file.width] == Array(shape.prefix(2)) && file.channels == (shape.count == 3 ? shape[2] : 1), "\(golden)")
            let expected = try golden.ints("out.pixels")
            if let wide = file.widePixels {
                #expect(wide.map { Int($0) } == expected, "\(golden)")
            } else if golden.flag("lossless") {
                #expect(file.pixels.map { Int($0) } == expected, "\(golden)")
            } else {
                // the same library, the same bytes; another build of it may round otherwise
                #expect(largestDifference(file.pixels, expected.map { UInt8($0) }) <= 1, "\(golden)")
            }
        }
    }

    @Test(.enabled(if: canRead)) func damagedFiles() throws {
        for golden in try Golden.load("vision").cases(ofKind: "damaged") {
            let path = try Golden.folder + "/" + golden.string("file")
            #expect(throws: FileError.self, "\(golden)") { _ = try ImageFile(path: path) }
        }
    }

    /// Every case that starts from a source picture and gives bytes.
    @Test func picturesFromPictures() throws {
        let golden = try Golden.load("vision")
        var seen = 0
        for one in golden.cases {
            guard one.has("out.y"), let sourceName = one.manifest["source"]?.string else { continue }
            let source = try picture(try #require(golden.cases.first { $0.name == sourceName }), "out.pixels")
            guard let made = try bytes(one, source) else { continue }
            seen += 1
            let expected = try picture(one, "out.y")
            #expect(made.size == expected.size, "\(one)")
            #expect(largestDifference(made.pixels, expected.pixels) == 0, "\(one)")
        }
        #expect(seen >= 10)
    }

    private func bytes(_ one: GoldenCase, _ source: Image) throws -> Image? {
        let key = RandomKey(seed: 0)
        func run(_ step: ImageTransform) -> Image { ImagePipeline([step]).image(source, key: key) }
        switch one.kind {
        case "Resize":
            let size = try sizes(one.setting("size"))
            if size.count == 1 { return run(.resizeShorterSide(size[0], interpolation: interpolation(one))) }
            return run(.resize(height: size[0], width: size[1], interpolation: interpolation(one)))
        case "CenterCrop":
            let size = try sizes(one.setting("size"))
            return run(.centreCrop(height: size[0], width: size.count == 1 ? size[0] : size[1]))
        case "HorizontalFlip": return run(.horizontalFlip(probability: 1))
        case "VerticalFlip": return run(.verticalFlip(probability: 1))
        case "Crop":
            return source.cropped(
                top: try one.int("top"), left: try one.int("left"), height: try one.int("height"), width: try one.int("width"))
        case "Pad":
            return run(
                .pad(
                    top: try one.int("top"), left: try one.int("left"), bottom: try one.int("bottom"),
                    right: try one.int("right"), fill: UInt8(try one.int("fill"))))
        case "Grayscale": return run(.grayscale())
        default: return nil
        }
    }

    /// Every case that gives numbers `[channels, height, width]`.
    @Test func numbersFromPictures() throws {
        let golden = try Golden.load("vision")
        var seen = 0
        for one in golden.cases {
            guard one.has("out.y"), let sourceName = one.manifest["source"]?.string else { continue }
            let source = try picture(try #require(golden.cases.first { $0.name == sourceName }), "out.pixels")
            guard let made = try numbers(one, source) else { continue }
            seen += 1
            let expected = try one.array("out.y").permuted([1, 2, 0])
            #expect(made.shape == expected.shape, "\(one)")
            let difference = zip(made.elements, expected.elements).map { abs($0 - $1) }.max() ?? 0
            #expect(difference < 1e-5, "\(one)")
        }
        #expect(seen >= 4)
    }

    private func numbers(_ one: GoldenCase, _ source: Image) throws -> DenseArray? {
        let key = RandomKey(seed: 0)
        func normalize() throws -> ImageTransform {
            .normalize(mean: try one.list("mean").map { Float($0) }, standardDeviation: try one.list("std").map { Float($0) })
        }
        switch one.kind {
        case "ToTensor": return source.toTensor()
        case "Normalize": return ImagePipeline([try normalize()])(source, key: key)
        case "ResizeTensor":
            let size = try sizes(one.setting("size"))
            return source.toTensor().resizedPicture(height: size[0], width: size[1], antialias: one.flag("antialias"))
        case "Pipeline":
            let crop = try one.int("crop")
            return ImagePipeline([
                .resizeShorterSide(try one.int("resize")), .centreCrop(height: crop, width: crop), try normalize(),
            ])(source, key: key)
        default: return nil
        }
    }

    /// What torchvision makes of pictures of random numbers; `Tests/Golden/make_pictures.py`.
    @Test func turnsMapsAndColours() throws {
        let golden = try Golden.loadOwn("pictures")
        var kinds: Set<String> = []
        for one in golden.cases where one.kind != "source" {
            let sourceName = try #require(one.manifest["source"]?.string)
            let source = try picture(try #require(golden.cases.first { $0.name == sourceName }), "out.pixels")
            let made = try changed(one, source)
            let difference = largestDifference(made.pixels, try picture(one, "out.y").pixels)
            #expect(difference == 0, "\(one): \(difference)")
            kinds.insert(one.kind)
        }
        #expect(kinds.count == 7)
    }

    private func changed(_ one: GoldenCase, _ source: Image) throws -> Image {
        switch one.kind {
        case "Rotate":
            return source.rotated(
                degrees: try one.number("angle"), interpolation: interpolation(one),
                fill: UInt8(one.setting("fill")?.int ?? 0))
        case "Affine":
            let (translate, shear) = (try one.list("translate"), try one.list("shear"))
            return source.affine(
                degrees: try one.number("angle"), translation: (translate[0], translate[1]), scale: try one.number("scale"),
                shear: (shear[0], shear[1]), interpolation: interpolation(one))
        case "Brightness": return source.adjusted(brightness: try one.number("factor"))
        case "Contrast": return source.adjusted(contrast: try one.number("factor"))
        case "Saturation": return source.adjusted(saturation: try one.number("factor"))
        case "Hue": return source.adjusted(hue: try one.number("factor"))
        default:
            let size = try sizes(one.setting("size"))
            return source.resized(height: size[0], width: size[1], interpolation: interpolation(one))
        }
    }
}
