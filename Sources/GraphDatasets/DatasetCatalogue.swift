/// A set that the toolkit knows by name.
public struct DatasetEntry: Sendable, Equatable {
    /// The name in commands, lower case.
    public let name: String
    /// One line on what it is.
    public let title: String
    /// The form it has when fetched or shipped.
    public let format: DatasetFormat
    /// What it should hold: nodes, undirected edges without self-loops, features, classes.
    public let counts: Counts
    /// Who made it, with DOI or arXiv id.
    public let source: String
    /// The folder below a root into which its files are put.
    public let folder: String
    /// The name in its files.
    let fileName: String
    /// The forms that its name stands for, the best first.
    let formats: [DatasetFormat]
    /// Its files with their pinned sums.
    public let files: [File]

    /// What the set should hold.
    public struct Counts: Sendable, Equatable {
        /// How many nodes there are.
        public let nodes: Int
        /// Undirected, without self-loops.
        public let edges: Int
        /// Columns; 0 for a set without.
        public let features: Int
        /// How many classes there are.
        public let classes: Int
    }

    /// A file of a known set.
    public struct File: Sendable, Equatable {
        /// Inside the set's folder.
        public let name: String
        /// Its size in bytes.
        public let bytes: Int
        /// The SHA-256 of the plain (not packed) file, 64 hexadecimal digits.
        public let sha256: String
        /// Its public address; nil for a file that is shipped.
        public let url: String?
    }

    /// Whether it can be downloaded; the others are shipped.
    public var canFetch: Bool { files.allSatisfy { $0.url != nil } }
}

/// The sets that the toolkit knows by name, with their addresses and pinned sums.
public enum DatasetCatalogue {
    /// All known sets, in the order of a listing.
    public static let entries: [DatasetEntry] = [
        DatasetEntry(
            name: "karate", title: "Zachary's karate club: 34 members, their ties, two factions", format: .csv,
            counts: .init(nodes: 34, edges: 78, features: 0, classes: 2),
            source: "Zachary 1977, DOI 10.1086/jar.33.4.3629752", folder: "karate", fileName: "karate",
            formats: [.csv],
            files: [
                .init(
                    name: "nodes.csv", bytes: 535,
                    sha256: "e058800908aa98243f1a352e4329575d3b0987447b78483d0a99213b4aa63d16", url: nil),
                .init(
                    name: "edges.csv", bytes: 421,
                    sha256: "e185e9bb38dba35931342af0a29c13d17a6967465d31b595f1dcebd2717db76f", url: nil),
            ]),
        DatasetEntry(
            name: "papers", title: "made-up papers in 7 topics, from gcn data generate papers --seed 1", format: .csv,
            counts: .init(nodes: 2000, edges: 3867, features: 500, classes: 7),
            source: "this toolkit's generator", folder: "papers", fileName: "papers", formats: [.csv],
            files: [
                .init(
                    name: "nodes.csv", bytes: 2050162,
                    sha256: "fff5a73f4fd1605d9f4003ae8f5fa2d6f4cb634c0d580b3465c818f65f506db0", url: nil),
                .init(
                    name: "edges.csv", bytes: 46418,
                    sha256: "fd17d358ad98e332da8fda4057aeb6e011ca463ee54f1a15448d018ac58adce2", url: nil),
            ]),
        planetoid(
            "cora", "machine learning papers in 7 fields, words as 0 and 1", DatasetFormat.ofSeveralFiles,
            .init(nodes: 2708, edges: 5278, features: 1433, classes: 7), cora),
        planetoid(
            "citeseer", "computer science papers in 6 fields, words as 0 and 1", DatasetFormat.ofSeveralFiles,
            .init(nodes: 3327, edges: 4552, features: 3703, classes: 6), citeseer),
        planetoid(
            "pubmed", "papers on 3 kinds of diabetes, word weights (tf-idf)", DatasetFormat.ofSeveralFiles,
            .init(nodes: 19717, edges: 44324, features: 500, classes: 3), pubmed),
        DatasetEntry(
            name: "cora-linqs", title: "Cora in its text form, with the papers' ids and the fields' names",
            format: .linqs, counts: .init(nodes: 2708, edges: 5278, features: 1433, classes: 7),
            source: "Sen et al. 2008, DOI 10.1609/aimag.v29i3.2157", folder: "cora", fileName: "cora",
            formats: [.linqs],
            files: [
                .init(
                    name: "cora.content", bytes: 7823427,
                    sha256: "b8ebed0fd45e53995abafd1b70cf6a9fcc8f86abc5826d69b97fe6ca46e9c8ee",
                    url: linqsAddress + "cora.content"),
                .init(
                    name: "cora.cites", bytes: 69928,
                    sha256: "ec1a372391b7f0f60a6aff0084e8abd8f19f0faa7e1f2441a41c492042d5945e",
                    url: linqsAddress + "cora.cites"),
            ]),
    ]

    /// The set of that name, in any case; nil where it is not known.
    public static func entry(_ name: String) -> DatasetEntry? {
        let name = name.lowercased()
        return entries.first { $0.name == name }
    }

    private static let planetoidAddress = "https://github.com/kimiyoung/planetoid/raw/master/data/"
    private static let linqsAddress = "https://raw.githubusercontent.com/tkipf/pygcn/master/data/cora/"

    private typealias Part = (suffix: String, bytes: Int, sha256: String)

    private static func planetoid(
        _ name: String, _ title: String, _ formats: [DatasetFormat], _ counts: DatasetEntry.Counts, _ parts: [Part]
    ) -> DatasetEntry {
        DatasetEntry(
            name: name, title: title, format: .planetoid, counts: counts,
            source: "Yang, Cohen & Salakhutdinov 2016, arXiv 1603.08861", folder: "planetoid", fileName: name,
            formats: formats,
            files: parts.map {
                let file = "ind.\(name).\($0.suffix)"
                return .init(name: file, bytes: $0.bytes, sha256: $0.sha256, url: planetoidAddress + file)
            })
    }

    private static var cora: [Part] {
        [
            ("x", 22119, "23cfa55d91c6f624233f5eb7b6e3f141f1bd2b2ae39608a63cf5d084bb27baab"),
            ("y", 4054, "94465c14eb53e04ca262198dcbb2521ee8af60fb3f3d546cd6ca24a511b0e7d1"),
            ("tx", 148025, "b9afbaa4a400df991f6f02ef677e1e44da55ffc04801fd02f9e673987829226a"),
            ("ty", 28135, "41f5ac76596a1699cc33f53084a2419e92961c42bb75f36fc38e616d348532ad"),
            ("allx", 257305, "9419ba2f26f5c35243db64aba110e0f35a04851609e0dc5433450676ca6b8543"),
            ("ally", 47959, "2b998f5cc7fedc86e7f97ca2498f47a1ffc1462c29e2d578b23bf3f62b6e7d71"),
            ("graph", 59847, "58f13302f39dde8852dad6fe6d15b89b077b6d7f837626bce671ef80344b383d"),
            ("test.index", 5000, "297ce89af2b51a6a194181c7dbe1796c6a1cf9cd9349a88383b1b1e227867875"),
        ]
    }

    private static var citeseer: [Part] {
        [
            ("x", 31087, "d20de19150741e555de0ed037195630fc194114ebc7fd72ced62810148aa22f6"),
            ("y", 3014, "8ba87e515d8e3ee3cf52f6d2c5b86aa73f11ecad825a808455209ec26cd54924"),
            ("tx", 260321, "539a8906a2da97628d212f2fdd668c109a8b3f0d36574b59e5d3fd5b5303da21"),
            ("ty", 24135, "55e5bd1ba1e733a04598753ad1a8d57957f4b8f89e74519f41f4f4938767e4ce"),
            ("allx", 595021, "2ac30345d95c9ec933a817ee0bdd6a5f077f8c184a20e696910192d534414668"),
            ("ally", 55623, "f704b2d986dde6c2669934de1f3ae5696a6cf9455c0f6b2646a2d135ea0a1c95"),
            ("graph", 61987, "d79a4ef9d3e7169aee8946145f6b7306e35bc79bffad26346cfb94e10e9912a7"),
            ("test.index", 5000, "2af990671580b6b2df5d158d1038f8292e30c9cd821b5453f399659b25b723d4"),
        ]
    }

    private static var pubmed: [Part] {
        [
            ("x", 23172, "fbe9cb5c47200d1b7769a26e579be3b7130b556831f9d850e77c4c74f2599b33"),
            ("y", 854, "e6c807633307a07ed659249006536a147c7999c797f11a2560752990181b41b3"),
            ("tx", 405505, "4eb5f5d0f30f26497eb0ac6ac9719d09c67e284f1ed0385c93f3ef27a671da3d"),
            ("ty", 12135, "ee2e0d4819d9fbcc403689c3bf2e49face401b605932f093bc58ab6461130fdd"),
            ("allx", 7578385, "508e538e2abdccdd54c4d3e9f49d638b4af7107d85845f66ddea5a5152658b7e"),
            ("ally", 224739, "0c37bbe3b5014ec365e9d393cf4791925e5ed94fb194305d74f064a8d7b50f0e"),
            ("graph", 471808, "5b89f0036ca22909471f1e6558eb42fa06e0c730a577bde5b058b40638f81dc9"),
            ("test.index", 6000, "b101d421688bbaecbd82e8a18f1e282378d6830f3a37666f28ebc47f844341b5"),
        ]
    }
}
