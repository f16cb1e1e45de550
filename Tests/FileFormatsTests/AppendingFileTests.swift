import Testing

@testable import FileFormats

@Test func appendingFileGrowsByLines() throws {
    try withFolder { folder in
        let path = folder + "/log.jsonl"
        try Files.write("{\"a\":1}\n{\"cut", to: path)
        let log = try AppendingFile(path)
        try log.append("{\"b\":2}")
        #expect(try Files.read(path) == bytes("{\"a\":1}\n{\"cut\n{\"b\":2}\n"))
        try log.synchronize()
        try AppendingFile(path).append("c")
        #expect(try Files.read(path) == bytes("{\"a\":1}\n{\"cut\n{\"b\":2}\nc\n"))
    }
}

@Test func appendingFileTellsOfAFullDisk() throws {
    let log = try AppendingFile("/dev/full")
    #expect(message { () throws(FileError) in try log.append("x") } == "/dev/full: no space left on device")
    let missing = "/tmp/no-such-folder-here/log"
    #expect(message { () throws(FileError) in try AppendingFile(missing) } == "\(missing): no such file or directory")
}
