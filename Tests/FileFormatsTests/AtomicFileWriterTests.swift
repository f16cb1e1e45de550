import Testing

@testable import FileFormats

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Test func writerShowsNothingBeforeCommit() throws {
    try withFolder { folder in
        let path = folder + "/out.csv"
        try Files.write("old", to: path)
        let writer = try AtomicFileWriter(path)
        try writer.write("a,b\n")
        try writer.write([UInt8](repeating: 65, count: 200_000))
        try writer.write([1, 2, 3] as [UInt8])
        #expect(try Files.read(path) == bytes("old"))
        try writer.commit()
        let written = try Files.read(path)
        #expect(written == bytes("a,b\n") + [UInt8](repeating: 65, count: 200_000) + [1, 2, 3])
        #expect(try Files.list(folder) == ["out.csv"])
        #expect(
            message { () throws(FileError) in try writer.write("x") }
                == "\(path): the file was already finished by commit()")
    }
}

@Test func writerLeavesNothingWithoutCommit() throws {
    try withFolder { folder in
        do {
            let writer = try AtomicFileWriter(folder + "/out")
            try writer.write("half")
            #expect(try Files.list(folder).count == 1)
        }
        #expect(try Files.list(folder) == [])
    }
}

@Test func writerTellsOfAFullDisk() {
    let expected = "/dev/full: no space left on device"
    #expect(message { () throws(FileError) in try Files.write([1, 2], to: "/dev/full") } == expected)
    #expect(
        message { () throws(FileError) in try Files.write([UInt8](repeating: 0, count: 1 << 20), to: "/dev/full") }
            == expected)
    #expect(throws: FileError(kind: .inputOutput, file: "/dev/full", found: "no space left on device")) {
        try Files.write("x", to: "/dev/full")
    }
}

@Test func writerFailsAgainAfterAFailure() throws {
    let writer = try AtomicFileWriter("/dev/full")
    try writer.write("x")
    let expected = "/dev/full: no space left on device"
    #expect(message { () throws(FileError) in try writer.commit() } == expected)
    #expect(message { () throws(FileError) in try writer.write("y") } == expected)
}

@Test func writerWritesStraightIntoAPipe() throws {
    try withFolder { folder in
        let path = folder + "/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { _ = close(reader) }
        try Files.write("through", to: path)
        var content = [UInt8](repeating: 0, count: 20)
        #expect(read(reader, &content, 20) == 7)
        #expect(content.prefix(7) == bytes("through")[...])
        #expect(try Files.list(folder) == ["pipe"])
    }
}

@Test func writerFollowsLinksAndKeepsPermissions() throws {
    try withFolder { folder in
        try Files.write("old", to: folder + "/real")
        #expect(chmod(folder + "/real", 0o640) == 0)
        #expect(symlink("real", folder + "/link") == 0)
        try Files.write("new", to: folder + "/link")
        #expect(try Files.read(folder + "/real") == bytes("new"))
        #expect(Descriptor.status(of: folder + "/real").map { $0.st_mode & 0o777 } == 0o640)
        let missing = folder + "/none/f"
        #expect(throws: FileError(kind: .inputOutput, file: missing, found: "no such file or directory")) {
            try Files.write("x", to: missing)
        }
    }
}
