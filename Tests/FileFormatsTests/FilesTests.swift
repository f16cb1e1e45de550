import Testing

@testable import FileFormats

@Test func filesReadAndWriteBack() throws {
    try withFolder { folder in
        let path = folder + "/a.txt"
        try Files.write("first", to: path)
        try Files.write([1, 2, 3], to: path)
        #expect(try Files.read(path) == [1, 2, 3])
        try Files.write([], to: path)
        #expect(try Files.read(path) == [])
        #expect(try Files.list(folder) == ["a.txt"])
    }
}

@Test func filesTellWhatIsMissingOrAFolder() throws {
    try withFolder { folder in
        let path = folder + "/none"
        #expect(message { () throws(FileError) in try Files.read(path) } == "\(path): no such file or directory")
        #expect(throws: FileError(kind: .missing, file: path, found: "no such file or directory")) {
            try Files.read(path)
        }
        #expect(
            message { () throws(FileError) in try Files.read(folder) } == "\(folder): this is a folder; expected a file"
        )
        #expect(
            message { () throws(FileError) in try Files.write([1], to: folder) }
                == "\(folder): this is a folder; expected the name of a file")
        #expect(message { () throws(FileError) in try Files.list(path) } == "\(path): no such file or directory")
        #expect(message { () throws(FileError) in try Files.remove(path) } == "\(path): no such file or directory")
    }
}

@Test func filesMakeFoldersOnTheWay() throws {
    try withFolder { folder in
        let deep = folder + "/b//a/"
        try Files.makeDirectory(deep)
        try Files.makeDirectory(deep)
        #expect(Files.isDirectory(folder + "/b/a"))
        try Files.write("x", to: folder + "/b/a/é")
        try Files.write("x", to: folder + "/b/a/Z")
        #expect(try Files.list(deep) == ["Z", "é"])
        let blocked = folder + "/b/a/Z/c"
        #expect(
            message { () throws(FileError) in try Files.makeDirectory(blocked) }.hasPrefix(
                folder + "/b/a/Z: file exists"))
        for name in ["/b/a/Z", "/b/a/é", "/b/a", "/b"] { try Files.remove(folder + name) }
        #expect(!Files.exists(folder + "/b"))
    }
}

@Test func filesGetAFolderAboveThem() throws {
    try withFolder { folder in
        try Files.makeDirectory(above: folder + "/c/d/file.svg")
        #expect(try Files.list(folder + "/c") == ["d"] && Files.list(folder + "/c/d") == [])
        try Files.makeDirectory(above: "file.svg")
        try Files.makeDirectory(above: "/file.svg")
        for name in ["/c/d", "/c"] { try Files.remove(folder + name) }
    }
}

@Test func filesReadWhatHasNoSize() throws {
    #expect(try !Files.read("/proc/self/status").isEmpty)
    #expect(try Files.read("/dev/null") == [])
}

@Test func filesUnpackGzipOnly() throws {
    try withFolder { folder in
        try Files.write(try Gzip.compress(bytes("hello")), to: folder + "/a.gz")
        try Files.write("hello", to: folder + "/a")
        #expect(try Files.readMaybeCompressed(folder + "/a.gz") == bytes("hello"))
        #expect(try Files.readMaybeCompressed(folder + "/a") == bytes("hello"))
    }
}
