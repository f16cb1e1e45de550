import Graphs
import Testing

@testable import GraphDatasets

@Suite struct MUSAEReaderTests {
    private static let good = [
        "s_edges.csv": "from,to\n0,1\n2,2\n1,0\n", "s_target.csv": "id,mature,new_id\n7,True,1\n8,False,0\n9,True,2\n",
        "s.json": "{\"0\": [3, 1, 3], \"2\": [], \"1\": [0]}",
    ]

    private static func write(_ name: String? = nil, _ text: String = "") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (file, content) in good { try folder.write("musae_s/\(file)", file == name ? text : content) }
        return folder
    }

    @Test(arguments: ["s", "musae_s", "MUSAE_S"]) func readsASmallSet(_ name: String) throws {
        let folder = try Self.write()
        let loaded = try Dataset.load(name, root: folder.path)
        #expect(loaded.graph.edges == EdgeList([(0, 1), (1, 0), (2, 2)]) && loaded.format == .musae)
        #expect(loaded.graph.labels?.classNames == ["False", "True"] && loaded.graph.labels?.values == [0, 1, 1])
        guard case .sparse(let x) = loaded.graph.features else { return #expect(Bool(false)) }
        #expect(x.columns == 4 && x.columnIndices == [1, 3, 0] && x.rowStarts == [0, 2, 3, 3])
        #expect(loaded.warnings.count == 1)
    }

    static let mangled: [(file: String, text: String, message: String)] = [
        ("s_edges.csv", "from,to\n0,3\n", "s_edges.csv:2: found node \"3\"; expected a number from 0 to 2"),
        ("s_edges.csv", "from,to\n0,x\n", "s_edges.csv:2: found node \"x\"; expected a number from 0 to 2"),
        ("s_edges.csv", "from\n0\n", "s_edges.csv:2: found 1 field; expected two nodes"),
        ("s_target.csv", "id,mature\n0,a\n0,b\n", "s_target.csv:3: found node 0, as on line 2; expected each node once"),
        ("s_target.csv", "id,mature\n0,a\n2,b\n", "s_target.csv:3: found node 2, but none of number 1; expected every number from 0 to 1"),
        ("s_target.csv", "id,mature\nx,a\n", "s_target.csv:2: found \"x\" in column id; expected a node's number from 0 on"),
        ("s_target.csv", "id,mature\n", "s_target.csv: found no nodes; expected a line for each node"),
        ("s_target.csv", "id,color\n0,a\n", "s_target.csv:1: found no column \"target\"; the columns are id, color; expected a column of that name; name the right one with --label"),
        ("s.json", "[]", "s.json: found no object; expected {\"0\": [feature numbers], ...}"),
        ("s.json", "{\"7\": [1]}", "s.json: entry 7: found a node of this name; expected 0 to 2"),
        ("s.json", "{\"0\": 1}", "s.json: entry 0: found no list; expected a list of feature numbers"),
        ("s.json", "{\"0\": [1], \"0\": [2]}", "s.json: entry 0: found this node twice; expected each node once"),
        ("s.json", "{\"0\": [2147483647]}", "s.json: entry 0: found the feature 2147483647; expected a number from 0 to 99999"),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let (file, text, message) = Self.mangled[index]
        let folder = try Self.write(file, text)
        let error = failure { () throws(DatasetError) in _ = try Dataset.load("\(folder.path)/musae_s") }
        #expect(error?.description.replacing("\(folder.path)/musae_s/", with: "") == message)
    }

    @Test func holdsWhatTheSetsHold() throws {
        guard let root = realData("musae_facebook/facebook.json") else { return }
        let facebook = try Dataset.load("musae_facebook", root: root).graph
        #expect(facebook.nodeCount == 22470 && facebook.edges.selfLoopCount == 179)
        #expect(facebook.edges.count == 2 * (171002 - 179) + 179 && facebook.features.width == 4714)
        #expect(facebook.labels?.classNames == ["company", "government", "politician", "tvshow"])
        #expect(facebook.labels?.counts == [6495, 6880, 5768, 3327])
        let twitch = try Dataset.load("musae_twitch_PTBR", root: root).graph
        #expect(twitch.nodeCount == 1912 && twitch.edges.count == 2 * 31299 && twitch.features.width == 3169)
        #expect(twitch.labels?.counts == [1251, 661])
    }
}
