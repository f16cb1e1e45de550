import Testing

@testable import FileFormats

/// A zip archive made by hand, so that every number in it can be wrong.
private struct ZipBuilder {
    struct Member {
        var name: String
        var plain: [UInt8]
        var deflates = true
        var flags = 0
        var method: Int?
        var size: Int?
        var packedSize: Int?
        var checksum: UInt32?
        var offset: Int?
    }

    var members: [Member]
    var comment: [UInt8] = []
    var count: Int?
    var directorySize: Int?
    var directoryStart: Int?
    var disk = 0

    static func half(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
    static func word(_ value: Int) -> [UInt8] { half(value & 0xFFFF) + half(value >> 16) }

    /// Raw deflate data and the CRC-32 of what they hold: a gzip file without its header of 10 bytes, and the first half of
    /// its last 8.
    static func deflated(_ plain: [UInt8]) -> (data: [UInt8], checksum: Int) {
        guard let gzip = try? Gzip.compress(plain) else { return ([], 0) }
        let sum = gzip.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return (Array(gzip.dropFirst(10).dropLast(8)), sum)
    }

    func build() -> [UInt8] {
        var file: [UInt8] = [], directory: [UInt8] = []
        for member in members {
            let (packed, sum) = Self.deflated(member.plain)
            let data = member.deflates ? packed : member.plain
            let common = Self.half(member.flags) + Self.half(member.method ?? (member.deflates ? 8 : 0)) + [0, 0, 0, 0]
                + Self.word(member.checksum.map { Int($0) } ?? sum) + Self.word(member.packedSize ?? data.count)
                + Self.word(member.size ?? member.plain.count) + Self.half(member.name.utf8.count)
            directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + common + [UInt8](repeating: 0, count: 12)
                + Self.word(member.offset ?? file.count) + Array(member.name.utf8)
            file += [0x50, 0x4B, 3, 4, 20, 0] + common + [0, 0] + Array(member.name.utf8) + data
        }
        let start = directoryStart ?? file.count
        let number = Self.half(count ?? members.count)
        return file + directory + [0x50, 0x4B, 5, 6] + Self.half(disk) + [0, 0] + number + number
            + Self.word(directorySize ?? directory.count) + Self.word(start) + Self.half(comment.count) + comment
    }
}

private let text = bytes(String(repeating: "1, 2\n2, 1\n", count: 500))

private func archive(_ change: (inout ZipBuilder) -> Void = { _ in }) -> [UInt8] {
    var builder = ZipBuilder(members: [
        .init(name: "A//A_A.txt", plain: text), .init(name: "A/b.txt", plain: bytes("stored"), deflates: false),
    ])
    change(&builder)
    return builder.build()
}

@Test func zipReadsStoredAndDeflatedMembers() throws {
    let zip = try ZipArchive(bytes: archive { $0.comment = bytes("PK, a comment") }, file: "a.zip")
    #expect(zip.entries.map(\.name) == ["A/A_A.txt", "A/b.txt"])
    #expect(try zip.read("A/A_A.txt") == text)
    #expect(try zip.read("A/b.txt") == bytes("stored"))
    #expect(zip.contains("A/b.txt") && !zip.contains("A//b.txt"))
    #expect(zip.entries[0].size == 5000 && zip.entries[0].packedSize < 100)
    #expect(
        message { () throws(FileError) in try zip.read("c") } == "a.zip: entry c: no such member in the archive")
    #expect(ZipArchive.isArchive(archive()) && !ZipArchive.isArchive(bytes("PK")))
}

@Test func zipReadsEmptyArchivesAndMembersAndSkipsFolders() throws {
    #expect(try ZipArchive(bytes: ZipBuilder(members: []).build(), file: "e.zip").entries.isEmpty)
    let zip = try ZipArchive(
        bytes: ZipBuilder(members: [
            .init(name: "A/", plain: [], deflates: false), .init(name: "A/empty", plain: []),
        ]).build(), file: "e.zip")
    #expect(zip.entries.map(\.name) == ["A/empty"])
    #expect(try zip.read("A/empty").isEmpty)
}

private let mangled: [(change: @Sendable (inout ZipBuilder) -> Void, message: String)] = [
    (
        { $0.directoryStart = 1 << 30 },
        "a directory of 2 members in 109 bytes from byte 1073741824; expected one that lies in the file's first 229 bytes; copy or download the file again"
    ),
    (
        { $0.count = 500 },
        "a directory of 500 members in 109 bytes from byte 120; expected one that lies in the file's first 229 bytes; copy or download the file again"
    ),
    ({ $0.count = 1; $0.directoryStart = 0 }, "no header of member 1 in the directory; expected PK 1 2"),
    ({ $0.disk = 1 }, "one part of a split archive; expected the whole archive in one file"),
    ({ $0.count = 0xFFFF }, "a zip64 archive; expected at most 65534 members and 4 GiB; unpack it with unzip"),
    ({ $0.members[1].name = "A/A_A.txt" }, "two members of this name; expected each name once"),
    (
        { $0.members[1].offset = 20 },
        "a member inside A/A_A.txt; expected members that do not overlap; the archive may be made to do harm"
    ),
    (
        { $0.members[1].offset = 0x7FFF_FFFF },
        "6 packed bytes at byte 2147483647; expected a place in the file's 251 bytes; copy or download the file again"
    ),
    (
        { $0.members[1].packedSize = 0x7FFF_0000 },
        "2147418112 packed bytes at byte 77; expected a place in the file's 251 bytes; copy or download the file again"
    ),
    (
        { $0.members[0].size = 0xFFFF_FFF0 },
        "4294967280 bytes said to be packed into 37; expected at most 39216; the archive is damaged, or made to do harm"
    ),
    ({ $0.members[0].flags = 1 }, "an encrypted member; unpack it with unzip"),
    (
        { $0.members[0].method = 12 },
        "compression method 12; expected 0 (stored) or 8 (deflated); unpack it with unzip, or pack it with zip -Z deflate"
    ),
    ({ $0.members[0].size = 4999 }, "more than 4999 bytes after unpacking; expected 4999, as the directory says"),
    ({ $0.members[0].size = 5001 }, "5000 bytes after unpacking; expected 5001, as the directory says"),
    ({ $0.members[1].size = 5 }, "6 stored bytes; expected 5 bytes, as the directory says"),
    ({ $0.members[0].checksum = 0xABC }, "; expected abc; copy or download the file again"),
    ({ $0.members[1].offset = 88 }, "no header at byte 88; expected a member's header, PK 3 4"),
    ({ $0.members[0].packedSize = 20 }, "the end of the packed data after"),
]

@Test(arguments: mangled.indices) func zipRefusesMangledArchives(_ index: Int) {
    let data = archive(mangled[index].change)
    let found = message { () throws(FileError) in
        let zip = try ZipArchive(bytes: data, file: "a.zip")
        for entry in zip.entries { _ = try zip.read(entry.name) }
    }
    #expect(found.hasPrefix("a.zip: "))
    #expect(found.contains(mangled[index].message), "\(found)")
}

/// Whatever is cut off or changed, the reader gives an error or the right bytes and never reads outside the file.
@Test func zipSurvivesEveryCutAndManyChanges() throws {
    let data = archive()
    for count in 0..<data.count {
        #expect(
            message { () throws(FileError) in _ = try ZipArchive(bytes: Array(data[..<count]), file: "a.zip") }
                == "a.zip: byte \(count): found no directory at the end of the file; expected a zip archive; copy or download the file again"
        )
    }
    for place in data.indices {
        for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
            var changed = data
            changed[place] = value
            guard let zip = try? ZipArchive(bytes: changed, file: "a.zip") else { continue }
            for entry in zip.entries {
                if let plain = try? zip.read(entry.name) { #expect([text, bytes("stored")].contains(plain)) }
            }
        }
    }
}

@Test func zipRefusesABomb() {
    let bomb = ZipBuilder(members: [.init(name: "zeros", plain: [UInt8](repeating: 0, count: 10_000_000))]).build()
    #expect(
        message { () throws(FileError) in _ = try ZipArchive(bytes: bomb, file: "a.zip", limit: 1_000_000) }
            == "a.zip: entry zeros: found more than 1000000 bytes after unpacking; expected at most 1000000 bytes; unpack it with unzip if you trust it"
    )
}
