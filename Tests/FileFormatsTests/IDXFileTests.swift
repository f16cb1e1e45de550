import Testing

@testable import FileFormats

private func idx(_ type: UInt8, _ sizes: [UInt8], _ data: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(sizes.count)] + sizes.flatMap { [0, 0, 0, $0] } + data
}

@Test func idxReadsSizesAndBytes() throws {
    let file = try IDXFile(idx(8, [2, 3], [1, 2, 3, 4, 5, 6]), file: "f")
    #expect(file.type == .uint8 && file.shape == [2, 3] && file.bytes == [1, 2, 3, 4, 5, 6])
    for type in IDXFile.ElementType.allCases {
        let data = [UInt8](repeating: 7, count: 3 * type.size)
        #expect(try IDXFile(idx(type.rawValue, [3], data), file: "f").bytes == data)
    }
    #expect(try IDXFile(idx(8, [0, 5], []), file: "f").shape == [0, 5])
}

@Test func idxReadsPackedFiles() throws {
    try withFolder { folder in
        let plain = idx(8, [4], [9, 8, 7, 6])
        try Files.write(try Gzip.compress(plain), to: folder + "/a.gz")
        try Files.write(plain, to: folder + "/a")
        #expect(try IDXFile(path: folder + "/a.gz") == IDXFile(path: folder + "/a"))
    }
}

@Test func idxTellsWhatIsWrong() {
    func words(_ bytes: [UInt8]) -> String { message { () throws(FileError) in try IDXFile(bytes, file: "f.idx") } }
    #expect(words([]).contains("byte 0: found an empty file; expected an IDX file"))
    #expect(words([0, 0, 10, 1, 0, 0, 0, 0]).contains("byte 0: found \"\\x00\\x00\\x0a\\x01\"; expected an IDX file"))
    #expect(words([1, 0, 8, 1, 0, 0, 0, 0]).contains("byte 0: found"))
    #expect(words([0, 0, 8, 3, 0, 0, 0, 1]).contains("byte 8: found the end of the file; expected the sizes of 3 axes"))
    #expect(
        words(idx(8, [2, 3], [1, 2, 3, 4]))
            == "f.idx: byte 16: found the end of the file after 4 bytes of data; expected 6 bytes for sizes 2 x 3; copy or "
            + "download the file again")
    #expect(words(idx(8, [2], [1, 2, 3])) == "f.idx: byte 10: found 1 bytes after the data; expected 2 bytes for sizes 2")
    let huge = [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12) + [1, 2]
    #expect(words(huge).contains("byte 4: found the sizes 4294967295 x 4294967295 x 4294967295"))
    #expect(words([0, 0, 14, 1, 255, 255, 255, 255, 0]).contains("after 1 bytes of data; expected 34359738360 bytes"))
}
