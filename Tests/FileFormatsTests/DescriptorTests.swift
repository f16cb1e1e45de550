import Testing

@testable import FileFormats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Test func descriptorFailuresUseTheSystemsWords() {
    #expect(Descriptor.failure("f", code: ENOSPC).description == "f: no space left on device")
    #expect(Descriptor.failure("f", code: EIO).description == "f: input/output error")
    #expect(Descriptor.failure("f", code: ENOENT).kind == .missing)
    #expect(Descriptor.failure("f", code: EACCES).kind == .inputOutput)
}

@Test func descriptorReadsInPieces() throws {
    try withFolder { folder in
        try Files.write("abcde", to: folder + "/f")
        let file = try Descriptor(folder + "/f", shown: "f", flags: O_RDONLY)
        var content: [UInt8] = []
        #expect(try file.read(upTo: 3, appendingTo: &content))
        #expect(try file.read(upTo: 3, appendingTo: &content))
        #expect(try !file.read(upTo: 3, appendingTo: &content))
        #expect(content == bytes("abcde"))
        #expect(try file.status().isRegularFile)
    }
}
