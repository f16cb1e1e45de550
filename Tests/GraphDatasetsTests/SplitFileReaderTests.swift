import Graphs
import Testing

@testable import GraphDatasets

@Suite struct SplitFileReaderTests {
    private func graph() throws -> Graph {
        try Graph(nodeCount: 4, edges: EdgeList([(0, 1)]), nodeNames: ["a", "b", "c", "d"])
    }

    @Test func readsASplit() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("mine.csv", "id,split\nd,train\na,Validation\nb,test\nc,\n")
        let split = try SplitFileReader.read(file, for: try graph())
        #expect(split.train == [3] && split.validation == [0] && split.test == [1])
        #expect(split.name == "file mine.csv")
    }

    static let mangled: [(text: String, message: String)] = [
        (
            "id,split\na,train\nb,val\na,test\n",
            "FILE:4: found node \"a\" in test, and in train on line 2; expected each node in one part only, else the split leaks; take it out of one of them"
        ),
        (
            "id,split\na,train\na,train\n",
            "FILE:3: found node \"a\", as on line 2; expected each node once; remove one of the two lines"
        ),
        (
            "id,split\nghost,train\n",
            "FILE:2: found node \"ghost\", which does not exist; expected an id of the graph's 4 nodes; remove this line"
        ),
        (
            "id,split\na,learn\n",
            "FILE:2: found the split \"learn\"; expected train, val, validation, test, or a blank for none"
        ),
        ("id,split\na,\n", "FILE: found no node in any part; expected train, val or test for some of them"),
        (
            "node,split\na,train\n",
            "FILE:1: found no column \"id\"; the columns are node, split; expected a column of that name; name the right one with --id"
        ),
    ]

    @Test(arguments: mangled.indices) func refusesMangledFiles(_ index: Int) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("split.csv", Self.mangled[index].text)
        let graph = try graph()
        let error = failure { () throws(DatasetError) in _ = try SplitFileReader.read(file, for: graph) }
        #expect(error?.description == Self.mangled[index].message.replacing("FILE", with: file))
        if index == 0, case .graph(.splitLeaks(let node, let first, let second), _, let line, let firstLine, _)? = error {
            #expect(node == 0 && first == "train" && second == "test" && line == 4 && firstLine == 2)
        }
    }
}
