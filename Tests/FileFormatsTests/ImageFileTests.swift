import Testing

@testable import FileFormats

private func noise(_ count: Int, seed: UInt64 = 3) -> [UInt8] {
    var random = FixedRandom(state: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
}

/// The sample files that stand beside the golden values.
private func samples() throws -> [(name: String, bytes: [UInt8])] {
    let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Golden/vision"
    return try Files.list(folder).map { ($0, try Files.read(folder + "/" + $0)) }
}

private let canRead = ImageFile.Format.allCases.allSatisfy { format in
    guard let words = ImageFile.missingLibrary(for: format) else { return true }
    print("skipped reading \(format.rawValue): \(words)")
    return false
}

@Test(.enabled(if: canRead), arguments: 1...4)
func pngReaderGivesBackWhatThePNGWriterWrote(channels: Int) throws {
    for (height, width) in [(1, 1), (3, 7), (40, 31), (1, 300)] {
        for pixels in [noise(height * width * channels), (0..<height * width * channels).map { UInt8($0 & 127) }] {
            let file = PNGWriter.encode(height: height, width: width, channels: channels, pixels: pixels)
            let read = try ImageFile(file, file: "f.png")
            #expect(read.height == height && read.width == width && read.channels == channels && read.pixels == pixels)
            #expect(read.widePixels == nil)
        }
    }
}

@Test func imageFileNamesOtherFormats() {
    func words(_ content: [UInt8]) -> String { message { () throws(FileError) in try ImageFile(content, file: "f") } }
    #expect(words(bytes("GIF89a.....")) == "f: found a GIF picture; expected PNG or JPEG; convert it to PNG")
    #expect(words(bytes("BM......")).contains("a BMP picture"))
    #expect(words(bytes("RIFF....WEBP")).contains("a WebP picture"))
    #expect(words([]) == "f: byte 0: found an empty file; expected a PNG or JPEG picture")
    #expect(words(bytes("not an image")) == "f: byte 0: found \"not an i\"; expected a PNG or JPEG picture")
}

@Test(.enabled(if: canRead)) func damagedPicturesAreRefused() throws {
    var seen = 0
    for (name, content) in try samples() where name.hasPrefix("bad_") {
        seen += 1
        let words = message { () throws(FileError) in try ImageFile(content, file: name) }
        #expect(words.hasPrefix(name + ":"), "\(words)")
        if name == "bad_huge_dimensions.png" { #expect(words.contains("2147483647 x 2147483647 pixels, which is more than 268435456")) }
        if name == "bad_truncated.png" { #expect(words.contains("byte 1441: found a damaged PNG picture (libpng: the file ends too early)")) }
        if name == "bad_truncated.jpg" { #expect(words.contains("byte 474: found a damaged JPEG picture (libjpeg: the file ends too early)")) }
    }
    #expect(seen >= 7)
}

@Test(.enabled(if: canRead)) func picturesThatAFileCannotHoldAreRefused() throws {
    // 10,000 x 10,000 pixels in a file of one pixel's size
    var file = PNGWriter.encode(height: 1, width: 1, channels: 3, pixels: [1, 2, 3])
    file.replaceSubrange(16..<24, with: [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10])
    let sum = CRC32.of(file[12..<29])
    for i in 0..<4 { file[29 + i] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32(i))) }
    let words = message { () throws(FileError) in try ImageFile(file, file: "f.png") }
    #expect(words.contains("a picture of 10000 x 10000 pixels, which a file of this size cannot hold"))
}

@Test(.enabled(if: canRead)) func truncatedPicturesAreRefused() throws {
    for (name, content) in try samples() where !name.hasPrefix("bad_") {
        for count in stride(from: 0, to: content.count - 2, by: max(1, content.count / 60)) {
            #expect(message { () throws(FileError) in try ImageFile(Array(content[..<count]), file: "f") } != "no error", "\(name) \(count)")
        }
    }
}

/// Any bytes give a picture or an error, never the end of the process.
@Test(.enabled(if: canRead)) func changedBytesNeverCrash() throws {
    var random = FixedRandom(state: 11)
    var (pictures, errors) = (0, 0)
    for (name, content) in try samples() where !content.isEmpty {
        for round in 0..<70 {
            var changed = content
            for _ in 0...round % 6 {
                changed[Int.random(in: 0..<content.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do throws(FileError) {
                let read = try ImageFile(changed, file: name)
                pictures += 1
                #expect(read.pixels.count == read.height * read.width * read.channels)
            } catch {
                errors += 1
                #expect(error.file == name)
            }
        }
    }
    #expect(pictures > 50 && errors > 50)
}

@Test(.enabled(if: canRead)) func readersSayWhatIsNotTheirFormat() throws {
    let png = PNGWriter.encode(height: 1, width: 1, channels: 1, pixels: [5])
    #expect(try PNGReader.decode(png, file: "f").pixels == [5])
    #expect(message { () throws(FileError) in try JPEGReader.decode(png, file: "f.png") }.contains("f.png: byte"))
    #expect(
        message { () throws(FileError) in try JPEGReader.decode(png, file: "f.png") }.contains("libjpeg: Not a JPEG file"))
}
