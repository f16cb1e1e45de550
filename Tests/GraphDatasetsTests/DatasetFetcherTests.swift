import FileFormats
import Testing

@testable import GraphDatasets

@Suite(.serialized) struct DatasetFetcherTests {
    private let big = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    private let small = Array("a,b\n".utf8)

    private func entry(_ files: [(String, [UInt8])]) -> DatasetEntry {
        DatasetEntry(
            name: "toy", title: "two files", format: .csv, counts: .init(nodes: 0, edges: 0, features: 0, classes: 0),
            source: "", folder: "toy", fileName: "toy", formats: [.csv],
            files: files.map {
                .init(name: $0.0, bytes: $0.1.count, sha256: SHA256.hex($0.1), url: "https://example.org/\($0.0)")
            })
    }

    private func fetcher(_ mirror: String) -> DatasetFetcher { DatasetFetcher(retryDelay: 0, mirror: mirror) }

    @Test func downloadsAndSkipsWhatIsThere() throws {
        let folder = try TemporaryFolder()
        let server = try #require(
            TestServer(["/toy/nodes.csv": .init(bytes: big), "/toy/edges.csv": .init(bytes: small)]))
        let entry = entry([("nodes.csv", big), ("edges.csv", small)])
        var last: [DatasetFetcher.Progress] = []
        let report = try fetcher(server.address).fetch(entry, into: "\(folder.path)/toy") { last.append($0) }
        #expect(report.downloaded == ["\(folder.path)/toy/nodes.csv", "\(folder.path)/toy/edges.csv"])
        #expect(try Files.read("\(folder.path)/toy/nodes.csv") == big)
        #expect(try Files.list("\(folder.path)/toy") == ["edges.csv", "nodes.csv"])
        #expect(last.last == .init(file: "edges.csv", number: 2, count: 2, bytes: small.count, totalBytes: small.count))
        try Files.write("broken", to: "\(folder.path)/toy/edges.csv")
        let again = try fetcher(server.address).fetch(entry, into: "\(folder.path)/toy") { _ in }
        #expect(again.skipped == ["\(folder.path)/toy/nodes.csv"])
        #expect(again.downloaded == ["\(folder.path)/toy/edges.csv"])
        #expect(server.requests.map(\.path) == ["/toy/nodes.csv", "/toy/edges.csv", "/toy/edges.csv"])
    }

    @Test func resumesABrokenConnection() throws {
        let folder = try TemporaryFolder()
        let server = try #require(
            TestServer([
                "/toy/nodes.csv": .init(bytes: big, eTag: "\"one\"", breakAfter: 50_000, breaks: 2)
            ]))
        try _ = fetcher(server.address).fetch(entry([("nodes.csv", big)]), into: folder.path) { _ in }
        #expect(try Files.read("\(folder.path)/nodes.csv") == big)
        #expect(
            server.requests == [
                .init(path: "/toy/nodes.csv", range: nil, ifRange: nil),
                .init(path: "/toy/nodes.csv", range: "bytes=50000-", ifRange: "\"one\""),
                .init(path: "/toy/nodes.csv", range: "bytes=100000-", ifRange: "\"one\""),
            ])
    }

    @Test func goesOnInALaterCall() throws {
        let folder = try TemporaryFolder()
        try folder.write("nodes.csv.part", Array(big[..<120_000]))
        let server = try #require(TestServer(["/toy/nodes.csv": .init(bytes: big)]))
        try _ = fetcher(server.address).fetch(entry([("nodes.csv", big)]), into: folder.path) { _ in }
        #expect(server.requests.map(\.range) == ["bytes=120000-"])
        #expect(try Files.list(folder.path) == ["nodes.csv"])
    }

    @Test func startsAnewWhereTheServerCannotResume() throws {
        for page in [
            TestServer.Page(bytes: big, ranges: false), TestServer.Page(bytes: big, eTag: "\"new\""),
        ] {
            let folder = try TemporaryFolder()
            try folder.write("nodes.csv.part", Array("old bytes".utf8))
            try folder.write("nodes.csv.part.headers", "HTTP/1.1 200 OK\r\nETag: \"old\"\r\n\r\n")
            let server = try #require(TestServer(["/toy/nodes.csv": page]))
            try _ = fetcher(server.address).fetch(entry([("nodes.csv", big)]), into: folder.path) { _ in }
            #expect(try Files.read("\(folder.path)/nodes.csv") == big)
            #expect(server.requests.map(\.range) == ["bytes=9-", nil])
        }
    }

    /// A part of other bytes, of which the server has no ETag: noticed by the sum, then fetched whole.
    @Test func replacesAPartOfAnotherFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("nodes.csv.part", [UInt8](repeating: 1, count: 1000))
        let server = try #require(TestServer(["/toy/nodes.csv": .init(bytes: big)]))
        try _ = fetcher(server.address).fetch(entry([("nodes.csv", big)]), into: folder.path) { _ in }
        #expect(try Files.read("\(folder.path)/nodes.csv") == big)
        #expect(server.requests.map(\.range) == ["bytes=1000-", nil])
        try folder.write("nodes.csv.part", [UInt8](repeating: 1, count: 300_000))
        try Files.remove("\(folder.path)/nodes.csv")
        try _ = fetcher(server.address).fetch(entry([("nodes.csv", big)]), into: folder.path) { _ in }
        #expect(try Files.read("\(folder.path)/nodes.csv") == big)
    }

    @Test func triesABusyServerAgain() throws {
        let folder = try TemporaryFolder()
        let server = try #require(TestServer(["/toy/nodes.csv": .init(bytes: small, busy: 2)]))
        try _ = fetcher(server.address).fetch(entry([("nodes.csv", small)]), into: folder.path) { _ in }
        #expect(server.requests.count == 3)
    }

    @Test func refusesWrongBytes() throws {
        let folder = try TemporaryFolder()
        let server = try #require(TestServer(["/toy/nodes.csv": .init(bytes: Array("x,y\n".utf8))]))
        let (fetcher, entry) = (fetcher(server.address), entry([("nodes.csv", small)]))
        let error = failure { () throws(DatasetError) in _ = try fetcher.fetch(entry, into: folder.path) { _ in } }
        #expect(
            error
                == .checksumDiffers(
                    file: "\(server.address)/toy/nodes.csv", found: SHA256.hex(Array("x,y\n".utf8)),
                    expected: SHA256.hex(small),
                    advice: "what was downloaded has been removed; the address or a proxy gives another file: try later, set GCN_MIRROR, or put the right file at \(folder.path)/nodes.csv"
                ))
        #expect(error?.kind == .malformed)
        #expect(try Files.list(folder.path) == [])
    }

    @Test func refusesAFileThatIsTooLarge() throws {
        let folder = try TemporaryFolder()
        let server = try #require(TestServer(["/toy/nodes.csv": .init(bytes: big)]))
        let (fetcher, entry) = (fetcher(server.address), entry([("nodes.csv", small)]))
        let error = failure { () throws(DatasetError) in _ = try fetcher.fetch(entry, into: folder.path) { _ in } }
        #expect(error?.kind == .inputOutput)
        #expect(error?.description.contains("(curl exit code 63)") == true)
    }

    @Test func namesEveryMissingFileAfterANotFound() throws {
        let folder = try TemporaryFolder()
        let server = try #require(TestServer(["/toy/nodes.csv": .init(bytes: small)]))
        let fetcher = fetcher(server.address)
        let entry = entry([("nodes.csv", small), ("edges.csv", big), ("more.csv", big)])
        let error = failure { () throws(DatasetError) in _ = try fetcher.fetch(entry, into: folder.path) { _ in } }
        let base = "\(server.address)/toy"
        #expect(
            error?.description == """
                \(base)/edges.csv: the server answered with status 404; expected to download the file; the file has moved: set GCN_MIRROR to a server that has it; by hand: put these files there, then run the command again
                  \(base)/edges.csv -> \(folder.path)/edges.csv
                  \(base)/more.csv -> \(folder.path)/more.csv
                """)
        #expect(error?.kind == .inputOutput && error?.kind.exitCode == 74)
        #expect(server.requests.count == 2)
    }

    @Test func saysWhatToDoOffline() throws {
        let folder = try TemporaryFolder()
        let mirror = "http://127.0.0.1:\(TestServer.unusedPort())"
        let fetcher = fetcher(mirror)
        let error = failure { () throws(DatasetError) in _ = try fetcher.fetch("cora", root: folder.path) }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("\(mirror)/planetoid/ind.cora.x: "))
        #expect(text.contains("(curl exit code 7); expected to download the file; check the network, or set GCN_MIRROR"))
        for part in DatasetFormat.planetoidParts {
            #expect(text.contains("  \(mirror)/planetoid/ind.cora.\(part) -> \(folder.path)/planetoid/ind.cora.\(part)"))
        }
    }

    @Test func saysHowToInstallCurl() throws {
        let folder = try TemporaryFolder()
        let fetcher = DatasetFetcher(mirror: "http://127.0.0.1:1", curl: "no-such-curl")
        let error = failure { () throws(DatasetError) in _ = try fetcher.fetch("cora-linqs", root: folder.path) }
        #expect(
            error?.description == """
                http://127.0.0.1:1/cora/cora.content: found no program "no-such-curl" to download with; expected to download the file; install it (apt-get install curl) and run the command again; by hand: put these files there, then run the command again
                  http://127.0.0.1:1/cora/cora.content -> \(folder.path)/cora/cora.content
                  http://127.0.0.1:1/cora/cora.cites -> \(folder.path)/cora/cora.cites
                """)
    }

    @Test func saysThatTheDiskRefuses() throws {
        let folder = try TemporaryFolder()
        try Files.makeDirectory("\(folder.path)/nodes.csv.part")
        let server = try #require(TestServer(["/toy/nodes.csv": .init(bytes: big)]))
        let (fetcher, entry) = (fetcher(server.address), entry([("nodes.csv", big)]))
        let error = failure { () throws(DatasetError) in _ = try fetcher.fetch(entry, into: folder.path) { _ in } }
        #expect(error?.kind == .inputOutput)
        #expect(error?.description.hasPrefix("\(folder.path)/nodes.csv.part") == true)
    }

    @Test func refusesNamesWithoutAddress() {
        let shipped = failure { () throws(DatasetError) in _ = try DatasetFetcher().fetch("karate", root: "/tmp") }
        #expect(
            shipped?.description
                == "found the set \"karate\", which is shipped with the toolkit; expected one with an address: cora, citeseer, pubmed, cora-linqs"
        )
        let unknown = failure { () throws(DatasetError) in _ = try DatasetFetcher().fetch("coral", root: "/tmp") }
        #expect(unknown?.kind == .missing)
    }

    /// The real Cora, from a local mirror, through the public call.
    @Test func fetchesCoraFromAMirror() throws {
        guard let root = realData("planetoid/ind.cora.graph") else { return }
        let folder = try TemporaryFolder()
        var pages: [String: TestServer.Page] = [:]
        for name in DatasetFormat.planetoid.fileNames(of: "cora") {
            pages["/planetoid/\(name)"] = .init(bytes: try Files.read("\(root)/planetoid/\(name)"), eTag: "\"\(name)\"")
        }
        pages["/planetoid/ind.cora.allx"]?.breakAfter = 100_000
        pages["/planetoid/ind.cora.allx"]?.breaks = 1
        let server = try #require(TestServer(pages))
        #expect(try fetcher(server.address).fetch("Cora", root: folder.path).downloaded.count == 8)
        #expect(try Dataset.load("cora", root: folder.path).folder == "\(folder.path)/planetoid")
        #expect(try Dataset.verify("cora", root: folder.path).allSatisfy { $0.status == .ok })
        #expect(try fetcher(server.address).fetch("cora", root: folder.path).skipped.count == 8)
    }
}
