import FileFormats
import TestSupport
import Testing

@testable import Images

private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = "/tmp/ImagesTests.\(UInt64.random(in: 0...UInt64.max))"
    try Files.makeDirectory(folder)
    defer {
        func empty(_ folder: String) {
            for name in (try? Files.list(folder)) ?? [] {
                if Files.isDirectory(folder + "/" + name) { empty(folder + "/" + name) } else { try? Files.remove(folder + "/" + name) }
            }
            try? Files.remove(folder)
        }
        empty(folder)
    }
    try body(folder)
}

private func words(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch {
        return "\(error)"
    }
}

private func idx(_ sizes: [UInt8], _ data: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(sizes.count)] + sizes.flatMap { [0, 0, 0, $0] } + data
}

@Suite struct ImageDatasetTests {
    @Test func readsIDXFiles() throws {
        try withFolder { folder in
            try Files.write(try Gzip.compress(idx([2, 1, 3], [1, 2, 3, 4, 5, 6])), to: folder + "/images.gz")
            try Files.write(idx([2], [1, 0]), to: folder + "/labels")
            let set = try ImageDataset(name: "s", images: folder + "/images.gz", labels: folder + "/labels", classNames: ["a", "b"])
            #expect(set.count == 2 && set.size == ImageSize(height: 1, width: 3, channels: 1) && set.labels == [1, 0])
            #expect(set.image(1).pixels == [4, 5, 6] && set.classCounts == [1, 1])
            #expect(set.subset([1, 1]).pixels == [4, 5, 6, 4, 5, 6] && set.subset([1]).labels == [0])
            #expect(set.name(of: 1) == "picture 1 of s")

            try Files.write(idx([2], [1, 7]), to: folder + "/wrong")
            #expect(
                words { _ = try ImageDataset(name: "s", images: folder + "/images.gz", labels: folder + "/wrong", classNames: ["a", "b"]) }
                    == "\(folder)/wrong: byte 9: found label 7; expected a label below 2")
            try Files.write(idx([3], [1, 0, 0]), to: folder + "/wrong")
            #expect(
                words { _ = try ImageDataset(name: "s", images: folder + "/images.gz", labels: folder + "/wrong", classNames: ["a", "b"]) }
                    .contains("found uint8 of shape [3]; expected uint8 of shape [2], as many as pictures"))
            #expect(
                words { _ = try ImageDataset(name: "s", images: folder + "/labels", labels: folder + "/labels", classNames: ["a", "b"]) }
                    .contains("found uint8 of shape [2]; expected uint8 of shape [items, height, width]"))
        }
    }
}

@Suite(.enabled(if: ImageFile.missingLibrary(for: .png) == nil && ImageFile.missingLibrary(for: .jpeg) == nil))
struct ImageFolderTests {
    private func make(_ folder: String) throws {
        for (place, name) in ["train/cat/b.png", "train/cat/a.png", "train/dog/deep/c.PNG", "val/dog/d.png"].enumerated() {
            let path = folder + "/" + name
            let parts = path.split(separator: "/").dropLast().joined(separator: "/")
            try Files.makeDirectory("/" + parts)
            try Image(height: 2 + place, width: 3, filledWith: [UInt8(place)]).write(png: path)
        }
        try Files.write("GIF89a", to: folder + "/train/cat/x.gif")
    }

    @Test func classesAndPartsAreFound() throws {
        try withFolder { folder in
            try make(folder)
            let (train, validation, test) = try ImageFolder.load(folder)
            #expect(train.classNames == ["cat", "dog"] && train.labels == [0, 0, 1])
            #expect(train.files.map { $0.split(separator: "/").last } == ["a.png", "b.png", "c.PNG"])
            #expect(train.skipped == [folder + "/train/cat/x.gif"])
            #expect(validation?.labels == [1] && validation?.classNames == ["cat", "dog"] && test == nil)
            #expect(try train.image(0) == Image(height: 3, width: 3, filledWith: [1, 1, 1]))
            let loaded = try train.loaded(through: ImagePipeline([.resize(height: 4, width: 4)]))
            #expect(loaded.images.map(\.height) == [4, 4, 4] && loaded.labels == train.labels)
            let whole = try ImageFolder.load(folder + "/train").train
            #expect(whole.files == train.files)
        }
    }

    @Test func brokenPicturesAreNamed() throws {
        try withFolder { folder in
            try make(folder)
            try Files.write("BMxxxxxx", to: folder + "/train/dog/e.jpg")
            let (train, _, _) = try ImageFolder.load(folder)
            let (readable, broken) = train.checked()
            #expect(readable.count == 3 && readable.labels == [0, 0, 1])
            #expect(broken.map(\.description) == ["\(folder)/train/dog/e.jpg: found a BMP picture; expected PNG or JPEG; convert it to PNG"])
            #expect(words { _ = try train.loaded() }.contains("e.jpg: found a BMP picture"))
            let batches = ImageLoader(train, pipeline: ImagePipeline([.resize(height: 2, width: 2)]), batchSize: 4).batches()
            #expect(words { _ = try batches.next() }.contains("e.jpg: found a BMP picture"))
        }
    }

    @Test func wrongFoldersAreNamed() throws {
        try withFolder { folder in
            #expect(words { _ = try ImageFolder(folder + "/none") }.contains("/none: "))
            #expect(words { _ = try ImageFolder(folder) }.contains("found no folders in it; expected a folder of pictures for each class"))
            try Files.makeDirectory(folder + "/a")
            #expect(words { _ = try ImageFolder(folder) }.contains("found no pictures in the folders a; expected files that end in .png"))
            try make(folder)
            try Files.makeDirectory(folder + "/val/bird")
            #expect(words { _ = try ImageFolder.load(folder) }.contains("/val/bird: found class bird; expected one of cat, dog"))
        }
    }

    @Test func publicFolders() throws {
        guard let folder = DataFolder.find("hymenoptera_data") else { return }
        let (train, validation, _) = try ImageFolder.load(folder)
        #expect(train.classNames == ["ants", "bees"] && train.count == 244 && validation?.count == 153)
        #expect(train.skipped.count == 1)
        let (_, broken) = (try #require(validation)).checked()
        #expect(broken == [])
    }
}
