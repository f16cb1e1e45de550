import Graphs
import Testing

@testable import GraphDatasets

@Suite struct NodeTargetReaderTests {
    private func graph() throws -> Graph {
        try Graph(nodeCount: 3, edges: EdgeList([]), nodeNames: ["a", "b", "c"])
    }

    private func read(_ text: String, column: String = "y", numbered: Bool = false) throws -> [Float] {
        let folder = try TemporaryFolder()
        let file = try folder.write("t.csv", text)
        let graph = numbered ? try Graph(nodeCount: 3, edges: EdgeList([])) : try graph()
        return try NodeTargetReader.read(file, column: column, for: graph)
    }

    @Test func numbersAndBlanks() throws {
        let values = try read("id,y,z\nc,2.5,1\na,-1e3,1\nb, ,1\n")
        #expect(values[0] == -1000 && values[1].isNaN && values[2] == 2.5)
        #expect(try read("id,y\nb,1\n").map(\.isNaN) == [true, false, true], "nodes no line names")
        // MUSAE: nodes are known by new_id
        #expect(try read("id,y,new_id\n0,5,2\n1,6,0\n2,7,1\n", numbered: true) == [6, 7, 5])
    }

    @Test func whatIsWrong() throws {
        func message(_ text: String, column: String = "y") -> String {
            do {
                return "no error: \(try read(text, column: column))"
            } catch { return "\(error)" }
        }
        #expect(message("id,y\na,x\n").contains("t.csv:2: found \"x\" in column \"y\"; expected a finite number; correct it, leave the field blank where the number is not known, or choose a column of numbers"))
        #expect(message("id,y\na,nan\n").contains("t.csv:2: found \"nan\" in column \"y\"; expected a finite number; correct it, or leave the field blank"))
        #expect(message("id;y\na;1,5\n").contains("t.csv:2: found \"1,5\" in column \"y\"; expected a number with a decimal point; write a point"))
        #expect(message("id,y\nd,1\n").contains("t.csv:2: found node \"d\", which does not exist"))
        #expect(message("id,y\na,1\na,2\n").contains("t.csv:3: found node \"a\", as on line 2"))
        #expect(message("id,y\na,1\n", column: "w").contains("no column \"w\"; the columns are id, y"))
    }
}
