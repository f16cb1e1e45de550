import Testing

@testable import FileFormats

@Suite struct PNGWriterTests {
    @Test func packsPictures() {
        let pixels = (0..<100 * 100).map { UInt8($0 % 100) }
        #expect(PNGWriter.encode(height: 100, width: 100, channels: 1, pixels: pixels).count < 1000)
    }

    @Test func storesWithoutZlib() {
        var random = FixedRandom(state: 3)
        let data = (0..<70000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let stream = PNGWriter.stored(data)
        #expect(stream.count == data.count + 2 + 10 + 4)
        #expect(Array(stream[2..<7]) == [0, 0xFF, 0xFF, 0, 0])
        #expect(PNGWriter.stored([]) == [0x78, 1, 1, 0, 0, 255, 255, 0, 0, 0, 1])
        // "Wikipedia" has Adler-32 11e60398
        #expect(Array(PNGWriter.stored(bytes("Wikipedia")).suffix(4)) == [0x11, 0xE6, 0x03, 0x98])
    }

    /// The parts of a file: signature, size and kind of colour in the header, an empty end with its known check sum.
    @Test(arguments: zip(1...4, [UInt8(0), 4, 2, 6]))
    func header(channels: Int, colorType: UInt8) {
        let file = PNGWriter.encode(height: 2, width: 3, channels: channels, pixels: [UInt8](repeating: 9, count: 6 * channels))
        #expect(Array(file[..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(Array(file[8..<29]) == [0, 0, 0, 13] + bytes("IHDR") + [0, 0, 0, 3, 0, 0, 0, 2, 8, colorType, 0, 0, 0])
        #expect(Array(file.suffix(12)) == [0, 0, 0, 0] + bytes("IEND") + [0xAE, 0x42, 0x60, 0x82])
    }

    @Test func crcByTableAndByZlibAgree() {
        #expect(CRC32.byTable(bytes("123456789")[...]) == 0xCBF4_3926)
        #expect(CRC32.of(bytes("123456789")[...]) == 0xCBF4_3926)
    }

    @Test func refusesWrongSizes() async {
        let pixels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PNGWriter.encode(height: 2, width: 2, channels: 3, pixels: [1, 2, 3])
        }
        #expect(said(pixels).contains("PNGWriter: 2x2x3 has 12 bytes, found 3"))
        let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PNGWriter.encode(height: 1, width: 1, channels: 5, pixels: [1, 2, 3, 4, 5])
        }
        #expect(said(channels).contains("PNGWriter: expected 1 to 4 channels and at least one pixel, found 1x1x5"))
    }

    private func said(_ end: ExitTest.Result?) -> String { end.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? "" }
}
