import Testing

@testable import FileFormats

@Suite struct PictureFileTests {
    private static let square = """
        <svg xmlns="http://www.w3.org/2000/svg" width="8" height="4" viewBox="0 0 8 4">
        <rect x="0" y="0" width="4" height="4" fill="#ff8000"/><rect x="4" y="0" width="2" height="4" fill="#0000ff" fill-opacity="0.5"/></svg>
        """

    @Test(.enabled(if: PictureFile.missingLibrary == nil, "librsvg2-2 is not installed"), arguments: [1, 2, 0.5])
    func drawsPixels(scale: Double) throws {
        let picture = try PNGReader.decode(try PictureFile.png(Self.square, scale: scale), file: "a.png")
        #expect((picture.width, picture.height, picture.channels) == (Int(8 * scale), Int(4 * scale), 4))
        let pixels = stride(from: 0, to: picture.pixels.count, by: 4).map { Array(picture.pixels[$0..<$0 + 4]) }
        #expect(pixels[0] == [255, 128, 0, 255])
        let half = pixels[Int(4 * scale)]
        #expect(half[0...1] == [0, 0] && half[2] == 255 && (127...128).contains(half[3]))
        #expect(pixels[Int(8 * scale) - 1] == [0, 0, 0, 0])
    }

    @Test(.enabled(if: PictureFile.missingLibrary == nil, "librsvg2-2 is not installed"))
    func makesLargeDrawingsSmaller() throws {
        let svg = Self.square.replacing("width=\"8\" height=\"4\"", with: "width=\"80000\" height=\"40\"")
        let picture = try PNGReader.decode(try PictureFile.png(svg), file: "a.png")
        #expect((picture.width, picture.height) == (32767, 16))
    }

    /// As the charts say it, which shrink with what holds them.
    @Test(.enabled(if: PictureFile.missingLibrary == nil, "librsvg2-2 is not installed"))
    func takesTheViewBoxWhereThereIsNoSize() throws {
        let svg = Self.square.replacing("height=\"4\" viewBox", with: "style=\"max-width:100%;height:auto\" viewBox")
        let picture = try PNGReader.decode(try PictureFile.png(svg), file: "a.png")
        #expect((picture.width, picture.height) == (16, 8))
    }

    @Test(.enabled(if: PictureFile.missingLibrary == nil, "librsvg2-2 is not installed"), arguments: ["", "no drawing", "<svg", "<html></html>"])
    func refusesOtherText(text: String) {
        let error = #expect(throws: FileError.self) { try PictureFile.png(text, file: "x.png") }
        #expect(error?.kind == .malformed)
        #expect("\(error!)".hasPrefix("x.png: found what is no drawing ("))
    }

    @Test func theEndingSaysTheFormat() {
        #expect(PictureFile.Format(path: "runs/a.svg") == .svg)
        #expect(PictureFile.Format(path: "A.PNG") == .png)
        for other in ["a.jpg", "png", "a", "", "a.", "a.png.gz"] { #expect(PictureFile.Format(path: other) == nil) }
    }

    @Test func writesEitherAside() throws {
        try withFolder { folder in
            try PictureFile.write(Self.square, to: folder + "/a.svg")
            #expect(try Files.read(folder + "/a.svg") == Array(Self.square.utf8))
            guard PictureFile.missingLibrary == nil else { return }
            try PictureFile.write(Self.square, to: folder + "/a.png")
            #expect(try ImageFile(path: folder + "/a.png").width == 16)
            #expect(try Files.list(folder).sorted() == ["a.png", "a.svg"])
        }
    }
}
